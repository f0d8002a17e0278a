import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { sendReports } from '../../lib/flow/send-reports.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { REPORT_BYTES, reportKey } from '../../lib/model/report-file.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createHttpsHub, HubRefusal } from '../../lib/record/https-hub.ts'
import { KEY_LEAD_MS } from '../../lib/record/hub.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { locationKeysOf } from '../../lib/record/location-keys.ts'
import { createReportFolder } from '../../lib/record/report-folder.ts'
import { createArchiveReports, createFolderReports } from '../../lib/record/reports.ts'
import { createApp } from '../../lib/web/app.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { type Served, serve } from '../kit/serve.ts'
import { makeQueue, openStores, type TestQueue } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { makeToken } from '../kit/tokens.ts'

/** Both sides of the way between a private location and its hub, over a real connection. */
const NOW = Date.parse('2026-11-22T03:00:00Z')
const clock = heldClock(NOW)

let stores: Stores
let observations: TestQueue
let deadLetters: TestQueue
let served: Served
let token: string
const kept = new Map<string, Buffer>()
beforeAll(async () => {
  stores = await openStores()
  observations = await makeQueue(stores)
  deadLetters = await makeQueue(stores)
  const starts = { old: -60, now: -30, next: 15 }
  for (const [version, minutes] of Object.entries(starts)) {
    const { untilMs: _until, ...config } = configOf(catalogueOf({ catalog: version }), {
      version,
      effectiveFromMs: NOW + minutes * MINUTE_MS,
      publishedAtMs: NOW - 60 * MINUTE_MS,
    })
    await putConfig(stores.table, config)
  }
  token = await makeToken({ role: 'agent', location: 'sgn' }, { table: stores.table, nowMs: NOW })
  const app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations,
    deadLetters,
    jobs: await makeQueue(stores),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    reports: createFolderReports({
      put: (key, body) => Promise.resolve(void kept.set(key, Buffer.from(body))),
      get: () => Promise.resolve(null),
    }),
  })
  served = await serve(app)
})
beforeEach(() => clock.set(NOW))
afterAll(async () => {
  served.close()
  await stores.close()
})

const hub = (text = token, location = 'sgn') => createHttpsHub({ url: served.url, token: text, location })
const bodies = async (queue: TestQueue) => (await queue.received()).map(({ Body = '' }) => Body)
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${served.url}/api/agent/results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
    duplex: 'half',
  } as RequestInit)

describe('the configuration', () => {
  const versions = async (from = hub()) => (await from.configuration()).configs.map(({ version }) => version)

  test('is what is in force and what is to come, as it was published', async () => {
    const { configs } = await hub().configuration()
    expect(configs).toMatchObject([
      { version: 'now', effectiveFromMs: NOW - 30 * MINUTE_MS, publishedAtMs: NOW - 60 * MINUTE_MS, played: ['sgn'] },
      { version: 'next', effectiveFromMs: NOW + 15 * MINUTE_MS },
    ])
    expect(configs[0]?.catalogue).toEqual(catalogueOf({ catalog: 'now' }))
  })

  test('is told with the location of the token', async () => {
    await expect(hub(token, 'han').configuration()).rejects.toThrow(/sgn.*han/)
  })

  test('a version is left out from the moment on which the next takes over', async () => {
    clock.set(NOW + 15 * MINUTE_MS - 1)
    expect(await versions()).toEqual(['now', 'next'])
    clock.set(NOW + 15 * MINUTE_MS)
    expect(await versions()).toEqual(['next'])
  })

  test('is sent again only where it has changed', async () => {
    const ask = (etag: string) =>
      fetch(`${served.url}/api/agent/configs`, {
        headers: { authorization: `Bearer ${token}`, 'if-none-match': etag },
      })
    const etag = (await ask('"none"')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^".+"$/)
    const same = await ask(`"other", W/${etag}`)
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag])
    clock.set(NOW + 15 * MINUTE_MS)
    expect((await ask(etag)).status).toBe(200)
    const kept = hub()
    clock.set(NOW)
    expect(await versions(kept)).toEqual(await versions(kept))
  })
})

describe('a key', () => {
  const register = (publicKey: string) => hub().register({ location: 'sgn', publicKey })
  const known = async (location = 'sgn') =>
    (await locationKeysOf(stores.table, location)).map(({ keyId, fromMs }) => [keyId, fromMs - NOW])

  test('is the location’s whose token it comes with; another one is a further one, and both count from a moment to come', async () => {
    const [one, other] = [signerOf(newKey()), signerOf(newKey())]
    expect(await register(one.publicKey)).toBe(true)
    clock.set(NOW + MINUTE_MS)
    expect(await register(one.publicKey)).toBe(true)
    expect(await known()).toEqual([[one.keyId, KEY_LEAD_MS]])
    expect(await register(other.publicKey)).toBe(true)
    expect(await known()).toEqual([
      [one.keyId, KEY_LEAD_MS],
      [other.keyId, MINUTE_MS + KEY_LEAD_MS],
    ])
    expect(await known('han')).toEqual([])
    // It may have been replaced for its being in other hands.
    await expect(register(one.publicKey)).rejects.toThrow(/409.*took the place/)
    expect(await known()).toHaveLength(2)
  })

  test('what is no public key on the curve P-256 is refused, and who has no token', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
    for (const no of [pem, 'x', 'x'.repeat(3_000)]) await expect(register(no)).rejects.toThrow(HubRefusal)
    const stranger = createHttpsHub({ url: served.url, token: 'nhip_nobody', location: 'sgn' })
    await expect(stranger.register({ location: 'sgn', publicKey: pem })).rejects.toThrow('401')
  })

  test('a hub that knows of none is no fault', async () => {
    const older = await serve(new Hono())
    onTestFinished(() => older.close())
    const { publicKey } = signerOf(newKey())
    expect(
      await createHttpsHub({ url: older.url, token, location: 'sgn' }).register({ location: 'sgn', publicKey }),
    ).toBe(false)
  })
})

describe('results', () => {
  test('reach the queue; those of another location the dead letters', async () => {
    const mine = JSON.stringify(observation({ detail: 'Đà Nẵng' }))
    const theirs = JSON.stringify(observation({ location: 'han' }))
    await hub().send([mine, theirs])
    expect(await bodies(observations)).toEqual([mine])
    const [letter] = await deadLetters.received()
    expect([letter?.Body, letter?.MessageAttributes?.reason?.StringValue]).toEqual([
      theirs,
      'location: sent with the token of sgn, and not of that location',
    ])
  })

  test('100 at once are taken, 101 are not', async () => {
    const results = (count: number) => JSON.stringify({ results: Array(count).fill(JSON.stringify(observation())) })
    const taken = await post(results(100))
    expect([taken.status, await taken.json()]).toEqual([202, { accepted: 100 }])
    expect(await bodies(observations)).toHaveLength(100)
    const refused = await post(results(101))
    expect([refused.status, await refused.json()]).toEqual([413, expect.objectContaining({ code: 'too_many' })])
    expect(await bodies(observations)).toEqual([])
  })

  test.each<[string, BodyInit]>([
    ['nothing', ''],
    ['no JSON', '{"results":['],
    ['a list', '[]'],
    ['results that are no texts', '{"results":[{}]}'],
    ['more than results', '{"results":[],"more":1}'],
    ['no UTF-8', Buffer.from('{"results":["\xff"]}', 'latin1')],
  ])('%s: 400', async (_name, body) => {
    const answer = await post(body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  })

  test('4 MB are read, one byte more is not, whatever the request says of its length', async () => {
    const frame = '{"results":[]}'
    const large = (sizeBytes: number) => frame.padEnd(sizeBytes)
    expect((await post(large(4_000_000))).status).toBe(202)
    expect((await post(large(4_000_001))).status).toBe(413)
    const stream = (sizeBytes: number) => new Blob([large(sizeBytes)]).stream()
    expect((await post(stream(4_000_000))).status).toBe(202)
    const answer = await post(stream(4_000_001))
    expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ code: 'too_large' })])
  })

  test('a body without end is answered while it is still coming', async () => {
    const sending = request(`${served.url}/api/agent/results`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
    // Once it is refused, the connection may go away under what is still being sent.
    sending.on('error', () => undefined)
    const answered = once(sending, 'response')
    for (let sent = 0; sent < 5; sent++) sending.write('x'.repeat(1_000_000))
    const [answer] = (await answered) as [{ statusCode: number; resume: () => void }]
    expect(answer.statusCode).toBe(413)
    answer.resume()
    sending.destroy()
  })

  test('a token that lets nobody in, or not here, is a refusal that says so', async () => {
    const refusal = (text: string) =>
      hub(text)
        .send(['{}'])
        .catch((error: unknown) => error)
    const wrong = await refusal(`nhip_000000000000_${'A'.repeat(43)}`)
    expect(wrong).toBeInstanceOf(HubRefusal)
    expect(wrong).toMatchObject({ status: 401, message: expect.stringContaining('expired or was revoked') })
    const operator = await makeToken({ role: 'operator' }, { table: stores.table, nowMs: NOW })
    expect(await refusal(operator)).toMatchObject({ status: 403, message: expect.stringContaining('role agent') })
    expect(await bodies(observations)).toEqual([])
  })
})

describe('a report', () => {
  const at = { page: 'da-nang/home', slotMs: NOW - 5 * MINUTE_MS, location: 'sgn' }
  const key = reportKey(at, 'report.html.gz')
  const body = Buffer.from('nén rồi')

  test('is kept by its hub under the location of the token, and of no other', async () => {
    expect(await hub().putReport(key, body)).toBe('kept')
    expect([...kept]).toEqual([[key, body]])
    // Neither the client nor the hub lets a location write for another one.
    expect(await hub().putReport(reportKey({ ...at, location: 'han' }, 'final.jpg'), body)).toBe('refused')
    const put = (search: string) =>
      fetch(`${served.url}/api/agent/reports/da-nang/home/${at.slotMs}/final.jpg${search}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}` },
        body,
      })
    expect((await put('?location=han')).status).toBe(400)
    expect((await put('')).status).toBe(200)
    expect([...kept.keys()]).toEqual([key, reportKey(at, 'final.jpg')])
  })

  test.each<[string, Partial<typeof at>, Uint8Array]>([
    ['of a page that is not measured', { page: 'da-nang/none' }, body],
    ['of a slot to come', { slotMs: NOW + 61 * MINUTE_MS }, body],
    ['of a slot long gone', { slotMs: NOW - 36 * 24 * 60 * MINUTE_MS }, body],
    ['without a byte', {}, new Uint8Array()],
    ['larger than an audit may leave', {}, new Uint8Array(REPORT_BYTES + 1)],
  ])('%s is refused for good', async (_name, over, bytes) => {
    expect(await hub().putReport(reportKey({ ...at, ...over }, 'filmstrip.svg'), bytes)).toBe('refused')
    expect([...kept.keys()].filter((one) => one.endsWith('.svg'))).toEqual([])
  })

  test('goes straight to the bucket of a hub on AWS, by an address that is signed', async () => {
    await ensureBucket(stores.messagesEndpoint)
    const reports = createArchiveReports(stores.archive)
    const common = { table: stores.table, archive: stores.archive, jobs: deadLetters }
    const ports = { ...common, clock, policy: DEFAULT_POLICY, observations, deadLetters, reports }
    const onAws = await serve(createApp({ ...ports, hostnames: null }))
    onTestFinished(onAws.close)
    expect(await createHttpsHub({ url: onAws.url, token, location: 'sgn' }).putReport(key, body)).toBe('kept')
    expect(Buffer.from((await stores.archive.get(key)) ?? [])).toEqual(body)
  })

  test('waits for a hub that is away, and is sent once it is back, the oldest first', async () => {
    const folder = createReportFolder(temporaryFolder())
    const older = reportKey({ ...at, slotMs: at.slotMs - 5 * MINUTE_MS }, 'final.jpg')
    for (const one of [key, older, reportKey({ ...at, page: 'da-nang/none' }, 'final.jpg')]) await folder.put(one, body)
    const away = createHttpsHub({ url: 'http://127.0.0.1:1', token, location: 'sgn' })
    await expect(sendReports({ folder, put: away.putReport, clock })).rejects.toThrow("can't be reached")
    expect(await folder.list()).toHaveLength(3)
    kept.clear()
    expect(await sendReports({ folder, put: hub().putReport, clock })).toBe(2)
    expect([...kept.keys()]).toEqual([older, key])
    expect(await folder.list()).toEqual([])
  })
})
