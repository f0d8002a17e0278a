import { gzipSync } from 'node:zlib'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../lib/model/day.ts'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'
import { CHART_SCRIPT } from '../../lib/web/chart-script.ts'
import { dayLong } from '../../lib/web/figures.ts'
import { openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'
import { type Served, serve } from '../kit/serve.ts'

/** What a browser adds to the charts of latency and audits: days by pointer and by keys, and zoom. */
const DAYS = 90
const FIRST = '.told-course'
let story: PortalStory
let served: Served
let browser: Browser
let cookie: string
beforeAll(async () => {
  story = await openPortalStory({ days: 10 })
  for (let ago = 0; ago < 10; ago++) await story.day('da-nang/home', { ago, totalMs: 500 + ago })
  cookie = await story.signIn({ role: 'vendor', vendor: 'vnpt' })
  const form = new FormData()
  form.append('at', `${addDays(TODAY, -45)}T12:00`)
  form.append('label', '2.4.1')
  await story.post('/portals/da-nang/releases', form, cookie)
  served = await serve(story.app)
  const { executablePath, env } = await prepareChromium()
  const args = ['--no-sandbox', '--disable-gpu']
  browser = await puppeteer.launch({ executablePath, env: { ...process.env, ...env }, args })
})
afterAll(async () => {
  await browser.close()
  served.close()
  await story.stores.close()
})

async function open({ hasScript = true } = {}): Promise<Page> {
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  await page.setJavaScriptEnabled(hasScript)
  const [name = '', value = ''] = cookie.split('=', 2)
  await page.browserContext().setCookie({ name, value, domain: '127.0.0.1', path: '/' })
  await page.evaluateOnNewDocument(
    'self.shifted=0;new PerformanceObserver(list=>{for(const{value}of list.getEntries())self.shifted+=value}).observe({type:"layout-shift",buffered:true})',
  )
  await page.goto(`${served.url}/portals/da-nang/pages/home?lang=en`, { waitUntil: 'load' })
  return page
}
/** What the first chart tells now; empty: nothing. */
const told = (page: Page) =>
  page.$eval(FIRST, (box) => (box.classList.contains('told') ? (box.querySelector('.tip')?.textContent ?? '') : ''))
const daysShown = (page: Page) =>
  page.$eval(FIRST, (box) => box.querySelector('svg svg[viewBox]')?.getAttribute('viewBox')?.split(' ')[2])
/** Where all that was there without the script is on the page. */
const places = (page: Page) =>
  page.$$eval('main :is(h2, h3, p, table, summary, .card > *, svg.chart):not(.tip)', (all) =>
    all.map((one) => JSON.stringify(one.getBoundingClientRect())),
  )
/** A day and what its checks of the story took. */
const said = (ago: number, ms: number) =>
  `${dayLong(addDays(TODAY, -ago))}: p50 ${ms} · p75 ${ms} · p95 ${ms} ms, n = ${ago === 0 ? 10 : 24}`

test('the script is small', () => {
  expect(gzipSync(CHART_SCRIPT).byteLength).toBeLessThan(6_000)
})

describe('a chart', () => {
  test('tells its days by the arrow keys, is zoomed by keys and by buttons, and moves nothing', async () => {
    const page = await open()
    try {
      expect(await page.evaluate('self.shifted')).toBe(0)
      const before = await places(page)
      await page.focus(`${FIRST} .area`)
      expect(await told(page)).toBe(said(0, 500))
      await page.keyboard.press('ArrowLeft')
      expect(await told(page)).toBe(said(1, 501))
      await page.keyboard.press('+')
      expect(await daysShown(page)).toBe('45')
      // 45 days before the last one and a half: outside now.
      expect(await page.$eval(`${FIRST} line.release`, (line) => line.classList.contains('outside'))).toBe(true)
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowLeft')
      expect(await told(page)).toBe(`${dayLong(addDays(TODAY, -45))}: no data`)
      expect(await page.$eval(`${FIRST} line.release`, (line) => line.classList.contains('outside'))).toBe(false)
      await page.click(`${FIRST} .zoom button:nth-child(2)`)
      expect(await daysShown(page)).toBe(String(DAYS))
      const x = await page.$eval(`${FIRST} line.release`, (line) => line.getAttribute('x1'))
      expect(Number.parseFloat(x ?? '')).toBeCloseTo((44.5 / DAYS) * 100, 1)
      expect(await places(page)).toEqual(before)
    } finally {
      await page.close()
    }
  })

  test('tells the day under the pointer', async () => {
    const page = await open()
    try {
      const area = await page.$(`${FIRST} .area`)
      const box = await area?.boundingBox()
      if (!box) throw new Error('the chart is drawn')
      const over = (ago: number) => box.x + ((DAYS - ago - 0.5) / DAYS) * box.width
      await page.mouse.move(over(3), box.y + box.height / 2)
      expect(await told(page)).toBe(said(3, 503))
      await page.mouse.move(over(9), box.y + box.height / 2)
      expect(await told(page)).toBe(said(9, 509))
      await page.mouse.move(box.x - 30, box.y - 60)
      expect(await told(page)).toBe('')
    } finally {
      await page.close()
    }
  })

  test('without script is there with its table, and nothing that does nothing', async () => {
    const page = await open({ hasScript: false })
    try {
      const shown = await page.content()
      expect(shown).toContain('class="midline"')
      expect(shown).toContain('<summary>Table: Response time')
      expect(shown).not.toMatch(/class="(area|zoom|tip)"/)
    } finally {
      await page.close()
    }
  })
})
