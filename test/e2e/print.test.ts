import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from '../kit/chromium.ts'
import { type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { type Served, serve } from '../kit/serve.ts'

/** On paper, which is narrower than most screens, tables stay tables; what can only be pressed is not there. */
let fleet: FleetApp
let served: Served
let browser: Browser
let page: Page
beforeAll(async () => {
  fleet = await openFleetApp()
  served = await serve(fleet.app)
  browser = await openChromium()
  page = await browser.newPage()
  await page.setViewport({ width: 718, height: 1_000 })
})
afterAll(async () => {
  await browser.close()
  served.close()
  await fleet.stores.close()
})

const shown = (selector: string) =>
  page.$$eval(selector, (all) => [...new Set(all.map((one) => getComputedStyle(one).display))])

test('of a width at which a screen has cards', async () => {
  await page.goto(`${served.url}/`, { waitUntil: 'load' })
  expect(await shown('table.cards tbody td')).toContain('grid')
  await page.emulateMediaType('print')
  expect(await shown('table.cards tbody td')).toEqual(['table-cell'])
  expect(await shown('main form, body > header nav, #renewal')).toEqual(['none'])
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(718)
})

test('of a screen that is dark the paper is light all the same', async () => {
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color)
  await page.emulateMediaType('screen')
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }])
  const light = await ink()
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
  expect(await ink()).not.toBe(light)
  await page.emulateMediaType('print')
  expect(await ink()).toBe(light)
})
