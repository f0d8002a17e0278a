import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { selfSignedCertificate } from '../../lib/local/farm/certificate.ts'
import { type BodySink, type Exchange, type ExchangeRequest, exchange } from '../../lib/transport/exchange.ts'
import { answering, rawServer } from '../kit/raw-server.ts'
import { startSite } from '../kit/site.ts'

/** Long enough that only a server that never answers gets there. */
const AMPLE_MS = 10_000
/** For what never ends: long enough for a busy machine to get that far. */
const ENOUGH_MS = 1_500

function sink(changes: Partial<BodySink> = {}): BodySink {
  return { begin: () => undefined, write: () => null, end: () => Promise.resolve(null), ...changes }
}

function visit(url: string, changes: Partial<ExchangeRequest> = {}, body = sink()): Promise<Exchange> {
  const parsed = new URL(url)
  return exchange(
    {
      url: parsed,
      headers: { 'user-agent': 'test' },
      families: [4, 6],
      allowPrivate: true,
      namedPorts: new Set(parsed.port ? [Number(parsed.port)] : []),
      source: null,
      timeoutMs: AMPLE_MS,
      ...changes,
    },
    body,
  )
}

function causeOf(seen: Exchange): string | null {
  return seen.kind === 'fault' ? seen.fault.cause : null
}

describe('phases', () => {
  test('of a whole exchange over http: no DNS for a reserved name, no TLS, the rest measured', async () => {
    const site = await startSite({ '/': 'xin chào' })
    const seen = await visit(site.url('/'))
    expect(seen).toMatchObject({
      kind: 'response',
      status: 200,
      httpVersion: '1.1',
      address: '127.0.0.1',
      family: 4,
      tls: null,
    })
    const { dnsMs, tlsMs, connectMs, waitMs, downloadMs, totalMs } = seen.phases
    expect([dnsMs, tlsMs]).toEqual([null, null])
    for (const phase of [connectMs, waitMs, downloadMs]) expect(phase).toBeGreaterThanOrEqual(0)
    expect(totalMs).toBeGreaterThanOrEqual((connectMs ?? 0) + (waitMs ?? 0))
  })

  test('that did not happen are null, and the total is there', async () => {
    const refused = await visit('http://portal.invalid/')
    expect(refused).toMatchObject({
      phases: {
        dnsMs: null,
        connectMs: null,
        tlsMs: null,
        waitMs: null,
        downloadMs: null,
        totalMs: expect.any(Number),
      },
      address: null,
    })
    expect(causeOf(refused)).toBe('dns_not_found')
    const hung = await visit((await rawServer(() => undefined)).url, { timeoutMs: ENOUGH_MS })
    expect(hung.phases).toMatchObject({ connectMs: expect.any(Number), waitMs: null, downloadMs: null })
  })
})

describe('what is sent', () => {
  test('one GET with the host of the address, port included, and the connection closed', async () => {
    let head = ''
    const { port } = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        head += chunk.toString('latin1')
        if (head.includes('\r\n\r\n')) socket.end('HTTP/1.1 204 No Content\r\n\r\n')
      })
    })
    await visit(`http://cong.localhost:${port}/a%20b?x=1&y=%C4%91#fragment`)
    const [line, ...headers] = head.trim().split('\r\n')
    expect(line).toBe('GET /a%20b?x=1&y=%C4%91 HTTP/1.1')
    expect(headers.map((text) => text.toLowerCase()).sort()).toEqual([
      'connection: close',
      `host: cong.localhost:${port}`,
      'user-agent: test',
    ])
  })
})

describe('faults', () => {
  test('a closed port', async () => {
    const { port } = await rawServer(() => undefined)
    const seen = await visit(`http://cong.localhost:${port === 1 ? 2 : 1}/`)
    expect(causeOf(seen)).toBe('connection_refused')
    expect(seen).toMatchObject({ address: '127.0.0.1', phases: { connectMs: null } })
  })

  test.each([
    [
      'a connection that is reset before the answer',
      (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
      'connection_reset',
    ],
    [
      'a connection that ends without an answer',
      (socket: Socket) => void socket.once('data', () => socket.end()),
      'connection_reset',
    ],
    [
      'a reset in the middle of the body',
      answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', 'reset'),
      'connection_reset',
    ],
    [
      'an answer shorter than it says',
      answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'),
      'malformed_response',
    ],
    [
      'a chunked answer that stops',
      answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n'),
      'malformed_response',
    ],
    ['what is no HTTP', answering('SSH-2.0-OpenSSH_9.6\r\n'), 'malformed_response'],
    ['a bad chunk', answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'), 'malformed_response'],
    [
      'a flood of headers',
      answering(`HTTP/1.1 200 OK\r\n${'X-Filler: abcdefghijklmnopqrstuvwxyz\r\n'.repeat(4_000)}\r\n`),
      'malformed_response',
    ],
  ])('%s', async (_name, onConnection, cause) => {
    const { url } = await rawServer(onConnection)
    expect(causeOf(await visit(url))).toBe(cause)
  })

  test('no byte of an answer in time', async () => {
    const seen = await visit((await rawServer(() => undefined)).url, { timeoutMs: ENOUGH_MS })
    expect(causeOf(seen)).toBe('wait_timeout')
  })

  test('an answer that drips on past the deadline', async () => {
    const { url } = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', 'hold'))
    const seen = await visit(url, { timeoutMs: ENOUGH_MS })
    expect(causeOf(seen)).toBe('download_timeout')
    expect(seen.phases).toMatchObject({ waitMs: expect.any(Number), downloadMs: null })
  })

  test('a head that never ends is still being downloaded', async () => {
    const { url } = await rawServer(answering('HTTP/1.1 200 OK\r\nX-Slow: ', 'hold'))
    expect(causeOf(await visit(url, { timeoutMs: ENOUGH_MS }))).toBe('download_timeout')
  })

  test('stopped by the operator', async () => {
    const stop = new AbortController()
    const { url } = await rawServer((socket) => socket.once('data', () => stop.abort()))
    expect(causeOf(await visit(url, { signal: stop.signal }))).toBe('killed')
  })

  test('a body that its reader has had enough of', async () => {
    const site = await startSite({ '/': 'x'.repeat(1_000) })
    const seen = await visit(site.url('/'), {}, sink({ write: () => ({ cause: 'body_too_large', detail: 'enough' }) }))
    expect(seen).toMatchObject({ kind: 'fault', fault: { cause: 'body_too_large', detail: 'enough' } })
  })
})

describe('TLS', () => {
  async function tlsSite(): Promise<number> {
    const { key, cert } = selfSignedCertificate({ host: 'cong.localhost', nowMs: Date.now() })
    const server = createTlsServer({ key, cert }, (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    server.on('tlsClientError', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }

  test('a certificate that nobody vouches for: told, with its facts, and no request sent', async () => {
    const seen = await visit(`https://cong.localhost:${await tlsSite()}/`)
    expect(causeOf(seen)).toBe('tls_untrusted')
    expect(seen).toMatchObject({
      tls: {
        protocol: 'TLSv1.3',
        subject: 'cong.localhost',
        issuer: 'cong.localhost',
        expiresAtMs: expect.any(Number),
      },
      phases: { tlsMs: expect.any(Number), waitMs: null },
    })
  })

  test('a server that speaks no TLS', async () => {
    const { port } = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    const seen = await visit(`https://cong.localhost:${port}/`)
    expect(causeOf(seen)).toBe('tls_error')
    expect(seen.phases).toMatchObject({ connectMs: expect.any(Number), tlsMs: null })
  })

  test('a handshake that never ends', async () => {
    const { port } = await rawServer(() => undefined)
    const seen = await visit(`https://cong.localhost:${port}/`, { timeoutMs: ENOUGH_MS })
    expect(causeOf(seen)).toBe('connect_timeout')
  })
})

describe('what may not be visited', () => {
  test('a port that was not named', async () => {
    const site = await startSite({ '/': 'x' })
    expect(causeOf(await visit(site.url('/'), { namedPorts: new Set() }))).toBe('address_refused')
    expect(site.requests).toEqual([])
  })

  test.each([
    'ftp://cong.localhost/',
    'file:///etc/passwd',
    'http://user@cong.localhost/',
    'http://:secret@cong.localhost/',
  ])('%s', async (url) => {
    expect(causeOf(await visit(url))).toBe('address_refused')
  })

  test('loopback, where private addresses are not admitted', async () => {
    const site = await startSite({ '/': 'x' })
    for (const host of ['cong.localhost', '127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
      expect(causeOf(await visit(`http://${host}:${site.port}/`, { allowPrivate: false }))).toBe('address_refused')
    }
    expect(site.requests).toEqual([])
  })

  test('an address of another family is ours, or the name has none of the wanted kind', async () => {
    expect(causeOf(await visit('http://[::1]:80/', { families: [4] }))).toBe('no_ipv6')
    expect(causeOf(await visit('http://127.0.0.1:80/', { families: [6] }))).toBe('dns_not_found')
  })
})

test('a local address that is not ours to use is our fault', async () => {
  const site = await startSite({ '/': 'x' })
  expect(causeOf(await visit(site.url('/'), { source: '192.0.2.1' }))).toBe('monitor_network')
})

test('connects from the local address that it is given', async () => {
  let peer: string | undefined
  const { url } = await rawServer((socket) => {
    peer = socket.remoteAddress
    answering('HTTP/1.1 204 No Content\r\n\r\n')(socket)
  })
  await visit(url, { source: '127.0.0.11' })
  expect(peer).toBe('127.0.0.11')
})
