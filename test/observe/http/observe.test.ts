import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type HttpRequest, observeHttp } from '../../../lib/observe/http/observe.ts'
import { httpRequest } from '../../kit/http-request.ts'
import { answering, rawServer } from '../../kit/raw-server.ts'
import { html, startSite } from '../../kit/site.ts'

function observe(url: string, changes: Partial<HttpRequest> = {}) {
  return observeHttp(httpRequest(url, { userAgent: 'nhip/test (+https://example.org/)', ...changes }))
}

const redirect =
  (location: string | null, status = 302): RequestListener =>
  (_request, response) => {
    response.writeHead(status, location === null ? {} : { location })
    response.end()
  }

describe('a page', () => {
  test('as it was seen', async () => {
    const site = await startSite({ '/': html('Nộp hồ sơ') })
    const seen = await observe(site.url('/'), { expectText: 'nộp hồ sơ' })
    expect(seen).toMatchObject({
      fault: null,
      redirectedElsewhere: null,
      status: 200,
      httpVersion: '1.1',
      finalUrl: site.url('/'),
      address: '127.0.0.1',
      family: 4,
      signs: { textFound: true, title: 'Cổng dịch vụ công' },
      bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(seen.bodyBytes).toBe(Buffer.byteLength(html('Nộp hồ sơ')))
    expect(seen.hops).toEqual([{ url: site.url('/'), httpStatus: 200, phases: seen.phases }])
  })

  test('is asked for by name, contact, language and encoding', async () => {
    let headers: NodeJS.Dict<string | string[]> = {}
    const site = await startSite({
      '/': (request, response) => {
        headers = request.headers
        response.end('x')
      },
    })
    await observe(site.url('/'))
    expect(headers['x-nhip-id']).toBeUndefined()
    await observe(site.url('/'), { requestId: '5b2f0c6a9d1e4f37' })
    expect(headers).toMatchObject({
      'x-nhip-id': '5b2f0c6a9d1e4f37',
      'user-agent': 'nhip/test (+https://example.org/)',
      'accept-encoding': 'gzip, br',
      'accept-language': expect.stringMatching(/^vi/),
    })
  })

  test('that fails keeps what came of it', async () => {
    const { url } = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'))
    expect(await observe(url)).toMatchObject({
      fault: { cause: 'malformed_response' },
      status: null,
      signs: null,
      bodySha256: null,
      hops: [{ httpStatus: null }],
    })
  })

  test('with an error status keeps its body and Retry-After', async () => {
    const site = await startSite({
      '/': (_request, response) => response.writeHead(503, { 'retry-after': '120' }).end(html('')),
    })
    expect(await observe(site.url('/'))).toMatchObject({
      status: 503,
      retryAfter: '120',
      fault: null,
      signs: { title: 'Cổng dịch vụ công' },
    })
  })
})

describe('redirects', () => {
  test('on the same host are followed, relative ones too; phases are sums over the hops', async () => {
    const site = await startSite({
      '/': redirect('/vi/home', 301),
      '/vi/home': redirect('page?x=1', 307),
      '/vi/page': html(''),
    })
    const seen = await observe(site.url('/'))
    expect(seen.finalUrl).toBe(site.url('/vi/page?x=1'))
    expect(seen.hops.map(({ url, httpStatus }) => [url, httpStatus])).toEqual([
      [site.url('/'), 301],
      [site.url('/vi/home'), 307],
      [site.url('/vi/page?x=1'), 200],
    ])
    for (const phase of ['connectMs', 'waitMs', 'downloadMs'] as const) {
      const sum = seen.hops.reduce((total, hop) => total + (hop.phases[phase] ?? 0), 0)
      expect(seen.phases[phase]).toBeCloseTo(sum, 3)
    }
    expect(seen.phases).toMatchObject({ dnsMs: null, tlsMs: null })
    expect(seen.phases.totalMs).toBeGreaterThanOrEqual(
      seen.hops.reduce((total, hop) => total + (hop.phases.totalMs ?? 0), 0) - 0.01,
    )
  })

  test('keep the fragment of the address, unless they bring one', async () => {
    const site = await startSite({ '/a': redirect('/b'), '/b': html(''), '/c': redirect('/b#y') })
    expect((await observe(`${site.url('/a')}#x`)).finalUrl).toBe(`${site.url('/b')}#x`)
    expect((await observe(`${site.url('/c')}#x`)).finalUrl).toBe(`${site.url('/b')}#y`)
  })

  test('in a circle end after ten', async () => {
    const site = await startSite({ '/a': redirect('/b'), '/b': redirect('/a') })
    const seen = await observe(site.url('/a'))
    expect(seen.fault?.cause).toBe('too_many_redirects')
    expect(site.requests).toHaveLength(11)
  })

  test('exactly ten are followed', async () => {
    const pages = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`/${i}`, redirect(`/${i + 1}`)]))
    const site = await startSite({ ...pages, '/10': html('') })
    expect(await observe(site.url('/0'))).toMatchObject({ fault: null, status: 200, finalUrl: site.url('/10') })
  })

  test('elsewhere are told, and not followed', async () => {
    const other = await startSite({ '/': html('') })
    const site = await startSite({ '/': redirect(other.url('/', 'other')) })
    const seen = await observe(site.url('/'))
    expect(seen).toMatchObject({
      redirectedElsewhere: other.url('/', 'other'),
      finalUrl: site.url('/'),
      status: 302,
      fault: null,
    })
    expect(other.requests).toEqual([])
  })

  test('to a host that the page declares are followed, whatever its case', async () => {
    const site = await startSite({
      '/': (request, response) => {
        if (request.headers.host?.startsWith('other')) return response.end(html(''))
        return redirect(site.url('/', 'other'))(request, response)
      },
    })
    expect(await observe(site.url('/'), { expectHosts: ['Other.Localhost'] })).toMatchObject({
      redirectedElsewhere: null,
      status: 200,
      finalUrl: site.url('/', 'other'),
    })
  })

  test('to a port that nobody named are refused', async () => {
    const other = await startSite({ '/': html('') })
    const site = await startSite({ '/': redirect(other.url('/')) })
    expect((await observe(site.url('/'))).fault?.cause).toBe('address_refused')
    expect(other.requests).toEqual([])
  })

  test.each([
    ['of another scheme', 'ftp://portal.localhost/'],
    ['with a password', 'http://a:b@portal.localhost/'],
  ])('to an address %s are refused', async (_name, location) => {
    const site = await startSite({ '/': redirect(location) })
    expect((await observe(site.url('/'))).fault?.cause).toBe('address_refused')
  })

  test.each([
    ['without an address', null],
    ['to what is none', 'http://[/'],
  ])('%s are malformed', async (_name, location) => {
    const site = await startSite({ '/': redirect(location) })
    expect((await observe(site.url('/'))).fault?.cause).toBe('malformed_response')
  })

  test('300 and 304 are no redirects', async () => {
    const site = await startSite({ '/': redirect('/b', 300) })
    expect(await observe(site.url('/'))).toMatchObject({ status: 300, fault: null, redirectedElsewhere: null })
    expect(site.requests).toHaveLength(1)
  })

  test('share one deadline', async () => {
    const site = await startSite({ '/': redirect('/slow'), '/slow': () => undefined })
    const seen = await observe(site.url('/'), { timeoutMs: 2_000 })
    expect(seen).toMatchObject({ fault: { cause: 'wait_timeout' }, finalUrl: site.url('/slow') })
    expect(seen.hops).toHaveLength(2)
  })
})
