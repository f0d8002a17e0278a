import { DAY_MS, HOUR_MS, MINUTE_MS } from './duration.ts'

/** A host's measured pages, as far as its timetable goes. */
export type HostLoad = {
  /** `families`: address families over which the page is measured, one after the other; default 1. */
  readonly pages: readonly { readonly everyMs: number; readonly timeoutMs: number; readonly families?: number }[]
  readonly locations: number
  readonly loopback: boolean
}

export type HostFit =
  | { readonly kind: 'fits'; readonly windowMs: number; readonly neededMs: number }
  | {
      readonly kind: 'too_tight'
      readonly windowMs: number
      readonly neededMs: number
      /** The shortest usual cadence at which the host fits with its timeouts; null where no cadence does. */
      readonly fittingEveryMs: number | null
      /** The longest timeout, in whole seconds, that fits its cadence; null where not even 1 s does. */
      readonly fittingTimeoutMs: number | null
    }

/** Between two starts at one host: more than the 2 s that courtesy asks, so that late starts still keep them. */
export const PAGE_SPACING_MS = 3_000

/** A window is no longer, whatever the cadence: whoever makes the visit may run for a quarter of an hour (AWS Lambda). */
const LONGEST_WINDOW_MS = 14 * MINUTE_MS

/** Cadences to propose: they divide the day and people say them. */
export const USUAL_CADENCES_MS: readonly number[] = [
  ...[10, 12, 15, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * HOUR_MS),
]

/** How long after a failed attempt its one retry starts. */
export function retryDelayMs(everyMs: number): number {
  return Math.min(15_000, everyMs / 10)
}

/** True for hosts on this machine, which need no spacing. Takes a name or an address as in `URL.hostname`. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase()
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  )
}

/**
 * Whether a whole visit fits a location's window: (pages − 1) starts 3 s apart, the last page running into its
 * timeout, the delay before its retry, and the retry running into the timeout too. A page that is measured over two
 * address families counts as two, and runs into its timeout over each. At least one page and location.
 */
export function fitHost(load: HostLoad): HostFit {
  const everyMs = Math.min(...load.pages.map((page) => page.everyMs))
  const timeoutMs = Math.max(...load.pages.map((page) => page.timeoutMs))
  const windowMs = windowOf(everyMs, load)
  const neededMs = visitMs({ load, everyMs, timeoutMs })
  if (neededMs <= windowMs) return { kind: 'fits', windowMs, neededMs }

  const spareMs = windowMs - visitMs({ load, everyMs, timeoutMs: 0 })
  const fittingTimeoutMs = Math.floor(spareMs / (2_000 * familiesOf(load))) * 1_000
  return {
    kind: 'too_tight',
    windowMs,
    neededMs,
    fittingEveryMs: fittingEveryMs({ load, timeoutMs, aboveMs: everyMs }),
    fittingTimeoutMs: fittingTimeoutMs >= 1_000 ? fittingTimeoutMs : null,
  }
}

function windowOf(everyMs: number, load: HostLoad): number {
  return Math.min(LONGEST_WINDOW_MS, everyMs / load.locations)
}

function visitMs(visit: { readonly load: HostLoad; readonly everyMs: number; readonly timeoutMs: number }): number {
  const spacingMs = visit.load.loopback ? 0 : PAGE_SPACING_MS
  const starts = visit.load.pages.reduce((sum, { families = 1 }) => sum + families, 0)
  return (starts - 1) * spacingMs + 2 * familiesOf(visit.load) * visit.timeoutMs + retryDelayMs(visit.everyMs)
}

/** Most that a page of the host is measured over. */
function familiesOf({ pages }: HostLoad): number {
  return Math.max(...pages.map(({ families = 1 }) => families))
}

/** A cadence is only proposed if the host's slower pages stay whole multiples of it. */
function fittingEveryMs({
  load,
  timeoutMs,
  aboveMs,
}: {
  readonly load: HostLoad
  readonly timeoutMs: number
  readonly aboveMs: number
}): number | null {
  const slower = load.pages.map((page) => page.everyMs)
  return (
    USUAL_CADENCES_MS.find(
      (everyMs) =>
        everyMs > aboveMs &&
        everyMs <= DAY_MS &&
        slower.every((slowerMs) => slowerMs <= everyMs || slowerMs % everyMs === 0) &&
        visitMs({ load, everyMs, timeoutMs }) <= windowOf(everyMs, load),
    ) ?? null
  )
}
