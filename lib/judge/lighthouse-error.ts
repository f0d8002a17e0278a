import type { Cause } from '../model/cause.ts'

/** What becomes of a load that Lighthouse ended with an error, where neither the network nor the server explains it. */
type LighthouseErrorRow = {
  readonly cause: Cause
  /** The browser may be left in a state that spoils the next load. */
  readonly replacesBrowser: boolean
  /** What its code doesn't tell who doesn't know Lighthouse. */
  readonly says?: string
}

const OURS: LighthouseErrorRow = { cause: 'audit_error', replacesBrowser: false }
const OURS_AND_BROWSER: LighthouseErrorRow = { cause: 'audit_error', replacesBrowser: true }
const UNPAINTED: LighthouseErrorRow = { ...OURS, says: 'no picture of the page came: it painted nothing, or too late' }
const RESTLESS: LighthouseErrorRow = { ...OURS, says: 'the page was never at rest' }
const BROKEN_TRACE: LighthouseErrorRow = { ...OURS_AND_BROWSER, says: 'the browser’s record of the load is not whole' }

/** Of a page whose browser answers while it does not itself. */
export const HUNG = 'the page does not answer, as one whose script never ends'

/**
 * Every error of Lighthouse's by its code. Whether the load is made once more follows from the cause: what is our own
 * fault is. Source: `lighthouse/core/lib/lh-error.js`.
 */
export const LIGHTHOUSE_ERRORS: Readonly<Record<string, LighthouseErrorRow>> = {
  // Nothing was painted, or no picture of it came: a page without content can't be told from a browser that is late.
  NO_SPEEDLINE_FRAMES: UNPAINTED,
  SPEEDINDEX_OF_ZERO: UNPAINTED,
  NO_SCREENSHOTS: UNPAINTED,
  INVALID_SPEEDLINE: UNPAINTED,
  NO_FCP: UNPAINTED,
  NO_FMP: UNPAINTED,
  NO_LCP: UNPAINTED,
  NO_LCP_ALL_FRAMES: UNPAINTED,
  // The page was never quiet for as long as the metric needs.
  NO_TTI_CPU_IDLE_PERIOD: RESTLESS,
  NO_TTI_NETWORK_IDLE_PERIOD: RESTLESS,
  // The trace is not whole: the browser's recorder is not to be trusted any further.
  NO_TRACING_STARTED: BROKEN_TRACE,
  NO_RESOURCE_REQUEST: BROKEN_TRACE,
  NO_NAVSTART: BROKEN_TRACE,
  NO_DCL: BROKEN_TRACE,
  TRACING_ALREADY_STARTED: BROKEN_TRACE,
  PARSING_PROBLEM: BROKEN_TRACE,
  READ_FAILED: BROKEN_TRACE,
  // What the main document shows is more exact and comes first; here it showed nothing wrong.
  NO_DOCUMENT_REQUEST: OURS,
  FAILED_DOCUMENT_REQUEST: OURS,
  ERRORED_DOCUMENT_REQUEST: OURS,
  INSECURE_DOCUMENT_REQUEST: OURS,
  CHROME_INTERSTITIAL_ERROR: OURS,
  DNS_FAILURE: OURS,
  // A visitor gets no page, however well it is delivered.
  NOT_HTML: { cause: 'content_mismatch', replacesBrowser: false },
  // The browser or the page does not answer any more.
  PAGE_HUNG: { ...OURS_AND_BROWSER, says: HUNG },
  PROTOCOL_TIMEOUT: { ...OURS_AND_BROWSER, says: 'the browser did not answer in time' },
  CRI_TIMEOUT: { ...OURS_AND_BROWSER, says: 'the browser did not answer in time' },
  TARGET_CRASHED: {
    cause: 'browser_crashed',
    replacesBrowser: true,
    says: 'the page’s process ended, as for want of memory',
  },
  // Lighthouse was asked for what it can't do, or what it needs of itself was missing.
  INVALID_URL: OURS,
  UNSUPPORTED_OLD_CHROME: OURS,
  MISSING_REQUIRED_ARTIFACT: OURS,
  ERRORED_REQUIRED_ARTIFACT: OURS,
}

/** Faults in our own words, up to a colon: the load was given up, or gave no score. */
const OWN_WORDS: ReadonlySet<string> = new Set(['LOST', 'no score', 'no report'])

/** The row of a fault, by its code; whatever else a tool may throw is our fault, and its browser is not kept. */
export function rowOfFault(fault: string): LighthouseErrorRow {
  const [words = ''] = fault.split(': ')
  return LIGHTHOUSE_ERRORS[fault] ?? (OWN_WORDS.has(words) ? OURS : OURS_AND_BROWSER)
}

/** A fault with what its code means, where that is not said by itself. */
export function sayFault(fault: string): string {
  const { says } = rowOfFault(fault)
  return says === undefined ? fault : `${fault}: ${says}`
}
