import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeptBrowser, type KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { pageQuality, STEADY } from '../kit/page-quality.ts'
import { PAGES } from '../kit/pages.ts'
import { type Served, serve } from '../kit/serve.ts'
import { startSite } from '../kit/site.ts'

/**
 * Lighthouse by our own audits, in what does not depend on the machine's load; `npm run bench:pages` takes every page, and
 * loading.
 */
let fleet: FleetApp
let served: Served
let browser: KeptBrowser
beforeAll(async () => {
  fleet = await openFleetApp({ page: 'token' })
  served = await serve(fleet.app)
  browser = createKeptBrowser()
})
afterAll(async () => {
  await browser.close()
  served.close()
  await fleet.stores.close()
})

test.each(['GET /', 'GET /portals/:portal', 'GET /scores/:portal'])('%s is without fault', async (page) => {
  const cookie = await fleet.signIn({ role: 'evaluator' })
  const url = new URL(PAGES[page]?.path ?? '', served.url).href
  const { scores, wrong } = await pageQuality(browser, { url, cookie, qualities: STEADY })
  expect([wrong, scores]).toEqual([[], { performance: null, accessibility: 1, 'best-practices': 1, seo: 1 }])
})

test('a page with faults would be found', async () => {
  const site = await startSite({
    '/': '<html><head><meta name="robots" content="noindex"></head><body><img src="/none.png"></body></html>',
  })
  const { scores, wrong } = await pageQuality(browser, { url: site.url('/'), cookie: null, qualities: STEADY })
  expect(STEADY.filter((quality) => scores[quality] === 1)).toEqual([])
  for (const audit of ['image-alt', 'html-has-lang', 'document-title', 'errors-in-console', 'doctype', 'is-crawlable'])
    expect(wrong).toContainEqual(expect.stringContaining(`${audit}: `))
})
