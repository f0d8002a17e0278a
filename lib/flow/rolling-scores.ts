import { timetables } from '../judge/expected.ts'
import { firstMsOf, pageSchedule } from '../judge/page-schedule.ts'
import { FEWEST_AUDITS } from '../judge/page-score.ts'
import { standingOf } from '../judge/score-standing.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { type Config, configAt } from '../model/config.ts'
import type { Criteria } from '../model/criteria.ts'
import { addDays, type Day, startOfDay } from '../model/day.ts'
import { daysOf, type Period, spanOf } from '../model/period.ts'
import {
  LONG_AGO_DAYS,
  MONTH_DAYS,
  type RolledWindow,
  type RollingDay,
  type RollingScore,
  WEEK_DAYS,
} from '../model/rolling-score.ts'
import type { PublishedPage, PublishedPortal, Score } from '../model/score.ts'
import { controlHoursOf } from '../record/controls.ts'
import { getLatestRollingDay, rollingScoresOf } from '../record/rolling-scores.ts'
import type { Table } from '../record/table.ts'
import { type OperationalScore, score } from './score.ts'
import type { ScoreSource } from './score-source.ts'

export type RolledDay = { readonly day: RollingDay; readonly portals: readonly RollingScore[] }

/** The last day that is kept, of all portals, without their pages: one item. Null: none is kept yet. */
export function latestRollingScores(table: Table): Promise<RollingDay | null> {
  return getLatestRollingDay(table)
}

/** A portal's scores of a span of days, both included, with its pages, in order: one query. */
export function portalRollingScores(
  table: Table,
  of: { readonly portal: string; readonly from: Day; readonly to: Day },
): Promise<readonly RollingScore[]> {
  return rollingScoresOf(table, of)
}

/**
 * What the days up to one come to, in the judging group, at its calibrated locations, or at all of them where none is: a
 * portal beside its own past needs no yardstick. What sealed days come to is kept, so that only the last one is read.
 * Rejects with what `onPage` throws.
 */
export async function rollDay(
  source: ScoreSource,
  of: {
    readonly day: Day
    readonly criteria: Criteria
    readonly nowMs: number
    readonly table: Table
    readonly onPage: () => void
  },
): Promise<RolledDay> {
  const { day, criteria, table } = of
  const { catalogue } = inForce(source.configs, of.nowMs)
  const { timezone } = catalogue
  const { group } = standingOf(catalogue)
  const windows = windowsOf(day)
  const scored = async (period: Period): Promise<ReadonlyMap<string, PublishedPortal>> => {
    const made: Score = await score(source, {
      criteria,
      period,
      nowMs: of.nowMs,
      group,
      onPage: of.onPage,
      operational: operationalOf(catalogue, { group, days: daysOf(period) }),
    })
    return new Map(made.portals.map((portal) => [portal.portal, portal]))
  }
  const week = await scored(windows.week)
  const month = await scored(windows.month)
  const before = await scored(windows.before)
  const begunMs = Math.min(
    ...source.configs.map(({ effectiveFromMs }) => effectiveFromMs),
    ...source.spans.map(({ fromMs }) => fromMs),
  )
  const longAgo = begunMs <= spanOf(windows.longAgo, timezone).fromMs ? await scored(windows.longAgo) : null
  const tables = timetables(source.configs)
  const { locations } = operationalOf(catalogue, { group, days: WEEK_DAYS })
  const portals = catalogue.portals.flatMap((portal): readonly RollingScore[] => {
    const [seven, all] = [week.get(portal.id), month.get(portal.id)]
    if (!seven || !all) return []
    const pages = portal.pages.filter(({ scored: isScored }) => isScored)
    /** Of a window in which something was not expected yet there is nothing to compare with. */
    const comparable = (made: ReadonlyMap<string, PublishedPortal> | null, period: Period): RolledWindow | null => {
      const found = made?.get(portal.id)
      const { fromMs } = spanOf(period, timezone)
      const known = new Set(inForce(source.configs, fromMs).catalogue.locations.map(({ id }) => id))
      const isWhole =
        locations.every((id) => known.has(id)) &&
        pages.every((page) => firstMsOf(pageSchedule(page.key, { tables, spans: source.spans })) <= fromMs)
      return found && isWhole ? windowOf(found) : null
    }
    return [
      {
        portal: portal.id,
        day,
        criteria: criteria.criteria,
        version: criteria.version,
        group,
        week: windowOf(seven),
        month: windowOf(all),
        before: comparable(before, windows.before),
        longAgo: comparable(longAgo, windows.longAgo),
        pages: seven.pages.map((page, index) => ({
          page: page.page,
          kind: page.kind,
          week: pageWindow(page),
          month: pageWindow(all.pages[index] as PublishedPage),
        })),
      },
    ]
  })
  const instruments = await instrumentsOn(day, { table, locations, timezone })
  return {
    day: { day, instruments, portals: portals.map(({ pages: _pages, day: _day, ...rest }) => rest) },
    portals,
  }
}

/** Days of the windows that end with a day. */
export function windowsOf(day: Day): Readonly<Record<'week' | 'month' | 'before' | 'longAgo', Period>> {
  return {
    week: endingOn(day, WEEK_DAYS),
    month: endingOn(day, MONTH_DAYS),
    before: endingOn(addDays(day, -WEEK_DAYS), MONTH_DAYS),
    longAgo: endingOn(addDays(day, -LONG_AGO_DAYS), MONTH_DAYS),
  }
}

function endingOn(to: Day, days: number): Period {
  const from = addDays(to, 1 - days)
  return { name: `${from}..${to}`, from, to }
}

function inForce(configs: readonly Config[], atMs: number): Config {
  const config = configAt(configs, atMs)
  if (config === null) throw new RangeError('nothing is configured')
  return config
}

function operationalOf(
  { locations }: Catalogue,
  of: { readonly group: string; readonly days: number },
): OperationalScore {
  const all = locations.filter(({ group }) => group === of.group)
  const calibrated = all.filter(({ calibration }) => calibration !== undefined)
  const isCalibrated = calibrated.length > 0
  return {
    locations: (isCalibrated ? calibrated : all).map(({ id }) => id),
    isCalibrated,
    fewestAudits: Math.ceil((FEWEST_AUDITS * Math.min(of.days, MONTH_DAYS)) / MONTH_DAYS),
  }
}

function windowOf({ points, reason, pages }: PublishedPortal): RolledWindow {
  const coverages = pages.flatMap(({ coverage }) => coverage ?? [])
  return {
    points: points?.points ?? null,
    reason,
    coverage: coverages.length === 0 ? null : Math.min(...coverages),
  }
}

function pageWindow({ points, reason, coverage }: PublishedPage): RolledWindow {
  return { points: points?.points ?? null, reason, coverage }
}

async function instrumentsOn(
  day: Day,
  of: { readonly table: Table; readonly locations: readonly string[]; readonly timezone: string },
): Promise<readonly string[]> {
  const fromMs = startOfDay(day, of.timezone)
  const toMs = startOfDay(addDays(day, 1), of.timezone)
  const found = await Promise.all(
    of.locations.map(async (location) =>
      (await controlHoursOf(of.table, { location, fromMs }))
        .filter(({ hourMs }) => hourMs < toMs)
        .map(({ instrument }) => `${location} ${instrument}`),
    ),
  )
  return [...new Set(found.flat())].toSorted()
}
