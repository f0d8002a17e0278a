import { quantileOf } from '../judge/distribution.ts'
import { STEP_OF, STEPS, type Step } from '../judge/failed-step.ts'
import { type LocationRollup, mergeChecks, obstructedOf, type RolledChecks } from '../judge/rollup.ts'
import type { Page, Portal, VantageGroup } from '../model/catalogue.ts'
import type { FailedCause } from '../model/cause.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { PageKey } from '../model/id.ts'
import { localTime } from '../model/time-zone.ts'
import { dayRollupsOf, hourRollupsOf } from '../record/rollups.ts'
import type { Table } from '../record/table.ts'
import type { PortalInScores } from './lost-points.ts'

/** Checks that were due; `known`: passed or failed. */
export type Losses = {
  readonly due: number
  readonly known: number
  readonly failed: number
  /** That the portal's side kept from being measured. */
  readonly obstructed: number
}

/** Where and when a page's checks failed, as its rollups count them: after the second attempt. */
export type PageLosses = {
  readonly page: PageKey
  /** The last days of what was asked for, `MOST_DAYS` at most. */
  readonly from: Day
  readonly to: Day
  readonly all: Losses
  readonly days: readonly (Losses & { readonly day: Day })[]
  /** 0 to 23 of the clock, of all days together. */
  readonly hours: readonly Losses[]
  /** By id. */
  readonly locations: readonly (Losses & { readonly location: string })[]
  /** Failed checks by the step in which they failed, and how long that step takes where checks pass. */
  readonly steps: readonly {
    readonly step: Step
    readonly failed: number
    readonly p50: number | null
    readonly p95: number | null
  }[]
}

export const MOST_DAYS = 92

const PHASE_OF = {
  dns: 'dnsMs',
  connect: 'connectMs',
  tls: 'tlsMs',
  wait: 'waitMs',
  download: 'downloadMs',
} as const

/** Of days both included; `locations`: whose checks count, all of the group where there are none. */
export async function pageLosses(
  of: {
    readonly page: PageKey
    readonly from: Day
    readonly to: Day
    readonly timezone: string
    readonly group: VantageGroup
    readonly locations: readonly string[]
  },
  { table }: { readonly table: Table },
): Promise<PageLosses> {
  const { page, to, timezone, group } = of
  const from = [of.from, addDays(to, 1 - MOST_DAYS)].toSorted().at(-1) as Day
  const span = { fromMs: startOfDay(from, timezone), toMs: startOfDay(addDays(to, 1), timezone) }
  const [days, hours] = await Promise.all([dayRollupsOf(table, page, { from, to }), hourRollupsOf(table, page, span)])
  const wanted = new Set(of.locations)
  const counted = (parts: readonly LocationRollup[]): readonly LocationRollup[] =>
    parts.filter((part) => part.group === group && (wanted.size === 0 || wanted.has(part.location)))
  const ofDays = days.filter((day) => day.timezone === timezone)
  const all = counted(ofDays.flatMap(({ rollup }) => rollup.locations))
  const merged = mergeChecks(all)
  const byDay = new Map(ofDays.map(({ day, rollup }) => [day, counted(rollup.locations)]))
  const byHour = Map.groupBy(hours, ({ fromMs }) => Number(localTime(fromMs, timezone).slice(11, 13)))
  const byLocation = Map.groupBy(all, ({ location }) => location)
  const dayCount = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
  return {
    page,
    from,
    to,
    all: lossesOf([merged]),
    days: Array.from({ length: dayCount }, (_, index) => {
      const day = addDays(from, index)
      return { day, ...lossesOf(byDay.get(day) ?? []) }
    }),
    hours: Array.from({ length: 24 }, (_, hour) =>
      lossesOf((byHour.get(hour) ?? []).flatMap(({ rollup }) => counted(rollup.locations))),
    ),
    locations: [...byLocation]
      .map(([location, parts]) => ({ location, ...lossesOf(parts) }))
      .toSorted((a, b) => (a.location < b.location ? -1 : 1)),
    steps: STEPS.map((step) => stepOf(step, merged)),
  }
}

/** Of each page of a portal that is scored in a period, by the locations that score. */
export function lossesInScore(
  { score, portal: scored }: Pick<PortalInScores, 'score' | 'portal'>,
  of: { readonly portal: Portal; readonly table: Table },
): Promise<readonly { readonly page: Page; readonly losses: PageLosses }[]> {
  const { from, to, timezone, group, locations } = score
  const pages = of.portal.pages.filter(({ key }) => scored?.pages.some(({ page }) => page === key))
  return Promise.all(
    pages.map(async (page) => ({
      page,
      losses: await pageLosses({ page: page.key, from, to, timezone, group, locations }, of),
    })),
  )
}

function lossesOf(parts: readonly RolledChecks[]): Losses {
  const sum = (of: (part: RolledChecks) => number): number => parts.reduce((total, part) => total + of(part), 0)
  return {
    due: sum(({ due }) => due),
    known: sum(({ counts }) => counts.passed + counts.failed),
    failed: sum(({ counts }) => counts.failed),
    obstructed: sum(({ causes }) => obstructedOf(causes)),
  }
}

function stepOf(step: Step, { causes, phases }: RolledChecks): PageLosses['steps'][number] {
  const failed = Object.entries(causes)
    .filter(([cause]) => STEP_OF[cause as FailedCause] === step)
    .reduce((sum, [, count]) => sum + count, 0)
  const taken = step === 'answer' ? undefined : phases[PHASE_OF[step]]
  return { step, failed, p50: taken ? quantileOf(taken, 0.5) : null, p95: taken ? quantileOf(taken, 0.95) : null }
}
