import type { Fault } from './faults.ts'

/** What a request is for. `other` is an address that the portal does not have. */
export type RouteKind = 'home' | 'procedure' | 'eform' | 'api' | 'login' | 'asset' | 'other'

/** What touches a portal. Where several entries apply, the first wins. */
export type TimetableEntry = {
  readonly when: When
  /** Kinds of requests that are hit; the rest is healthy. */
  readonly on: readonly RouteKind[]
  /** Source addresses that are hit; absent: all. */
  readonly sources?: readonly string[]
}

type When =
  | { readonly kind: 'always'; readonly fault: Fault }
  /** From `firstAtMs` after the farm's start, for `lastsMs`, again every `everyMs`; half-open. */
  | {
      readonly kind: 'repeating'
      readonly fault: Fault
      readonly firstAtMs: number
      readonly lastsMs: number
      readonly everyMs: number
    }
  /**
   * Once in each block of `blockMs`, for `lastsMs`, at a moment that looks random but depends on the block alone.
   * Two such moments are at least a quarter of a block apart. `faults` take turns, as random-looking.
   */
  | {
      readonly kind: 'scattered'
      readonly faults: readonly Fault[]
      readonly blockMs: number
      readonly lastsMs: number
    }

export type Moment = { readonly elapsedMs: number; readonly kind: RouteKind; readonly source: string }

/** The requests that a visitor's screen depends on first. */
export const DOCUMENTS: readonly RouteKind[] = ['home', 'procedure', 'eform']
export const EVERYTHING: readonly RouteKind[] = ['home', 'procedure', 'eform', 'api', 'login', 'asset', 'other']

/** The fault that a timetable holds for one request, a function of its arguments alone. */
export function faultAt(timetable: readonly TimetableEntry[], moment: Moment): Fault | null {
  for (const { when, on, sources } of timetable) {
    if (!on.includes(moment.kind) || (sources && !sources.includes(moment.source))) continue
    const fault = faultOf(when, moment.elapsedMs)
    if (fault !== null) return fault
  }
  return null
}

function faultOf(when: When, elapsedMs: number): Fault | null {
  if (elapsedMs < 0) return null
  if (when.kind === 'always') return when.fault
  if (when.kind === 'repeating') {
    const sinceFirstMs = elapsedMs - when.firstAtMs
    return sinceFirstMs >= 0 && sinceFirstMs % when.everyMs < when.lastsMs ? when.fault : null
  }
  const { blockMs, lastsMs, faults } = when
  const block = Math.floor(elapsedMs / blockMs)
  const startMs = blockMs / 4 + fraction(block) * (blockMs * 0.75 - lastsMs)
  const inBlockMs = elapsedMs - block * blockMs
  const turn = Math.floor(fraction(block + 0.5) * faults.length)
  return inBlockMs >= startMs && inBlockMs < startMs + lastsMs ? (faults[turn] ?? null) : null
}

/** A number in [0, 1) that looks random and depends on its argument alone (murmur3's finaliser). */
function fraction(seed: number): number {
  let hash = Math.imul(seed * 2 + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
