import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { auditPage } from '../../../lib/observe/browser/audit.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { requestIdOf } from '../../../lib/transport/request-id.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { html, startSite } from '../../kit/site.ts'

const CONTACT = 'https://example.vn/nhip'

const VISIBLE = `fetch('http://cdn.localhost:' + location.port + '/phong-chu').then(() => {
  document.getElementById('name').hidden = false
})`

test('documents of a page say who asks and for what; what they need is asked for as visitors do', {
  timeout: 180_000,
}, async () => {
  const seen: { readonly to: string; readonly names: readonly string[]; readonly headers: IncomingHttpHeaders }[] = []
  const noting =
    (answer: RequestListener): RequestListener =>
    (request, response) => {
      seen.push({ to: toOf(request), names: namesOf(request), headers: request.headers })
      answer(request, response)
    }
  const page = (body: string) =>
    noting((_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(body))
  const site = await startSite({
    '/': noting((_request, response) => void response.writeHead(302, { location: '/bieu-mau' }).end()),
    '/bieu-mau': page(html(`<iframe src="/khung"></iframe><input id="name" hidden><script>${VISIBLE}</script>`)),
    '/khung': page('<p>x'),
    // Who is asked for leave first, and doesn't know of it, is not asked for the thing itself.
    '/phong-chu': noting((_request, response) => void response.setHeader('access-control-allow-origin', '*').end('x')),
  })
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const request = auditRequest({ url: site.url('/'), ready: '#name', contact: CONTACT })
  const made = await auditPage(request, { browser, readyDeadlineMs: 20_000 })
  expect(made).toMatchObject({ outcome: 'passed', finalUrl: site.url('/bieu-mau') })
  expect(made.requestId).toBe(
    requestIdOf({ kind: 'audit', subject: 'da-nang/home', location: 'sgn', slotMs: request.slotMs ?? 0 }),
  )

  // Two loads: the run's, and the one that times readiness.
  const loads = ['GET /', 'GET /bieu-mau', 'GET /khung', 'GET /phong-chu']
  expect(seen.map(({ to }) => to).toSorted()).toEqual([...loads, ...loads].toSorted())
  const named = { from: CONTACT, 'x-nhip-id': made.requestId }
  for (const { to, names, headers } of seen) {
    const isDocument = to === 'GET /' || to === 'GET /bieu-mau'
    expect({ to, ...headers }).toMatchObject(isDocument ? named : {})
    expect({ to, ours: names.filter((name) => name in named) }).toEqual({
      to,
      ours: isDocument ? Object.keys(named) : [],
    })
  }
  // But for ours a document's headers are those of a frame, to which nothing was added, in the same order.
  const theirs = (path: string): readonly string[] =>
    (seen.find(({ to }) => to === path)?.names ?? []).filter((name) => !(name in named))
  expect(theirs('GET /').filter((name) => name !== 'sec-fetch-user')).toEqual(
    theirs('GET /khung').filter((name) => name !== 'referer'),
  )
})

function toOf({ method, url }: IncomingMessage): string {
  return `${method} ${url}`
}

function namesOf({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
}
