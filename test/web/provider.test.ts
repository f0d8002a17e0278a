import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { providerSchema, type SignInSettings } from '../../lib/model/sign-in.ts'
import { listSessions } from '../../lib/record/sessions.ts'
import type { createApp } from '../../lib/web/app.ts'
import { createProvider } from '../../lib/web/provider.ts'
import { type Browse, type Browsed, newBrowse } from '../kit/browse.ts'
import { FLEET_NOW, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { idToken, startProvider, type TestProvider } from '../kit/provider.ts'
import { type Served, serve } from '../kit/serve.ts'

/** Signing in by an OpenID Connect provider that runs, over HTTP, through its own pages. */
const PEOPLE = {
  'nguoi-van-hanh': { name: 'Trần Vận Hành', groups: ['staff', 'operator'] },
  'nguoi-danh-gia': { name: 'Lê Đánh Giá', groups: ['evaluator'] },
  'nha-cung-cap': { name: 'Phạm <b>VNPT</b>', groups: ['vendor:vnpt'] },
  'nha-la': { name: 'Nhà Lạ', groups: ['vendor:khong-co'] },
  khach: { name: 'Khách', groups: ['staff'] },
  'hai-vai': { name: 'Hai Vai', groups: ['operator', 'evaluator'] },
}
let app: ReturnType<typeof createApp>
let served: Served
let provider: TestProvider
let fleet: FleetApp
let broken: string[] = []

beforeAll(async () => {
  served = await serve({ fetch: (...given) => app.fetch(...given) })
  provider = await startProvider({ people: PEOPLE, callbacks: [callback()], signedOut: [`${served.url}/sign-in`] })
  fleet = await openApp(settingsOf(provider))
})
afterAll(async () => {
  served.close()
  provider.close()
  await fleet.stores.close()
})
afterEach(() => {
  provider.lie = null
  broken = []
  fleet.clock.set(FLEET_NOW)
  app = fleet.app
})

const callback = (): string => `${served.url}/sign-in/callback`

function settingsOf(of: TestProvider, over: Partial<SignInSettings['provider']> = {}): SignInSettings {
  const { issuer, client } = of
  return {
    provider: { ...providerSchema.parse({ name: 'VNeID thử', issuer, clientId: client.clientId }), ...over },
    secret: () => Promise.resolve(client.secret),
  }
}

async function openApp(signIn: SignInSettings): Promise<FleetApp> {
  const opened = await openFleetApp({ page: 'token', signIn, onBroken: (error) => void broken.push(String(error)) })
  app = opened.app
  return opened
}

/** Up to where the provider leads back to, which isn't asked for yet. */
async function signInThere(login: string, next = '/portals'): Promise<{ browse: Browse; back: Browsed }> {
  const browse = newBrowse(undefined, { stopAt: callback() })
  const form = await browse.open(`${served.url}/sign-in/begin?${new URLSearchParams({ next }).toString()}`)
  const consent = await browse.submit(form, { login, password: 'any' })
  const back = await browse.submit(consent)
  expect(back.url.startsWith(callback())).toBe(true)
  return { browse, back }
}

/** The address that it leads back to is opened, in the browser of whoever signs in. */
async function signIn(login: string, next?: string): Promise<Browsed & { readonly browse: Browse }> {
  const { browse, back } = await signInThere(login, next)
  return { ...(await browse.open(back.url)), browse }
}

function sessionOf(browse: Browse): string | undefined {
  return browse.cookies(new URL(served.url).host).get('nhip')
}

/** Nobody is let in, and the page says why without anything of ours. */
function expectRefused(page: Browsed & { readonly browse: Browse }, status: number, text: RegExp): void {
  expect([page.status, sessionOf(page.browse)]).toEqual([status, undefined])
  expect(page.text).toMatch(text)
  expect(page.text).toContain('<h1>Chưa đăng nhập được</h1>')
  expect(page.text).not.toMatch(/Error| at |eyJ/)
}

describe('somebody whom the provider knows', () => {
  test.each([
    ['nguoi-van-hanh', 'Trần Vận Hành, người vận hành', 200],
    ['nguoi-danh-gia', 'Lê Đánh Giá, người đánh giá', 200],
    ['nha-cung-cap', 'Phạm &lt;b&gt;VNPT&lt;/b&gt;, đơn vị cung cấp giải pháp vnpt', 404],
  ])('%s is let in as %s', async (login, shown, foreign) => {
    const page = await signIn(login, '/portals?q=a')
    expect([page.status, page.url]).toEqual([200, `${served.url}/portals?q=a`])
    expect(page.text).toContain(`<span>${shown}</span>`)
    expect((await page.browse.open(`${served.url}/portals/hue`)).status).toBe(foreign)
    const kept = (await listSessions(fleet.stores.table)).find(({ by }) => by === `${provider.issuer}#${login}`)
    expect(kept).toMatchObject({ kind: 'session', token: null, expiresAtMs: FLEET_NOW + 12 * HOUR_MS })
    // Neither token nor code is kept.
    expect(JSON.stringify(await listSessions(fleet.stores.table))).not.toMatch(/eyJ|code|verifier/)
    expect(broken).toEqual([])
  })

  test('is in the log of changes by issuer and subject, and by nothing else', async () => {
    const { browse } = await signIn('nguoi-van-hanh')
    const planned = await browse.open(`${served.url}/maintenance`, {
      method: 'POST',
      body: new URLSearchParams({ about: 'hue', from: '2026-11-24T22:00', to: '2026-11-25T02:00', note: 'nâng cấp' }),
      headers: { origin: served.url },
    })
    expect(planned.status).toBe(200)
    const log = await browse.open(`${served.url}/changes?month=2026-11`)
    expect(log.text).toContain(`${provider.issuer}#nguoi-van-hanh`)
    expect(log.text.match(/Trần Vận Hành/g)).toHaveLength(1)
  })

  test('signs out here, is shown the way out there, and is out', async () => {
    const { browse } = await signIn('nguoi-danh-gia')
    const kept = browse.copy()
    const out = await browse.open(`${served.url}/sign-out`, { method: 'POST', headers: { origin: served.url } })
    expect([out.status, out.url, sessionOf(browse)]).toEqual([200, `${served.url}/sign-in?out`, undefined])
    expect((await kept.open(`${served.url}/portals`)).url).toMatch(/\/sign-in\?next=/)
    const there = /<a href="([^"]+)">Đăng xuất khỏi VNeID thử/.exec(out.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(there).toMatch(new RegExp(`^${provider.issuer}/session/end\\?`))
    const back = await browse.submit(await browse.open(there), { logout: 'yes' })
    expect([back.status, back.url]).toEqual([200, `${served.url}/sign-in`])
    // The provider asks again who it is.
    expect((await browse.open(`${served.url}/sign-in/begin`)).text).toContain('name="login"')
  })

  test('is let in by a public client, and by claims that are not in the ID token', async () => {
    const other = await startProvider({
      people: PEOPLE,
      callbacks: [callback()],
      signedOut: [],
      claimsIn: 'userinfo',
    })
    const { provider: settings } = settingsOf(other)
    const opened = await openApp({
      provider: { ...settings, clientId: other.publicClient.clientId },
      secret: () => Promise.resolve(null),
    })
    const page = await signIn('nguoi-danh-gia')
    expect(page.text).toContain('<span>Lê Đánh Giá, người đánh giá</span>')
    expect(other.requests.filter((one) => / \/(token|me)/.test(one))).toEqual(['POST /token', 'GET /me Bearer'])
    other.close()
    await opened.stores.close()
  })
})

test.each([
  ['client_secret_basic', 'POST /token Basic'],
  ['client_secret_post', 'POST /token'],
] as const)('a secret goes by %s where the provider takes nothing else', async (takes, request) => {
  const other = await startProvider({ people: PEOPLE, callbacks: [callback()], signedOut: [], takes })
  const opened = await openApp(settingsOf(other))
  expect((await signIn('nguoi-danh-gia')).text).toContain('<span>Lê Đánh Giá, người đánh giá</span>')
  expect(other.requests.filter((one) => one.includes('/token'))).toEqual([request])
  other.close()
  await opened.stores.close()
})

describe('somebody who is nobody here', () => {
  test.each([
    ['khach', /chưa được cấp vai trò nào/],
    ['hai-vai', /nhiều vai trò hoặc nhiều đơn vị/],
    ['nha-la', /không có trong danh mục[\s\S]*khong-co/],
  ])('%s is told so, and by what name they are known', async (login, text) => {
    const page = await signIn(login)
    expectRefused(page, 403, text)
    expect(page.text).toContain(`<code>${provider.issuer}#${login}</code>`)
    expect(await listSessions(fleet.stores.table)).not.toContainEqual(
      expect.objectContaining({ by: expect.stringContaining(login) }),
    )
  })

  test('stopped at the provider', async () => {
    const browse = newBrowse()
    const form = await browse.open(`${served.url}/sign-in/begin`)
    const [, abort = ''] = /href="([^"]+\/abort)"/.exec(form.text) ?? []
    const page = await browse.open(new URL(abort, provider.issuer).href)
    expect(new URL(page.url).searchParams.get('error')).toBe('access_denied')
    expectRefused({ ...page, browse }, 403, /Bạn đã dừng lại/)
  })
})

describe('an answer that is not the one that was waited for', () => {
  test.each<[string, (url: URL) => void]>([
    ['another state', (url) => url.searchParams.set('state', 'x')],
    ['no state', (url) => url.searchParams.delete('state')],
  ])('has %s', async (_name, change) => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    const url = new URL(back.url)
    change(url)
    expectRefused({ ...(await browse.open(url.href)), browse }, 403, /bắt đầu ở trình duyệt hay thẻ khác/)
    // The attempt is over, whoever ends it.
    expectRefused({ ...(await browse.open(back.url)), browse }, 403, /bắt đầu ở trình duyệt hay thẻ khác/)
  })

  test('comes to another browser', async () => {
    const { back } = await signInThere('nguoi-van-hanh')
    const browse = newBrowse()
    expectRefused({ ...(await browse.open(back.url)), browse }, 403, /bắt đầu ở trình duyệt hay thẻ khác/)
  })

  test('comes to a browser whose attempt somebody else has written', async () => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    const mine = browse.cookies(new URL(served.url).host)
    const [text = '', signature = ''] = decodeURIComponent(mine.get('nhip_attempt') ?? '').split('.')
    const attempt = JSON.parse(Buffer.from(text, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...attempt, next: '//evil.example.org' })).toString('base64url')
    mine.set('nhip_attempt', encodeURIComponent(`${other}.${signature}`))
    expectRefused({ ...(await browse.open(back.url)), browse }, 403, /bắt đầu ở trình duyệt hay thẻ khác/)
  })

  test('comes ten minutes later', async () => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    const late = browse.copy()
    fleet.clock.set(FLEET_NOW + 10 * MINUTE_MS)
    expectRefused({ ...(await late.open(back.url)), browse: late }, 403, /quá 10 phút/)
    fleet.clock.set(FLEET_NOW + 10 * MINUTE_MS - 1)
    expect((await browse.open(back.url)).url).toBe(`${served.url}/portals`)
  })

  test('comes again: the provider says no', async () => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    const again = browse.copy()
    expect((await browse.open(back.url)).status).toBe(200)
    expectRefused({ ...(await again.open(back.url)), browse: again }, 403, /đã hoàn tất trước đó/)
  })

  test('is of another issuer', async () => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    const url = new URL(back.url)
    expect(url.searchParams.get('iss')).toBe(provider.issuer)
    url.searchParams.set('iss', 'https://evil.example.org')
    expectRefused({ ...(await browse.open(url.href)), browse }, 502, /không đáng tin/)
    expect(broken).toEqual([expect.stringContaining('ProviderError: ')])
  })
})

describe('an ID token', () => {
  const inAnHour = Math.floor(Date.now() / 1_000) + 3_600
  test.each<[string, NonNullable<TestProvider['lie']>, RegExp]>([
    ['with the signature of another key', (claims, { other }) => idToken(claims, other), /signature/],
    [
      'with none',
      (claims, { own }) => idToken(claims, own).replace(/^[^.]+(.*)\..*$/, `${unsigned()}$1.`),
      /alg|signature|JWS/,
    ],
    ['of another issuer', (claims, { own }) => idToken({ ...claims, iss: 'https://evil.example.org' }, own), /iss/],
    ['for another client', (claims, { own }) => idToken({ ...claims, aud: 'other' }, own), /aud/],
    ['of another attempt', (claims, { own }) => idToken({ ...claims, nonce: 'other' }, own), /nonce/],
    ['without a nonce', ({ nonce: _nonce, ...claims }, { own }) => idToken(claims, own), /nonce/],
    ['that has expired', (claims, { own }) => idToken({ ...claims, iat: 1_000, exp: 2_000 }, own), /exp/],
    ['without a subject', ({ sub: _sub, ...claims }, { own }) => idToken({ ...claims, exp: inAnHour }, own), /sub/],
  ])('%s lets nobody in', async (_name, lie, why) => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    provider.lie = lie
    expectRefused({ ...(await browse.open(back.url)), browse }, 502, /không đáng tin/)
    expect(broken).toEqual([expect.stringMatching(why)])
    expect(broken.join('')).not.toMatch(/eyJ|nguoi-van-hanh|Vận Hành/)
  })

  test('that is written again by the same key lets in: the others were refused for what was changed', async () => {
    const { browse, back } = await signInThere('nguoi-van-hanh')
    provider.lie = (claims, { own }) => idToken(claims, own)
    expect((await browse.open(back.url)).url).toBe(`${served.url}/portals`)
  })

  function unsigned(): string {
    return Buffer.from('{"alg":"none"}').toString('base64url')
  }
})

describe('a provider', () => {
  test('that is away is said to be, there and back', async () => {
    const gone = await startProvider({ people: PEOPLE, callbacks: [callback()], signedOut: [] })
    const opened = await openApp(settingsOf(gone))
    const { browse, back } = await signInThere('nguoi-van-hanh')
    gone.close()
    expectRefused({ ...(await browse.open(back.url)), browse }, 503, /không liên lạc được với bên xác thực/)
    const restarted = await openApp(settingsOf(gone))
    const fresh = newBrowse()
    const page = { ...(await fresh.open(`${served.url}/sign-in/begin`)), browse: fresh }
    expectRefused(page, 503, /không liên lạc được với bên xác thực/)
    expect((await fresh.open(`${served.url}/sign-in`)).text).toContain('Đăng nhập bằng VNeID thử')
    expect(broken).toHaveLength(2)
    await opened.stores.close()
    await restarted.stores.close()
  })

  test('that says it is another is not believed', async () => {
    const opened = await openApp(settingsOf(provider, { issuer: provider.issuer.replace('127.0.0.1', 'localhost') }))
    const browse = newBrowse()
    const page = { ...(await browse.open(`${served.url}/sign-in/begin`)), browse }
    expectRefused(page, 502, /không đáng tin/)
    expect(broken).toHaveLength(1)
    await opened.stores.close()
  })

  test('that answers for every customer of its own is not believed', async () => {
    const answer = {
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      authorization_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    }
    // Only this one is known to answer so, and it can't be run here.
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer)))
    onTestFinished(() => void vi.unstubAllGlobals())
    const settings = settingsOf(provider, { issuer: 'https://login.microsoftonline.com/common/v2.0' })
    await expect(createProvider(settings, fleet.clock).begin(callback())).rejects.toThrow(
      'https://login.microsoftonline.com/common/v2.0 says that it is https://login.microsoftonline.com/{tenantid}/v2.0',
    )
  })

  test('that does not accept us is for the operators to see', async () => {
    const opened = await openApp({ ...settingsOf(provider), secret: () => Promise.resolve('wrong') })
    expectRefused(await signIn('nguoi-van-hanh'), 502, /chưa được cấu hình đúng/)
    expect(broken).toEqual(['ProviderError: the provider refuses us with 401 (invalid_client)'])
    await opened.stores.close()
  })
})

describe('where somebody goes on', () => {
  test.each(['//evil.example.org/', '/\\evil.example.org', 'https://evil.example.org/', '/..//evil.example.org/'])(
    'is never %s',
    async (next) => {
      const { browse, back } = await signInThere('nguoi-danh-gia', next)
      const page = await browse.open(back.url)
      expect([page.status, page.url]).toEqual([200, `${served.url}/`])
    },
  )
})

describe('the page to sign in', () => {
  test('has the provider, and what to go on with', async () => {
    const page = await newBrowse().open(`${served.url}/portals?q=a`)
    expect(page.text).toContain(
      '<a class="button" href="/sign-in/begin?next=%2Fportals%3Fq%3Da">Đăng nhập bằng VNeID thử</a>',
    )
    expect(page.text).not.toContain('npx nhip sign-in')
  })

  test('of one machine without a provider says how to get a link', async () => {
    const opened = await openFleetApp({ page: 'token', token: 'its-own' })
    const [own, hub] = await Promise.all(
      [opened, fleet].map(async (one) => (await one.app.request(`${served.url}/sign-in`)).text()),
    )
    expect(own).toContain('npx nhip sign-in')
    expect(hub).not.toContain('npx nhip sign-in')
    await opened.stores.close()
  })
})

test('over HTTPS the attempt is a cookie of this host alone, that no script reads', async () => {
  const answer = await fleet.app.request('https://127.0.0.1/sign-in/begin')
  expect(answer.status).toBe(303)
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-nhip_attempt=.+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  const url = new URL(answer.headers.get('location') ?? '')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: 'code',
    redirect_uri: 'https://127.0.0.1/sign-in/callback',
    scope: 'openid profile',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  })
})
