import {
  judgeLocations,
  type LocationFaults,
  maybeAtFault,
  readSharedSlowness,
  type Seen,
  type SeenPage,
  type SharedSlowness,
} from '../judge/slot-locations.ts'
import type { PageKey } from '../model/id.ts'
import type { Policy } from '../model/policy.ts'

/** What the locations of one group saw last, counted so that most slots need no look at all pages. */
export type SeenByGroup = {
  readonly note: (page: PageKey, location: string, seen: Seen) => void
  /** What all pages together show in a slot: what is wrong with locations, and what is slow at several of them. */
  readonly lookAt: (slotMs: number) => { readonly faults: LocationFaults; readonly slowness: SharedSlowness | null }
  /** The clock has come to a slot: what was seen long before it is forgotten. */
  readonly forget: (clockMs: number) => void
}

type Counts = { seen: number; failed: number; timed: number; slow: number }

const WELL: { readonly faults: LocationFaults; readonly slowness: null } = { faults: new Map(), slowness: null }

export function seenByGroup(pages: readonly PageKey[], everyMs: number, policy: Policy): SeenByGroup {
  const seenOf = new Map<PageKey, Record<string, Seen>>(pages.map((page) => [page, {}]))
  const counts = new Map<string, Counts>()
  const count = (location: string, { failed, ratio }: Seen, by: 1 | -1): void => {
    const of = counts.get(location) ?? { seen: 0, failed: 0, timed: 0, slow: 0 }
    counts.set(location, of)
    of.seen += by
    if (failed) of.failed += by
    if (ratio === null) return
    of.timed += by
    if (ratio >= policy.location.loadedRatio) of.slow += by
  }
  return {
    note: (page, location, seen) => {
      const of = seenOf.get(page) as Record<string, Seen>
      const before = of[location]
      if (before !== undefined) {
        if (before.slotMs > seen.slotMs) return
        count(location, before, -1)
      }
      of[location] = seen
      count(location, seen, 1)
    },
    lookAt: (slotMs) => {
      for (const of of counts.values()) {
        if (!maybeAtFault(of, policy)) continue
        const seenPages = [...seenOf].map(([host, seen]): SeenPage => ({ host, everyMs, seen }))
        const at = { slotMs, policy }
        return { faults: judgeLocations(seenPages, at), slowness: readSharedSlowness(seenPages, at) }
      }
      return WELL
    },
    forget: (clockMs) => {
      for (const of of seenOf.values()) {
        for (const location in of) {
          const seen = of[location] as Seen
          if (seen.slotMs >= clockMs - 3 * everyMs) continue
          count(location, seen, -1)
          delete of[location]
        }
      }
    },
  }
}
