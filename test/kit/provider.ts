import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import OidcProvider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import type { Claims } from '../../lib/model/admit.ts'

/** What becomes of an ID token on its way to the client. */
export type Lie = (claims: Claims, keys: { readonly own: KeyObject; readonly other: KeyObject }) => string

export type TestProvider = {
  readonly issuer: string
  readonly client: { readonly clientId: string; readonly secret: string }
  /** A public one, which has no secret. */
  readonly publicClient: { readonly clientId: string }
  /** Told to the client instead of the provider's own ID tokens; null: those are. */
  lie: Lie | null
  /** Requests that it has had: `POST /token Basic`, with the kind of credentials in their header. */
  readonly requests: readonly string[]
  readonly close: () => void
}

/**
 * A provider as people run them, certified OpenID Connect, on a port of loopback, with its own pages to sign in and to
 * consent. Any password does; `people` are by their login, with their claims.
 */
export async function startProvider(of: {
  readonly people: Readonly<Record<string, Claims>>
  readonly callbacks: readonly string[]
  readonly signedOut: readonly string[]
  /** Whether claims are in the ID token, or behind the userinfo endpoint alone. */
  readonly claimsIn?: 'id_token' | 'userinfo'
  /** How the client with a secret proves itself; no other way is taken. */
  readonly takes?: 'client_secret_basic' | 'client_secret_post'
  /** The name of this machine that it goes by; to a browser `localhost` is another site than `127.0.0.1`. */
  readonly host?: '127.0.0.1' | 'localhost'
}): Promise<TestProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://${of.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`
  const [own, other] = [newKey(), newKey()]
  const client = { clientId: 'nhip', secret: 'a secret that nobody else has' }
  const publicClient = { clientId: 'nhip-public' }
  const { takes = 'client_secret_basic' } = of
  const common = {
    redirect_uris: [...of.callbacks],
    post_logout_redirect_uris: [...of.signedOut],
    grant_types: ['authorization_code'],
    response_types: ['code'] as 'code'[],
  }
  const configuration: Configuration = {
    clients: [
      { ...common, client_id: client.clientId, client_secret: client.secret, token_endpoint_auth_method: takes },
      { ...common, client_id: publicClient.clientId, token_endpoint_auth_method: 'none' },
    ],
    jwks: { keys: [{ ...own.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig' }] },
    clientAuthMethods: [takes, 'none'],
    cookies: { keys: ['a key of its cookies'] },
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    conformIdTokenClaims: of.claimsIn === 'userinfo',
    findAccount: (_ctx, id) => of.people[id] && { accountId: id, claims: () => ({ sub: id, ...of.people[id] }) },
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 60, IdToken: 60 },
  }
  const provider = new OidcProvider(issuer, configuration)
  const requests: string[] = []
  const told: TestProvider = {
    issuer,
    client,
    publicClient,
    lie: null,
    requests,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const [kind] = ctx.get('authorization').split(' ')
    requests.push(`${ctx.method} ${ctx.path}${kind ? ` ${kind}` : ''}`)
    await next()
    const body = ctx.body as { readonly id_token?: string } | undefined
    if (told.lie === null || ctx.path !== '/token' || body?.id_token === undefined) return
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString()) as Claims
    ctx.body = { ...body, id_token: told.lie(claims, { own, other }) }
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return told
}

const KEY_ID = 'its-key'

/** An ID token with these claims, as the provider would write it. */
export function idToken(claims: Claims, key: KeyObject): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

function newKey(): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}
