import type { RequestListener } from 'node:http'
import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { selfSignedCertificate } from '../../lib/local/farm/certificate.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { MAX_BODY_BYTES, MAX_WIRE_BYTES } from '../../lib/observe/http/body.ts'
import type { HttpRequest } from '../../lib/observe/http/observe.ts'
import { createNameResolver } from '../../lib/transport/name-resolver.ts'
import { createTrust } from '../../lib/transport/tls-trust.ts'
import { blackHole } from './black-hole.ts'
import { type Certificate, certificateAuthority } from './certificates.ts'
import { startNameServer, type Zone } from './name-server.ts'
import { CHALLENGES, FIREWALLS, LOGINS, type ProductPage } from './obstruction-pages.ts'
import { answering, closedPort, rawServer } from './raw-server.ts'
import { html, startSite } from './site.ts'
import { startTlsSite } from './tls-site.ts'

/** Sets up a portal as the case says, and tells how it is checked. */
export type Setup = () => Promise<Partial<HttpRequest> & { readonly url: string }>
export type Case = readonly [string, Setup]

const HOUR_MS = 3_600_000
/** For what never comes. */
const SHORT = { timeoutMs: 400 } as const
/** For what stops on the way: long enough for a busy machine to get that far. */
const ENOUGH = { timeoutMs: 2_000 } as const

/** Causes that no single check of a portal can have, and where they are tested. */
export const ELSEWHERE: Partial<Record<Cause, string>> = {
  not_ready: 'of audits: test/observe/browser',
  browser_crashed: 'of audits: test/observe/browser',
  audit_error: 'of audits: test/observe/browser',
  monitor_timeout: 'of visits: test/flow/probe.test.ts',
  monitor_clock: 'of visits: test/flow/probe.test.ts',
  monitor_overloaded: 'of visits: test/flow',
}

const authority = certificateAuthority('Test CA')
/** Whom checks and browsers of these cases are to believe. */
export const AUTHORITY = authority
/** Whom a check of these cases believes. */
export const TRUST = createTrust({ ca: [authority.cert] })

const raw =
  (text: string, then: 'end' | 'hold' | 'reset' = 'end', more: Partial<HttpRequest> = {}): Setup =>
  async () => ({ ...more, url: (await rawServer(answering(text, then))).url })

const connection =
  (onConnection: (socket: Socket) => void, more: Partial<HttpRequest> = {}, scheme = 'http'): Setup =>
  async () => ({ ...more, url: `${scheme}://raw.localhost:${(await rawServer(onConnection)).port}/` })

const page =
  (answer: string | number | RequestListener, more: Partial<HttpRequest> = {}): Setup =>
  async () => ({ ...more, url: (await startSite({ '/': answer })).url('/') })

const redirect =
  (location: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(302, { location }).end()

const named =
  (zone: Zone, more: Partial<HttpRequest> = {}): Setup =>
  async () => {
    const { servers } = await startNameServer(zone)
    const isAnswered = !Object.values(zone).some((entry) => entry === 'silent' || entry === 'garbage')
    return {
      url: 'http://dvc.example.vn/',
      resolver: createNameResolver({ servers, timeoutMs: isAnswered ? 5_000 : 100, tries: 1 }),
      ...more,
    }
  }

const secured =
  (make: () => Certificate, options: ServerOptions = {}): Setup =>
  async () => {
    const site = await startTlsSite({ ...make(), ...options }, (_request, response) => response.end(html('')))
    return { url: site.url() }
  }

const whole = (host = 'cong.localhost') => authority.issue({ host })
const products = (pages: readonly ProductPage[]): readonly Case[] =>
  pages.map(({ name, status, headers, page: body }) => [
    name,
    page((_request, response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)),
  ])

/** An answer to `GET /` with these lines in its head. */
const OK = (lines: string, body = '') => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n${body}`
const XIN_CHAO = Buffer.from('xin chào')

export const CASES: Readonly<Partial<Record<Cause, readonly Case[]>>> = {
  dns_not_found: [
    ['no such name', named({ 'dvc.example.vn': 'nxdomain' })],
    ['a name without an address', named({ 'dvc.example.vn': 'empty' })],
    ['a reserved name', async () => ({ url: 'http://portal.invalid/' })],
    ['a name with IPv4 only, where IPv6 is wanted', named({ 'dvc.example.vn': ['127.0.0.1'] }, { families: [6] })],
    ['no name at all', named({}, { url: `http://${'a'.repeat(64)}.example.vn/` })],
  ],
  dns_error: [
    ['name servers that fail', named({ 'dvc.example.vn': 'servfail' })],
    ['name servers that say nothing', named({ 'dvc.example.vn': 'silent' })],
    ['name servers that answer garbage', named({ 'dvc.example.vn': 'garbage' })],
    [
      'name servers that say nothing up to the deadline',
      async () => {
        const { servers } = await startNameServer({ 'dvc.example.vn': 'silent' })
        return { url: 'http://dvc.example.vn/', resolver: createNameResolver({ servers }), ...SHORT }
      },
    ],
  ],
  connection_refused: [
    ['a closed port', async () => ({ url: await closedPort() })],
    [
      'a closed port over IPv6',
      async () => ({ url: `http://[::1]:${new URL(await closedPort()).port}/`, families: [6] }),
    ],
  ],
  connection_reset: [
    ['before the answer', connection((socket) => void socket.once('data', () => socket.resetAndDestroy()))],
    ['an end without an answer', connection((socket) => void socket.once('data', () => socket.end()))],
    ['in the head', raw('HTTP/1.1 200 OK\r\nContent-', 'reset')],
    ['in the body', raw(OK('Content-Length: 100', 'abc'), 'reset')],
    ['in the handshake', connection((socket) => void socket.once('data', () => socket.resetAndDestroy()), {}, 'https')],
    ['an end in the handshake', connection((socket) => void socket.once('data', () => socket.end()), {}, 'https')],
  ],
  connect_timeout: [
    ['packets that are dropped', async () => ({ url: `http://cong.localhost:${await blackHole()}/`, ...SHORT })],
    ['a handshake that stalls', connection(() => undefined, SHORT, 'https')],
  ],
  tls_expired: [
    [
      'a certificate past its time',
      secured(() =>
        authority.issue({ host: 'cong.localhost', fromMs: Date.now() - 48 * HOUR_MS, toMs: Date.now() - HOUR_MS }),
      ),
    ],
    [
      'an intermediate past its time',
      secured(() => {
        const between = authority.intermediate('Old', { fromMs: Date.now() - 48 * HOUR_MS, toMs: Date.now() - HOUR_MS })
        const { key, cert } = between.issue({ host: 'cong.localhost' })
        return { key, cert: cert + between.cert }
      }),
    ],
  ],
  tls_name_mismatch: [
    ['a certificate for another name', secured(() => whole('other.localhost'))],
    [
      'a name where an address is asked for',
      async () => {
        const site = await startTlsSite(whole('cong.localhost'), (_request, response) => response.end())
        return { url: `https://127.0.0.1:${site.port}/` }
      },
    ],
  ],
  tls_untrusted: [
    ['a stranger’s', secured(() => certificateAuthority('Stranger').issue({ host: 'cong.localhost' }))],
    ["the trusted one's name only", secured(() => certificateAuthority('Test CA').issue({ host: 'cong.localhost' }))],
    ['signed by itself', secured(() => selfSignedCertificate({ host: 'cong.localhost', nowMs: Date.now() }))],
    [
      'not valid yet',
      secured(() =>
        authority.issue({ host: 'cong.localhost', fromMs: Date.now() + HOUR_MS, toMs: Date.now() + 48 * HOUR_MS }),
      ),
    ],
    [
      'a chain that lacks an intermediate, and says nowhere whence',
      secured(() => authority.intermediate('Between').issue({ host: 'cong.localhost' })),
    ],
  ],
  tls_error: [
    ['TLS 1.1', secured(() => whole(), { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })],
    ['no cipher in common', secured(() => whole(), { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-CCM8' })],
    ['a client certificate is asked for', secured(() => whole(), { requestCert: true, rejectUnauthorized: true })],
    [
      'no TLS at all',
      connection(
        (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
        {},
        'https',
      ),
    ],
  ],
  wait_timeout: [
    ['not a byte', connection(() => undefined, ENOUGH)],
    [
      'not a byte on the second hop',
      async () => {
        const site = await startSite({ '/': redirect('/cham'), '/cham': () => undefined })
        return { url: site.url('/'), ...ENOUGH }
      },
    ],
  ],
  download_timeout: [
    ['a body that stops', raw(OK('Content-Length: 100', 'abc'), 'hold', ENOUGH)],
    ['a head that never ends', raw('HTTP/1.1 200 OK\r\nX-Slow: ', 'hold', ENOUGH)],
    [
      'a drop at a time',
      connection((socket) => {
        socket.once('data', () => {
          socket.write(OK('Content-Length: 1000000'))
          const drip = setInterval(() => socket.write('x'), 20)
          socket.once('close', () => clearInterval(drip))
        })
      }, ENOUGH),
    ],
  ],
  http_4xx: [400, 404, 405, 410, 418].map((status) => [`${status}`, page(status)]),
  http_5xx: [500, 502, 503, 504, 599].map((status) => [`${status}`, page(status)]),
  too_many_redirects: [
    ['to itself', page(redirect('/'))],
    ['in a circle', async () => ({ url: (await startSite({ '/': redirect('/b'), '/b': redirect('/') })).url('/') })],
    [
      'ever further',
      page((request, response) => redirect(`/?${Number(request.url?.slice(2)) + 1}`)(request, response)),
    ],
  ],
  redirect_elsewhere: [
    ['to another portal', page(redirect('https://dichvucong.example.vn/'))],
    ['to another name on the same server', page(redirect('//khac.localhost/'))],
    ['into the portal’s own network', page(redirect('http://10.0.0.5:8080/portal'))],
  ],
  soft_404: [
    ['in Vietnamese', page(html('').replaceAll('Cổng dịch vụ công', 'Không tìm thấy trang'))],
    ['in English', page('<html><head><title>404 - Page not found</title></head><body><p>Sorry</p></body></html>')],
    ['with another text expected', page('<title>Trang không tồn tại</title><p>x</p>', { expectText: 'nộp hồ sơ' })],
  ],
  content_mismatch: [
    ['another text', page(html(''), { expectText: 'cấp phép xây dựng' })],
    ['an empty page', page('')],
    ['no content', page((_request, response) => response.writeHead(204).end())],
    [
      'a page in the wrong letters',
      page(
        (_request, response) =>
          response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end('dịch vụ công'),
        { expectText: 'dịch vụ công' },
      ),
    ],
  ],
  body_too_large: [
    ['more than the wire takes', page((_request, response) => response.end(Buffer.alloc(MAX_WIRE_BYTES + 1)))],
    [
      'without an end',
      page((_request, response) => {
        const more = (): void => void (!response.destroyed && response.write(Buffer.alloc(65_536), more))
        more()
      }),
    ],
    ['a gzip bomb', page(packed('gzip', gzipSync(Buffer.alloc(8 * MAX_BODY_BYTES))))],
    ['a br bomb', page(packed('br', brotliCompressSync(Buffer.alloc(8 * MAX_BODY_BYTES))))],
  ],
  malformed_response: [
    ['no HTTP', raw('SSH-2.0-OpenSSH_9.6\r\n')],
    ['HTTP/0.9', raw('<html>xin chào</html>')],
    ['a head that is none', raw('HTTP/1.1 200 OK\r\nno colon here\r\n\r\n')],
    ['a NUL in the head', raw('HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n')],
    ['a bare CR in the head', raw('HTTP/1.1 200 OK\r\nX: a\rb: c\r\n\r\n')],
    ['a status of two digits', raw('HTTP/1.1 20 OK\r\n\r\n')],
    ['a bad chunk', raw(OK('Transfer-Encoding: chunked', 'zz\r\n'))],
    ['a chunk longer than it says', raw(OK('Transfer-Encoding: chunked', '2\r\nabcdef\r\n0\r\n\r\n'))],
    ['chunks without an end', raw(OK('Transfer-Encoding: chunked', '5\r\nabcde\r\n'))],
    ['two lengths', raw(OK('Content-Length: 3\r\nContent-Length: 4', 'abcd'))],
    ['a length and chunks', raw(OK('Content-Length: 3\r\nTransfer-Encoding: chunked', '3\r\nabc\r\n0\r\n\r\n'))],
    ['a length that is none', raw(OK('Content-Length: -1', 'abc'))],
    ['less than was announced', raw(OK('Content-Length: 100', 'abc'))],
    ['more than 64 kB of headers', raw(OK('X-Filler: abcdefghijklmnopqrstuvwxyz\r\n'.repeat(4_000).trim()))],
    ['one header of more than 64 kB', raw(OK(`X-Filler: ${'a'.repeat(70_000)}`))],
    ['more than 2,000 headers', raw(OK('a: b\r\n'.repeat(2_001).trim(), 'abc'))],
    ['ever more interim answers', raw('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20), 'hold')],
    ['another protocol unasked', raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')],
    ['gzip that is none', page(packed('gzip', XIN_CHAO))],
    ['gzip cut short', page(packed('gzip', gzipSync('xin chào '.repeat(999)).subarray(0, 30)))],
    ['an encoding that was not asked for', page(packed('zstd', XIN_CHAO))],
    ['gzip within gzip', page(packed('gzip, gzip', gzipSync(gzipSync(XIN_CHAO))))],
    ['a redirect to nowhere', page((_request, response) => response.writeHead(302).end())],
    ['a redirect to what is no address', page(redirect('http://[/'))],
    ['a redirect to an address without an end', page(redirect(`/${'a'.repeat(9_000)}`))],
    ['two redirects at once', raw('HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n')],
    ['not modified, though nobody asked', page(304)],
  ],
  blocked: products(FIREWALLS),
  captcha: products(CHALLENGES),
  rate_limited: [
    ['429', page(429)],
    ['429 with Retry-After', page((_request, response) => response.writeHead(429, { 'retry-after': '120' }).end())],
  ],
  login_required: [
    ...products(LOGINS),
    ['by a redirect to VNeID', page(redirect('https://sso.dancuquocgia.example.vn/auth/realms/a'))],
    ['by a redirect to single sign-on', page(redirect('https://xacthuc.example.vn/oauth2/authorize?client_id=1'))],
    [
      'by a redirect within the portal',
      async () => {
        const login = LOGINS[0]?.page ?? ''
        return {
          url: (await startSite({ '/': redirect('/tai-khoan/dang-nhap'), '/tai-khoan/dang-nhap': login })).url('/'),
        }
      },
    ],
  ],
  address_refused: [
    ['a name that lies: private', named({ 'dvc.example.vn': ['10.1.2.3'] }, { allowPrivate: false })],
    ['a name that lies: metadata', named({ 'dvc.example.vn': ['169.254.169.254'] })],
    [
      'a name with a good and a bad address',
      named({ 'dvc.example.vn': ['1.1.1.1', '127.0.0.1'] }, { allowPrivate: false }),
    ],
    ['a name that lies over IPv6', named({ 'dvc.example.vn': ['::1'] }, { allowPrivate: false, families: [6] })],
    ['a redirect to another scheme', page(redirect('ftp://portal.localhost/'))],
    ['a redirect to a port that nobody named', page(redirect('http://portal.localhost:22/'))],
  ],
  no_ipv6: [['a name with IPv6 only, where IPv4 is wanted', named({ 'dvc.example.vn': ['::1'] }, { families: [4] })]],
  monitor_network: [
    [
      'our name server is away',
      async () => ({
        url: 'http://dvc.example.vn/',
        resolver: createNameResolver({ servers: [`127.0.0.1:${new URL(await closedPort()).port}`], tries: 1 }),
      }),
    ],
    ['our name server refuses us', named({ 'dvc.example.vn': 'refused' })],
    ['an address that is not ours to use', async () => ({ ...(await page(200)()), source: '192.0.2.1' })],
  ],
  killed: [
    [
      'stopped by the operator',
      async () => {
        const stop = new AbortController()
        const { url } = await rawServer((socket) => void socket.once('data', () => stop.abort()))
        return { url, signal: stop.signal }
      },
    ],
  ],
}

function packed(encoding: string, bytes: Buffer): RequestListener {
  return (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes)
}
