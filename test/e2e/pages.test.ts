import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { providerSchema } from '../../lib/model/sign-in.ts'
import { openChromium, violations } from '../kit/chromium.ts'
import { type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { PAGES, SHOWN_PAGES } from '../kit/pages.ts'
import { type Served, serve } from '../kit/serve.ts'

/** Every page as people have it: in both languages, light and dark, on a phone and a desk, without a violation of WCAG 2.2 AA. */
const LOOKS = [
  { lang: 'vi', scheme: 'light', width: 1280 },
  { lang: 'en', scheme: 'dark', width: 1280 },
  { lang: 'vi', scheme: 'dark', width: 360 },
  // What is left of a desk's window at 400 % (WCAG 1.4.10).
  { lang: 'en', scheme: 'light', width: 320 },
] as const
/** Compressed, with everything it loads. */
const MAX_BYTES = 150_000
const MAX_BYTES_WITH_CHARTS = 250_000
let fleet: FleetApp
let served: Served
let browser: Browser
beforeAll(async () => {
  // Its button is looked at; nobody goes there.
  const provider = providerSchema.parse({ name: 'VNeID', issuer: 'https://id.example.org', clientId: 'nhip' })
  fleet = await openFleetApp({ page: 'token', signIn: { provider, secret: () => Promise.resolve(null) } })
  served = await serve(fleet.app)
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  served.close()
  await fleet.stores.close()
})

describe.each(SHOWN_PAGES)('%s', (_page, { path, roles }) => {
  const role = roles === 'anybody' ? null : roles[0]
  test.each(LOOKS)('in $lang, $scheme, $width px', async ({ lang, scheme, width }) => {
    const page = await browser.newPage()
    try {
      const wrong = watchFor(page)
      await page.setViewport({ width, height: 800 })
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      if (role !== null) await signIn(page, role as 'operator')
      const url = new URL(path, served.url)
      url.searchParams.set('lang', lang)
      const sizes = weigh(page)
      const answer = await page.goto(url.href, { waitUntil: 'networkidle2' })
      expect(answer?.status()).toBe(200)
      expect(await violations(page)).toEqual([])
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBeLessThanOrEqual(0)
      const hasCharts = (await page.$('main svg')) !== null
      expect(await sizes()).toBeLessThan(hasCharts ? MAX_BYTES_WITH_CHARTS : MAX_BYTES)
      expect(wrong).toEqual([])
    } finally {
      await page.close()
    }
  })
})

test('a badge that is wider than the screen is drawn smaller', async () => {
  const page = await browser.newPage()
  try {
    await page.setViewport({ width: 320, height: 800 })
    await signIn(page, 'operator')
    await page.goto(new URL('/portals/ca-mau/badge?lang=vi', served.url).href)
    expect(await page.evaluate('[...document.images].map((image) => (image.width = 400)).length')).toBe(2)
    const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate(wider)).toBeLessThanOrEqual(0)
  } finally {
    await page.close()
  }
})

test('on a phone a score without a remark has no line for one', async () => {
  const page = await browser.newPage()
  try {
    await signIn(page, 'evaluator')
    await page.goto(new URL(PAGES['GET /scores']?.path ?? '', served.url).href)
    const shown = '[...document.querySelectorAll(".scores td.none")].map((cell) => cell.checkVisibility())'
    for (const [width, isShown] of [
      [1280, true],
      [360, false],
    ] as const) {
      await page.setViewport({ width, height: 800 })
      expect(await page.evaluate(shown)).toEqual([isShown, isShown])
    }
  } finally {
    await page.close()
  }
})

test('a page that is wrong would be found', async () => {
  const page = await browser.newPage()
  await page.setContent(
    '<html><body><img src="data:,"><p style="color:#ccc;background:#fff">Cổng dịch vụ công</p></body></html>',
  )
  expect((await violations(page)).map(({ id }) => id)).toEqual(
    expect.arrayContaining(['color-contrast', 'html-has-lang', 'image-alt']),
  )
  await page.close()
})

async function signIn(page: Page, role: 'operator' | 'evaluator'): Promise<void> {
  const cookie = await fleet.signIn({ role })
  const [name = '', value = ''] = cookie.split('=', 2)
  await page.browserContext().setCookie({ name, value, domain: '127.0.0.1', path: '/' })
}

/** What a page says is wrong with it: errors, and what its policy has refused. */
function watchFor(page: Page): readonly string[] {
  const wrong: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  page.on('pageerror', (error) => wrong.push(String(error)))
  return wrong
}

/** Bytes on the wire of all that a page loads from now on; what comes in chunks is packed again, as it was on its way. */
function weigh(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    const length = response.headers()['content-length']
    sizes.push(
      length === undefined
        ? response.buffer().then((body) => gzipSync(body).byteLength)
        : Promise.resolve(Number(length)),
    )
  })
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
