import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import { type Authority, type Certificate, certificateAuthority } from '../kit/certificates.ts'
import { nhip, scratchFile, values } from '../kit/nhip.ts'
import { html } from '../kit/site.ts'

const HOUR_MS = 3_600_000
let authority: Authority
beforeAll(() => {
  authority = certificateAuthority('Test CA')
})

/** What a check sees of a site with this certificate, where the test's own authority is trusted. */
async function checked(certificate: Certificate, trusted = authority.cert): Promise<Observation> {
  let requests = 0
  const server = createServer(certificate, (_request, response) => {
    requests++
    response.end(html(''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `https://cong.localhost:${(server.address() as AddressInfo).port}/`
  const { stdout } = await nhip(['check', url, '--allow-private', '--json'], {
    env: { NODE_EXTRA_CA_CERTS: await scratchFile('ca.pem', trusted) },
  })
  const seen = observationSchema.parse(values(stdout)[0])
  // What is not trusted is told nothing.
  expect(requests).toBe(seen.outcome === 'passed' ? 1 : 0)
  return seen
}

describe('a certificate', () => {
  test('of a trusted authority, for this host, in its time', async () => {
    const seen = await checked(authority.issue({ host: 'cong.localhost' }))
    expect(seen).toMatchObject({
      outcome: 'passed',
      tls: { subject: 'cong.localhost', issuer: 'Test CA', protocol: 'TLSv1.3' },
      phases: { dnsMs: null, tlsMs: expect.any(Number) },
    })
  })

  test.each<[string, () => Certificate, string]>([
    [
      'that has expired',
      () => authority.issue({ host: 'cong.localhost', fromMs: Date.now() - 48 * HOUR_MS, toMs: Date.now() - HOUR_MS }),
      'tls_expired',
    ],
    [
      'that is not valid yet',
      () => authority.issue({ host: 'cong.localhost', fromMs: Date.now() + HOUR_MS, toMs: Date.now() + 48 * HOUR_MS }),
      'tls_untrusted',
    ],
    ['of another host', () => authority.issue({ host: 'other.localhost' }), 'tls_name_mismatch'],
    [
      'of an authority that nobody trusts',
      () => certificateAuthority('Stranger').issue({ host: 'cong.localhost' }),
      'tls_untrusted',
    ],
    [
      "of an authority that only has the trusted one's name",
      () => certificateAuthority('Test CA').issue({ host: 'cong.localhost' }),
      'tls_untrusted',
    ],
  ])('%s', async (_name, make, cause) => {
    const seen = await checked(make())
    expect(seen).toMatchObject({
      outcome: 'failed',
      cause,
      httpStatus: null,
      phases: { tlsMs: expect.any(Number), waitMs: null },
      tls: { expiresAtMs: expect.any(Number) },
    })
  })
})
