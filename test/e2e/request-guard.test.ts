import { expect, onTestFinished, test } from 'vitest'
import { auditPage } from '../../lib/observe/browser/audit.ts'
import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { loadOnce } from '../../lib/observe/browser/load.ts'
import { auditRequest } from '../kit/audit-request.ts'
import { HOSTILE_PAGES, HOSTILE_WAYS } from '../kit/hostile-form.ts'
import { html, type Site, startSite } from '../kit/site.ts'
import { until } from '../kit/until.ts'

function keptBrowser() {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  return browser
}

const sentTo = ({ requests }: Site) => requests.filter((request) => !request.startsWith('GET '))

const ways = (paths: readonly string[]) => new Set(paths.map((path) => path.split('/gui/')[1]))

test('an audit of a page that sends its form by every way it knows sends nothing', { timeout: 180_000 }, async () => {
  const site = await startSite(HOSTILE_PAGES)
  const made = await auditPage(auditRequest({ url: site.url('/'), ready: '#name' }), { browser: keptBrowser() })
  expect(made).toMatchObject({ outcome: 'passed', finalUrl: site.url('/') })
  expect(made.metrics.readyMs).not.toBeNull()
  expect(sentTo(site)).toEqual([])
  expect([...ways(made.refusedRequests.map(({ url }) => url))]).toEqual(expect.arrayContaining([...HOSTILE_WAYS]))
  expect(made.refusedRequests).toContainEqual({
    method: 'POST',
    url: site.url('/gui/form'),
    kind: 'form',
    count: expect.any(Number),
  })
})

test('what a page sends as it is left has no network any more', { timeout: 180_000 }, async () => {
  const site = await startSite(HOSTILE_PAGES)
  const browser = keptBrowser()
  const load = async (allow: { readonly method: 'POST'; readonly url: string }[]) => {
    const nothing = { browserGone: false, overdueMs: null, fault: null }
    await loadOnce(
      { browser, request: auditRequest({ url: site.url('/o-lai'), allow }) },
      {
        load: async ({ page }) => {
          await page.goto(site.url('/o-lai'))
          await page.waitForSelector('#name')
          return nothing
        },
        nothing,
      },
    )
  }
  await load([])
  expect(sentTo(site)).toEqual([])
  // The same page when everything is allowed: what arrives was sent by the page, not by its end.
  await load([{ method: 'POST', url: site.url('/gui/*') }])
  await until('the request', () => sentTo(site).includes('POST /gui/fetch'))
  expect([...ways(sentTo(site))].filter((way) => /-|xhr|delete/.test(way ?? ''))).toEqual([])
})

test('a form whose lists come by POST is ready where they are allowed, and otherwise the fault is ours', {
  timeout: 180_000,
}, async () => {
  const site = await startSite({
    '/': html(`<div id="holder"></div><script>
      fetch('/api/danh-muc?loai=tinh', { method: 'POST', body: '{}' }).then(async (response) => {
        document.getElementById('holder').innerHTML = '<input id="name" placeholder="' + (await response.text()) + '">'
      })</script>`),
    '/api/danh-muc': (_request, response) => void response.end('Hà Nội'),
  })
  const browser = keptBrowser()
  const audit = (allow: { readonly method: 'POST'; readonly url: string }[], readyDeadlineMs?: number) =>
    auditPage(auditRequest({ url: site.url('/'), ready: '#name', allow }), {
      browser,
      ...(readyDeadlineMs === undefined ? {} : { readyDeadlineMs }),
    })
  expect(await audit([{ method: 'POST', url: site.url('/api/danh-muc*') }])).toMatchObject({
    outcome: 'passed',
    refusedRequests: [],
  })
  const refused = { method: 'POST', url: site.url('/api/danh-muc') }
  expect(await audit([], 4_000)).toMatchObject({
    outcome: 'inconclusive',
    cause: 'audit_error',
    detail: expect.stringContaining(`${refused.method} ${refused.url} was refused`),
    refusedRequests: [{ ...refused, kind: 'script' }],
  })
})
