import { dayStep } from '../../../lib/judge/day-step.ts'
import { emptyGroupState, type GroupState } from '../../../lib/judge/incident-state.ts'
import { freeDays, newShifts, type ShiftTests, testShifts } from '../../../lib/judge/shift.ts'
import { stepShift } from '../../../lib/judge/shift-step.ts'
import { shiftReason } from '../../../lib/judge/shift-words.ts'
import { addDays, type Day, startOfDay, weekdayOf } from '../../../lib/model/day.ts'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { DEFAULT_POLICY } from '../../../lib/model/policy.ts'
import { drawsOf } from './draws.ts'

/** What a page's days are like: medians of its answer at one location, in ms. */
export type ShiftNoise = {
  /** Correlation of a day with the one before it. */
  readonly memory: number
  /** Of the logarithm. */
  readonly deviation: number
}

/** A fleet of pages, day by day. */
const PAGES = 166
const MONTH_DAYS = 30
const PAST_DAYS = 67
const FIRST: Day = '2026-03-02'
const LEVEL_MS = 2_000
/** Weekends are quicker by this. */
const FREE = 0.85
/** A day of which nothing is known. */
const MISSING = 0.02

const POLICY = DEFAULT_POLICY

/** Tickets in a month of a fleet in which nothing changes. */
export function falseTickets(noise: ShiftNoise, seed: number): number {
  const series = Array.from({ length: PAGES }, (_, page) =>
    seriesOf(noise, { purpose: `calm ${seed} ${page}`, days: PAST_DAYS + MONTH_DAYS }),
  )
  const states = series.map(() => emptyGroupState())
  let opened = 0
  for (let over = PAST_DAYS; over < PAST_DAYS + MONTH_DAYS; over++) {
    const morning = MORNINGS[over] as Morning
    const tested = new Map(
      series.map((days, page) => [`p${page}/home`, testsOf(days.slice(over - PAST_DAYS, over), morning)]),
    )
    const found = newShifts(tested, HOW)
    for (const [page, state] of states.entries()) {
      const { next, isOpened } = stepped(state, { page: `p${page}/home`, tested, found, morning })
      states[page] = next
      if (isOpened) opened++
    }
  }
  return opened
}

/**
 * After how many days of the new level one page of a fleet, of which nothing else changes, is told; null: never. The least
 * likely step must be so among all the tests of the fleet.
 */
export function daysToTell(noise: ShiftNoise, of: { readonly size: number; readonly seed: number }): number | null {
  const days = seriesOf(noise, { purpose: `step ${of.size} ${of.seed}`, days: PAST_DAYS + MONTH_DAYS })
  const shifted = days.map((ms, day) => (ms === null || day < PAST_DAYS ? ms : ms * of.size))
  let state = emptyGroupState()
  for (let after = 1; after < MONTH_DAYS; after++) {
    const over = PAST_DAYS + after
    const morning = MORNINGS[over] as Morning
    const tested = new Map([['p0/home', testsOf(shifted.slice(over - PAST_DAYS, over), morning)], ...OTHERS])
    const { next, isOpened } = stepped(state, { page: 'p0/home', tested, found: newShifts(tested, HOW), morning })
    if (isOpened) return after
    state = next
  }
  return null
}

type Morning = { readonly today: Day; readonly nowMs: number; readonly isFree: readonly boolean[] }

/** By the days that are over. */
const MORNINGS: readonly Morning[] = Array.from({ length: PAST_DAYS + MONTH_DAYS }, (_, over) => {
  const today = addDays(FIRST, over)
  return { today, nowMs: startOfDay(today, 'UTC'), isFree: freeDays(today, { holidays: [], workingDays: [] }) }
})

const IS_WEEKEND = MORNINGS.map(({ today }) => [0, 6].includes(weekdayOf(today)))

const HOW = { falseShare: POLICY.shift.falseShare, policyFor: () => POLICY }

const OTHERS: readonly (readonly [PageKey, ShiftTests])[] = Array.from({ length: PAGES - 1 }, (_, page) => [
  `p${page + 1}/home`,
  {
    readings: [
      { metric: 'totalMs', location: 'a', p: 1, daysAfter: 7, isAtEnd: false, before: 1, after: 1, latest: 1 },
    ],
    latest: {},
  },
])

function testsOf(days: readonly (number | null)[], { today, isFree }: Morning): ShiftTests {
  return testShifts([{ metric: 'totalMs', location: 'a', days }], {
    today,
    from: '1970-01-01',
    isFree,
    policy: POLICY,
  })
}

function stepped(
  state: GroupState,
  of: {
    readonly page: PageKey
    readonly tested: ReadonlyMap<PageKey, ShiftTests>
    readonly found: ReturnType<typeof newShifts>
    readonly morning: Morning
  },
): { readonly next: GroupState; readonly isOpened: boolean } {
  const { page } = of
  const { today, nowMs } = of.morning
  const label = { vi: page, en: page }
  const subject = { page, portal: page, vendor: null, owner: null, label, timezone: 'UTC', target: null }
  const step = dayStep(
    { subject, group: 'domestic', fromMs: nowMs - 7 * DAY_MS, nowMs, silenced: false, reasonOf: shiftReason },
    POLICY,
  )
  const day = {
    found: of.found.get(page) ?? null,
    latest: of.tested.get(page)?.latest ?? {},
    isOurs: () => false,
    today,
    timezone: 'UTC',
  }
  return { next: stepShift(state, day, step), isOpened: step.events.some(({ event }) => event === 'opened') }
}

/** AR(1) about a level, quicker on weekends. */
function seriesOf(
  { memory, deviation }: ShiftNoise,
  of: { readonly purpose: string; readonly days: number },
): readonly (number | null)[] {
  const draws = drawsOf('shifts', memory, deviation, of.purpose)
  const fresh = Math.sqrt(1 - memory ** 2)
  let off = draws.normal()
  return Array.from({ length: of.days }, (_, day) => {
    const ms = LEVEL_MS * Math.exp(deviation * off) * (IS_WEEKEND[day] ? FREE : 1)
    off = memory * off + fresh * draws.normal()
    return draws.chance(MISSING) ? null : ms
  })
}
