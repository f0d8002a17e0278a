/**
 * What one piece of work takes, for `usage.ts`. Where nothing else is said it was counted by `npm run bench:units`, with
 * three locations; what is an assumption says so: no bill of AWS stands behind any of it.
 */

/** Memory as the stacks give it: `test/cloud/usage-figures.test.ts` compares. */
export const MEMORY_MB = {
  ingest: 512,
  'close-slots': 1_024,
  publish: 512,
  'close-day': 1_024,
  'archive-day': 1_024,
  sweep: 1_024,
  watch: 512,
  web: 1_024,
  'publish-status': 1_024,
  dispatch: 512,
  probe: 1_769,
  audit: 3_538,
  forward: 512,
} as const

/** In /tmp beyond the 512 MB that cost nothing. */
export const AUDIT_TMP_MB = 1_536

/** By the stacks, too, without what notifiers and a budget add. */
export const STACKS = {
  hub: { alarms: 35, keys: 2, fedQueues: 2 },
  location: { alarms: 15, keys: 0, fedQueues: 2 },
} as const

/** Bytes of a message and of a row: a signed observation over TLS, an audit of three runs with its list of files. */
export const OBSERVATION_BYTES = 2_020
export const AUDIT_BYTES = 5_000
export const RECEIPT_BYTES = 250

/** Packed in the evidence, with its signature; of an observation whose figures and body differ each time. */
export const SEALED_BYTES = 170

/** All that is kept of an audit's representative run (`docs/methods.md`: a form of 13 requests), and its files. */
export const REPORT_BYTES = 1_400_000
export const REPORT_FILES = 8

/** Of them what recomputing needs, which goes after half the time; an assumption. */
export const TRACE_SHARE = 0.7

/** Units of the table: writes for an observation, an audit, a receipt and a load of the control page. */
export const WRITES = { observation: 4, audit: 6, receipt: 1, control: 2 } as const

/** What runs each minute writes once, and for a page's slot. */
export const MINUTE_WRITES = { run: 2, slot: 2 + 2.92 } as const

/** Units that the functions read each minute: for themselves, and for each page. */
export const MINUTE_READS = {
  'close-slots': { run: 10.6, page: 2.12 },
  publish: { run: 8, page: 0.45 },
  'close-day': { run: 6.1, page: 2.7 },
  watch: { run: 32.7, page: 0.61 },
} as const

/** Bytes of an hour's rollup and a day's (`docs/data.md`). */
export const HOUR_BYTES = 2_600
export const DAY_BYTES = 8_000

/**
 * Seconds that a function runs: for each call, and for each page. On AWS nothing was measured: what the bench took on two
 * shared cores with the embedded store, and as much again for the way to DynamoDB.
 */
export const SECONDS = {
  ingest: { run: 0.04, page: 0 },
  'close-slots': { run: 0.2, page: 0.006 },
  publish: { run: 0.2, page: 0.0005 },
  'close-day': { run: 0.2, page: 0.008 },
  'archive-day': { run: 0.05, page: 0 },
  sweep: { run: 0.05, page: 0 },
  watch: { run: 0.3, page: 0.001 },
  web: { run: 0.1, page: 0 },
  'publish-status': { run: 0.3, page: 0.002 },
  dispatch: { run: 0.3, page: 0.001 },
  forward: { run: 0.3, page: 0 },
} as const

/**
 * The public status page, where there is one: alarms by the stacks; files put each minute whatever there is (both first
 * pages, `status.json`, the state of their writing), and of each portal an hour (two pages each ten minutes, two badges); what
 * is read each minute, as `publish` reads it; and what counting a page's days takes, once an hour. Nothing of it was
 * measured; pages that change their state more often than that are not in it. How many read it in a month is an
 * assumption; each takes all of a first page, which has less than so many bytes.
 */
export const STATUS_PAGE = {
  alarms: 3,
  putsAMinute: 4,
  portalPutsAnHour: 14,
  reads: { run: 8, page: 0.45 },
  countReads: 15,
  countSeconds: 0.05,
  readers: { views: 100_000, bytes: 60_000, requests: 5 },
} as const

/** Sealing a page's day, and deleting a result later, each while others are under way: assumptions. */
export const SEAL_SECONDS = 1
export const DELETE_SECONDS = 0.004

/**
 * A check of a portal with all that is around it, and how long its visit waits for its due time, for which messages are
 * delayed by whole seconds. Assumptions, as is how many visits have a check that is tried again.
 */
export const CHECK_SECONDS = 1
export const DELAY_SECONDS = 0.5
export const RETRIED_SHARE = 0.02

/** `docs/benchmarks.md`, "Agreement and price": 3.1 to 4.8 s a run, with the benchmark index twice a second. */
export const LOAD_SECONDS = 4
export const AUDIT_SECONDS = 2.5

/** Sent to the internet for a check and for a page's load; an assumption. */
export const CHECK_SENT_BYTES = 3_000
export const LOAD_SENT_BYTES = 100_000

/** START, END and REPORT of a call in its log. */
export const LOG_BYTES = 400

/**
 * A queue that feeds a function is asked all the time by five at once, for up to 20 s; those with a bound for what runs at
 * once never by fewer. Source: Lambda's guide, "Configuring scaling behavior for SQS event source mappings".
 */
export const POLLS_A_MINUTE = 15

/** A sandbox reads the location's key once; an assumption of one an hour for each function that signs. */
export const KEY_READS_AN_HOUR = 3

/** What people ask of pages and API, alerts and answers of 20 kB: assumptions. */
export const PEOPLE = { requests: 30_000, answerBytes: 20_000, alerts: 1_000 } as const

/** A private location's questions for its configuration. */
export const AGENT_LOOKS_A_MINUTE = 4
