import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/duration.ts'

/**
 * What the simulated world is like. None of it is taken from the rules under test: the reason for each stands beside it,
 * and one alone was changed after results were seen: levels were once those of the night from near by, which made 13 s of
 * 6 in office hours.
 */
export const WORLD = {
  /** The cadence, the zone and the fleet that the platform is made for. */
  everyMs: 5 * MINUTE_MS,
  timezone: 'Asia/Ho_Chi_Minh',
  zoneOffsetMs: 7 * HOUR_MS,
  pages: 166,
  /** A homepage and some eForms by one host. */
  pagesOfPortal: [1, 4],
  /** Whatever learns from the past may do so for four weeks, in which nothing is wrong with any page. */
  warmUpMs: 28 * DAY_MS,
  monthMs: 30 * DAY_MS,
} as const

export const LATENCY = {
  /** `waitMs` at the busiest hour from the farthest location: from a cached page to a form that a slow database fills. */
  medianMs: [40, 6_000],
  /** `totalMs` has DNS, connection, TLS and download besides: some round trips, and a share of the page's own time. */
  roundTripMs: [3, 45],
  roundTrips: 4,
  downloadShare: [0.05, 0.4],
  /** Locations differ by their way to the host, busy hours from nights by `busyShare`: both make it less. */
  locationFactor: [0.7, 1],
  /** Spread of ln(wait) around its daily pattern: a page by itself on its machine, one among others on a busy one. */
  spread: { quiet: [0.05, 0.14], noisy: [0.25, 0.4] },
  noisyShare: 0.3,
  /** A portal is busy in office hours; its latency is higher then, by up to this. */
  busyShare: [0, 0.6],
  /** Half of the spread is the portal's, seen by all locations; the rest is each location's own. */
  commonShare: 0.5,
} as const

/** Kinds of noise around the daily pattern, one per page; all have the page's spread, but for what comes on top. */
export const NOISES = {
  /** No memory: the easiest. */
  white: {},
  /** Load wanders: AR(1) with a correlation time of about an hour and a half, at which naive statistics fail. */
  wander: { correlation: 0.945 },
  /** One check in thirty meets a lock, a collection of garbage or a lost packet: Pareto, index 1.5, at most 20 times. */
  tails: { share: 1 / 30, index: 1.5, most: 20 },
  /** Busy spells for some minutes, a few a day, that nobody would call an incident. */
  bursts: { aDay: 4, meanMs: 12 * MINUTE_MS, factor: [1.2, 1.7] },
  /** A nightly job slows the page at about the same hour for about the same time: routine. */
  nightly: { hour: [0, 4], wanderMs: 10 * MINUTE_MS, lastsMs: [20 * MINUTE_MS, 40 * MINUTE_MS], factor: [1.5, 2.5] },
} as const

/** Single failed results that are nobody's incident, the retry included. */
export const TRANSIENTS = {
  /** The goal's level. */
  share: 0.02,
  /** In half of the worlds they come in spells at a page and location, as an overloaded way to it gives; same share. */
  spell: { share: 0.04, meanMs: 30 * MINUTE_MS, failing: 0.25 },
  causes: ['connect_timeout', 'wait_timeout', 'http_5xx', 'connection_reset', 'content_mismatch'],
} as const

/** What happens to lines on their way. */
export const ARRIVAL = { missing: 0.0005, doubled: 0.003, late: 0.001 } as const

/** The official days off of 2026, and how portals feel them: a rush before, hardly anybody during, another rush after. */
export const TET = {
  fromMs: Date.UTC(2026, 1, 14) - 7 * HOUR_MS,
  toMs: Date.UTC(2026, 1, 23) - 7 * HOUR_MS,
  rushBeforeMs: 7 * DAY_MS,
  rushAfterMs: 2 * DAY_MS,
  rushFactor: 1.25,
  restFactor: 0.85,
} as const

/** Of the portals: those with no trouble at all show false alarms, the others what is found. */
export const ROLES = { calm: 0.35, troubled: 0.45, drifting: 0.12, falling: 0.08 } as const

/** How long pages in trouble are well in between. The least is longer than any rule needs to see an end. */
export const GAP = { leastMs: 14 * HOUR_MS, meanMs: 48 * HOUR_MS } as const

/** What befalls troubled pages, by weight: enough of each goal's kind in a month, and some of everything else. */
export const TROUBLES = [
  { kind: 'down', weight: 9, slots: [1, 2] },
  { kind: 'down', weight: 12, slots: [3, 5] },
  { kind: 'down', weight: 8, slots: [6, 12] },
  { kind: 'down', weight: 5, slots: [13, 72] },
  { kind: 'down-unseen', weight: 4, slots: [4, 24] },
  { kind: 'one-location', weight: 8, slots: [3, 72] },
  { kind: 'brownout', weight: 4, slots: [6, 48], sizes: [0.3, 0.6] },
  { kind: 'flap', weight: 4, slots: [36, 72] },
  { kind: 'step', weight: 4, slots: [6, 23], sizes: [2, 3] },
  { kind: 'step', weight: 18, slots: [24, 144], sizes: [2, 3] },
  { kind: 'step', weight: 8, slots: [24, 144], sizes: [1.3, 1.5] },
  { kind: 'maintenance', weight: 5, slots: [6, 48] },
] as const

/** A failing page fails everywhere with one cause; the first four are causes that a broken path gives, too. */
export const DOWN_CAUSES = [
  'connect_timeout',
  'connection_refused',
  'dns_error',
  'tls_expired',
  'http_5xx',
  'http_5xx',
  'wait_timeout',
  'content_mismatch',
] as const

/** What lasts: a ramp over days, or a step that stays. */
export const DRIFTS = {
  ramp: { days: [3, 7], size: [1.8, 3] },
  'new-level': { size: [1.6, 2.5] },
} as const

/** What befalls a location, one thing at a time, and how often in a month. */
export const LOCATION_TROUBLES = [
  /** Its uplink is cut, its monitor doesn't notice: every check fails. */
  { kind: 'own-network', aMonth: 3, lastsMs: [20 * MINUTE_MS, 3 * HOUR_MS] },
  /** It knows that it can't measure. */
  { kind: 'monitor-fault', aMonth: 3, lastsMs: [20 * MINUTE_MS, 6 * HOUR_MS] },
  /** Nothing comes from it. */
  { kind: 'silent', aMonth: 3, lastsMs: [20 * MINUTE_MS, 6 * HOUR_MS] },
  /** Its way is congested: all it measures is slow. */
  { kind: 'loaded', aMonth: 3, lastsMs: [30 * MINUTE_MS, 4 * HOUR_MS], factor: [1.6, 2.5] },
  /** Its results come one to four slots late, most of them in time for the slot, some not. */
  { kind: 'late', aMonth: 3, lastsMs: [20 * MINUTE_MS, 2 * HOUR_MS] },
] as const

/** Portals that turn the location abroad away, or whose packets never reach it, for days. */
export const ABROAD = { portals: 12, lastsMs: [2 * DAY_MS, 6 * DAY_MS] } as const

/** Some portals fall as a whole: all their pages, one cause, each time. */
export const PORTAL_OUTAGES = { slots: [3, 24] } as const
