import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { judgeHttp } from '../../lib/judge/outcome.ts'
import { type HttpRequest, observeHttp } from '../../lib/observe/http/observe.ts'
import { exchange } from '../../lib/transport/exchange.ts'
import { createNameResolver } from '../../lib/transport/name-resolver.ts'
import { createTrust } from '../../lib/transport/tls-trust.ts'
import { certificateAuthority } from '../kit/certificates.ts'
import { httpRequest } from '../kit/http-request.ts'
import { startNameServer, type Zone } from '../kit/name-server.ts'
import { startSite } from '../kit/site.ts'
import { startTlsSite } from '../kit/tls-site.ts'

/** Stands for everything that must not be reached: one port of loopback, over both families. */
let port = 0
let reached = 0
const traps = [0, 1].map(() =>
  createServer((socket) => {
    reached++
    socket.destroy()
  }),
)
beforeAll(async () => {
  for (const [index, host] of ['127.0.0.1', '::1'].entries()) {
    const trap = traps[index] as (typeof traps)[number]
    await new Promise<void>((resolve, reject) => trap.once('error', reject).listen(port, host, resolve))
    port = (trap.address() as AddressInfo).port
  }
})
afterAll(() => {
  for (const trap of traps) trap.close()
})

/** What one request at the transport itself comes to, with the trap's port named. */
async function visit(url: string, changes: { allowPrivate?: boolean; zone?: Zone } = {}) {
  const server = changes.zone && (await startNameServer(changes.zone))
  const before = reached
  const seen = await exchange(
    {
      url: new URL(url),
      headers: {},
      families: [4, 6],
      allowPrivate: changes.allowPrivate === true,
      namedPorts: new Set([port]),
      source: null,
      timeoutMs: 2_000,
      resolver: server && createNameResolver({ servers: server.servers }),
    },
    { begin: () => undefined, write: () => null, end: () => Promise.resolve(null) },
  )
  const { address, phases } = seen
  const cause = seen.kind === 'fault' ? seen.fault.cause : null
  return { cause, address, connectMs: phases.connectMs, connections: reached - before }
}

/** Nothing was chosen to connect to, and nothing connected. */
const REFUSED = { cause: 'address_refused', address: null, connectMs: null, connections: 0 }

test('the trap is one: what is admitted falls into it', async () => {
  for (const host of ['127.0.0.1', '[::1]', '2130706433', '0x7f.1', 'cong.localhost'])
    expect(await visit(`http://${host}:${port}/`, { allowPrivate: true })).toMatchObject({
      cause: 'connection_reset',
      connections: 1,
    })
})

const LOOPBACK = [
  ['in full', '127.0.0.1'],
  ['another of its network', '127.9.9.9'],
  ['decimal', '2130706433'],
  ['hex', '0x7f000001'],
  ['hex by parts', '0x7f.0x0.0x0.0x1'],
  ['octal', '017700000001'],
  ['octal by parts', '0177.0.0.01'],
  ['short', '127.1'],
  ['short, three parts', '127.0.1'],
  ['mixed', '0x7f.1'],
  ['with a dot at its end', '127.0.0.1.'],
  ['in wide digits', '１２７。０。０。１'],
  ['in circled digits', '①②⑦.⓪.⓪.①'],
  ['in mathematical digits', '𝟭𝟮𝟳.𝟬.𝟬.𝟭'],
  ['percent-encoded', '%31%32%37.0.0.1'],
  ['zero', '0'],
  ['zero in full', '0.0.0.0'],
  ['IPv6', '[::1]'],
  ['IPv6 in full', '[0000:0000:0000:0000:0000:0000:0000:0001]'],
  ['IPv6 unspecified', '[::]'],
  ['IPv4-mapped', '[::ffff:127.0.0.1]'],
  ['IPv4-mapped in hex', '[::ffff:7f00:1]'],
  ['IPv4-compatible', '[::127.0.0.1]'],
  ['IPv4-translated', '[::ffff:0:127.0.0.1]'],
  ['NAT64', '[64:ff9b::127.0.0.1]'],
  ['NAT64 for local use', '[64:ff9b:1::7f00:1]'],
  ['6to4', '[2002:7f00:1::]'],
  ['Teredo', '[2001:0:7f00:1::]'],
  ['by name', 'localhost'],
  ['by name with a dot', 'localhost.'],
  ['by name, in capitals', 'LOCALHOST'],
  ['by a name below it', 'metadata.localhost'],
] as const

describe('this machine, in every notation', () => {
  test.each(LOOPBACK)('%s: %s', async (_name, host) => {
    expect(await visit(`http://${host}:${port}/`)).toEqual(REFUSED)
  })

  test.each(['[::1%25lo]', '[fe80::1%25eth0]', '127.0.0.0.1', '0x100000000', '1.2.3.256'])(
    '%s is no address at all',
    (host) => {
      expect(URL.canParse(`http://${host}/`)).toBe(false)
    },
  )
})

describe('private networks and metadata, in every notation', () => {
  test.each([
    '10.0.0.1',
    '167772161',
    '0xa000001',
    '012.0.0.1',
    '10.1',
    '172.16.0.1',
    '192.168.1.1',
    '192.168.257',
    '100.64.0.1',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '１６９.２５４.１６９.２５４',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1:fffe::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[ff02::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[100::1]',
    '[5f00::1]',
    '[4000::1]',
  ])('%s', async (host) => {
    expect(await visit(`http://${host}:${port}/`)).toEqual(REFUSED)
  })

  test.each(['169.254.169.254', '[fd00:ec2::254]', '[fd20:ce::254]', '168.63.129.16', '100.100.100.200', '[fe80::1]'])(
    'metadata at %s, on an intranet too',
    async (host) => {
      expect(await visit(`http://${host}:${port}/`, { allowPrivate: true })).toEqual(REFUSED)
    },
  )
})

describe('names that lie', () => {
  test.each<[string, readonly string[]]>([
    ['private', ['10.0.0.1']],
    ['loopback', ['127.0.0.1']],
    ['loopback over IPv6', ['::1']],
    ['metadata', ['169.254.169.254']],
    ['IPv4-mapped', ['::ffff:127.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['public first, then loopback', ['1.1.1.1', '127.0.0.1']],
  ])('%s', async (_name, addresses) => {
    expect(await visit(`http://dvc.example.vn:${port}/`, { zone: { 'dvc.example.vn': addresses } })).toEqual(REFUSED)
  })

  test('rebinding: it is asked for once, and the connection goes to the address that was checked', async () => {
    const server = await startNameServer({ 'dvc.example.vn': ['127.0.0.2'] })
    const peers: (string | undefined)[] = []
    const portal = createServer((socket) => {
      peers.push(socket.localAddress)
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.2', resolve))
    onTestFinished(() => void portal.close())
    const { port: at } = portal.address() as AddressInfo
    const resolver = createNameResolver({ servers: server.servers })
    await exchange(
      {
        url: new URL(`http://dvc.example.vn:${at}/`),
        headers: {},
        families: [4],
        allowPrivate: true,
        namedPorts: new Set([at]),
        source: null,
        timeoutMs: 5_000,
        resolver: async (name, family) => {
          const answer = await resolver(name, family)
          // Whoever asks again, by whatever way, is led into the trap.
          server.set({ 'dvc.example.vn': ['127.0.0.1'] })
          return answer
        },
      },
      { begin: () => undefined, write: () => null, end: () => Promise.resolve(null) },
    )
    expect(peers).toEqual(['127.0.0.2'])
    expect(server.questions).toEqual(['A dvc.example.vn'])
  })

  test('rebinding between hops: each hop is checked anew', async () => {
    const site = await startSite({ '/': (_request, response) => response.writeHead(302, { location: '/b' }).end() })
    let asked = 0
    const seen = await look(`http://dvc.example.vn:${site.port}/`, {
      resolver: () => Promise.resolve({ kind: 'found', addresses: [asked++ === 0 ? '127.0.0.1' : '169.254.169.254'] }),
    })
    expect([seen.cause, asked, site.requests]).toEqual(['address_refused', 2, ['GET /']])
  })
})

async function look(url: string, changes: Partial<HttpRequest> = {}) {
  const facts = await observeHttp(httpRequest(url, { families: [4, 6], timeoutMs: 5_000, ...changes }))
  return { ...judgeHttp(facts), facts }
}

/** What comes of a page that redirects there; `declared`: the page says that this host is its own. */
async function redirected(location: string, changes: { declared?: boolean } = {}) {
  // Letters go out as bare UTF-8, which Node writes only when it takes them for Latin-1.
  const sent = Buffer.from(location).toString('latin1')
  const site = await startSite({
    '/': (_request, response) => response.writeHead(302, { location: sent }).end(),
  })
  const before = reached
  const host = URL.canParse(location) ? new URL(location).hostname : ''
  const { cause, facts } = await look(site.url('/'), { expectHosts: changes.declared ? [host] : [] })
  return { cause, connections: reached - before, requests: site.requests.length, hops: facts.hops.length }
}

describe('redirects into what may not be visited, the host declared', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[::127.0.0.1]/',
    'http://0.0.0.0/',
    'ftp://portal.localhost/',
    'file:///etc/passwd',
    'gopher://portal.localhost/_x',
    'javascript:alert(1)',
    'data:text/html,x',
    'ws://portal.localhost/',
    'http://user@portal.localhost/',
    'http://user:secret@portal.localhost/',
    'http://portal.localhost:22/',
    'http://portal.localhost:6379/',
    'https://portal.localhost:8443/',
  ])('%s', async (location) => {
    expect(await redirected(location, { declared: true })).toMatchObject({
      cause: 'address_refused',
      connections: 0,
      requests: 1,
    })
  })

  test('to the trap, whose port nobody named', async () => {
    for (const host of ['portal.localhost', '127.0.0.1', '[::1]', '2130706433'])
      expect(await redirected(`http://${host}:${port}/`, { declared: true })).toMatchObject({
        cause: 'address_refused',
        connections: 0,
      })
  })
})

describe('redirects elsewhere are not followed wherever they lead', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.5:8080/portal',
    'http://evil.example.org/',
    '//evil.example.org/',
    '\\\\evil.example.org\\',
    '/\\evil.example.org/',
    'http:\\\\evil.example.org',
    'http://portal.localhost@evil.example.org/',
    'http://portal.localhost.evil.example.org/',
    'http://portal．localhost．evil.example.org/',
  ])('%s', async (location) => {
    expect(await redirected(location)).toMatchObject({ cause: 'redirect_elsewhere', connections: 0, requests: 1 })
  })
})

describe('what a Location can’t do', () => {
  test.each([
    ['an encoded line break stays in the path', '/%0d%0aHost:%20evil.example.org', '/%0d%0aHost:%20evil.example.org'],
    ['a tab is left out, as browsers do', '/a\tb', '/ab'],
    ['letters sent as bare UTF-8 are read as such', Buffer.from('/trang-chủ').toString('latin1'), '/trang-ch%E1%BB%A7'],
    ['letters of Latin-1 stay what they are', '/\xe9', '/%C3%A9'],
  ])('%s', async (_name, location, path) => {
    const site = await startSite({
      '/': (_request, response) => response.writeHead(302, { location }).end(),
      [path]: 'đến nơi',
    })
    const seen = await look(site.url('/'))
    expect(seen.facts).toMatchObject({ status: 200, finalUrl: site.url(path) })
    expect(site.requests).toEqual(['GET /', `GET ${path}`])
  })

  test('from https to http it is followed within the host, as browsers do, with a warning', async () => {
    const authority = certificateAuthority('Test CA')
    const site = await startTlsSite(authority.issue({ host: 'cong.localhost' }), (request, response) => {
      if ('encrypted' in request.socket) response.writeHead(302, { location: site.url().replace('https:', 'http:') })
      response.end('đến nơi')
    })
    const { facts } = await look(site.url(), { trust: createTrust({ ca: [authority.cert] }) })
    expect(facts).toMatchObject({ status: 200, warnings: ['https_downgrade'] })
    expect(site.requests).toEqual(['https GET /', 'http GET /'])
  })
})
