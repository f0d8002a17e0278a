import type { Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicSite } from '../../lib/web/public/site.ts'
import { openChromium, violations } from '../kit/chromium.ts'
import { publicStatusOf } from '../kit/public-status.ts'
import type { Served } from '../kit/serve.ts'
import { serveFiles } from '../kit/serve-files.ts'

/** The public status page as any server of files sends it, in a browser that runs no script of any page. */
const PATHS = ['', 'portals/cong-3/', 'portals/cong-9/']
const LOOKS = [
  { lang: 'vi', scheme: 'light', width: 1280 },
  { lang: 'en', scheme: 'dark', width: 1280 },
  { lang: 'vi', scheme: 'dark', width: 360 },
  { lang: 'en', scheme: 'light', width: 3840 },
] as const
const MAX_BYTES = 60_000
let served: Served
let browser: Browser
beforeAll(async () => {
  served = await serveFiles(publicSite(publicStatusOf({ portals: 83 })).flat())
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  served.close()
})

describe.each(PATHS)('/%s', (path) => {
  test.each(LOOKS)('in $lang, $scheme, $width px', async ({ lang, scheme, width }) => {
    const page = await browser.newPage()
    try {
      const wrong: string[] = []
      const sizes: number[] = []
      page.on('console', (message) => void (message.type() === 'error' && wrong.push(message.text())))
      page.on('response', (response) => void sizes.push(Number(response.headers()['content-length'] ?? 0)))
      await page.setViewport({ width, height: 800 })
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      const answer = await page.goto(`${served.url}/${lang === 'en' ? 'en/' : ''}${path}`, {
        waitUntil: 'networkidle0',
      })
      expect(answer?.status()).toBe(200)
      expect(await violations(page)).toEqual([])
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBeLessThanOrEqual(0)
      expect(await page.evaluate('document.fonts.check("16px \\"Be Vietnam Pro\\"", "ộ")')).toBe(true)
      expect(sizes.length).toBeGreaterThan(1)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES)
      expect(wrong).toEqual([])
    } finally {
      await page.close()
    }
  })
})

test('a badge is drawn as wide as it says, and its letters are within it', async () => {
  const page = await browser.newPage()
  try {
    await page.goto(`${served.url}/badges/cong-6.svg`)
    const [isWithin, width, drawn] = (await page.evaluate(`(() => {
      const svg = document.documentElement
      const texts = [...svg.querySelectorAll('text')]
      const boxes = [...svg.querySelectorAll('g rect')]
      const isWithin = texts.every((text, index) => {
        const [t, b] = [text.getBBox(), boxes[index].getBBox()]
        return t.x >= b.x && t.x + t.width <= b.x + b.width + 0.5 && t.y >= 0 && t.y + t.height <= 24
      })
      return [isWithin, Number(svg.getAttribute('width')), svg.getBoundingClientRect().width]
    })()`)) as readonly [boolean, number, number]
    expect([isWithin, drawn]).toEqual([true, width])
  } finally {
    await page.close()
  }
})
