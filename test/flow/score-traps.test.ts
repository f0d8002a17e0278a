import { describe, expect, test } from 'vitest'
import { score } from '../../lib/flow/score.ts'
import type { ScoreSource } from '../../lib/flow/score-source.ts'
import { dueAudits } from '../../lib/judge/timetable.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import type { Exclusion } from '../../lib/model/exclusion.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import type { PublishedPage } from '../../lib/model/score.ts'
import { audit } from '../kit/audit.ts'
import { LCP_RULE, tenPoints } from '../kit/score.ts'
import { exclusionAt, FROM, type Shows, scoredConfig, sourceOf } from '../kit/score-source.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const PACK = tenPoints()
const SPAN = { period: parsePeriod('2026-05-04..2026-05-17'), nowMs: FROM + 20 * DAY_MS }

async function pages(shows: Shows, of: Parameters<typeof sourceOf>[1] = {}): Promise<readonly PublishedPage[]> {
  const { portals } = await score(sourceOf(shows, of), { ...SPAN, criteria: PACK })
  return portals.flatMap((portal) => portal.pages)
}
const pageOf = async (...of: Parameters<typeof pages>): Promise<PublishedPage> => {
  const [page] = await pages(...of)
  if (!page) throw new Error('there is no page')
  return page
}

const QUICK = { totalMs: 500 }
const SLOW = { totalMs: 9_000 }
const isWeekend = (day: number): boolean => day % 7 >= 5

describe('traps', () => {
  test('bad in working hours alone: good in 70 % of all hours, and yet 0.6 of the points are gone', async () => {
    const shows: Shows = ({ hour, day }) => (!isWeekend(day) && hour >= 8 && hour <= 17 ? SLOW : QUICK)
    const page = await pageOf(shows)
    expect([page.passed, page.rules[0]?.value, page.points?.points]).toEqual([672, 0.4, 4])
  })

  test('a retry hides no failure: the first attempt counts', async () => {
    const page = await pageOf(({ hour }) => (hour % 2 === 0 ? { retried: true } : QUICK))
    expect([page.passed, page.failed, page.rules[0]?.failedShare, page.points?.points]).toEqual([336, 336, 0.5, 5])
  })

  test('what one place alone sees is half of what there is', async () => {
    const page = await pageOf(({ location }) => (location === 'a' ? { cause: 'http_5xx' } : QUICK))
    expect(page.points?.points).toBe(5)
  })

  test('9.5 % obstructed, all of it in working hours: both bounds show what may be behind', async () => {
    // 32 of 336 hours: on eight working days from 9 to 12.
    const shows: Shows = ({ hour, day }) =>
      !isWeekend(day) && day < 10 && hour >= 9 && hour < 13 ? { cause: 'blocked' } : QUICK
    const page = await pageOf(shows)
    expect(page.obstructed).toBeCloseTo(32 / 336)
    // Outside: 68 of 100 in working hours, 0.6 × 0.68 + 0.4.
    expect([page.points, page.reason]).toEqual([null, 'insufficient_work_coverage'])
    const fewer = await pageOf((at) => (at.hour < 11 ? shows(at) : QUICK))
    expect(fewer.points).toEqual({ points: 10, low: 9.04, high: 10 })
  })

  test('maintenance every night: eight hours are left out, the other 48 count', async () => {
    const maintenance = Array.from({ length: 14 }, (_, day) => {
      const date = new Date(FROM + 7 * HOUR_MS + day * DAY_MS).toISOString().slice(0, 10)
      return { portal: 'da-nang', from: `${date}T00:00`, to: `${date}T04:00` }
    })
    const page = await pageOf(({ hour }) => (hour < 4 ? { cause: 'connection_refused' } : QUICK), { maintenance })
    expect(page.maintenance).toEqual({ plannedMs: 56 * HOUR_MS, acceptedMs: 8 * HOUR_MS })
    // Of 132 hours at night that count 84 are good: 0.9 + 0.1 × 84/132.
    expect([page.due, page.failed, page.points?.points]).toEqual([656, 96, 9.64])
  })

  test('twins that are audited at different hours have the same points, but for chance: nobody is always seen at its best hour', async () => {
    const config = scoredConfig({
      defaults: { http: { every: '1h' }, audit: { every: '6h' } },
      portals: Array.from({ length: 8 }, (_, n) => {
        const id = `song-sinh-${n}`
        return writtenPortal({ id, pages: [writtenPage({ url: `https://${id}.example.org/` })] })
      }),
    })
    const span = { fromMs: FROM, toMs: FROM + 84 * DAY_MS }
    const visits = ['a', 'b'].flatMap((location) => dueAudits(config, { location, ...span }))
    const hourOf = (ms: number) => new Date(ms + 7 * HOUR_MS).getUTCHours()
    // Slow from 8 to 12 on each day, the same for all of them, by when they are really looked at.
    const audits = visits.map(({ page, location, slotMs, dueMs }) => {
      const lcpMs = hourOf(dueMs) >= 8 && hourOf(dueMs) < 12 ? 9_000 : 1_000
      return {
        ...audit({ page, location, slotMs, startedAtMs: dueMs }),
        metrics: { ...NO_METRICS, lcpMs },
        calibrated: true,
      }
    })
    const source: ScoreSource = {
      ...sourceOf(() => null),
      configs: [config],
      results: async ({ page, fromMs, toMs }) => ({
        observations: [],
        audits: audits.filter((one) => one.page === page && one.slotMs >= fromMs && one.slotMs < toMs),
      }),
    }
    const made = await score(source, {
      criteria: tenPoints({ ...LCP_RULE, full: 1, zero: 0 }),
      period: parsePeriod('2026-05-04..2026-07-26'),
      nowMs: span.toMs,
    })
    const hours = new Set(
      made.portals.map(({ portal }) => hourOf(visits.find((one) => one.page.startsWith(portal))?.dueMs ?? 0)),
    )
    expect(hours.size).toBeGreaterThan(2)
    const points = made.portals.map((portal) => portal.points?.points ?? 0)
    // Slow in 4 of the 10 working hours, and on rest days in 8 of the 51.5 hours that are evening: 7.13 of 10. By their
    // slots, most of which lie at night, they would have over 9.
    const fair = 10 * (0.6 * (1 - 4 / 10) + 0.3 * (1 - 8 / 51.5) + 0.1)
    for (const one of points) expect(Math.abs(one - fair)).toBeLessThan(0.15)
    expect(Math.max(...points) - Math.min(...points)).toBeLessThan(0.2)
  })

  test('maintenance in working hours is none', async () => {
    const maintenance = [{ portal: 'da-nang', from: '2026-05-05T15:00', to: '2026-05-05T19:00' }]
    const page = await pageOf(() => QUICK, { maintenance })
    expect([page.maintenance.acceptedMs, page.due]).toEqual([1.5 * HOUR_MS, 670])
  })
})

describe('an exclusion', () => {
  // On the first day from 8 on every other hour is bad, until 15.
  const shows: Shows = ({ page, hour, day }) =>
    page === 'da-nang/home' && day === 0 && hour >= 8 && hour < 16 && hour % 2 === 0 ? { cause: 'http_5xx' } : QUICK

  test('takes what is good in its window, too, and what there was before stays beside', async () => {
    const page = await pageOf(shows, { exclusions: [exclusionAt(8, 8)] })
    expect([page.due, page.passed, page.failed, page.excluded]).toEqual([656, 656, 0, 16])
    expect([page.points?.points, page.before]).toEqual([
      10,
      { points: { points: 9.76, low: 9.76, high: 9.76 }, reason: null },
    ])
  })

  test('of a window in which all was well costs points where something else was bad', async () => {
    const bad: Shows = ({ hour }) => (hour === 9 ? { cause: 'http_5xx' } : QUICK)
    const [whole, less] = [await pageOf(bad), await pageOf(bad, { exclusions: [exclusionAt(10, 7)] })]
    // 10 of 100 in working hours, then of 93; 4 of 96 in evenings, at weekends.
    expect([whole.points?.points, less.points?.points]).toEqual([9.28, 9.23])
    expect(less.before).toEqual({ points: whole.points, reason: null })
  })

  test('up to 5 % of what was due; above it there are no points, whatever they would be', async () => {
    const made = async (hours: number) => pageOf(shows, { exclusions: [exclusionAt(8, hours)] })
    const [most, more] = [await made(16), await made(17)]
    expect([most.excludedShare, most.reason]).toEqual([16 / 336, null])
    expect([more.excludedShare, more.points, more.reason]).toEqual([17 / 336, null, 'too_much_excluded'])
    expect(more.before).toEqual(most.before)
  })

  test('of one place leaves what the other one saw', async () => {
    const page = await pageOf(shows, { exclusions: [exclusionAt(8, 8, { locations: ['a'] })] })
    expect([page.due, page.failed, page.excluded]).toEqual([664, 4, 8])
  })

  test('of one portal is nothing to another; a finding about our method is for all', async () => {
    const of = async (one: Exclusion) => (await pages(shows, { exclusions: [one] })).map(({ excluded }) => excluded)
    expect(await of(exclusionAt(8, 8))).toEqual([16, 0])
    expect(await of(exclusionAt(8, 8, { page: 'khai-sinh' }))).toEqual([0, 0])
    expect(await of(exclusionAt(8, 8, { portal: null }))).toEqual([16, 16])
  })

  test('stands in the scores of the period that it reaches into, with the total before', async () => {
    const one = exclusionAt(8, 8)
    const other = exclusionAt(-48, 24)
    const made = await score(sourceOf(shows, { exclusions: [one, other] }), { ...SPAN, criteria: PACK })
    expect(made.exclusions).toEqual([one])
    expect(made.portals.map(({ points, before }) => [points?.points, before?.points?.points])).toEqual([
      [10, 9.76],
      [10, undefined],
    ])
  })
})
