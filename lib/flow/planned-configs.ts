import type { Maintenance } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { dayOf } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import { daysOf, type Holiday, yearOf } from '../model/holiday.ts'
import { type Occurrence, recurringTimes } from '../model/recurrence.ts'
import { occurrences, type Window } from '../model/window.ts'
import { listConfigs } from '../record/configs.ts'
import { listHolidays } from '../record/holidays.ts'
import type { Table } from '../record/table.ts'
import { listWindows } from '../record/windows.ts'

/** How far ahead recurring maintenance is written out. */
const AHEAD_MS = 2 * DAY_MS

/**
 * The versions of the configuration, with each time of maintenance that recurs, with what was planned besides the
 * catalogue, days of its calendar too, and with when each was declared first: a version that is published while work goes on, and has it as the one
 * before had, does not declare it anew. For whatever judges or counts; what publishes or copies versions takes them as they are.
 */
export async function plannedConfigs(table: Table, nowMs: number): Promise<readonly Config[]> {
  const [configs, windows, holidays] = await Promise.all([
    listConfigs(table),
    listWindows(table, 'maintenance'),
    listHolidays(table),
  ])
  const declared = new Map<string, number>()
  for (const { catalogue, publishedAtMs } of configs)
    for (const entry of catalogue.maintenance)
      declared.set(nameOf(entry), Math.min(publishedAtMs, declared.get(nameOf(entry)) ?? Number.POSITIVE_INFINITY))
  return configs
    .map((config) => (holidays.length === 0 ? config : withHolidays(config, { holidays, nowMs })))
    .map((config) =>
      windows.length === 0 && config.catalogue.maintenance.length === 0
        ? config
        : withMaintenance(config, { windows, declared, nowMs }),
    )
}

/** A version with the days that were planned besides; those of every year until the year after. */
export function withHolidays(
  config: Config,
  { holidays, nowMs }: { readonly holidays: readonly Holiday[]; readonly nowMs: number },
): Config {
  const { timezone, calendar } = config.catalogue
  const untilYear = yearOf(dayOf(nowMs, timezone)) + 1
  const planned = (kind: Holiday['kind']): readonly string[] =>
    holidays
      .filter((one) => one.kind === kind)
      .flatMap((one) => daysOf(one, { timezone, untilYear }))
      .toSorted()
  const joined = (written: readonly string[], kind: Holiday['kind']): readonly string[] => [
    ...new Set([...written, ...planned(kind)]),
  ]
  return {
    ...config,
    catalogue: {
      ...config.catalogue,
      calendar: {
        holidays: joined(calendar.holidays, 'holiday'),
        workingDays: joined(calendar.workingDays, 'working-day'),
      },
    },
  }
}

/** The same work in each version that has it, though it may recur for longer, or have another note. */
function nameOf({ portal, page, fromMs, toMs, every }: Maintenance): string {
  return [portal, page, fromMs, toMs, every].join(' ')
}

function withMaintenance(
  config: Config,
  {
    windows,
    declared,
    nowMs,
  }: { readonly windows: readonly Window[]; readonly declared: ReadonlyMap<string, number>; readonly nowMs: number },
): Config {
  const { timezone, maintenance } = config.catalogue
  const beforeMs = Math.min(nowMs, config.untilMs ?? nowMs) + AHEAD_MS
  const isNotOver = ({ toMs }: Occurrence): boolean => toMs > config.effectiveFromMs - DAY_MS
  const written = maintenance.flatMap((work): readonly Maintenance[] => {
    const { every, untilMs = null, ...once } = work
    const entry = { ...once, declaredAtMs: declared.get(nameOf(work)) ?? config.publishedAtMs }
    return every === undefined
      ? [entry]
      : recurringTimes({ ...entry, every, untilMs }, { timezone, beforeMs })
          .filter(isNotOver)
          .map((span) => ({ ...entry, ...span }))
  })
  const planned = windows.flatMap((window): readonly Maintenance[] =>
    occurrences(window, { timezone, beforeMs })
      .filter(isNotOver)
      .map((span) => ({
        portal: window.portal,
        page: window.page,
        ...span,
        note: window.note,
        declaredAtMs: window.declaredAtMs,
      })),
  )
  return { ...config, catalogue: { ...config.catalogue, maintenance: [...written, ...planned] } }
}
