import type { Browser, BrowserContext, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lang } from '../../lib/model/lang.ts'
import { providerSchema } from '../../lib/model/sign-in.ts'
import type { createApp } from '../../lib/web/app.ts'
import { openChromium, violations } from '../kit/chromium.ts'
import { type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { idToken, startProvider, type TestProvider } from '../kit/provider.ts'
import { type Served, serve } from '../kit/serve.ts'

/**
 * Signing in as people do: a real browser, a real provider on another site with its own pages, in both languages. What
 * the provider may get wrong is `test/web/provider.test.ts`'s.
 */
const PEOPLE = {
  'nguoi-van-hanh': { name: 'Trần Vận Hành', groups: ['operator'] },
  'nguoi-danh-gia': { name: 'Lê Đánh Giá', groups: ['evaluator'] },
  'nha-cung-cap': { name: 'Phạm Cung Cấp', groups: ['vendor:vnpt'] },
  khach: { name: 'Khách', groups: ['staff'] },
  'nha-la': { name: 'Nhà Lạ', groups: ['vendor:khong-co'] },
}

type Words = Readonly<
  Record<'button' | 'title' | 'signOut' | 'signedOut' | 'outThere' | 'failed' | 'noRole' | 'again' | 'denied', string>
>

const WORDS: Readonly<Record<Lang, Words & { readonly roles: Readonly<Record<string, string>> }>> = {
  vi: {
    button: 'Đăng nhập bằng VNeID thử',
    title: 'Đăng nhập',
    signOut: 'Đăng xuất',
    signedOut: 'Bạn đã đăng xuất khỏi Nhịp.',
    outThere: 'Đăng xuất khỏi VNeID thử',
    failed: 'Chưa đăng nhập được',
    noRole: 'chưa được cấp vai trò nào',
    again: 'Thử lại',
    denied: 'Bạn đã dừng lại',
    roles: {
      'nguoi-van-hanh': 'Trần Vận Hành, người vận hành',
      'nguoi-danh-gia': 'Lê Đánh Giá, người đánh giá',
      'nha-cung-cap': 'Phạm Cung Cấp, đơn vị cung cấp giải pháp vnpt',
    },
  },
  en: {
    button: 'Sign in with VNeID thử',
    title: 'Sign in',
    signOut: 'Sign out',
    signedOut: 'You have signed out of Nhịp.',
    outThere: 'Sign out of VNeID thử',
    failed: 'You are not signed in',
    noRole: 'it was given no role here',
    again: 'Try again',
    denied: 'You stopped',
    roles: {
      'nguoi-van-hanh': 'Trần Vận Hành, operator',
      'nguoi-danh-gia': 'Lê Đánh Giá, evaluator',
      'nha-cung-cap': 'Phạm Cung Cấp, vendor vnpt',
    },
  },
}

let app: ReturnType<typeof createApp>
let served: Served
let provider: TestProvider
let fleet: FleetApp
let browser: Browser
let broken: string[] = []
beforeAll(async () => {
  served = await serve({ fetch: (...given) => app.fetch(...given) })
  provider = await startProvider({
    people: PEOPLE,
    callbacks: [`${served.url}/sign-in/callback`],
    signedOut: [`${served.url}/sign-in`],
    host: 'localhost',
  })
  const { issuer, client } = provider
  const settings = providerSchema.parse({ name: 'VNeID thử', issuer, clientId: client.clientId })
  fleet = await openFleetApp({
    page: 'token',
    signIn: { provider: settings, secret: () => Promise.resolve(client.secret) },
    onBroken: (error) => void broken.push(String(error)),
  })
  app = fleet.app
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  served.close()
  provider.close()
  await fleet.stores.close()
})
afterEach(() => {
  provider.lie = null
  broken = []
})

/** Somebody at a browser of their own, who has asked for a page of ours in that language and was sent to sign in. */
async function begin(lang: Lang, path = '/portals?q=a'): Promise<Page> {
  const context: BrowserContext = await browser.createBrowserContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.setExtraHTTPHeaders({ 'accept-language': lang })
  await page.goto(`${served.url}${path}`)
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect([await textOf(page, 'h1'), await langOf(page)]).toEqual([WORDS[lang].title, lang])
  return page
}

/** By the button, and the provider's page to sign in, up to its page to consent. */
async function toConsent(page: Page, { lang, login }: { readonly lang: Lang; readonly login: string }): Promise<void> {
  await go(page, () => press(page, WORDS[lang].button))
  expect(new URL(page.url()).origin).toBe(provider.issuer)
  await page.type('input[name=login]', login)
  await page.type('input[name=password]', 'any')
  await go(page, () => page.keyboard.press('Enter'))
  expect(await textOf(page, 'h1')).toBe('Authorize')
}

async function signIn(page: Page, of: { readonly lang: Lang; readonly login: string }): Promise<void> {
  await toConsent(page, of)
  await go(page, () => press(page, 'Continue'))
}

/** What makes a page lead to another, and that one there. */
async function go(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForNavigation(), act()])
}

async function press(page: Page, name: string): Promise<void> {
  await page.locator(`aria/${name}`).click()
}

const textOf = (page: Page, selector: string) => page.$eval(selector, (found) => found.textContent)
const langOf = (page: Page) => page.$eval('html', (html) => html.getAttribute('lang'))
const sessions = async (page: Page) =>
  (await page.browserContext().cookies()).filter(({ name, domain }) => name === 'nhip' && domain === '127.0.0.1')

/** Without a violation of WCAG 2.2 AA in either scheme, on a phone and a desk. */
async function expectSound(page: Page): Promise<void> {
  for (const [scheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    await page.setViewport({ width, height: 800 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    expect(await violations(page)).toEqual([])
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBeLessThanOrEqual(0)
  }
}

describe.each(['vi', 'en'] as const)('in %s', (lang) => {
  const words = WORDS[lang]

  test.each([
    ['nguoi-van-hanh', 200, true],
    ['nguoi-danh-gia', 200, true],
    ['nha-cung-cap', 404, false],
  ])('%s comes back signed in, with the role of the claims', async (login, foreign, hasMonitor) => {
    const page = await begin(lang)
    await signIn(page, { lang, login })
    expect(page.url()).toBe(`${served.url}/portals?q=a`)
    expect([await textOf(page, '.who span'), await langOf(page)]).toEqual([words.roles[login], lang])
    expect((await page.$('nav a[href="/monitor"]')) !== null).toBe(hasMonitor)
    expect((await page.goto(`${served.url}/portals/ca-mau`))?.status()).toBe(200)
    expect((await page.goto(`${served.url}/portals/hue`))?.status()).toBe(foreign)
    expect(await sessions(page)).toMatchObject([{ httpOnly: true, sameSite: 'Lax' }])
    expect(broken).toEqual([])
  })

  test('somebody signs out here, then there, and is asked again who it is', async () => {
    const page = await begin(lang)
    await expectSound(page)
    await signIn(page, { lang, login: 'nguoi-danh-gia' })
    await go(page, () => press(page, words.signOut))
    expect(page.url()).toBe(`${served.url}/sign-in?out`)
    expect(await textOf(page, 'main')).toContain(words.signedOut)
    expect(await sessions(page)).toEqual([])
    await expectSound(page)
    await go(page, () => press(page, words.outThere))
    expect(new URL(page.url()).origin).toBe(provider.issuer)
    await go(page, () => press(page, 'Yes, sign me out'))
    expect(page.url()).toBe(`${served.url}/sign-in`)
    await go(page, () => press(page, words.button))
    expect(await page.$('input[name=login]')).not.toBeNull()
  })

  test.each(['khach', 'nha-la'])('%s, whose claims give no role here, is told why', async (login) => {
    const page = await begin(lang)
    await signIn(page, { lang, login })
    expect([await textOf(page, 'h1'), await langOf(page)]).toEqual([words.failed, lang])
    const text = await textOf(page, 'main')
    expect(text).toContain(`${provider.issuer}#${login}`)
    expect(text).toContain(login === 'khach' ? words.noRole : 'khong-co')
    expect(await sessions(page)).toEqual([])
    await expectSound(page)
    // The provider knows them still, and says the same of them.
    await go(page, () => press(page, words.again))
    expect(await textOf(page, 'h1')).toBe(words.failed)
  })

  test('somebody who stops at the provider is told so, and may begin anew', async () => {
    const page = await begin(lang)
    await go(page, () => press(page, words.button))
    await go(page, () => page.locator('a[href$="/abort"]').click())
    expect([await textOf(page, 'h1'), await textOf(page, '[role=alert]')]).toEqual([
      words.failed,
      expect.stringContaining(words.denied),
    ])
    await signInAgain(page)
    expect(page.url()).toBe(`${served.url}/portals?q=a`)
  })

  async function signInAgain(page: Page): Promise<void> {
    await go(page, () => press(page, words.again))
    await page.type('input[name=login]', 'nguoi-van-hanh')
    await page.type('input[name=password]', 'any')
    await go(page, () => page.keyboard.press('Enter'))
    await go(page, () => press(page, 'Continue'))
  }
})

test('an ID token with the signature of another key lets nobody in', async () => {
  const page = await begin('vi')
  await toConsent(page, { lang: 'vi', login: 'nguoi-van-hanh' })
  provider.lie = (claims, { other }) => idToken(claims, other)
  await go(page, () => press(page, 'Continue'))
  expect(await textOf(page, 'h1')).toBe('Chưa đăng nhập được')
  expect(await sessions(page)).toEqual([])
  expect(broken).toEqual([expect.stringContaining('signature')])
  await expectSound(page)
})
