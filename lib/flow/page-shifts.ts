import type { LocationDays } from '../judge/drift.ts'
import type { GroupState } from '../judge/incident-state.ts'
import { median } from '../judge/quantile.ts'
import { freeDays, SHIFT_METRICS, type ShiftSeries, type ShiftTests, SPARE_DAYS, testShifts } from '../judge/shift.ts'
import type { Audit } from '../model/audit.ts'
import type { Page, VantageGroup } from '../model/catalogue.ts'
import { type Config, locationsFor } from '../model/config.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { Policy } from '../model/policy.ts'
import { auditsOf } from '../record/results.ts'
import type { Table } from '../record/table.ts'

/** Tests the days of a page's group, `days` those of its `http` checks, for having become slower for good. */
export async function testPage(
  table: Table,
  of: {
    readonly page: Page
    readonly config: Config
    readonly group: VantageGroup
    readonly state: GroupState
    readonly policy: Policy
    readonly today: Day
    readonly days: readonly LocationDays[]
  },
): Promise<ShiftTests> {
  const { page, today, policy, state } = of
  const { timezone, calendar } = of.config.catalogue
  const room = policy.shift.historyDays + SPARE_DAYS
  const dates = Array.from({ length: room }, (_, index) => addDays(today, index - room))
  const span = { fromMs: startOfDay(addDays(today, -room), timezone), toMs: startOfDay(today, timezone) }
  const audits = await auditsOf(table, page.key, span)
  const series = [
    ...of.days.map(({ location, total }): ShiftSeries => ({ metric: 'totalMs', location, days: total.slice(-room) })),
    ...locationsFor(of.config, page)
      .filter(({ group }) => group === of.group)
      .flatMap(({ id }) =>
        auditDays(
          audits.filter(({ location }) => location === id),
          { dates, timezone },
        ),
      ),
  ]
  const from = dayOf(Math.max(state.shiftFromMs ?? 0, state.level?.sinceMs ?? 0), timezone)
  return testShifts(series, { today, from, isFree: freeDays(today, calendar), policy })
}

/** Medians of a location's audits that passed; none where they may be of two instruments, which are never mixed. */
function auditDays(
  audits: readonly Audit[],
  { dates, timezone }: { readonly dates: readonly Day[]; readonly timezone: string },
): readonly ShiftSeries[] {
  const passed = audits.filter(({ outcome }) => outcome === 'passed')
  const [first] = passed
  const instruments = new Set(passed.map(({ conditions }) => conditions.instrument))
  if (!first || instruments.size > 1 || instruments.has(null)) return []
  const byDay = Map.groupBy(passed, ({ slotMs }) => dayOf(slotMs, timezone))
  return SHIFT_METRICS.filter((metric) => metric !== 'totalMs').map((metric) => ({
    metric,
    location: first.location,
    days: dates.map((day) => {
      const values = (byDay.get(day) ?? []).map(({ metrics }) => metrics[metric]).filter((value) => value !== null)
      return values.length === 0 ? null : median(values)
    }),
  }))
}
