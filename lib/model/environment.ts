import { z } from 'zod'

const name = z.string().min(1)
const queue = z.url()

const common = { NHIP_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional() }

/** How a location's results reach the hub. */
const delivery = {
  /** Results on their way into the hub, in the hub's region. */
  NHIP_OBSERVATIONS_QUEUE: queue,
  NHIP_HUB_REGION: name,
  /** Where results wait while the hub is away; absent where hub and location share their queues. */
  NHIP_OUTBOX_QUEUE: queue.optional(),
}

/** Who signs results; absent where the runtime has the key, or nobody signs. */
const signing = {
  NHIP_LOCATION: name.optional(),
  /** ARN of the secret that the location's key is made from. */
  NHIP_LOCATION_KEY: name.optional(),
}

/** `1`: loopback and private addresses may be measured. */
const allowPrivate = z.enum(['0', '1']).default('0')

const measuring = {
  ...common,
  ...delivery,
  NHIP_TABLE: name,
  /** Messages that are none, with the reason. */
  NHIP_DEAD_LETTERS_QUEUE: queue,
  NHIP_ALLOW_PRIVATE: allowPrivate,
}

/**
 * The environment of each function, as one contract: the stacks set it, the handlers read it, and one machine plays
 * both. Names of the AWS SDK keep their meaning (`AWS_REGION`, `AWS_ENDPOINT_URL_*`). Nothing in it is secret.
 */
export const ENVIRONMENTS = {
  // The hub. NHIP_TABLE is the one table.
  ingest: z.object({ ...common, NHIP_TABLE: name, NHIP_DEAD_LETTERS_QUEUE: queue }),
  'close-slots': z.object({ ...common, NHIP_TABLE: name }),
  'close-day': z.object({ ...common, NHIP_TABLE: name, NHIP_ARCHIVE: name }),
  sweep: z.object({ ...common, NHIP_TABLE: name, NHIP_ARCHIVE: name }),
  'archive-day': z.object({
    ...common,
    NHIP_TABLE: name,
    NHIP_ARCHIVE: name,
    /** ARN of the key of KMS that evidence is signed with; `local`: the runtime has another one. */
    NHIP_SIGNING_KEY: name,
  }),
  watch: z.object({
    ...common,
    NHIP_TABLE: name,
    /** Asked each minute while the platform works; absent: nobody outside wants to know. */
    NHIP_HEARTBEAT: z.url({ protocol: /^https?$/ }).optional(),
    NHIP_ALLOW_PRIVATE: allowPrivate,
  }),
  publish: z.object({
    ...common,
    NHIP_TABLE: name,
    NHIP_TOPIC: name,
    /** Where alerts go that nobody has taken on. */
    NHIP_ESCALATION_TOPIC: name,
    /** Where links in alerts lead; absent: no links. */
    NHIP_URL: z.url().optional(),
  }),
  'publish-status': z.object({
    ...common,
    NHIP_TABLE: name,
    /** The bucket of the public status page; where the runtime has another place, any name. */
    NHIP_SITE: name,
  }),
  notify: z.object({
    ...common,
    NHIP_TABLE: name,
    /** Alerts on their way to notifiers; what failed waits in it, too. */
    NHIP_NOTIFY_QUEUE: queue,
    NHIP_DEAD_LETTERS_QUEUE: queue,
    /** The name of the secret that has the notifiers' settings; absent where the runtime has them. */
    NHIP_NOTIFIERS_SECRET: name.optional(),
    NHIP_ALLOW_PRIVATE: allowPrivate,
  }),
  web: z.object({
    ...common,
    NHIP_TABLE: name,
    NHIP_OBSERVATIONS_QUEUE: queue,
    NHIP_DEAD_LETTERS_QUEUE: queue,
    NHIP_JOBS_QUEUE: queue,
    /** The bucket of files that are kept. */
    NHIP_ARCHIVE: name,
    /** The provider that people sign in by, as JSON by `providerSchema`; absent: there is none. */
    NHIP_SIGN_IN: name.optional(),
    /** The name of the secret that is the client's; absent: it is a public one. */
    NHIP_SIGN_IN_SECRET: name.optional(),
    /** Where the public status page is found, with its slash; absent: nowhere. */
    NHIP_STATUS_PAGE: z.url({ protocol: /^https$/ }).optional(),
  }),
  export: z.object({
    ...common,
    NHIP_TABLE: name,
    NHIP_DEAD_LETTERS_QUEUE: queue,
    NHIP_ARCHIVE: name,
    /** ARN of the key that signs evidence, in KMS. */
    NHIP_SIGNING_KEY: name,
  }),
  configure: z.object({
    ...common,
    NHIP_TABLE: name,
    /** The catalogue's file, absolute or beside the function. */
    NHIP_CATALOGUE: name,
    /** Ids of the locations that are played, by commas. */
    NHIP_PLAYED: name,
    /** Files of criteria packs, as the catalogue's, by commas. */
    NHIP_CRITERIA: z.string().default(''),
  }),
  // A location. NHIP_TABLE is its own: its copy of the configuration, its receipts, and which hosts it leaves alone.
  dispatch: z.object({
    ...common,
    ...delivery,
    ...signing,
    NHIP_TABLE: name,
    NHIP_LOCATION: name,
    NHIP_ALLOW_PRIVATE: allowPrivate,
    NHIP_CHECKS_QUEUE: queue,
    NHIP_AUDITS_QUEUE: queue,
  }),
  probe: z.object({ ...measuring, ...signing }),
  audit: z.object({
    ...measuring,
    /** Absent: results go by the outbox alone, where `forward` signs them. */
    NHIP_OBSERVATIONS_QUEUE: queue.optional(),
    /** The hub's bucket, for reports; absent where they are kept otherwise, or not. */
    NHIP_ARCHIVE: name.optional(),
    /** Begins the names of the secrets that are accounts; absent where no page has one, or they are files. */
    NHIP_ACCOUNT_SECRETS: name.optional(),
  }),
  forward: z.object({
    ...common,
    ...delivery,
    ...signing,
    NHIP_OUTBOX_QUEUE: queue,
    NHIP_TABLE: name,
    NHIP_HUB_TABLE: name,
  }),
} as const

export type FunctionName = keyof typeof ENVIRONMENTS
export type Environment<F extends FunctionName> = z.infer<(typeof ENVIRONMENTS)[F]>
/** What a stack has to set for a function: names and texts, defaults left out. */
export type EnvironmentOf<F extends FunctionName> = z.input<(typeof ENVIRONMENTS)[F]>

/** Reads a function's environment; throws an error that names every variable that is missing or wrong, and no value. */
export function readEnvironment<F extends FunctionName>(
  functionName: F,
  env: Readonly<Record<string, string | undefined>>,
): Environment<F> {
  const parsed = ENVIRONMENTS[functionName].safeParse(env)
  if (parsed.success) return parsed.data as Environment<F>
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))]
  throw new Error(`environment of ${functionName}: ${names.join(', ')} missing or not valid`)
}
