import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'

/** A host that says 429 and not for how long is left alone for so long. */
const DEFAULT_MS = MINUTE_MS

/** No host can ask to be left unmeasured for longer at a time. */
const LONGEST_MS = HOUR_MS

/**
 * The three forms of RFC 9110, 5.6.7, of which the last, `Sun Nov 22 01:03:03 2026`, names no zone and is in UTC as well.
 * `Date.parse` alone takes `1.5` for a day in January 2001.
 */
const HTTP_DATE = /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat)[a-z]*,? .*\d\d:\d\d:\d\d/

/**
 * Until when a host that answered 429 is to be left alone, epoch ms. `retryAfter` is its header as it came: seconds, or
 * a date. RFC 9110, 10.2.3. What is neither is as if it were absent.
 */
export function backOffEnd(retryAfter: string | null, nowMs: number): number {
  return nowMs + Math.min(LONGEST_MS, Math.max(0, askedMs(retryAfter, nowMs)))
}

function askedMs(retryAfter: string | null, nowMs: number): number {
  const text = retryAfter?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const date = HTTP_DATE.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN
  return Number.isNaN(date) ? DEFAULT_MS : date - nowMs
}
