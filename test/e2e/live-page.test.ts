import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'
import { type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { type Served, serve } from '../kit/serve.ts'
import { until } from '../kit/until.ts'

/** A page that keeps itself up to date says so when it can't. */
let fleet: FleetApp
let served: Served
let browser: Browser
beforeAll(async () => {
  fleet = await openFleetApp({ page: 'token' })
  served = await serve(fleet.app)
  const { executablePath, env } = await prepareChromium()
  const args = ['--no-sandbox', '--disable-gpu']
  browser = await puppeteer.launch({ executablePath, env: { ...process.env, ...env }, args })
})
afterAll(async () => {
  await browser.close()
  served.close()
  await fleet.stores.close()
})

/** With a clock that stands, and is put forward by `self.later` ms. */
async function open(cookie: string, lang: string): Promise<Page> {
  const page = await browser.newPage()
  // Far from the portals, whose zone is that of all times on the page.
  await page.emulateTimezone('America/Anchorage')
  const [name = '', value = ''] = cookie.split('=', 2)
  await page.browserContext().setCookie({ name, value, domain: '127.0.0.1', path: '/' })
  await page.evaluateOnNewDocument('self.later=0;const opened=Date.now();Date.now=()=>opened+self.later')
  await page.goto(`${served.url}/?lang=${lang}`, { waitUntil: 'load' })
  return page
}
/** What is told; empty: nothing. */
const told = (page: Page) =>
  page.$eval('#stale', (one) => ((one as HTMLElement).hidden ? '' : (one.textContent ?? '').replaceAll(/\s+/g, ' ')))
const answersOf = (page: Page) => {
  const seen: number[] = []
  page.on('response', (response) => seen.push(response.status()))
  return seen
}

test('a platform that is away for a while, and back again', async () => {
  const page = await open(await fleet.signIn({ role: 'operator' }), 'en')
  try {
    const answers = answersOf(page)
    await until('an update', () => answers.includes(200))
    expect(await told(page)).toBe('')
    await page.setRequestInterception(true)
    let isAway = true
    let refused = 0
    page.on('request', (request) => {
      if (isAway) refused++
      void (isAway ? request.abort('connectionrefused') : request.continue())
    })
    // For a moment it is nothing.
    await until('an update that fails', () => refused > 0)
    expect(await told(page)).toBe('')
    const shown = await page.$eval('#live', (live) => live.getBoundingClientRect().top)
    await page.evaluate('self.later=20000')
    await until('a notice', async () => (await told(page)) !== '')
    expect(await told(page)).toMatch(
      /^This page could not be updated, or you are signed out: its figures are of .*\d.*\. Reload$/,
    )
    const hourAt = (timeMs: number) =>
      new Date(timeMs).toLocaleTimeString('en', { timeZone: 'Asia/Ho_Chi_Minh' }).replace(/:.* /, ' ')
    const [, hour, half] = /are of (\d+):\S*\s(\w+)\./.exec(await told(page)) ?? []
    expect([hourAt(Date.now()), hourAt(Date.now() - 5 * MINUTE_MS)]).toContain(`${hour} ${half}`)
    // It lies over the page and moves nothing.
    expect(await page.$eval('#live', (live) => live.getBoundingClientRect().top)).toBe(shown)
    isAway = false
    await until('no notice', async () => (await told(page)) === '')
  } finally {
    await page.close()
  }
})

test('who is signed out elsewhere is told at once', async () => {
  const cookie = await fleet.signIn({ role: 'operator' })
  const page = await open(cookie, 'vi')
  try {
    expect(await told(page)).toBe('')
    await fetch(`${served.url}/sign-out`, {
      method: 'POST',
      headers: { origin: served.url, cookie },
      redirect: 'manual',
    })
    await until('a notice', async () => (await told(page)) !== '')
    expect(await told(page)).toContain('Trang này chưa cập nhật được, hoặc phiên đăng nhập đã hết')
    expect(await page.$eval('#stale a', (way) => way.getAttribute('href'))).toBe('/?lang=vi')
  } finally {
    await page.close()
  }
})
