import type { Logger } from 'pino'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { HubRefusal } from '../record/https-hub.ts'
import type { Hub, ReportingHub } from '../record/hub.ts'

export type HubWatch = {
  readonly hub: ReportingHub
  /** What keeps the hub from being reached; null: nothing, or it hasn't been tried yet. */
  readonly trouble: () => Error | null
  /** Since when it can't be reached; null: it can, or hasn't been tried yet. */
  readonly awaySinceMs: () => number | null
  /** Whether an error is one that the hub gave, and that needs no other telling. */
  readonly isTold: (error: unknown) => boolean
}

type Part = keyof Hub
type Outage = { readonly sinceMs: number; readonly refused: boolean; digests: number }

/** How long an outage lasts before it is told of again; after these, once a day. */
const DIGESTS_MS: readonly number[] = [5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS]

/**
 * A hub whose outages are told to the log once when they begin, in digests at growing distances, and once when they end.
 * An outage is over when everything that failed works again; one that turns into a refusal, or back, is another one.
 */
export function watchHub(
  hub: ReportingHub,
  on: {
    readonly log: Pick<Logger, 'warn'>
    readonly now: () => number
    /** Results that wait for the hub. */
    readonly waiting: () => number
    readonly onSent?: (bodies: readonly string[]) => void
  },
): HubWatch {
  const failing = new Map<Part, Error>()
  const told = new WeakSet<Error>()
  let outage: Outage | null = null
  const failed = (part: Part, error: Error): void => {
    failing.delete(part)
    failing.set(part, error)
    told.add(error)
    const refused = error instanceof HubRefusal
    const nowMs = on.now()
    if (outage === null || outage.refused !== refused) {
      outage = { sinceMs: nowMs, refused, digests: 0 }
      on.log.warn(
        { error: error.message },
        refused
          ? 'the hub takes nothing from this location: results are kept here until it does'
          : 'the hub is away: results are kept here until it is back',
      )
      return
    }
    if (nowMs - outage.sinceMs < digestMs(outage.digests)) return
    while (nowMs - outage.sinceMs >= digestMs(outage.digests)) outage.digests++
    on.log.warn(
      { error: error.message, forMs: nowMs - outage.sinceMs, waiting: on.waiting() },
      `the hub is still away, for ${lasting(nowMs - outage.sinceMs)}`,
    )
  }
  const worked = (part: Part): void => {
    failing.delete(part)
    if (outage === null || failing.size > 0) return
    const forMs = on.now() - outage.sinceMs
    outage = null
    on.log.warn({ forMs, held: on.waiting() }, `the hub is back after ${lasting(forMs)}: what was held is being sent`)
  }
  const watch = async <T>(part: Part, work: Promise<T>): Promise<T> => {
    try {
      const done = await work
      worked(part)
      return done
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      failed(part, error)
      throw error
    }
  }
  return {
    awaySinceMs: () => outage?.sinceMs ?? null,
    trouble: () => [...failing.values()].at(-1) ?? null,
    isTold: (error) => error instanceof Error && told.has(error),
    hub: {
      configuration: () => watch('configuration', hub.configuration()),
      register: (key) => watch('register', hub.register(key)),
      // Where reports go may be elsewhere: what becomes of them says nothing of the hub.
      putReport: hub.putReport,
      send: async (bodies) => {
        await watch('send', hub.send(bodies))
        on.onSent?.(bodies)
      },
    },
  }
}

/** When the digest of that number is due, after the beginning of an outage. */
function digestMs(digest: number): number {
  return DIGESTS_MS[digest] ?? (digest - DIGESTS_MS.length + 2) * DAY_MS
}

function lasting(durationMs: number): string {
  if (durationMs < 2 * MINUTE_MS) return `${Math.round(durationMs / 1_000)} s`
  if (durationMs < 2 * HOUR_MS) return `${Math.round(durationMs / MINUTE_MS)} min`
  return `${(durationMs / HOUR_MS).toFixed(1)} h`
}
