import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createWebhook } from '../../lib/notify/webhook.ts'
import { alert } from '../kit/alert.ts'
import { recordingServer } from '../kit/recording-server.ts'

const SECRET = 'a-secret-of-the-two-of-us'
const NOW = Date.parse('2026-11-22T03:05:00.900Z')

const webhook = (
  url: string,
  changes: { readonly allowPrivate?: boolean; readonly only?: object; readonly topic?: 'escalations' } = {},
) =>
  createWebhook(
    { id: 'ops', url, secret: SECRET, only: changes.only ?? {}, topic: changes.topic ?? 'alerts' },
    { now: () => NOW, allowPrivate: changes.allowPrivate ?? true },
  )

test('the event is posted as JSON, and its signature can be checked with the secret alone', async () => {
  const { url, requests } = await recordingServer(() => ({ status: 204 }))
  const event = alert({ label: { vi: 'Cổng Đà Nẵng', en: 'Da Nang' } })
  expect(await webhook(`${url}/hook?a=b`).send(event)).toEqual({ kind: 'sent' })
  const [asked] = requests
  expect(asked).toMatchObject({
    method: 'POST',
    path: '/hook?a=b',
    headers: { 'content-type': 'application/json', 'nhip-event': event.id },
  })
  expect(JSON.parse(asked?.body ?? '')).toEqual(event)
  const timestamp = '1795316700'
  const expected = createHmac('sha256', SECRET).update(`${timestamp}.${asked?.body}`).digest('hex')
  expect(asked?.headers['nhip-signature']).toBe(`t=${timestamp},v1=${expected}`)
  expect(JSON.stringify(requests)).not.toContain(SECRET)
})

test.each([
  [500, 'failed'],
  [503, 'failed'],
  [429, 'failed'],
  [408, 'failed'],
  [400, 'refused'],
  [404, 'refused'],
  [301, 'refused'],
])('status %i: %s', async (status, kind) => {
  const { url, requests } = await recordingServer(() => ({ status }))
  expect(await webhook(url).send(alert())).toEqual({ kind, reason: `status ${status}` })
  expect(requests).toHaveLength(1)
})

test('nobody there: it may pass', async () => {
  expect(await webhook('http://127.0.0.1:9/').send(alert())).toMatchObject({ kind: 'failed' })
})

test('a private address is refused where none is admitted, and nothing is sent there', async () => {
  const { url, requests } = await recordingServer(() => ({ status: 200 }))
  expect(await webhook(url, { allowPrivate: false }).send(alert())).toMatchObject({ kind: 'refused' })
  expect(requests).toEqual([])
})

test('hears of alerts, or of what is escalated and of its end', () => {
  const wants = (event: Parameters<typeof alert>[0], topic?: 'escalations') =>
    webhook('https://example.org', topic ? { topic } : {}).wants(alert(event))
  const end = { event: 'resolved', facts: { escalated: true } } as const
  expect([wants({}), wants({ event: 'escalated' }), wants(end)]).toEqual([true, false, true])
  const heard = [{}, { event: 'escalated' } as const, end, { event: 'resolved' } as const]
  expect(heard.map((event) => wants(event, 'escalations'))).toEqual([false, true, true, false])
})

test('wants what is of one of its portals, though others be first', () => {
  const { wants } = webhook('https://example.org', { only: { portals: ['hue'] } })
  expect(wants(alert({ facts: { portals: ['da-nang', 'hue'] } }))).toBe(true)
  expect(wants(alert({ facts: { portals: ['da-nang', 'lao-cai'] } }))).toBe(false)
})

test('wants what its settings let through', () => {
  const wants = (only: object) => webhook('https://example.org', { only }).wants(alert())
  expect(wants({})).toBe(true)
  expect(
    wants({ severities: ['page'], events: ['opened'], kinds: ['down'], portals: ['da-nang'], vendors: ['vnpt'] }),
  ).toBe(true)
  for (const only of [
    { severities: ['info'] },
    { events: ['resolved'] },
    { kinds: ['slow'] },
    { portals: ['hue'] },
    { vendors: ['x'] },
  ])
    expect(wants(only)).toBe(false)
})
