import { describe, expect, test } from 'vitest'
import { timetables } from '../../lib/judge/expected.ts'
import {
  auditMomentMs,
  auditReachMs,
  expectedIn,
  firstMsOf,
  isInMaintenance,
  missingCheck,
  overBefore,
  pageSchedule,
  plannedWork,
} from '../../lib/judge/page-schedule.ts'
import { dueAudits, dueMs, planHosts, windowOffsetMs } from '../../lib/judge/timetable.ts'
import type { Maintenance } from '../../lib/model/catalogue.ts'
import type { Config } from '../../lib/model/config.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import type { ImportSpan } from '../../lib/model/import-span.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')
const PAGE = 'da-nang/home'
const at = (minutes: number): number => T0 + minutes * MINUTE_MS

type Work = Omit<Maintenance, 'portal' | 'page' | 'note'> & Partial<Maintenance>

/** A version of two pages of a portal at two locations: every five minutes and every hour, unless it says otherwise. */
function version(
  changes: Partial<Config> = {},
  of: { readonly every?: string; readonly maintenance?: readonly Work[] } = {},
): Config {
  const pages = [writtenPage(), writtenPage({ id: 'form', kind: 'eform', procedure: '1.001' })]
  const elsewhere = writtenPortal({ id: 'hue', pages: [writtenPage({ url: 'https://hue.example.org/' })] })
  const catalogue = catalogueOf({
    locations: [writtenLocation({ id: 'a' }), writtenLocation({ id: 'b', group: 'abroad' })],
    portals: [elsewhere, writtenPortal({ pages })],
    defaults: { http: { every: of.every ?? '5m', timeout: '5s' }, audit: { every: '1h' } },
  })
  const maintenance = (of.maintenance ?? []).map((work) => ({ portal: 'da-nang', page: null, note: null, ...work }))
  return configOf({ ...catalogue, maintenance }, { effectiveFromMs: T0, publishedAtMs: T0 - HOUR_MS, ...changes })
}

function span(changes: Partial<ImportSpan> = {}): ImportSpan {
  return {
    id: 'i1',
    timezone: 'Asia/Ho_Chi_Minh',
    pages: [PAGE],
    locations: [{ id: 'old', group: 'domestic', network: null }],
    everyMs: 10 * MINUTE_MS,
    fromMs: at(-60),
    toMs: T0,
    maintenance: [],
    ...changes,
  }
}

const schedule = (configs: readonly Config[], spans: readonly ImportSpan[] = [], page: typeof PAGE = PAGE) =>
  pageSchedule(page, { tables: timetables(configs), spans })

const minutes = (slots: Iterable<number>) => [...slots].map((slotMs) => (slotMs - T0) / MINUTE_MS)

/** `location group: slots / audits`, in minutes. */
function expected(
  of: ReturnType<typeof schedule>,
  from: number,
  to: number,
  how: { readonly now?: number; readonly answered?: string } = {},
) {
  return expectedIn(of, {
    fromMs: at(from),
    toMs: at(to),
    nowMs: at(how.now ?? 10_000),
    hasAnswered: (location, slotMs) => how.answered === `${location} ${(slotMs - T0) / MINUTE_MS}`,
  }).map(
    ({ location, group, expected: slots, audits }) =>
      `${location} ${group}: ${minutes(slots).join(' ')} / ${minutes(audits ?? []).join(' ')}`,
  )
}

describe('slots that were expected', () => {
  test('those of the span, half-open, at each location; nothing before the version', () => {
    expect(expected(schedule([version()]), -30, 15)).toEqual(['a domestic: 0 5 10 / 0', 'b abroad: 0 5 10 / 0'])
    expect(expected(schedule([version()]), 1, 60)).toEqual([
      'a domestic: 5 10 15 20 25 30 35 40 45 50 55 / ',
      'b abroad: 5 10 15 20 25 30 35 40 45 50 55 / ',
    ])
    expect(expected(schedule([version({ played: ['b'] })]), 0, 6)).toEqual(['b abroad: 0 5 / 0'])
  })

  test('of a slot that is under way only what has answered; one is over when the next begins', () => {
    const of = schedule([version()])
    expect(expected(of, 0, 15, { now: 10 })).toEqual(['a domestic: 0 5 / 0', 'b abroad: 0 5 / 0'])
    expect(expected(of, 0, 15, { now: 9, answered: 'b 5' })).toEqual(['a domestic: 0 / 0', 'b abroad: 0 5 / 0'])
  })

  test('each slot by the version then in force, in its cadence', () => {
    const before = version({ untilMs: at(62) })
    const after = version({ effectiveFromMs: at(62), played: ['a'] }, { every: '10m' })
    expect(expected(schedule([before, after]), 50, 90)).toEqual([
      'a domestic: 50 55 60 70 80 / 60',
      'b abroad: 50 55 / ',
    ])
  })

  test('of imports those that name the page, where they lie in the span', () => {
    const spans = [span(), span({ id: 'i2', pages: ['da-nang/form'], everyMs: 5 * MINUTE_MS })]
    expect(expected(schedule([], spans), -25, 30)).toEqual(['old domestic: -20 -10 / '])
    expect(expected(schedule([], spans), -90, -40)).toEqual(['old domestic: -60 -50 / '])
    expect(expected(schedule([], spans, 'da-nang/form' as typeof PAGE), -10, 30)).toEqual(['old domestic: -10 -5 / '])
    expect(expected(schedule([]), 0, 30)).toEqual([])
  })
})

describe('an audit', () => {
  test('is due when the version that expects it says, at its location', () => {
    const [before, after] = [version({ untilMs: at(120) }), version({ effectiveFromMs: at(120), played: ['b'] })]
    const of = schedule([before, after])
    for (const [config, slot] of [
      [before, 60],
      [after, 120],
    ] as const) {
      const due = dueAudits(config, { location: 'b', fromMs: T0, toMs: at(400) }).find(
        ({ page, slotMs }) => page === PAGE && slotMs === at(slot),
      )
      expect(due?.dueMs).toBeGreaterThan(at(slot))
      expect(auditMomentMs(of, { location: 'b', slotMs: at(slot) })).toBe(due?.dueMs)
    }
    // Nobody expects these there.
    expect(auditMomentMs(of, { location: 'a', slotMs: at(120) })).toBe(at(120))
    expect(auditMomentMs(of, { location: 'b', slotMs: at(-60) })).toBe(at(-60))
  })

  test('is due a cadence and the way to a gap after its slot, at the latest', () => {
    expect(auditReachMs(schedule([version(), version({}, { every: '10m' })]))).toBe(70 * MINUTE_MS)
    expect(auditReachMs(schedule([]))).toBe(0)
  })
})

describe('maintenance', () => {
  const WORK = { fromMs: at(60), toMs: at(90) }
  const isIn = (of: ReturnType<typeof schedule>) => [59, 60, 89, 90].map((minute) => isInMaintenance(of, at(minute)))

  test('counts from its beginning to its end, of all of the portal or of the page', () => {
    for (const page of [null, 'home'])
      expect(isIn(schedule([version({}, { maintenance: [{ ...WORK, page }] })]))).toEqual([false, true, true, false])
    for (const other of [{ portal: 'hue' }, { page: 'form' }])
      expect(isIn(schedule([version({}, { maintenance: [{ ...WORK, ...other }] })]))).toEqual(Array(4).fill(false))
  })

  test('only if it was declared before it began: when it says so, or with its version', () => {
    const declared = (declaredAtMs: number | undefined, publishedAtMs = T0) =>
      isIn(
        schedule([
          version(
            { publishedAtMs },
            { maintenance: [{ ...WORK, ...(declaredAtMs !== undefined && { declaredAtMs }) }] },
          ),
        ]),
      )[1]
    expect([declared(at(60)), declared(at(61)), declared(undefined, at(60)), declared(undefined, at(61))]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  test('for as long as its version is in force', () => {
    const before = version({ untilMs: at(75) }, { maintenance: [WORK] })
    const of = schedule([before, version({ effectiveFromMs: at(75) })])
    expect([70, 75].map((minute) => isInMaintenance(of, at(minute)))).toEqual([true, false])
    expect(plannedWork(of, { fromMs: T0, toMs: at(600) })).toEqual([
      { fromMs: at(60), toMs: at(75), declaredAtMs: T0 - HOUR_MS, beginMs: at(60) },
    ])
    const after = schedule([
      version({ untilMs: at(75) }),
      version({ effectiveFromMs: at(75) }, { maintenance: [WORK] }),
    ])
    expect([70, 75].map((minute) => isInMaintenance(after, at(minute)))).toEqual([false, true])
    expect(plannedWork(after, { fromMs: T0, toMs: at(600) })).toMatchObject([{ fromMs: at(75), toMs: at(90) }])
  })

  test('an import’s is of the pages that it names, whenever it was declared', () => {
    const work = { page: PAGE, fromMs: at(-50), toMs: at(-40) }
    const of = schedule([], [span({ maintenance: [work, { ...work, page: 'da-nang/form', fromMs: at(-60) }] })])
    expect([-60, -51, -50, -41, -40].map((minute) => isInMaintenance(of, at(minute)))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect(plannedWork(of, { fromMs: at(-45), toMs: T0 })).toEqual([
      { fromMs: at(-45), toMs: at(-40), declaredAtMs: null, beginMs: at(-50) },
    ])
  })

  test('was declared with the first version that had it, though a later one has it too', () => {
    const of = schedule([
      version({ untilMs: at(30), publishedAtMs: at(-5) }, { maintenance: [WORK] }),
      version({ effectiveFromMs: at(30), publishedAtMs: at(70) }, { maintenance: [WORK] }),
    ])
    expect(plannedWork(of, { fromMs: T0, toMs: at(80) })).toEqual([
      { fromMs: at(60), toMs: at(80), declaredAtMs: at(-5), beginMs: at(60) },
    ])
    // What the later one has besides was declared with that one.
    const other = { fromMs: at(65), toMs: at(100) }
    const more = schedule([
      version({ untilMs: at(30), publishedAtMs: at(-5) }, { maintenance: [WORK] }),
      version({ effectiveFromMs: at(30), publishedAtMs: at(70) }, { maintenance: [WORK, other] }),
    ])
    expect(plannedWork(more, { fromMs: T0, toMs: at(600) })).toMatchObject([{ fromMs: at(60), toMs: at(90) }])
    const late = schedule([version({ publishedAtMs: at(61) }, { maintenance: [WORK] })])
    expect(plannedWork(late, { fromMs: T0, toMs: at(600) })).toEqual([])
  })

  test('outside the span there is none', () => {
    const of = schedule([version({}, { maintenance: [WORK] })])
    expect(plannedWork(of, { fromMs: T0, toMs: at(60) })).toEqual([])
    expect(plannedWork(of, { fromMs: at(90), toMs: at(120) })).toEqual([])
    expect(plannedWork(of, { fromMs: at(89), toMs: at(120) })).toMatchObject([{ fromMs: at(89), toMs: at(90) }])
  })
})

describe('an expected check without a row', () => {
  test('was due, and its visit began, by the version in force', () => {
    const config = version({ untilMs: at(20) }, { maintenance: [{ fromMs: at(10), toMs: at(20) }] })
    const of = schedule(
      [config, version({ effectiveFromMs: at(20), played: ['a'] })],
      [],
      'da-nang/form' as typeof PAGE,
    )
    const plan = planHosts(config).at(-1)
    if (!plan) throw new Error('no plan')
    const page = plan.pages[1] as (typeof plan.pages)[number]
    expect(missingCheck(of, { location: 'b', slotMs: at(10) })).toEqual({
      page: 'da-nang/form',
      slotMs: at(10),
      isMaintenance: true,
      due: { dueMs: dueMs(plan, { page, index: 1, slotMs: at(10) }), visitMs: at(10) + windowOffsetMs(plan, 1) },
    })
    expect(missingCheck(of, { location: 'a', slotMs: at(25) })).toMatchObject({
      isMaintenance: false,
      due: { visitMs: at(25) + windowOffsetMs(plan, 0) },
    })
    // Not played any more, not yet in force, no slot of its cadence, nobody's location.
    for (const [location, minute] of [
      ['b', 25],
      ['a', -5],
      ['a', 7],
      ['old', 5],
    ] as const)
      expect(missingCheck(of, { location, slotMs: at(minute) })).toMatchObject({ due: null })
  })
})

describe('beginning and end', () => {
  test('all slots are over before the one that began last, of whatever cadence', () => {
    expect(overBefore(schedule([version()]), at(14))).toBe(at(10))
    const both = schedule([version({ untilMs: at(100) }), version({ effectiveFromMs: at(100) }, { every: '30m' })])
    expect(overBefore(both, at(59))).toBe(at(30))
    expect(overBefore(schedule([], [span()]), at(14))).toBe(at(14))
  })

  test('the first is an audit’s slot before the first version, or an import', () => {
    expect(firstMsOf(schedule([version(), version({ effectiveFromMs: at(90) })]))).toBe(at(-60))
    expect(firstMsOf(schedule([version()], [span({ fromMs: T0 - DAY_MS })]))).toBe(T0 - DAY_MS)
    expect(firstMsOf(schedule([version()], [span({ fromMs: T0 })]))).toBe(at(-60))
  })

  test('of a page that is in no version, and not measured by one, nothing is expected', () => {
    expect(expected(schedule([version()], [], 'da-nang/none' as typeof PAGE), 0, 60)).toEqual([])
  })
})
