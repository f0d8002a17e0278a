import { CELLS } from './cells.ts'
import type { FunctionName } from './environment.ts'
import { EVIDENCE } from './evidence.ts'
import { EXPORTS } from './job.ts'
import { REPORTS_PREFIX, reportPrefix } from './report-file.ts'
import { REVIEWS } from './review.ts'

export type TableOperation = 'get' | 'put' | 'putIf' | 'deleteIf' | 'query'

/** Queues by the name that `ENVIRONMENTS` gives them. */
export type QueueVariable =
  | 'NHIP_OBSERVATIONS_QUEUE'
  | 'NHIP_DEAD_LETTERS_QUEUE'
  | 'NHIP_OUTBOX_QUEUE'
  | 'NHIP_CHECKS_QUEUE'
  | 'NHIP_AUDITS_QUEUE'
  | 'NHIP_JOBS_QUEUE'
  | 'NHIP_NOTIFY_QUEUE'

/** Prefixes of the keys of files, each with its slash at the end. */
export type FileAccess = { readonly puts?: readonly string[]; readonly gets?: readonly string[] }

export type Access = {
  /** On the table of `NHIP_TABLE`. */
  readonly table?: readonly TableOperation[]
  /** On the configuration in the table of `NHIP_HUB_TABLE`. */
  readonly hubTable?: readonly TableOperation[]
  /** On the location's own keys there. */
  readonly hubKeys?: readonly TableOperation[]
  readonly sends?: readonly QueueVariable[]
  /** Receives from and deletes in, by itself; not by an event-source mapping. */
  readonly takes?: readonly QueueVariable[]
  /** Takes from, shows again, and deletes in. */
  readonly sifts?: readonly QueueVariable[]
  /** To the topics of `NHIP_TOPIC` and `NHIP_ESCALATION_TOPIC`. */
  readonly publishes?: true
  /** In the bucket of `NHIP_ARCHIVE`; a link that somebody else may follow is a get of the one who signs it. */
  readonly files?: FileAccess
  /** Writes the files of the public status page, and what is remembered of that, in the bucket of `NHIP_SITE`. */
  readonly site?: true
  /** The accounts that the catalogue names, where `NHIP_ACCOUNT_SECRETS` says how their secrets' names begin. */
  readonly accounts?: true
  /** Reads the secret of `NHIP_NOTIFIERS_SECRET`. */
  readonly notifiers?: true
  /** Reads the secret of `NHIP_SIGN_IN_SECRET`, where there is one. */
  readonly signIn?: true
  /** By the key of `NHIP_SIGNING_KEY`. */
  readonly signs?: true
  /** With the location's key, made from the secret of `NHIP_LOCATION_KEY`. */
  readonly signsResults?: true
}

/**
 * What each function does to what is kept. The handlers can do no more than this list (`permit`), the tests find what
 * it lacks, and the stacks' policies are compared with it: no function may be granted what it does not do.
 */
export const ACCESS: Readonly<Record<FunctionName, Access>> = {
  ingest: { table: ['get', 'query', 'put', 'putIf'], sends: ['NHIP_DEAD_LETTERS_QUEUE'] },
  'close-slots': { table: ['query', 'put', 'putIf'] },
  'close-day': {
    table: ['get', 'query', 'put', 'putIf'],
    files: { puts: [CELLS], gets: [EVIDENCE, CELLS] },
  },
  'archive-day': {
    table: ['get', 'query', 'put', 'putIf'],
    files: { puts: [EVIDENCE], gets: [EVIDENCE] },
    signs: true,
  },
  sweep: { table: ['get', 'query', 'put', 'putIf', 'deleteIf'], files: { gets: [EVIDENCE] } },
  watch: { table: ['get', 'query', 'put', 'putIf'] },
  publish: { table: ['get', 'query', 'put', 'putIf'], publishes: true },
  'publish-status': { table: ['get', 'query'], site: true },
  notify: { table: ['get', 'putIf'], sends: ['NHIP_NOTIFY_QUEUE', 'NHIP_DEAD_LETTERS_QUEUE'], notifiers: true },
  web: {
    table: ['get', 'query', 'put', 'putIf'],
    sends: ['NHIP_OBSERVATIONS_QUEUE', 'NHIP_DEAD_LETTERS_QUEUE', 'NHIP_JOBS_QUEUE'],
    sifts: ['NHIP_DEAD_LETTERS_QUEUE'],
    files: { gets: [EXPORTS, REPORTS_PREFIX, REVIEWS], puts: [REPORTS_PREFIX, REVIEWS] },
    signIn: true,
  },
  export: {
    table: ['get', 'query', 'put', 'putIf'],
    files: { puts: [EXPORTS, CELLS], gets: [EVIDENCE, CELLS, reportPrefix('report')] },
    sends: ['NHIP_DEAD_LETTERS_QUEUE'],
    signs: true,
  },
  configure: { table: ['query', 'put', 'putIf'] },
  dispatch: {
    table: ['get', 'query', 'put'],
    sends: ['NHIP_CHECKS_QUEUE', 'NHIP_AUDITS_QUEUE', 'NHIP_OBSERVATIONS_QUEUE', 'NHIP_OUTBOX_QUEUE'],
    signsResults: true,
  },
  probe: {
    table: ['get', 'put'],
    sends: ['NHIP_OBSERVATIONS_QUEUE', 'NHIP_OUTBOX_QUEUE', 'NHIP_DEAD_LETTERS_QUEUE'],
    signsResults: true,
  },
  audit: {
    table: ['get', 'query', 'put'],
    sends: ['NHIP_OUTBOX_QUEUE', 'NHIP_DEAD_LETTERS_QUEUE'],
    files: { puts: [REPORTS_PREFIX] },
    accounts: true,
  },
  forward: {
    table: ['get', 'query', 'put', 'putIf', 'deleteIf'],
    hubTable: ['query'],
    hubKeys: ['query', 'putIf'],
    sends: ['NHIP_OBSERVATIONS_QUEUE'],
    takes: ['NHIP_OUTBOX_QUEUE'],
    signsResults: true,
  },
}
