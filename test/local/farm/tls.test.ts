import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selfSignedCertificate } from '../../../lib/local/farm/certificate.ts'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { ask, failureOf } from './request.ts'

let farm: Farm
beforeAll(async () => {
  farm = await startFarm({ port: 0, startedAtMs: Date.now() })
})
afterAll(() => farm.close())

test('the portal with a bad certificate is refused by a client that checks', async () => {
  expect(farm.url('dong-lua')).toBe(`https://dong-lua.localhost:${farm.port}/`)
  expect(await failureOf(ask(farm.url('dong-lua')))).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
})

test('a client that does not mind reads the page, on the port that also speaks HTTP', async () => {
  const answer = await ask(farm.url('dong-lua'), { trustAll: true })
  expect([answer.status, answer.text.includes('tỉnh Đồng Lúa')]).toEqual([200, true])
  expect(new URL(farm.url('binh-minh')).port).toBe(new URL(farm.url('dong-lua')).port)
  expect((await ask(farm.url('binh-minh'))).status).toBe(200)
})

test('its plain HTTP address leads to HTTPS', async () => {
  const { status, headers } = await ask(farm.url('dong-lua', '/thu-tuc?a=1').replace('https:', 'http:'))
  expect([status, headers.location]).toEqual([301, farm.url('dong-lua', '/thu-tuc?a=1')])
})

test.each(['reset', 'truncate'])('%s works below TLS as well', async (fault) => {
  expect(await failureOf(ask(farm.url('dong-lua', `/?fault=${fault}`), { trustAll: true }))).toBe('ECONNRESET')
})

test.each([
  ['says nothing', Buffer.alloc(0)],
  ['leaves during the handshake', Buffer.from([0x16, 0x03, 0x01])],
  ['speaks neither', Buffer.from([0, 1, 2, 3])],
])('a client that %s and resets its connection does no harm', async (_, first) => {
  const socket = connectPlain(farm.port, '127.0.0.1')
  await once(socket, 'connect')
  if (first.length > 0) await new Promise((resolve) => socket.write(first, resolve))
  socket.resetAndDestroy()
  await once(socket, 'close')
  expect((await ask(farm.url('dong-lua'), { trustAll: true })).status).toBe(200)
})

test('the certificate reads as it should', async () => {
  const nowMs = Date.UTC(2026, 10, 22, 12)
  const made = new X509Certificate(selfSignedCertificate({ host: 'a.localhost', nowMs }).cert)
  expect(made.subject).toBe('CN=a.localhost')
  expect(made.subjectAltName).toBe('DNS:a.localhost')
  expect(made.validFromDate.toISOString()).toBe('2026-11-21T12:00:00.000Z')
  expect(made.validToDate.toISOString()).toBe('2027-11-22T12:00:00.000Z')
  expect(made.verify(made.publicKey)).toBe(true)

  const { port } = farm
  const socket = connect({ host: '127.0.0.1', port, servername: 'dong-lua.localhost', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  expect(socket.getPeerX509Certificate()?.subjectAltName).toBe('DNS:dong-lua.localhost')
  expect(socket.getProtocol()).toBe('TLSv1.3')
  socket.destroy()
})
