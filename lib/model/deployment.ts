import { z } from 'zod'
import { nearest } from './nearest.ts'
import { quote, showPath } from './problem.ts'
import { providerSchema } from './sign-in.ts'

/** Days that CloudWatch can keep logs for. Source: `PutRetentionPolicy` of the CloudWatch Logs API. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

/** What AWS gives an account at least (a new one) and at most. */
const LAMBDA_MEMORY = { min: 3_008, max: 10_240 }

/** Below it a function has less than one processor. Source: Lambda's guide, "Configure Lambda function memory". */
const ONE_PROCESSOR_MB = 1_769

const region = z
  .string('name a Region of AWS, such as "ap-southeast-1"')
  .regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, 'name a Region of AWS, such as "ap-southeast-1"')
const location = z.string('name a location of the catalogue').min(1, 'name a location of the catalogue')
const emails = z.array(z.email('write an address such as "name@example.org"'), 'write a list of addresses').default([])
const whole = (what: string, { min, max }: { readonly min: number; readonly max: number }) => {
  const allowed = `write a whole number ${what}, from ${min} to ${max}`
  return z.int(allowed).min(min, allowed).max(max, allowed)
}

const locationSchema = z.strictObject(
  {
    /** A location of the catalogue. */
    id: location,
    region,
    /** Default 3,538 MB, two processors; less where the account's quota is. */
    auditMemoryMb: whole('of MB', { min: ONE_PROCESSOR_MB, max: LAMBDA_MEMORY.max }).optional(),
  },
  'write it as { id, region }',
)

const quotaSchema = z.strictObject(
  {
    lambdaMemoryMb: whole('of MB', LAMBDA_MEMORY).default(LAMBDA_MEMORY.max),
    concurrency: whole('of functions', { min: 1, max: 1_000_000 }).default(1_000),
  },
  'write it as { lambdaMemoryMb, concurrency }',
)

const secretName = z
  .string('name a secret')
  .regex(/^[A-Za-z0-9/_+=.@-]{1,400}$/, 'name a secret of Secrets Manager, such as "nhip/notifiers"')

/** A provider of your own; `secret` names a secret of Secrets Manager whose text is the client's. Absent: a public client. */
const ownProviderSchema = providerSchema.extend({ secret: secretName.optional() })
const statusPageSchema = z.strictObject(
  {
    domain: z
      .string('name a host such as "tinh-trang.example.gov.vn"')
      .regex(
        /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        'name a host such as "tinh-trang.example.gov.vn"',
      ),
    certificate: z
      .string('name the certificate by its ARN')
      .regex(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
        'name a certificate of us-east-1 by its ARN, such as "arn:aws:acm:us-east-1:111122223333:certificate/…"',
      ),
  },
  'write it as { domain, certificate }',
)

const SHAPE = {
  /** Begins the name of everything that is deployed; two deployments in an account need two names. */
  name: z
    .string('write a name such as "nhip"')
    .regex(/^[a-z][a-z0-9-]{0,15}$/, 'use a letter, then up to 15 of a–z, 0–9 and "-", such as "nhip"')
    .default('nhip'),
  /** Absent: the account of the credentials that deploy. Named, any other account is refused. */
  account: z
    .string('write the account as text of 12 digits')
    .regex(/^\d{12}$/, 'write the 12 digits of the account')
    .optional(),
  hubRegion: region,
  locations: z.array(locationSchema, 'write a list of { id, region }'),
  /** Locations of the catalogue that private agents play. */
  agents: z.array(location, 'write a list of locations').default([]),
  /** A file, from the repository's root. */
  catalogue: z.string('name the file of a catalogue').min(1, 'name the file of a catalogue'),
  /** Ids of criteria packs: files `criteria/<id>.yaml`. */
  criteria: z.array(z.string('name a pack of the folder criteria'), 'write a list of packs').default([]),
  /** Who is told when portals fail. */
  alertEmails: emails,
  /** Who is told of what nobody has taken on in time. */
  escalationEmails: emails,
  /** The name of a secret in the hub's region that has the settings of notifiers (docs/alerts.md). Absent: there are none. */
  notifiers: secretName.optional(),
  /**
   * How people sign in besides by tokens and links (docs/sign-in.md): by accounts of a Cognito user pool of the hub's, by
   * an OpenID Connect provider of yours, or by nothing else.
   */
  signIn: z
    .union(
      [z.literal('cognito'), z.literal('none'), ownProviderSchema],
      'write "cognito", "none", or a provider as { name, issuer, clientId, … } (docs/sign-in.md)',
    )
    .default('cognito'),
  /** Who is told when the platform itself fails, or costs more than it should. */
  operationsEmails: emails,
  /** Of the whole account, since costs by tag must be switched on first. Absent: no budget. */
  monthlyBudgetUsd: z.number('write a number of US dollars').positive('write more than 0 US dollars').optional(),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS, `use one of the days that CloudWatch has: ${LOG_RETENTION_DAYS.join(', ')}`)
    .default(30),
  /** Of the account, by region, as `nhip doctor --aws` reads them. New accounts have 3,008 MB and 10 at once. */
  quotas: z
    .record(region, quotaSchema, 'write it as { "ap-southeast-1": { lambdaMemoryMb, concurrency } }')
    .default({}),
  /** Loopback and private addresses may be measured: for tests and intranets. */
  allowPrivate: z.boolean('write true or false').default(false),
  /** Asked each minute while the platform works, so that somebody outside hears when everything is dead. */
  heartbeat: z.url({ protocol: /^https?$/, error: 'write an address that begins with https://' }).optional(),
  /**
   * Where the public status page is found, where the catalogue publishes one: a name of yours, and the certificate of AWS
   * Certificate Manager for it, which CloudFront wants in us-east-1.
   */
  statusPage: statusPageSchema.optional(),
  /** Where links in alerts lead. */
  url: z.url({ protocol: /^https?$/, error: 'write an address that begins with https://' }).optional(),
} as const

const deploymentSchema = z.strictObject(SHAPE)

/** A deployment as it is written. */
export type DeploymentInput = z.input<typeof deploymentSchema>
export type Deployment = z.output<typeof deploymentSchema>

/** What is right in a deployment that may be wrong elsewhere: so that every mistake is found at once. */
export type DeploymentDraft = Partial<Omit<Deployment, 'locations'>> & {
  /** `index` is the place in the written list. */
  readonly locations: readonly (Deployment['locations'][number] & { readonly index: number })[]
}

export type DeploymentProblem = {
  /** `locations[1].region`; for a file, its path. */
  readonly path: string
  readonly message: string
  readonly value: unknown
  readonly fix: string
}

/** Gives an editor the deployment's type; it is checked when it is read. */
export function defineDeployment(deployment: DeploymentInput): DeploymentInput {
  return deployment
}

/** One line: what is wrong where, the value received, and what to write. */
export function showDeploymentProblem({ path, message, value, fix }: DeploymentProblem): string {
  return `${path}: ${message}${value === undefined ? '' : ` (${quote(value)})`}: ${fix}`
}

/** Checks each setting by itself; `deployment` is null where there is any problem. */
export function parseDeployment(input: unknown): {
  readonly deployment: Deployment | null
  readonly draft: DeploymentDraft
  readonly problems: readonly DeploymentProblem[]
} {
  const written = recordOf(input)
  const parsed = deploymentSchema.safeParse(written)
  const draft = Object.fromEntries(
    Object.entries(SHAPE).flatMap(([key, schema]) => {
      const value = schema.safeParse(written[key])
      return value.success && value.data !== undefined ? [[key, value.data]] : []
    }),
  )
  const locations = Array.isArray(written.locations) ? written.locations : []
  return {
    deployment: parsed.success ? parsed.data : null,
    draft: {
      ...draft,
      locations: locations.flatMap((one, index) => {
        const value = locationSchema.safeParse(one)
        return value.success ? [{ ...value.data, index }] : []
      }),
    },
    problems: parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, written)),
  }
}

function problemsOf(issue: z.core.$ZodIssue, written: unknown): readonly DeploymentProblem[] {
  const path = issue.path as (string | number)[]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = knownAt(path)
      const meant = nearest(key, known)
      return {
        path: showPath([...path, key]),
        message: 'there is no such setting',
        value: undefined,
        fix: meant === null ? `settings here are ${known.join(', ')}` : `did you mean ${meant}?`,
      }
    })
  }
  const value = path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], written)
  const fix = issue.code === 'invalid_key' ? 'name a Region of AWS, such as "ap-southeast-1"' : issue.message
  return [{ path: showPath(path), message: value === undefined ? 'is missing' : 'is not right', value, fix }]
}

function knownAt(path: readonly (string | number)[]): readonly string[] {
  if (path[0] === 'locations') return Object.keys(locationSchema.shape)
  if (path[0] === 'statusPage') return Object.keys(statusPageSchema.shape)
  if (path[0] === 'quotas') return Object.keys(quotaSchema.shape)
  return Object.keys(SHAPE)
}

function recordOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as Record<string, unknown>) : {}
}
