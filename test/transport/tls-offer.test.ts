import type { SecureContextOptions, TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { observeHttp } from '../../lib/observe/http/observe.ts'
import { createTrust } from '../../lib/transport/tls-trust.ts'
import { certificateAuthority } from '../kit/certificates.ts'
import { httpRequest } from '../kit/http-request.ts'
import { startTlsSite } from '../kit/tls-site.ts'

const root = certificateAuthority('Root')

/** The cipher on which a server of these options agrees with a check. */
async function agreed(options: SecureContextOptions): Promise<string | undefined> {
  let cipher: string | undefined
  const site = await startTlsSite({ ...root.issue({ host: 'cong.localhost' }), ...options }, (request, response) => {
    cipher = (request.socket as TLSSocket).getCipher().name
    response.end('x')
  })
  const { fault } = await observeHttp(httpRequest(site.url(), { trust: createTrust({ ca: [root.cert] }) }))
  expect(fault).toBeNull()
  return cipher
}

test('a server that lets its visitors choose gets what browsers choose', async () => {
  expect(await agreed({ honorCipherOrder: false })).toBe('TLS_AES_128_GCM_SHA256')
})

test.each<[string, SecureContextOptions]>([
  ['TLS_AES_256_GCM_SHA384', { ciphers: 'TLS_AES_256_GCM_SHA384', minVersion: 'TLSv1.3' }],
  ['ECDHE-ECDSA-AES256-GCM-SHA384', { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' }],
])('a server that has %s only gets that', async (cipher, options) => {
  expect(await agreed(options)).toBe(cipher)
})
