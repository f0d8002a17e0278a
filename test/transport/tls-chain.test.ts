import type { RequestListener } from 'node:http'
import { createSecureContext } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { Warning } from '../../lib/model/cause.ts'
import { observeHttp } from '../../lib/observe/http/observe.ts'
import { createTrust, type Trust } from '../../lib/transport/tls-trust.ts'
import { type Authority, certificateAuthority, derOf, pkcs7Of } from '../kit/certificates.ts'
import { httpRequest } from '../kit/http-request.ts'
import { html } from '../kit/site.ts'
import { startTlsSite, type TlsSite } from '../kit/tls-site.ts'

/** A root that is trusted, an intermediate below it, and a leaf that says where the intermediate is. */
type Chain = { readonly root: Authority; readonly between: Authority; readonly trust: Trust }

function chain(): Chain {
  const root = certificateAuthority('Root')
  return { root, between: root.intermediate('Between'), trust: createTrust({ ca: [root.cert] }) }
}

/** Serves the page over https, and over http what `files` has. */
const listen =
  (files: () => Readonly<Record<string, Buffer | string | number>>): RequestListener =>
  (request, response) => {
    if ('encrypted' in request.socket) return void response.end(html(''))
    const file = files()[request.url ?? ''] ?? 404
    response.writeHead(typeof file === 'number' ? file : 200)
    response.end(typeof file === 'number' ? '' : file)
  }

/** A site that sends its leaf only, whose issuer is at `/issuer` of the same port. */
async function lackingSite(
  issuer: Authority,
  files: (port: number) => Readonly<Record<string, Buffer | string | number>>,
  issuerAt = (port: number) => `http://cong.localhost:${port}/issuer`,
): Promise<TlsSite & { readonly send: (cert: string) => void }> {
  let port = 0
  // Which port it gets is known only once it listens; the certificate is made for the first handshake.
  let current: { key: string; cert: string } | null = null
  const site = await startTlsSite(
    {
      SNICallback: (_name, done) => {
        current ??= issuer.issue({ host: 'cong.localhost', issuerAt: issuerAt(port) })
        done(null, createSecureContext(current))
      },
    },
    listen(() => files(port)),
  )
  port = site.port
  return {
    ...site,
    send: (more) => {
      current = current && { ...current, cert: current.cert + more }
    },
  }
}

function look(url: string, trust: Trust, timeoutMs = 10_000) {
  return observeHttp(httpRequest(url, { timeoutMs, trust }))
}

const LACKING: readonly Warning[] = ['tls_incomplete_chain']

test('a whole chain is told leaf first, with each certificate, and nothing is fetched', async () => {
  const { between, trust } = chain()
  const leaf = between.issue({ host: 'cong.localhost', issuerAt: 'http://cong.localhost/issuer' })
  const site = await startTlsSite(
    { key: leaf.key, cert: leaf.cert + between.cert },
    listen(() => ({})),
  )
  const seen = await look(site.url(), trust)
  expect(seen).toMatchObject({ fault: null, status: 200, warnings: [] })
  expect(seen.tls).toMatchObject({
    protocol: 'TLSv1.3',
    subject: 'cong.localhost',
    issuer: 'Between',
    names: ['cong.localhost'],
    chain: [
      { subject: 'cong.localhost', issuer: 'Between', expiresAtMs: seen.tls?.expiresAtMs },
      { subject: 'Between', issuer: 'Root' },
    ],
  })
  for (const { sha256 } of seen.tls?.chain ?? []) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(site.requests).toEqual(['https GET /'])
})

describe('a chain that lacks its intermediate', () => {
  test.each<[string, (between: Authority) => Buffer | string]>([
    ['in DER', ({ cert }) => derOf(cert)],
    ['in PEM', ({ cert }) => cert],
    ['in a bundle', ({ cert }) => pkcs7Of([certificateAuthority('Another').cert, cert])],
  ])('passes with a warning once it is fetched, %s', async (_name, file) => {
    const { between, trust } = chain()
    const site = await lackingSite(between, () => ({ '/issuer': file(between) }))
    const seen = await look(site.url(), trust)
    expect(seen).toMatchObject({ fault: null, status: 200, warnings: LACKING })
    expect(seen.tls?.chain).toHaveLength(1)
    expect(seen.hops).toHaveLength(1)
    expect(site.requests).toEqual(['http GET /issuer', 'https GET /'])
  })

  test('is known the next time: one connection, nothing fetched', async () => {
    const { between, trust } = chain()
    const site = await lackingSite(between, () => ({ '/issuer': derOf(between.cert) }))
    await look(site.url(), trust)
    const before = site.connections()
    expect(await look(site.url(), trust)).toMatchObject({ status: 200, warnings: LACKING })
    expect(site.connections() - before).toBe(1)
    expect(site.requests).toEqual(['http GET /issuer', 'https GET /', 'https GET /'])
  })

  test('is warned of no longer once the server sends it', async () => {
    const { between, trust } = chain()
    const site = await lackingSite(between, () => ({ '/issuer': derOf(between.cert) }))
    expect((await look(site.url(), trust)).warnings).toEqual(LACKING)
    site.send(between.cert)
    expect(await look(site.url(), trust)).toMatchObject({ status: 200, warnings: [] })
  })

  test('that is two long', async () => {
    const root = certificateAuthority('Root')
    const trust = createTrust({ ca: [root.cert] })
    let port = 0
    let upper: Authority | null = null
    let lower: Authority | null = null
    const site = await startTlsSite(
      {
        SNICallback: (_name, done) => {
          upper ??= root.intermediate('Upper')
          lower ??= upper.intermediate('Lower', { issuerAt: `http://cong.localhost:${port}/upper` })
          const leaf = lower.issue({ host: 'cong.localhost', issuerAt: `http://cong.localhost:${port}/lower` })
          done(null, createSecureContext(leaf))
        },
      },
      listen(() => ({ '/lower': derOf(lower?.cert ?? ''), '/upper': derOf(upper?.cert ?? '') })),
    )
    port = site.port
    expect(await look(site.url(), trust)).toMatchObject({ status: 200, warnings: LACKING })
    expect(site.requests).toEqual(['http GET /lower', 'http GET /upper', 'https GET /'])
  })

  test('costs the measurement nothing, on the first hop or a later one', async () => {
    const { root, between } = chain()
    const AWAY_MS = 300
    let cert: { key: string; cert: string } | null = null
    const site = await startTlsSite(
      { SNICallback: (_name, done) => done(null, createSecureContext(cert as { key: string; cert: string })) },
      (request, response) => {
        if (request.url === '/issuer') return void setTimeout(() => response.end(derOf(between.cert)), AWAY_MS)
        if (request.url === '/from') return void response.writeHead(302, { location: site.url() }).end()
        response.end(html(''))
      },
    )
    cert = between.issue({ host: 'cong.localhost', issuerAt: `http://cong.localhost:${site.port}/issuer` })
    for (const url of [site.url(), `http://cong.localhost:${site.port}/from`]) {
      const fresh = createTrust({ ca: [root.cert] })
      const started = performance.now()
      const { phases, hops, warnings } = await look(url, fresh)
      const tookMs = performance.now() - started
      expect(warnings).toEqual(LACKING)
      // The server held the certificate back for so long; timers may be early by a millisecond.
      expect(tookMs - (phases.totalMs ?? 0)).toBeGreaterThanOrEqual(AWAY_MS - 2)
      expect(phases.totalMs).toBeGreaterThanOrEqual(
        hops.reduce((sum, hop) => sum + (hop.phases.totalMs ?? 0), 0) - 0.01,
      )
    }
  })
})

describe('no trust comes of what is fetched', () => {
  test.each<[string, (made: Chain) => readonly [Authority, Buffer | string | number], RegExp]>([
    [
      'a root of its own',
      () => {
        const stranger = certificateAuthority('Stranger')
        return [stranger, derOf(stranger.cert)]
      },
      /has no intermediate that issued it/,
    ],
    [
      'an intermediate of a stranger',
      () => {
        const below = certificateAuthority('Stranger').intermediate('Between')
        return [below, derOf(below.cert)]
      },
      /doesn’t say where its issuer’s is/,
    ],
    [
      'one of the right name that did not sign',
      ({ between, root }) => [between, derOf(root.intermediate('Between').cert)],
      /has no intermediate that issued it/,
    ],
    [
      'a leaf that plays the authority',
      ({ root }) => {
        const leaf = root.issue({ host: 'Between' })
        return [root.intermediate('Between'), derOf(leaf.cert)]
      },
      /has no intermediate that issued it/,
    ],
    ['nothing', ({ between }) => [between, 404], /status 404/],
    ['what is no certificate', ({ between }) => [between, '<html>'], /is no certificate/],
    ['a redirect', ({ between }) => [between, 302], /status 302/],
    ['more than a certificate takes', ({ between }) => [between, Buffer.alloc(70_000)], /body_too_large/],
  ])('%s', async (_name, make, why) => {
    const made = chain()
    const [issuer, file] = make(made)
    const site = await lackingSite(issuer, () => ({ '/issuer': file }))
    const seen = await look(site.url(), made.trust)
    expect(seen.fault).toMatchObject({ cause: 'tls_untrusted', detail: expect.stringMatching(why) })
    expect(site.requests).not.toContain('https GET /')
  })

  test('an intermediate whose time is over', async () => {
    const { root, trust } = chain()
    const between = root.intermediate('Between', { fromMs: Date.now() - 7_200_000, toMs: Date.now() - 3_600_000 })
    const site = await lackingSite(between, () => ({ '/issuer': derOf(between.cert) }))
    expect((await look(site.url(), trust)).fault?.cause).toBe('tls_expired')
  })

  test('a leaf for another name, its chain completed', async () => {
    const { between, trust } = chain()
    const site = await lackingSite(between, () => ({ '/issuer': derOf(between.cert) }))
    expect((await look(site.url('/', 'khac.localhost'), trust)).fault?.cause).toBe('tls_name_mismatch')
  })
})

describe('an address of an issuer is held to the rules of every visit', () => {
  test.each([
    ['metadata', 'http://169.254.169.254/latest/meta-data/', /address_refused/],
    ['a port that nobody named', 'http://cong.localhost:22/issuer', /address_refused/],
    ['another scheme', 'file:///etc/passwd', /doesn’t say where/],
    ['ldap, as some have it', 'ldap://cong.localhost/cn=ca', /doesn’t say where/],
    ['https, which needs what it would prove', 'https://cong.localhost/issuer', /doesn’t say where/],
  ])('%s', async (_name, address, why) => {
    const { between, trust } = chain()
    const site = await lackingSite(
      between,
      () => ({}),
      () => address,
    )
    const seen = await look(site.url(), trust)
    expect(seen.fault).toMatchObject({ cause: 'tls_untrusted', detail: expect.stringMatching(why) })
    expect(site.requests).toEqual([])
  })

  test('one that never answers leaves the check its cause', async () => {
    const { between, trust } = chain()
    const site = await startTlsSite(
      {
        SNICallback: (_name, done) => done(null, createSecureContext(leaf())),
      },
      () => undefined,
    )
    const leaf = () => between.issue({ host: 'cong.localhost', issuerAt: `http://cong.localhost:${site.port}/issuer` })
    const seen = await look(site.url(), trust, 600)
    expect(seen.fault).toMatchObject({ cause: 'tls_untrusted', detail: expect.stringMatching(/wait_timeout/) })
  })

  test('one that failed is not asked again at once', async () => {
    const { between, trust } = chain()
    const site = await lackingSite(between, () => ({ '/issuer': 503 }))
    await look(site.url(), trust)
    await look(site.url(), trust)
    expect(site.requests).toEqual(['http GET /issuer'])
  })
})
