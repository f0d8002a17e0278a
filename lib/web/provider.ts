import * as oidc from 'openid-client'
import { type Claims, hasClaim } from '../model/admit.ts'
import type { Clock } from '../model/clock.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { SignInSettings } from '../model/sign-in.ts'
import { fresh } from './fresh.ts'

/** What somebody is sent to the provider with, and comes back by. */
export type Attempt = { readonly state: string; readonly nonce: string; readonly verifier: string }

/** Somebody whom the provider knows. */
export type Known = {
  /** Issuer and subject, `https://id.example.org/realms/a#4711`: nobody else's, anywhere. */
  readonly by: string
  readonly claims: Claims
}

/**
 * Why nobody is let in. `denied`: the person or the provider said no; `stale`: the provider knows of no such sign-in any
 * more; `away`: the provider can't be reached; `untrusted`: what it answered can't be relied on, or it doesn't accept us.
 * The message says more, and neither token nor code.
 */
export class ProviderError extends Error {
  readonly kind: 'denied' | 'stale' | 'away' | 'untrusted'

  constructor(kind: ProviderError['kind'], message: string) {
    super(message)
    this.name = 'ProviderError'
    this.kind = kind
  }
}

export type Provider = {
  readonly name: string
  /** Where to send somebody who is to come back to `callback`. Rejects with a `ProviderError`. */
  readonly begin: (callback: string) => Promise<{ readonly url: URL; readonly attempt: Attempt }>
  /** Who has come back to `address`, which has the provider's answer in its query. Rejects with a `ProviderError`. */
  readonly complete: (address: URL, attempt: Attempt) => Promise<Known>
  /** Where somebody signs out of the provider itself and comes back to `back`; null: it has no such place. */
  readonly signOutUrl: (back: string) => Promise<URL | null>
}

/** Each request to the provider; there are three at most within one of a person. */
const TIMEOUT_SECONDS = 5

/** What the provider says of itself is asked for anew so often; its keys whenever there is a new one. */
const DISCOVERED_MS = HOUR_MS

/** A provider of OpenID Connect: the authorization code flow with PKCE, state and nonce, its ID tokens' signatures checked. */
export function createProvider({ provider: of, secret }: SignInSettings, clock: Clock): Provider {
  const issuer = new URL(of.issuer)
  const discovered = fresh(() => told(async () => discover(of, { issuer, secret: await secret() })), {
    clock,
    forMs: DISCOVERED_MS,
  })
  return {
    name: of.name,
    begin: async (callback) => {
      const known = await discovered()
      const attempt = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(known, {
        redirect_uri: callback,
        scope: ['openid', ...of.scopes].join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      })
      return { url, attempt }
    },
    complete: async (address, attempt) => {
      const known = await discovered()
      return told(async () => {
        const tokens = await oidc.authorizationCodeGrant(known, address, {
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          pkceCodeVerifier: attempt.verifier,
          idTokenExpected: true,
        })
        const { sub, ...claims } = tokens.claims() as oidc.IDToken
        const { issuer: by, userinfo_endpoint: asked } = known.serverMetadata()
        // Some say in the ID token no more than who it is.
        const more =
          asked === undefined || hasClaim(claims, of.claims.roles)
            ? {}
            : await oidc.fetchUserInfo(known, tokens.access_token, sub)
        return { by: `${by}#${sub}`, claims: { ...more, ...claims, sub } }
      })
    },
    signOutUrl: async (back) => {
      const known = await discovered()
      if (known.serverMetadata().end_session_endpoint === undefined) return null
      // Cognito knows the second name alone; who doesn't know one has to leave it aside.
      return oidc.buildEndSessionUrl(known, { post_logout_redirect_uri: back, logout_uri: back })
    },
  }
}

async function discover(
  { clientId }: SignInSettings['provider'],
  { issuer, secret }: { readonly issuer: URL; readonly secret: string | null },
): Promise<oidc.Configuration> {
  // On loopback alone, by the settings' schema.
  // oxlint-disable-next-line typescript/no-deprecated -- marked so by its authors to stand out
  const plain = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  const known = await oidc.discovery(issuer, clientId, {}, secret === null ? oidc.None() : proveBy(secret), {
    execute: [oidc.enableNonRepudiationChecks, ...plain],
    timeout: TIMEOUT_SECONDS,
  })
  const metadata = known.serverMetadata()
  // Some answer for every customer of theirs at once: whoever rules one of them could give themselves any role.
  if (new URL(metadata.issuer).href !== issuer.href)
    throw new ProviderError('untrusted', `${issuer.href} says that it is ${metadata.issuer}`)
  return known
}

/** As the provider takes a client's secret: in the header, by the standard's default, or in the form. */
function proveBy(secret: string): oidc.ClientAuth {
  const [inHeader, inForm] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (taken.includes('client_secret_basic') ? inHeader : inForm)(server, client, body, headers)
  }
}

/** Tells errors of the library as ours, which repeat nothing of what was sent or received but the code of an error. */
async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof ProviderError ? error : new ProviderError(kindOf(error), messageOf(error))
  }
}

function kindOf(error: unknown): ProviderError['kind'] {
  if (error instanceof oidc.AuthorizationResponseError) {
    if (['server_error', 'temporarily_unavailable'].includes(error.error)) return 'away'
    return ['access_denied', 'login_required', 'consent_required', 'interaction_required'].includes(error.error)
      ? 'denied'
      : 'untrusted'
  }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return 'away'
    return error.error === 'invalid_grant' ? 'stale' : 'untrusted'
  }
  if (error instanceof oidc.ClientError) {
    const answered: unknown = error.cause
    if (answered instanceof Response && answered.status >= 500) return 'away'
    return error.code === 'OAUTH_TIMEOUT' ? 'away' : 'untrusted'
  }
  // What `fetch` throws for a connection that fails.
  return error instanceof TypeError && error.message === 'fetch failed' ? 'away' : 'untrusted'
}

function messageOf(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return `the provider answers with ${JSON.stringify(error.error.slice(0, 100))}`
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    const codes = error.cause.map(({ parameters }) => parameters.error ?? 'no reason')
    return `the provider refuses us with ${error.status} (${codes.join(', ').slice(0, 100)})`
  }
  if (!(error instanceof Error)) return 'the provider could not be asked'
  const { cause } = error
  const inner = cause instanceof Error ? cause : null
  const code = inner && 'code' in inner ? String(inner.code) : null
  return [error.message, inner?.message, code].filter((part) => part).join(': ')
}
