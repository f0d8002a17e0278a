import { type CheckRow, type Rollup, rollUp } from '../../lib/judge/rollup.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import type { VantageGroup } from '../../lib/model/catalogue.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { dayDetailsKey, dayRollupKey } from '../../lib/record/keys.ts'
import { dayRollupItems } from '../../lib/record/rollups.ts'
import type { Item } from '../../lib/record/table.ts'
import { audit } from './audit.ts'

type Timed = CheckRow & { readonly phases: { readonly totalMs: number | null; readonly waitMs: number | null } }

/** Makes up results of a page, and days of them. */
export type MadeUpDays = {
  /** Of most locations, in a slot: some 400 ms as the log-normal has them, one in a hundred failed. */
  readonly rowsOf: (slotMs: number) => readonly Timed[]
  /** With all phases, as a probe measures them; with `audits`, four of each location. */
  readonly dayOfRows: (lengthMs: number, of?: { readonly audits: boolean }) => Rollup
}

const AUDIT_EVERY_MS = 6 * HOUR_MS

export function madeUpDays(of: {
  readonly random: () => number
  readonly locations: readonly { readonly id: string; readonly group: VantageGroup }[]
  readonly everyMs: number
}): MadeUpDays {
  const { random, locations, everyMs } = of
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const rowsOf: MadeUpDays['rowsOf'] = (slotMs) =>
    locations
      .filter(() => random() < 0.995)
      .map(({ id }) => {
        const cause: Cause | null = random() < 0.01 ? 'http_5xx' : null
        const totalMs = Math.round(4_000 * Math.exp(0.35 * normal())) / 10
        return {
          slotMs,
          location: id,
          cause,
          outcome: outcomeOf(cause),
          phases: { totalMs, waitMs: Math.round(6 * totalMs) / 10 },
        }
      })
  const auditOf = (location: string, slotMs: number) => {
    const lcpMs = Math.round(3_000 * Math.exp(0.3 * normal()))
    const metrics = { ...NO_METRICS, lcpMs, tbtMs: lcpMs / 10 }
    const one = audit({ location, slotMs, score: Math.max(0, 1 - lcpMs / 10_000), metrics })
    return { ...one, conditions: { ...one.conditions, instrument: 'one' } }
  }
  return {
    rowsOf,
    dayOfRows: (lengthMs, { audits } = { audits: false }) => {
      const slots = Array.from({ length: lengthMs / everyMs }, (_, index) => index * everyMs)
      const rows = slots.flatMap(rowsOf).map((row) => {
        const part = (share: number) => Math.round((row.phases.totalMs ?? 0) * share * (0.5 + random()) * 10) / 10
        return {
          ...row,
          phases: { ...row.phases, dnsMs: part(0.05), connectMs: part(0.1), tlsMs: part(0.15), downloadMs: part(0.1) },
        }
      })
      const auditSlots = audits ? slots.filter((slotMs) => slotMs % AUDIT_EVERY_MS === 0) : []
      return rollUp({
        rows,
        audits: auditSlots.flatMap((slotMs) => locations.map(({ id }) => auditOf(id, slotMs))),
        locations: locations.map(({ id, group }) => ({
          location: id,
          group,
          expected: new Set(slots),
          ...(audits ? { audits: new Set(auditSlots) } : {}),
        })),
        isMaintenance: () => false,
        explain: () => 'not_answered',
      })
    },
  }
}

/** Items of a day of which so much is counted, as close-day writes them: to be given a page and a day. */
export function itemsOfKind(
  rollup: Rollup,
  of: { readonly countedMs: number; readonly timezone: string },
): readonly Item[] {
  const { countedMs: throughMs, timezone } = of
  const day = { page: '', day: '', version: 1, fromMs: 0, toMs: DAY_MS, throughMs, timezone }
  return dayRollupItems({ ...day, rollup }).filter((item) => item !== null)
}

/** Those of one kind as a page's day. */
export function dayItems(
  of: { readonly page: string; readonly day: string; readonly fromMs: number },
  kind: readonly Item[],
): readonly Item[] {
  return kind.map((item) =>
    item.throughMs === undefined
      ? { ...item, ...dayDetailsKey(of) }
      : {
          ...item,
          ...dayRollupKey(of),
          fromMs: of.fromMs,
          toMs: of.fromMs + DAY_MS,
          throughMs: of.fromMs + (item.throughMs as number),
        },
  )
}
