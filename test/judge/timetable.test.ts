import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedSlots, timetables } from '../../lib/judge/expected.ts'
import { dueAudits, dueVisits, gapOf, planHosts } from '../../lib/judge/timetable.ts'
import { hostOf, measuredPages } from '../../lib/model/catalogue.ts'
import { type Config, locationsFor } from '../../lib/model/config.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { LOAD_MS, nextInGap } from '../../lib/model/gap.ts'
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

  test('a window whose first page is not due begins with the page that is', () => {
    const pages = ['30m', '5m'].map((every, index) => ({
      ...writtenPage(),
      id: `p${index}`,
      http: { every, timeout: '10s' },
    }))
    const config = configOf(
      catalogueOf({ locations: [writtenLocation({ id: 'ha-noi' })], portals: [writtenPortal({ pages })] }),
    )
    const due = (fromMs: number, toMs: number) =>
      dueVisits(config, { location: 'ha-noi', fromMs, toMs }).map(({ checks }) => checks.map((check) => check.dueMs))
    const alone = due(T0, T0 + 60 * MINUTE_MS).find((visit) => visit.length === 1)?.[0] ?? Number.NaN
    expect(due(alone - 1_000, alone)).toEqual([])
    expect(due(alone, alone + 1_000)).toEqual([[alone]])
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
