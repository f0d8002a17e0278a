import { describe, expect, test } from 'vitest'
import { bareSubject, inputsOf, isClosable, judgingGroup, maintenanceAt, subjectOf } from '../../lib/judge/closing.ts'
import type { ExpectedSlot } from '../../lib/judge/expected.ts'
import { emptyGroupState } from '../../lib/judge/incident-state.ts'
import type { Config } from '../../lib/model/config.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { catalogueOf, configOf, pageOf } from '../kit/catalogue.ts'
import { observation } from '../kit/observation.ts'
import { writtenLocation } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T15:00:00Z')
const LOCATIONS = [writtenLocation({ id: 'a', network: 'AS1' }), writtenLocation({ id: 'b' })]

function slot(
  changes: Partial<ExpectedSlot> = {},
  catalogue: Record<string, unknown> = {},
  config: Partial<Config> = {},
): ExpectedSlot {
  const built = configOf(catalogueOf({ locations: LOCATIONS, ...catalogue }), config)
  return {
    slotMs: T0,
    everyMs: 5 * MINUTE_MS,
    config: built,
    page: pageOf(built.catalogue, 'da-nang/home'),
    locations: built.catalogue.locations,
    lastDueMs: T0 + 4 * MINUTE_MS,
    ...changes,
  }
}

describe('a slot can close', () => {
  const closable = (nowMs: number, present: readonly string[], changes: Partial<ExpectedSlot> = {}) =>
    isClosable(slot(changes), { nowMs, present: new Set(present) })

  test('as soon as all expected results are in', () => {
    expect(closable(T0, ['a', 'b'])).toBe(true)
    expect(closable(T0, ['a', 'b', 'stranger'])).toBe(true)
    expect(closable(T0, ['a'])).toBe(false)
    expect(closable(T0, ['a', 'stranger'])).toBe(false)
  })

  test('two minutes after its last due time, whatever is missing', () => {
    const lastDueMs = T0 + 4 * MINUTE_MS
    expect(closable(lastDueMs + 2 * MINUTE_MS - 1, [])).toBe(false)
    expect(closable(lastDueMs + 2 * MINUTE_MS, [])).toBe(true)
  })

  test('one cadence after it, where that is shorter', () => {
    const lastDueMs = T0 + 8_000
    expect(closable(lastDueMs + 9_999, [], { everyMs: 10_000, lastDueMs })).toBe(false)
    expect(closable(lastDueMs + 10_000, [], { everyMs: 10_000, lastDueMs })).toBe(true)
  })
})

describe('inputs', () => {
  test("one per expected location in the catalogue's order; what is missing is UNKNOWN, what was not expected is not there", () => {
    const rows = new Map([
      ['b', observation({ location: 'b' })],
      ['stranger', observation({ location: 'stranger', cause: 'http_5xx' })],
    ])
    const { waitMs } = observation({}).phases
    const timing = { waitMs, wait: null, total: null }
    expect(inputsOf(slot(), rows)).toEqual([
      {
        location: 'a',
        group: 'domestic',
        network: 'AS1',
        class: 'UNKNOWN',
        cause: null,
        confirmed: false,
        timing: null,
      },
      { location: 'b', group: 'domestic', network: null, class: 'OK', cause: null, confirmed: false, timing },
    ])
  })

  test('a failure is confirmed by its retry; a line of a trace had its own', () => {
    const once = observation({
      location: 'a',
      cause: 'http_5xx',
      attempts: [{ startedAtMs: T0, outcome: 'failed', cause: 'http_5xx', totalMs: 1 }],
    })
    const confirmed = (row: typeof once) => inputsOf(slot(), new Map([['a', row]]))[0]
    expect(confirmed(once)).toMatchObject({ class: 'FAIL', cause: 'http_5xx', confirmed: false })
    expect(confirmed(observation({ location: 'a', cause: 'http_5xx' }))).toMatchObject({ confirmed: true })
    expect(confirmed({ ...once, origin: 'import' })).toMatchObject({ confirmed: true })
  })

  test('what may be our catalogue’s fault says so', () => {
    const [input] = inputsOf(slot(), new Map([['a', observation({ location: 'a', cause: 'content_mismatch' })]]))
    expect(input).toMatchObject({ class: 'FAIL', cause: 'content_mismatch', isSuspect: true })
  })

  test('an obstructed result is UNKNOWN with its cause', () => {
    expect(inputsOf(slot(), new Map([['a', observation({ location: 'a', cause: 'blocked' })]]))[0]).toMatchObject({
      class: 'UNKNOWN',
      cause: 'blocked',
    })
  })
})

describe('the judging group', () => {
  const places = [
    { id: 'a', group: 'domestic' as const },
    { id: 'x', group: 'abroad' as const },
  ]
  const judging = (locations: typeof places, lastKnownMs?: number) =>
    judgingGroup(locations, {
      groups: lastKnownMs === undefined ? {} : { domestic: { ...emptyGroupState(), conclusive: { a: lastKnownMs } } },
      slotMs: T0,
      policy: DEFAULT_POLICY,
    })

  test('is domestic where a domestic location is configured, else abroad', () => {
    expect(judging(places)).toBe('domestic')
    expect(judging(places.slice(1))).toBe('abroad')
    expect(judging([])).toBe('abroad')
    const groups = { domestic: emptyGroupState() }
    expect(judgingGroup(places, { groups, slotMs: T0, policy: DEFAULT_POLICY })).toBe('domestic')
  })

  test('is abroad once the domestic ones have known nothing for a day', () => {
    expect(judging(places, T0 - 24 * HOUR_MS + 1)).toBe('domestic')
    expect(judging(places, T0 - 24 * HOUR_MS)).toBe('abroad')
  })

  test('stays domestic where those abroad have known nothing for a day either', () => {
    const known = (ms: number, location: string) => ({ ...emptyGroupState(), conclusive: { [location]: ms } })
    const at = (domesticMs: number, abroadMs: number) => {
      const groups = { domestic: known(domesticMs, 'a'), abroad: known(abroadMs, 'x') }
      return judgingGroup(places, { groups, slotMs: T0, policy: DEFAULT_POLICY })
    }
    expect(at(T0 - 48 * HOUR_MS, T0 - 24 * HOUR_MS)).toBe('domestic')
    expect(at(T0 - 48 * HOUR_MS, T0 - 24 * HOUR_MS + 1)).toBe('abroad')
    const gone = { abroad: known(T0 - 48 * HOUR_MS, 'x') }
    expect(judgingGroup(places.slice(1), { groups: gone, slotMs: T0, policy: DEFAULT_POLICY })).toBe('abroad')
  })

  test('is domestic again with the first slot in which one of them knows something', () => {
    const domestic = { ...emptyGroupState(), conclusive: { a: T0 - 48 * HOUR_MS } }
    const of = { groups: { domestic }, slotMs: T0, policy: DEFAULT_POLICY }
    expect(judgingGroup(places, { ...of, isConclusive: (location) => location === 'a' })).toBe('domestic')
    expect(judgingGroup(places, { ...of, isConclusive: (location) => location === 'x' })).toBe('abroad')
  })
})

describe('maintenance', () => {
  const window = { portal: 'da-nang', page: 'home', from: '2026-11-22T22:00', to: '2026-11-22T23:00' }
  const at = (slotMs: number, publishedAtMs: number, changes: Record<string, unknown> = {}) =>
    maintenanceAt(slot({ slotMs }, { maintenance: [{ ...window, ...changes }] }, { publishedAtMs }))

  test('declared before it begins is accepted, afterwards only silences; its end is exclusive', () => {
    expect(at(T0, T0)).toEqual({ maintenance: true, silenced: false })
    expect(at(T0, T0 + 1)).toEqual({ maintenance: false, silenced: true })
    expect(at(T0 - 1, 0)).toEqual({ maintenance: false, silenced: false })
    expect(at(T0 + HOUR_MS - 1, 0)).toEqual({ maintenance: true, silenced: false })
    expect(at(T0 + HOUR_MS, 0)).toEqual({ maintenance: false, silenced: false })
  })

  test('of another portal, or another page, is none of it', () => {
    const none = { maintenance: false, silenced: false }
    const built = slot({ slotMs: T0 }, { maintenance: [window] }, { publishedAtMs: 0 })
    const elsewhere = (changes: Record<string, unknown>) =>
      maintenanceAt({ ...built, page: { ...built.page, ...changes } })
    expect(elsewhere({})).toEqual({ maintenance: true, silenced: false })
    expect(elsewhere({ portal: 'hue' })).toEqual(none)
    expect(elsewhere({ id: 'other' })).toEqual(none)
  })

  test('of a portal is that of all its pages', () => {
    expect(at(T0, 0, { page: undefined }).maintenance).toBe(true)
  })
})

test('a page of which only the key is known goes by it', () => {
  expect(bareSubject('hue/form-1', 'hue', 'Asia/Ho_Chi_Minh')).toEqual({
    page: 'hue/form-1',
    portal: 'hue',
    vendor: null,
    owner: null,
    label: { vi: 'hue/form-1', en: 'hue/form-1' },
    timezone: 'Asia/Ho_Chi_Minh',
    target: null,
  })
})

test('whom an alert is about: page, portal, vendor, owner, by names that people use', () => {
  const { catalogue } = configOf(catalogueOf())
  const [portal] = catalogue.portals
  if (!portal) throw new Error('no portal')
  expect(subjectOf(pageOf(catalogue, 'da-nang/home'), portal, catalogue.timezone)).toEqual({
    page: 'da-nang/home',
    portal: 'da-nang',
    vendor: null,
    owner: 'da-nang',
    timezone: 'Asia/Ho_Chi_Minh',
    target: 'https://dichvucong.example.org/',
    label: { vi: 'Cổng dịch vụ công Đà Nẵng, trang chủ', en: 'Da Nang public service portal, homepage' },
  })
  const home = pageOf(catalogue, 'da-nang/home')
  expect(subjectOf({ ...home, kind: 'eform', id: 'ho-tich' }, portal, catalogue.timezone).label).toEqual({
    vi: 'Cổng dịch vụ công Đà Nẵng, biểu mẫu ho-tich',
    en: 'Da Nang public service portal, eForm ho-tich',
  })
})
