import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedSlots, timetables } from '../../lib/judge/expected.ts'
import {
  auditDueMs,
  dueAudits,
  dueControls,
  dueVisits,
  gapOf,
  type HostPlan,
  immediateAudits,
  immediateVisits,
  planHosts,
  windowOffsetMs,
} from '../../lib/judge/timetable.ts'
import { timetableLines } from '../../lib/judge/timetable-lines.ts'
import { hostOf, type Location, measuredPages, type Page } from '../../lib/model/catalogue.ts'
import { type Config, locationsFor } from '../../lib/model/config.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { type Gap, LOAD_MS, nextInGap } from '../../lib/model/gap.ts'
import { stableHash } from '../../lib/model/hash.ts'
import { retryDelayMs } from '../../lib/model/host-fit.ts'
import type { Visit } from '../../lib/model/visit.ts'
import { catalogueOf, configOf, pageOf } from '../kit/catalogue.ts'
import {
  parseWritten,
  writtenCatalogue,
  writtenLocation,
  writtenPage,
  writtenPortal,
} from '../kit/written-catalogue.ts'

const MIN_SPACING_MS = 2_000
const T0 = Date.parse('2026-11-22T00:00:00Z')

type Shape = {
  readonly locations: number
  readonly hosts: readonly { readonly name: number; readonly pages: readonly string[]; readonly timeout: number }[]
}

/** Catalogues of some hosts and locations; those that `catalog check` refuses are left out. */
const catalogues = fc
  .record({
    locations: fc.integer({ min: 1, max: 5 }),
    hosts: fc.array(
      fc.record({
        name: fc.nat(1_000),
        pages: fc.array(fc.constantFrom('5m', '5m', '10m', '15m', '30m'), { minLength: 1, maxLength: 12 }),
        timeout: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map((shape) => parseWritten(written(shape)).catalogue)
  .filter((catalogue) => catalogue !== null)
  .map((catalogue) => configOf(catalogue))

function written(shape: Shape) {
  return writtenCatalogue({
    locations: Array.from({ length: shape.locations }, (_, index) => writtenLocation({ id: `l${index}` })),
    portals: shape.hosts.map(({ name, pages, timeout }, host) =>
      writtenPortal({
        id: `p${host}`,
        pages: pages.map((every, index) => ({
          id: `e${index}`,
          kind: 'eform',
          procedure: `1.00${index}`,
          url: `https://h${name}.example.org/${host}/${index}`,
          http: { every, timeout: `${timeout}s` },
        })),
      }),
    ),
  })
}

/** Locations and pages with these families, in turn. */
function withFamilies(locations: readonly (readonly number[])[], pages: readonly (readonly number[])[]): Config {
  const catalogue = catalogueOf({
    locations: locations.map((_, index) => writtenLocation({ id: `l${index}`, families: [4, 6] })),
    portals: [
      writtenPortal({
        pages: pages.map((families, index) => ({ ...writtenPage(), id: `p${index}`, families })),
      }),
    ],
    defaults: { http: { every: '5m', timeout: '5s' } },
  })
  return configOf({
    ...catalogue,
    locations: catalogue.locations.map((location, index) => ({
      ...location,
      families: (locations[index] ?? []) as (4 | 6)[],
    })),
  })
}

function visitsIn(config: Config, fromMs: number, toMs: number): readonly Visit[] {
  return config.catalogue.locations.flatMap(({ id }) => dueVisits(config, { location: id, fromMs, toMs }))
}

const byHost = (visits: readonly Visit[]) => Map.groupBy(visits, ({ host }) => host)

describe('for any catalogue that fits', () => {
  test('starts at one host are at least two seconds apart, over pages and locations', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        for (const visits of byHost(visitsIn(config, T0, T0 + 60 * MINUTE_MS)).values()) {
          const starts = visits.flatMap(({ checks }) => checks.map(({ dueMs }) => dueMs)).sort((a, b) => a - b)
          for (const [index, start] of starts.entries())
            if (index > 0) expect(start - (starts[index - 1] ?? 0)).toBeGreaterThanOrEqual(MIN_SPACING_MS)
        }
      }),
    )
  })

  test('two locations never visit a host at once, retries and time-outs included', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        for (const visits of byHost(visitsIn(config, T0, T0 + 60 * MINUTE_MS)).values()) {
          const spans = visits.flatMap(({ location, untilMs, checks }) =>
            checks.map(({ dueMs, timeoutMs, everyMs }) => ({
              location,
              fromMs: dueMs,
              toMs: dueMs + timeoutMs + retryDelayMs(everyMs) + timeoutMs,
              untilMs,
            })),
          )
          for (const a of spans) {
            expect(a.fromMs).toBeLessThan(a.untilMs)
            const busyUntilMs = Math.min(a.toMs, a.untilMs) - 1
            expect(
              spans.find((b) => b.location !== a.location && b.fromMs >= a.fromMs && b.fromMs < busyUntilMs),
            ).toBeUndefined()
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('every slot of every page and location comes exactly once, minute by minute, never before its slot', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        const seen = new Map<string, number>()
        for (let minuteMs = T0; minuteMs < T0 + 90 * MINUTE_MS; minuteMs += MINUTE_MS) {
          for (const { location, checks } of visitsIn(config, minuteMs, minuteMs + MINUTE_MS)) {
            for (const check of checks) {
              expect(check.dueMs).toBeGreaterThanOrEqual(check.slotMs)
              expect(check.slotMs % check.everyMs).toBe(0)
              expect(check.dueMs).toBeLessThan(check.slotMs + 2 * check.everyMs)
              const key = `${location} ${check.page} ${check.slotMs}`
              seen.set(key, (seen.get(key) ?? 0) + 1)
            }
          }
        }
        // Slots whose visit may lie wholly inside the time that was asked for.
        for (const { key, http } of measuredPages(config.catalogue)) {
          for (let slotMs = T0; slotMs + 30 * MINUTE_MS < T0 + 90 * MINUTE_MS; slotMs += http.everyMs) {
            for (const { id } of config.catalogue.locations) expect(seen.get(`${id} ${key} ${slotMs}`)).toBe(1)
          }
        }
        expect(Math.max(...seen.values())).toBe(1)
      }),
      { numRuns: 30 },
    )
  })

  test('each location measures over the families that it has, and nothing is expected of it where it has none', () => {
    const families = fc.constantFrom([4], [6], [4, 6], [6, 4])
    const lists = fc.record({
      locations: fc.array(families, { minLength: 1, maxLength: 4 }),
      pages: fc.array(families, { minLength: 1, maxLength: 4 }),
    })
    fc.assert(
      fc.property(lists, ({ locations, pages }) => {
        // Not every page has somebody to measure it here: that is for the catalogue's check to say.
        const config = withFamilies(locations, pages)
        const [plan] = planHosts(config)
        const tables = timetables([config])
        for (const location of config.catalogue.locations) {
          const { id } = location
          const visits = dueVisits(config, { location: id, fromMs: T0, toMs: T0 + 10 * MINUTE_MS })
          const audits = dueAudits(config, { location: id, fromMs: T0, toMs: T0 + DAY_MS })
          for (const page of plan?.pages ?? []) {
            const own = page.families.filter((family) => location.families.includes(family))
            const checks = visits.flatMap((visit) => visit.checks).filter(({ page: key }) => key === page.key)
            expect(checks.length > 0).toBe(own.length > 0)
            for (const check of checks) expect(check.families).toEqual(own)
            expect(audits.some(({ page: key, families }) => key === page.key && String(families) === String(own))).toBe(
              own.length > 0,
            )
            const slots = expectedSlots(tables, {
              page: page.key,
              group: 'domestic',
              afterMs: T0,
              nowMs: T0 + DAY_MS,
              limit: 3,
            })
            expect(slots.some((slot) => slot.locations.includes(location))).toBe(own.length > 0)
            expect(locationsFor(config, page).includes(location)).toBe(own.length > 0)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('what is due in two spans is what is due in both together', () => {
    fc.assert(
      fc.property(catalogues, fc.nat(3_600_000), fc.nat(3_600_000), (config, first, second) => {
        const location = config.catalogue.locations[0]?.id ?? ''
        const due = (fromMs: number, toMs: number) =>
          [...dueVisits(config, { location, fromMs, toMs }), ...dueAudits(config, { location, fromMs, toMs })].map(
            (visit) => JSON.stringify(visit),
          )
        const [a, b, c] = [T0, T0 + first, T0 + first + second]
        expect([...due(a, b), ...due(b, c)].sort()).toEqual(due(a, c).sort())
      }),
    )
  })

  test('a visit that begins where one span ends belongs to the next', () => {
    fc.assert(
      fc.property(catalogues, fc.nat(), (config, pick) => {
        const location = config.catalogue.locations[0]?.id ?? ''
        const due = (fromMs: number, toMs: number) =>
          dueVisits(config, { location, fromMs, toMs }).map(({ checks }) => checks[0]?.dueMs ?? 0)
        const all = due(T0, T0 + 30 * MINUTE_MS)
        expect(all).toEqual(all.toSorted((x, y) => x - y))
        const borderMs = all[pick % all.length] ?? T0
        expect([...due(T0, borderMs), ...due(borderMs, T0 + 30 * MINUTE_MS)]).toEqual(all)
      }),
    )
  })

  test('a window is one message, of one host, in order of their due time', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        const windows = new Set<string>()
        for (const { host, location, untilMs, checks } of visitsIn(config, T0, T0 + 30 * MINUTE_MS)) {
          expect(windows).not.toContain(`${host} ${location} ${untilMs}`)
          windows.add(`${host} ${location} ${untilMs}`)
          expect(checks.length).toBeGreaterThan(0)
          expect(new Set(checks.map(({ url }) => hostOf(url)))).toEqual(new Set([host]))
          expect(checks.map(({ dueMs }) => dueMs)).toEqual(checks.map(({ dueMs }) => dueMs).sort((x, y) => x - y))
        }
      }),
    )
  })

  test('every audit slot comes exactly once at each location', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        for (const { id } of config.catalogue.locations) {
          const audits = dueAudits(config, { location: id, fromMs: T0, toMs: T0 + 3 * DAY_MS })
          for (const { key, audit } of measuredPages(config.catalogue)) {
            const slots = audits.filter(({ page }) => page === key).map(({ slotMs }) => slotMs)
            expect(new Set(slots).size).toBe(slots.length)
            for (let slotMs = T0; slotMs < T0 + DAY_MS; slotMs += audit.everyMs) expect(slots).toContain(slotMs)
          }
          const dues = audits.map(({ dueMs }) => dueMs)
          expect(dues).toEqual(dues.toSorted((a, b) => a - b))
          const borderMs = dues[Math.floor(dues.length / 2)] ?? T0
          const parts = [
            ...dueAudits(config, { location: id, fromMs: T0, toMs: borderMs }),
            ...dueAudits(config, { location: id, fromMs: borderMs, toMs: T0 + 3 * DAY_MS }),
          ]
          expect(parts.map(({ dueMs }) => dueMs)).toEqual(dues)
        }
      }),
      { numRuns: 30 },
    )
  })

  test("a load in a gap has ended before anybody's visit is due, and begins after its own location's first attempts", () => {
    fc.assert(
      fc.property(catalogues, fc.nat(DAY_MS), (config, afterMs) => {
        const visits = byHost(visitsIn(config, T0 - DAY_MS / 24, T0 + (3 * DAY_MS) / 24))
        for (const plan of planHosts(config))
          for (const [index] of config.catalogue.locations.entries()) {
            const gap = gapOf(plan, index)
            if (gap === null) continue
            const fromMs = nextInGap(gap, T0 + (afterMs % (DAY_MS / 24)))
            for (const { checks } of visits.get(plan.host) ?? [])
              for (const { dueMs } of checks)
                if (dueMs > fromMs - MIN_SPACING_MS && dueMs < fromMs + LOAD_MS)
                  expect({ host: plan.host, fromMs, dueMs }).toBeNull()
          }
      }),
    )
  })

  test('audits are due in the gaps of their location, where it has any', () => {
    fc.assert(
      fc.property(catalogues, (config) => {
        const plans = planHosts(config)
        for (const [index, { id }] of config.catalogue.locations.entries()) {
          for (const { url, dueMs, gap } of dueAudits(config, { location: id, fromMs: T0, toMs: T0 + DAY_MS })) {
            const plan = plans.find(({ host }) => host === hostOf(url))
            if (!plan) throw new Error(url)
            expect(gap).toEqual(gapOf(plan, index))
            if (gap !== null) expect(nextInGap(gap, dueMs)).toBe(dueMs)
          }
        }
      }),
    )
  })
})

describe('what is due', () => {
  const catalogue = catalogueOf({
    locations: [writtenLocation({ id: 'a' }), writtenLocation({ id: 'b' })],
    portals: [writtenPortal()],
  })
  const config = configOf(catalogue)
  const slots = (
    changes: Partial<Config>,
    more: { readonly location?: string; readonly notBeforeSlotMs?: number } = {},
  ) =>
    dueVisits({ ...config, ...changes }, { location: 'a', fromMs: T0, toMs: T0 + 20 * MINUTE_MS, ...more }).flatMap(
      ({ checks }) => checks.map(({ slotMs }) => (slotMs - T0) / MINUTE_MS),
    )

  test('is nothing for a location that is not played or not known', () => {
    expect(slots({})).toHaveLength(4)
    expect(slots({ played: ['b'] })).toEqual([])
    expect(slots({}, { location: 'stranger' })).toEqual([])
    expect(dueAudits({ ...config, played: ['b'] }, { location: 'a', fromMs: T0, toMs: T0 + DAY_MS })).toEqual([])
  })

  test('belongs to the version in force: two versions share no slot and lose none', () => {
    const changeMs = T0 + 7 * MINUTE_MS
    const before = slots({ untilMs: changeMs })
    const after = slots({ effectiveFromMs: changeMs })
    expect([...before, ...after]).toEqual(slots({}))
    expect(after).toContain(5)
    expect(before).not.toContain(5)
  })

  test('is not what a start measures itself', () => {
    expect(slots({}, { notBeforeSlotMs: T0 + 10 * MINUTE_MS })).toEqual(slots({}).filter((minute) => minute >= 10))
  })

  test('nor is an audit', () => {
    const audits = (notBeforeSlotMs?: number) =>
      dueAudits(config, {
        location: 'a',
        fromMs: T0,
        toMs: T0 + 2 * DAY_MS,
        ...(notBeforeSlotMs !== undefined && { notBeforeSlotMs }),
      }).map(({ slotMs }) => slotMs)
    const [all, from] = [audits(), T0 + DAY_MS]
    expect(all.some((slotMs) => slotMs < from)).toBe(true)
    expect(audits(from)).toEqual(all.filter((slotMs) => slotMs >= from))
    expect(audits(from)).toContain(from)
  })

  test('tells the probe all it needs', () => {
    const [visit] = dueVisits(config, { location: 'b', fromMs: T0, toMs: T0 + 10 * MINUTE_MS })
    const page = pageOf(catalogue, 'da-nang/home')
    expect(visit).toMatchObject({
      type: 'visit',
      location: 'b',
      source: null,
      host: 'dichvucong.example.org:443',
      contact: 'https://example.org/nhip',
      catalogVersion: 'v1',
      checks: [
        {
          page: page.key,
          everyMs: 300_000,
          timeoutMs: 30_000,
          url: page.url,
          expectText: null,
          expectHosts: [],
          families: [4],
        },
      ],
    })
    expect((visit?.untilMs ?? 0) - (visit?.checks[0]?.dueMs ?? 0)).toBe(150_000)
  })
})

test('more pages of a host than a message holds are two visits', () => {
  const pages = Array.from({ length: 201 }, (_, n) => ({
    id: `e${n}`,
    kind: 'eform',
    procedure: '1',
    url: `http://cong.localhost:4500/${n}`,
  }))
  const visits = dueVisits(configOf(catalogueOf({ portals: [writtenPortal({ pages })] })), {
    location: 'sgn',
    fromMs: T0,
    toMs: T0 + 5 * MINUTE_MS,
  })
  expect(visits.map(({ checks }) => [checks.length, checks[0]?.page])).toEqual([
    [200, 'da-nang/e0'],
    [1, 'da-nang/e200'],
  ])
})

describe('an audit', () => {
  const catalogue = catalogueOf({
    portals: [
      writtenPortal({ pages: [writtenPage(), writtenPage({ id: 'form', kind: 'eform', procedure: '1.001' })] }),
    ],
    defaults: { audit: { every: '6h', runs: 2 } },
  })
  /** The pages as the catalogue has them, but for some settings. */
  const configWith = (changes: Partial<Page>, calibration?: Location['calibration']) =>
    configOf({
      ...catalogue,
      locations: catalogue.locations.map((location) => ({ ...location, ...(calibration && { calibration }) })),
      portals: catalogue.portals.map((portal) => ({
        ...portal,
        pages: portal.pages.map((page) => ({ ...page, ...changes })),
      })),
    })
  const audits = (config: Config) => dueAudits(config, { location: 'sgn', fromMs: T0, toMs: T0 + DAY_MS })
  const auditOf = (config: Config, page: string) => audits(config).find((visit) => visit.page === page)

  test('tells the browser all it needs', () => {
    expect(auditOf(configWith({}), 'da-nang/home')).toMatchObject({
      type: 'auditVisit',
      location: 'sgn',
      source: null,
      contact: 'https://example.org/nhip',
      catalogVersion: 'v1',
      url: 'https://dichvucong.example.org/',
      expectText: null,
      expectHosts: [],
      ready: null,
      form: null,
      allow: [],
      journey: null,
      account: null,
      runs: 2,
      families: [4],
      calibration: null,
    })
    expect(auditOf(configWith({}), 'da-nang/form')).toMatchObject({ form: { engine: null } })
    const written = {
      expect: { text: 'Trang chủ', hosts: ['dvc.example.org'] },
      allow: [{ method: 'POST', url: '/session' }],
      journey: [{ kind: 'open', url: '/' }],
      engine: 'formio',
    } as const
    const calibration = { multiplier: 4, instrument: 'i' } as never
    const full = configWith(written, calibration)
    expect(auditOf(full, 'da-nang/form')).toMatchObject({
      expectText: 'Trang chủ',
      expectHosts: ['dvc.example.org'],
      allow: [{ method: 'POST', url: '/session' }],
      journey: [{ kind: 'open', url: '/' }],
      form: { engine: 'formio' },
      calibration,
    })
    const [visit] = dueVisits(full, { location: 'sgn', fromMs: T0, toMs: T0 + 5 * MINUTE_MS })
    expect(visit?.checks[0]).toMatchObject({ expectText: 'Trang chủ', expectHosts: ['dvc.example.org'] })
  })

  test('may start within a cadence from when it is due, after all of its loads fit the gap', () => {
    for (const visit of audits(configWith({}))) {
      expect(visit.untilMs - visit.dueMs).toBe(DAY_MS / 4)
      // Two runs and the load that times readiness.
      expect(nextInGap(visit.gap as Gap, visit.dueMs, 3)).toBe(visit.dueMs)
    }
    const [plan] = planHosts(configWith({}))
    const gap = gapOf(plan as HostPlan, 0) as Gap
    const [page] = measuredPages(catalogue)
    const dues = Array.from({ length: 400 }, (_, slot) => {
      const slotMs = T0 + (slot * DAY_MS) / 4
      return auditDueMs(configWith({}), { page: page as Page, index: 0, slotMs, gap })
    })
    expect(dues.every((dueMs) => nextInGap(gap, dueMs, 3) === dueMs)).toBe(true)
  })

  test('at once: of each wanted page that is due, its current slot, whatever its host’s gaps', () => {
    const config = configWith({})
    const nowMs = T0 + 7 * 60 * MINUTE_MS
    const now = (wanted: (page: Page, slotMs: number) => boolean, changes: Partial<Config> = {}, location = 'sgn') =>
      immediateAudits({ ...config, ...changes }, { location, nowMs, wanted })
    expect(now(() => true)).toMatchObject([
      { page: 'da-nang/home', slotMs: T0 + DAY_MS / 4, dueMs: nowMs, gap: null, untilMs: nowMs + DAY_MS / 4 },
      { page: 'da-nang/form', slotMs: T0 + DAY_MS / 4, dueMs: nowMs, gap: null },
    ])
    expect(now(({ id }, slotMs) => id === 'form' && slotMs === T0 + DAY_MS / 4).map(({ page }) => page)).toEqual([
      'da-nang/form',
    ])
    expect(now(() => false)).toEqual([])
    expect(now(() => true, { effectiveFromMs: nowMs + DAY_MS })).toEqual([])
    expect(now(() => true, { played: [] })).toEqual([])
    expect(now(() => true, {}, 'stranger')).toEqual([])
  })
})

describe('a host', () => {
  const planOf = (pages: number, locations: number, url = 'https://a.example.org') =>
    planHosts({
      catalogue: catalogueOf({
        locations: Array.from({ length: locations }, (_, n) => writtenLocation({ id: `l${n}` })),
        portals: [
          writtenPortal({
            pages: Array.from({ length: pages }, (_, n) => ({
              id: `e${n}`,
              kind: 'eform',
              procedure: '1',
              url: `${url}/${n}`,
            })),
          }),
        ],
        defaults: { http: { every: '5m', timeout: '5s' } },
      }),
    })[0] as HostPlan

  test('begins its cadence at a moment of its own, and each location a window later', () => {
    const plan = planOf(1, 2)
    const [first, second] = [windowOffsetMs(plan, 0), windowOffsetMs(plan, 1)]
    expect([second, first]).toContain(Math.min(first, second) + 150_000)
    const begins = Array.from({ length: 60 }, (_, n) => windowOffsetMs({ ...plan, host: `h${n}.example.org:443` }, 0))
    const thirds = Map.groupBy(begins, (offsetMs) => Math.floor(offsetMs / 100_000))
    expect([...thirds.keys()].toSorted()).toEqual([0, 1, 2])
    for (const third of thirds.values()) expect(third.length).toBeGreaterThan(8)
  })

  test('has a gap after each location’s first attempts, if a load fits', () => {
    const plan = planOf(2, 2)
    // Two windows of 150 s; the second page is due after 3 s, and visited after 5 more.
    expect(gapOf(plan, 1)).toEqual({ everyMs: 300_000, fromMs: windowOffsetMs(plan, 1) + 8_000, lengthMs: 142_000 })
    // Six windows of 50 s: after the 5 s of one visit there are 45 left, which are enough, and after 8 s they are not.
    expect([gapOf(planOf(1, 6), 0)?.lengthMs, gapOf(planOf(2, 6), 0)]).toEqual([45_000, null])
    expect(gapOf(planOf(1, 1, 'http://cong.localhost:4500'), 0)).toBeNull()
  })
})

describe('the control page', () => {
  const catalogue = catalogueOf({})
  const minute = stableHash('sgn') % 60
  const due = (changes: Partial<Config>, fromMinute: number, toMinute: number, location = 'sgn') =>
    dueControls(configOf(catalogue, changes), {
      location,
      fromMs: T0 + fromMinute * MINUTE_MS,
      toMs: T0 + toMinute * MINUTE_MS,
    }).map(({ dueMs }) => (dueMs - T0) / MINUTE_MS)

  test('is due once an hour, at a minute of the location’s own', () => {
    expect(due({}, 0, 180)).toEqual([minute, minute + 60, minute + 120])
    expect(due({}, minute, minute + 60)).toEqual([minute])
    expect(due({}, minute + 1, minute + 60)).toEqual([])
    const [visit] = dueControls(configOf(catalogue), { location: 'sgn', fromMs: T0, toMs: T0 + 60 * MINUTE_MS })
    expect(visit).toEqual({
      type: 'controlVisit',
      location: 'sgn',
      dueMs: T0 + minute * MINUTE_MS,
      untilMs: T0 + (minute + 60) * MINUTE_MS,
      calibration: null,
    })
    const calibration = { multiplier: 4, instrument: 'i' } as never
    const calibrated = {
      ...catalogue,
      locations: catalogue.locations.map((location) => ({ ...location, calibration })),
    }
    const span = { location: 'sgn', fromMs: T0, toMs: T0 + 60 * MINUTE_MS }
    expect(dueControls(configOf(calibrated), span)).toMatchObject([{ calibration }])
  })

  test('while its version is in force, and measures anything there', () => {
    const changeMs = T0 + (minute + 60) * MINUTE_MS
    expect(due({ untilMs: changeMs }, 0, 180)).toEqual([minute])
    expect(due({ effectiveFromMs: changeMs }, 0, 180)).toEqual([minute + 60, minute + 120])
    expect(due({ untilMs: T0 + 600 * MINUTE_MS }, 0, 60)).toEqual([minute])
    expect([due({ played: [] }, 0, 180), due({}, 0, 180, 'stranger')]).toEqual([[], []])
    const retired = catalogueOf({ portals: [writtenPortal({ state: 'retired' })] })
    expect(dueControls(configOf(retired), { location: 'sgn', fromMs: T0, toMs: T0 + DAY_MS })).toEqual([])
  })
})

test('a timetable as lines: of each check its moment after the slot, of each audit when it is due', () => {
  const catalogue = catalogueOf({
    locations: [writtenLocation({ id: 'a' }), writtenLocation({ id: 'b' }), writtenLocation({ id: 'c' })],
    portals: [
      writtenPortal({ pages: [writtenPage(), writtenPage({ id: 'form', kind: 'eform', procedure: '1.001' })] }),
    ],
    defaults: { http: { every: '5m', timeout: '5s' }, audit: { every: '12h' } },
  })
  // In force from tomorrow, and no more the day after: its lines are as if it were there now, and to stay.
  const config = configOf(catalogue, {
    effectiveFromMs: T0 + DAY_MS,
    untilMs: T0 + 2 * DAY_MS,
    played: ['a', 'b'],
  })
  const whole = configOf(catalogue, { played: ['a', 'b'] })
  const [plan] = planHosts(whole)
  const lines = timetableLines(config, { locations: ['b', 'a', 'c'], fromMs: T0, toMs: T0 + 4 * DAY_MS })
  const audits = ['a', 'b'].flatMap((location) =>
    dueAudits(whole, { location, fromMs: T0, toMs: T0 + 4 * DAY_MS }).filter(({ slotMs }) => slotMs >= T0),
  )
  expect(audits.length).toBeGreaterThan(28)
  const offset = (index: number) => windowOffsetMs(plan as HostPlan, index)
  expect(lines).toEqual(
    [
      `http da-nang/home a 300000 ${offset(0)}`,
      `http da-nang/home b 300000 ${offset(1)}`,
      `http da-nang/form a 300000 ${offset(0) + 3_000}`,
      `http da-nang/form b 300000 ${offset(1) + 3_000}`,
      ...audits.map(({ page, location, slotMs, dueMs }) => `audit ${page} ${location} ${slotMs} ${dueMs}`),
    ].toSorted(),
  )
})

describe('at once', () => {
  const portals = [
    writtenPortal({
      pages: Array.from({ length: 9 }, (_, index) => ({
        id: `e${index}`,
        kind: 'eform',
        procedure: '1',
        url: `https://a.example.org/${index}`,
      })),
    }),
  ]
  const config = configOf(
    catalogueOf({ locations: [writtenLocation()], portals, defaults: { http: { every: '10m' } } }),
  )
  const nowMs = T0 + 3 * MINUTE_MS

  test('the current slot of every wanted page, three seconds apart', () => {
    const visits = immediateVisits(config, { location: 'sgn', nowMs, wanted: ({ id }) => id !== 'e4' })
    const checks = visits.flatMap((visit) => visit.checks)
    expect(checks.map(({ page }) => page)).not.toContain('da-nang/e4')
    expect(checks.map(({ dueMs }) => dueMs - nowMs)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((position) => position * 3_000),
    )
    expect(new Set(checks.map(({ slotMs }) => slotMs))).toEqual(new Set([T0]))
  })

  test('they may be made for a cadence, or as long as all locations need one after the other', () => {
    const until = (config: Config) =>
      immediateVisits(config, { location: config.played[0] as string, nowMs, wanted: () => true })[0]?.untilMs
    expect(until(config)).toBe(nowMs + 10 * MINUTE_MS)
    // Nine starts 3 s apart, twice 30 s of a timeout and 15 s before the retry: 99 s, of eight locations 13.2 min.
    const locations = Array.from({ length: 8 }, (_, index) => ({ ...config.catalogue.locations[0], id: `l${index}` }))
    const many = configOf({ ...config.catalogue, locations: locations as Location[] })
    expect(until(many)).toBe(nowMs + 8 * 99_000)
  })

  test('nothing where nothing is wanted', () => {
    expect(immediateVisits(config, { location: 'sgn', nowMs, wanted: () => false })).toEqual([])
    expect(immediateVisits(config, { location: 'stranger', nowMs, wanted: () => true })).toEqual([])
  })
})

test('pages of a host on loopback are due together', () => {
  const portals = [
    writtenPortal({
      pages: ['a', 'b'].map((id) => ({ id, kind: 'eform', procedure: '1', url: `http://cong.localhost:4500/${id}` })),
    }),
  ]
  const [visit] = dueVisits(configOf(catalogueOf({ portals })), {
    location: 'sgn',
    fromMs: T0,
    toMs: T0 + 10 * MINUTE_MS,
  })
  expect(new Set(visit?.checks.map(({ dueMs }) => dueMs)).size).toBe(1)
})
