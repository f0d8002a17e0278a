import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../lib/model/day.ts'
import { CHART_SCRIPT } from '../../lib/web/chart-script.ts'
import { dayLong } from '../../lib/web/figures.ts'
import { openChromium } from '../kit/chromium.ts'
import { openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'
import { type Served, serve } from '../kit/serve.ts'

/** What a browser adds to the charts of latency and audits: days by pointer and by keys, and zoom. */
const DAYS = 90
const FIRST = '.told-course:not(.told-bars)'
const BARS = '.told-bars'
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
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  served.close()
  await story.stores.close()
})

async function open({ hasScript = true, isPhone = false } = {}): Promise<Page> {
  const page = await browser.newPage()
  await page.setViewport(
    isPhone ? { width: 390, height: 800, isMobile: true, hasTouch: true } : { width: 1280, height: 900 },
  )
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
  expect(gzipSync(CHART_SCRIPT).byteLength).toBeLessThan(2_500)
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
      const box = await (await page.$(`${FIRST} svg.chart`))?.boundingBox()
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

  /** Where the pointer has to be for a day. */
  const placeOf = async (page: Page) => {
    const box = await (await page.$(`${FIRST} svg.chart`))?.boundingBox()
    if (!box) throw new Error('the chart is drawn')
    return (ago: number) => [box.x + ((DAYS - ago - 0.5) / DAYS) * box.width, box.y + box.height / 2] as const
  }
  const firstDay = (page: Page) =>
    page.$eval(FIRST, (box) => Number(box.querySelector('svg svg[viewBox]')?.getAttribute('viewBox')?.split(' ')[0]))
  const isRanged = (page: Page) => page.$eval(FIRST, (box) => box.classList.contains('ranged'))

  test('is zoomed to the days that the pointer is dragged over, and Escape goes back', async () => {
    const page = await open()
    try {
      const over = await placeOf(page)
      await page.mouse.move(...over(50))
      await page.mouse.down()
      await page.mouse.move(...over(31), { steps: 4 })
      expect(await isRanged(page)).toBe(true)
      expect(
        await page.$eval(`${FIRST} .range`, (range) => [range.getAttribute('x'), range.getAttribute('width')]),
      ).toEqual(['39', '20'])
      await page.mouse.up()
      expect([await firstDay(page), await daysShown(page), await isRanged(page)]).toEqual([39, '20', false])
      // From right to left within those, beyond the left edge.
      const [x, y] = over(80)
      await page.mouse.move(...over(45))
      await page.mouse.down()
      await page.mouse.move(x - 400, y, { steps: 4 })
      await page.mouse.up()
      expect([await firstDay(page), await daysShown(page)]).toEqual([39, '10'])
      await page.keyboard.press('Escape')
      expect([await firstDay(page), await daysShown(page)]).toEqual([39, '20'])
      await page.keyboard.press('Escape')
      expect([await firstDay(page), await daysShown(page)]).toEqual([0, String(DAYS)])
      await page.keyboard.press('Escape')
      expect(await told(page)).toBe('')
      expect(await page.evaluate('self.shifted')).toBe(0)
    } finally {
      await page.close()
    }
  })

  test('a press without a drag, one that Escape breaks off and another button zoom nothing', async () => {
    const page = await open()
    try {
      const over = await placeOf(page)
      const [x, y] = over(5)
      await page.mouse.click(x, y)
      expect(await told(page)).toBe(said(5, 505))
      await page.mouse.down()
      await page.mouse.move(x - 10, y)
      await page.mouse.up()
      expect(await daysShown(page)).toBe(String(DAYS))
      await page.mouse.down()
      await page.mouse.move(...over(60), { steps: 4 })
      await page.keyboard.press('Escape')
      expect(await isRanged(page)).toBe(false)
      await page.mouse.up()
      expect(await daysShown(page)).toBe(String(DAYS))
      await page.mouse.down({ button: 'right' })
      await page.mouse.move(...over(20), { steps: 4 })
      await page.mouse.up({ button: 'right' })
      expect(await daysShown(page)).toBe(String(DAYS))
      await page.click(`${FIRST} .zoom button:first-child`)
      expect(await daysShown(page)).toBe('45')
      await page.click(`${FIRST} .zoom button:last-child`)
      expect(await daysShown(page)).toBe(String(DAYS))
    } finally {
      await page.close()
    }
  })

  test('is zoomed by a finger that moves across, and scrolled by one that moves down', async () => {
    const page = await open({ isPhone: true })
    try {
      await page.$eval(`${FIRST} .area`, (area) => area.scrollIntoView({ block: 'center' }))
      const over = await placeOf(page)
      const swipe = async (from: readonly [number, number], by: readonly [number, number]) => {
        await page.touchscreen.touchStart(...from)
        for (let step = 1; step <= 8; step++)
          await page.touchscreen.touchMove(from[0] + (by[0] * step) / 8, from[1] + (by[1] * step) / 8)
        await page.touchscreen.touchEnd()
      }
      const [left, y] = over(59)
      const [right] = over(30)
      await swipe([left, y], [right - left, 2])
      expect([await firstDay(page), await daysShown(page)]).toEqual([30, '30'])
      const before = await page.evaluate('scrollY')
      await swipe([left, y], [3, -200])
      expect(await page.evaluate('scrollY')).not.toBe(before)
      expect([await firstDay(page), await daysShown(page), await isRanged(page)]).toEqual([30, '30', false])
    } finally {
      await page.close()
    }
  })

  test.each([true, false])(
    'has the labels of its axis beside it and its heading beside its buttons (phone: %s)',
    async (isPhone) => {
      const page = await open({ isPhone })
      try {
        const [labels, over] = await page.evaluate(() => {
          const edge = (one: Element) => one.getBoundingClientRect()
          const charts = [...document.querySelectorAll('svg.chart')]
          const ticks = charts.flatMap((chart) =>
            [...chart.querySelectorAll('.tick[x^="-"]')].map((tick) => ({ tick: edge(tick), chart: edge(chart) })),
          )
          const headings = [...document.querySelectorAll('.card:has(.zoom)')].map((card) => {
            const range = document.createRange()
            range.selectNodeContents(card.querySelector('h3') as Element)
            const [text, bar] = [range.getBoundingClientRect(), edge(card.querySelector('.zoom') as Element)]
            return text.right > bar.left && text.bottom > bar.top && text.top < bar.bottom
          })
          return [ticks.map(({ tick, chart }) => tick.right < chart.left && tick.left >= 0), headings] as const
        })
        expect(labels.length).toBeGreaterThan(10)
        expect(new Set(labels)).toEqual(new Set([true]))
        expect(over.length).toBeGreaterThan(3)
        expect(new Set(over)).toEqual(new Set([false]))
        // However long a word of a name is.
        await page.$$eval('.crumbs a, h1, .facts dd, .who > :first-child', (all) => {
          for (const one of all) one.textContent = 'Donaudampfschifffahrtsgesellschaftskapitänswürdenträger'
        })
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      } finally {
        await page.close()
      }
    },
  )

  test('of bars tells its days, too, and is not zoomed', async () => {
    const page = await open()
    try {
      const shown = () =>
        page.$eval(BARS, (box) => (box.classList.contains('told') ? box.querySelector('.tip')?.textContent : ''))
      await page.focus(`${BARS} .area`)
      expect(await shown()).toBe(`${dayLong(TODAY)}: 100.0%, 0 failed`)
      await page.keyboard.press('Home')
      expect(await shown()).toBe(`${dayLong(addDays(TODAY, 1 - DAYS))}: no data`)
      await page.keyboard.press('+')
      expect(await page.$eval(`${BARS} svg svg`, (plot) => plot.getAttribute('viewBox'))).toBe(`0 0 ${DAYS} 40`)
      expect(await page.$$(`${BARS} .zoom`)).toEqual([])
      await page.keyboard.press('Escape')
      expect(await shown()).toBe('')
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
