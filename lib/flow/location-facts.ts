import { dueMs } from '../judge/timetable.ts'
import { checkSpans, type LocationFacts } from '../judge/watch-facts.ts'
import type { WatchState } from '../judge/watch-state.ts'
import { type Location, measuredPages } from '../model/catalogue.ts'
import type { Cause } from '../model/cause.ts'
import type { Config } from '../model/config.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Observation } from '../model/observation.ts'
import type { LivePage } from '../record/live.ts'
import { receiptsOf } from '../record/receipts.ts'
import type { Table } from '../record/table.ts'
import { hourCoverage } from './hour-coverage.ts'
import type { LookedAt } from './look-at-hosts.ts'

/** Receipts are looked for so far back; an earlier one is remembered. */
const RECEIPTS_MS = 15 * MINUTE_MS

/** Results of checks that were never begun, or not by the timetable. */
const NOT_VISITED: ReadonlySet<Cause> = new Set(['monitor_timeout', 'killed', 'rate_limited'])

/** What is known of each location that is played, from its receipts, its pages' verdicts, and some of its results. */
export async function locationFacts(
  of: {
    /** In order of effect. */
    readonly configs: readonly Config[]
    /** The one in force. */
    readonly config: Config
    /** Since when what locations tell counts. */
    readonly sinceMs: number
    readonly results: readonly LookedAt[]
    readonly lives: readonly LivePage[]
    readonly state: WatchState | null
    readonly nowMs: number
  },
  table: Table,
): Promise<readonly LocationFacts[]> {
  const { config, nowMs, sinceMs, results } = of
  const coverage = await hourCoverage(
    {
      pages: measuredPages(config.catalogue).map(({ key }) => key),
      locations: config.played,
      timezone: config.catalogue.timezone,
      state: of.state,
      nowMs,
    },
    table,
  )
  const played = config.catalogue.locations.filter(({ id }) => config.played.includes(id))
  return Promise.all(
    played.map(async (location): Promise<LocationFacts> => {
      const { id, group } = location
      const index = config.catalogue.locations.indexOf(location)
      const memory = of.state?.locations[id]
      const own = results.filter(({ row }) => row.location === id)
      const receipts = await receiptsOf(table, id, { fromMs: nowMs - RECEIPTS_MS, toMs: nowMs + 1 })
      return {
        location: id,
        group,
        playedSinceMs: playedSinceMs(of, location),
        lastReceiptMs: receipts.at(-1)?.minuteMs ?? null,
        spans: checkSpans(of.lives, { config, location: id, afterMs: (memory?.spanMs ?? sinceMs - 1) + 1, nowMs }),
        coverage: coverage.get(id) ?? null,
        driftMs: middle(
          own
            .filter(({ row: { cause } }) => cause === null || !NOT_VISITED.has(cause))
            .map(({ plan, page, row }) => row.startedAtMs - dueMs(plan, { page, index, slotMs: row.slotMs })),
        ),
        clockOffsetMs: offsetOf(own.map(({ row }) => row)),
      }
    }),
  )
}

/** Since when every version in force has played it. */
function playedSinceMs(
  { configs, config }: { readonly configs: readonly Config[]; readonly config: Config },
  location: Location,
): number {
  let sinceMs = config.effectiveFromMs
  for (const { played, effectiveFromMs } of configs
    .filter((one) => one.effectiveFromMs <= config.effectiveFromMs)
    .toReversed()) {
    if (!played.includes(location.id)) break
    sinceMs = effectiveFromMs
  }
  return sinceMs
}

/** Of an even number, the earlier one. */
function middle(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null
}

function offsetOf(rows: readonly Observation[]): number | null {
  const told = rows.flatMap(({ conditions: { control } }) => control?.clockOffsetMs ?? [])
  return told.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null
}
