import { z } from 'zod'
import { idSchema } from './id.ts'

/** Addresses of this machine: what goes there can be read by nobody on the way. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

const issuer = z
  .url({ error: 'write an address that begins with https://', abort: true })
  .superRefine((text, context) => {
    const { protocol, hostname, username, search, hash } = new URL(text)
    const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
    if (!isSafe)
      context.addIssue({
        code: 'custom',
        message: 'write an address that begins with https:// (http:// on loopback alone)',
      })
    if (username !== '' || search !== '' || hash !== '')
      context.addIssue({
        code: 'custom',
        message: 'an issuer has neither a user name, nor a question mark, nor a hash',
      })
  })

const text = z.string().trim().min(1)

/** A claim by its name, or by the way to it: `groups`, or `[realm_access, roles]`. */
const claim = z.union([text, z.array(text).min(1)], 'name a claim, or write the way to it as a list')

/**
 * An OpenID Connect provider, and who is let in by what it says of them. A provider's values are as they stand in the
 * claim; each person has one role here.
 */
const SHAPE = {
  /** What the button calls the provider. */
  name: text.max(60),
  /** As the provider's own configuration writes it, under which `/.well-known/openid-configuration` is found. */
  issuer,
  clientId: text.max(200),
  /** Asked for besides `openid`. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope is one word')).default(['profile']),
  claims: z
    .strictObject({
      /** What a person's values are in: a text, or a list of them. */
      roles: claim.default('groups'),
      /** What pages call a person: the first of these that there is. */
      name: z.array(claim).default(['name', 'preferred_username', 'email']),
    })
    .prefault({}),
  roles: z
    .strictObject({
      operator: z.array(text).default(['operator']),
      evaluator: z.array(text).default(['evaluator']),
      /** A value that begins so is a vendor of the catalogue: `vendor:vnpt`. Empty: none is. */
      vendorPrefix: z.string().default('vendor:'),
      /** Vendors of the catalogue by values of other forms. */
      vendors: z.record(text, idSchema).default({}),
    })
    .prefault({}),
}

export const providerSchema = z.strictObject(SHAPE)

/** As they are written: what has a default may be absent. */
export type ProviderInput = Readonly<z.input<typeof providerSchema>>
export type ProviderSettings = Readonly<z.output<typeof providerSchema>>

/** As a file has them: the secret itself is elsewhere. Absent: a public client, which proves itself by PKCE alone. */
export const signInFileSchema = z.strictObject({
  ...SHAPE,
  secret: z
    .union(
      [z.strictObject({ env: text }), z.strictObject({ file: text })],
      'write { env: NAME } or { file: PATH }: the secret itself does not belong here',
    )
    .optional(),
})

export type SignInFile = Readonly<z.output<typeof signInFileSchema>>

/** As a hub on AWS has them: the secret is one of Secrets Manager. */
export function readProvider(json: string): ProviderSettings {
  return providerSchema.parse(JSON.parse(json))
}

/** How people sign in by a provider. */
export type SignInSettings = {
  readonly provider: ProviderSettings
  /** Of the client, asked for as often as what the provider says of itself; null: it has none. */
  readonly secret: () => Promise<string | null>
}

/** How long somebody may take at the provider. */
export const ATTEMPT_MS = 10 * 60_000
