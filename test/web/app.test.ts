import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { localCredentials } from '../../lib/local/embedded-table.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createClients } from '../../lib/record/clients.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { fileTold } from '../../lib/record/incidents.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { createTable } from '../../lib/record/table.ts'
import { createApp, type WebPorts } from '../../lib/web/app.ts'
import { alert } from '../kit/alert.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { closedPort } from '../kit/raw-server.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')
const HOSTILE = '<img src=x onerror="alert(1)">&amp;\'"</script>'
const TOKEN = 'a-token'

let stores: Stores
let app: ReturnType<typeof createApp>
let ports: WebPorts
beforeAll(async () => {
  stores = await openStores()
  const portals = [
    writtenPortal(),
    writtenPortal({ id: 'hostile', name: { vi: `Cổng ${HOSTILE}`, en: `Portal ${HOSTILE}` } }),
    writtenPortal({ id: 'hue', state: 'retired', pages: [] }),
  ]
  const { untilMs: _until, ...config } = configOf(catalogueOf({ portals }), { effectiveFromMs: NOW - 60 * MINUTE_MS })
  await putConfig(stores.table, config)
  await keepResult(stores.table, observation({ slotMs: NOW - 5 * MINUTE_MS }) as KeyedResult, NOW)
  await keepResult(
    stores.table,
    observation({ page: 'hostile/home', slotMs: NOW - 5 * MINUTE_MS, cause: 'http_5xx' }) as KeyedResult,
    NOW,
  )
  await fileTold(
    stores.table,
    alert({ sinceMs: NOW, atMs: NOW, reason: { vi: `Ngừng ${HOSTILE}`, en: `Down ${HOSTILE}` } }),
    NOW,
  )
  ports = {
    table: stores.table,
    clock: heldClock(NOW),
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs: await makeQueue(stores),
    archive: stores.archive,
    token: TOKEN,
    hostnames: ['127.0.0.1', 'localhost'],
  }
  app = createApp(ports)
})
afterAll(() => stores.close())

const ask = (path: string, headers: Record<string, string> = {}) =>
  app.request(`http://127.0.0.1:4400${path}`, { headers })
const withToken = (path: string) => ask(path, { authorization: `Bearer ${TOKEN}` })

describe('the page', () => {
  test('in Vietnamese, unless English is asked for', async () => {
    const vi = await (await ask('/')).text()
    expect(vi).toContain('<html lang="vi">')
    expect(vi).toContain('Cổng dịch vụ công Đà Nẵng')
    expect(vi).toContain('máy chủ lỗi 5xx')
    const en = await (await ask('/?lang=en')).text()
    expect(en).toContain('<html lang="en">')
    expect(en).toContain('Da Nang public service portal')
    expect(en).toContain('the server answers with a 5xx error')
  })

  test.each([
    ['/?lang=vi', 'en-GB,en', 'vi'],
    ['/?lang=xx', 'en-GB,en;q=0.9', 'en'],
    ['/', 'fr, vi;q=0.5', 'vi'],
    ['/', 'de', 'vi'],
    ['/', 'en;q=0.4, vi-VN;q=0.9', 'vi'],
    ['/', 'vi;q=0.3,EN-us;q=0.8', 'en'],
    ['/', 'vi;q=0, en;q=0.1', 'en'],
    ['/', 'en;q=0, fr', 'vi'],
    ['/', 'vie, en;q=0.5', 'en'],
  ])('%s for somebody who reads %s is in %s', async (path, accepted, lang) => {
    expect(await (await ask(path, { 'accept-language': accepted })).text()).toContain(`<html lang="${lang}">`)
  })

  test('shows hostile names as text, wherever they stand', async () => {
    for (const path of ['/?lang=vi', '/?lang=en']) {
      const page = await (await ask(path)).text()
      expect(page).not.toContain('<img')
      expect(page.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&amp;amp;/g)?.length).toBe(4)
      expect(page.match(/<\/script>/g)).toHaveLength(1)
    }
  })

  test('runs nothing but its own: files of this platform, no style or script in the page', async () => {
    const answer = await ask('/')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    for (const part of ["script-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe')
    const page = await answer.text()
    expect(page.match(/<(style|script)[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script type="module" src="\/assets\/live\.[0-9a-f]{10}\.js">$/),
    ])
    expect(page).not.toMatch(/ style="| on[a-z]+="/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('same-origin')
  })

  test('its files are there, for good, and others are not', async () => {
    const page = await (await ask('/')).text()
    const paths = [...new Set(page.match(/\/assets\/[^"]+/g))]
    expect(paths).toHaveLength(6)
    for (const path of paths) {
      const file = await ask(path)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')])
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(500)
    }
    expect((await ask('/assets/style.css')).status).toBe(404)
  })

  test('lists portals that are not measured', async () => {
    expect(await (await ask('/')).text()).toContain('chỉ liệt kê, không đo')
  })
})

describe('an address', () => {
  const send = (method: string, path: string, headers: Record<string, string> = {}) =>
    app.request(`http://127.0.0.1:4400${path}`, { method, headers })

  test.each([
    ['DELETE', '/portals', 'GET, HEAD'],
    ['PUT', '/maintenance', 'GET, HEAD, POST'],
    ['GET', '/maintenance/end', 'POST'],
    ['POST', '/assets/style.css', 'GET, HEAD'],
    ['POST', '/public/', 'GET, HEAD'],
    ['POST', '/api/status', 'GET, HEAD'],
    ['PATCH', '/api/tokens', 'POST, GET, HEAD'],
  ])('is not to be asked by %s: %s', async (method, path, allow) => {
    const answer = await send(method, path, { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const isZipped = answer.headers.get('content-encoding') === 'gzip'
    const bytes = Buffer.from(await answer.arrayBuffer())
    const text = (isZipped ? gunzipSync(bytes) : bytes).toString()
    if (!/^\/(api|assets|public)\//.test(path))
      return expect(text).toContain('Địa chỉ này không nhận yêu cầu gửi theo cách đó.')
    const detail = `this address takes ${allow}`
    return expect(JSON.parse(text)).toEqual({ status: 405, code: 'method_not_allowed', detail })
  })

  test('of nothing is nothing by any method, and one of a page is known without its body', async () => {
    for (const method of ['GET', 'PUT']) expect((await send(method, '/nowhere')).status).toBe(404)
    const head = await send('HEAD', '/portals')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test('of the API tells who shows no token nothing of its methods', async () => {
    const answer = await send('POST', '/api/status')
    expect([answer.status, answer.headers.get('allow')]).toEqual([401, null])
  })
})

test.each([
  ['/', 200],
  ['/nowhere', 404],
  ['/api/status', 200],
  ['/api/nowhere', 404],
  ['/openapi.json', 200],
  ['/sign-in/begin', 303],
  ['/public/', 404],
  ['/assets/none.css', 404],
])('%s is taken for what it says it is, and by HTTPS alone once it was', async (path, status) => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const answers = await Promise.all(
    ['http', 'https'].map(async (scheme) => app.request(`${scheme}://127.0.0.1:4400${path}`, { headers })),
  )
  expect(answers.map((answer) => answer.status)).toEqual([status, status])
  expect(answers.map((answer) => answer.headers.get('x-content-type-options'))).toEqual(['nosniff', 'nosniff'])
  expect(answers.map((answer) => answer.headers.get('strict-transport-security'))).toEqual([
    null,
    // Of this host alone: other services may stand under its name.
    'max-age=31536000',
  ])
})

describe('another name', () => {
  test.each(['http://evil.example.org/', 'http://evil.example.org/api/status', 'http://127.0.0.1.evil.example.org/'])(
    '%s is refused',
    async (url) => {
      const answer = await app.request(url, { headers: { authorization: `Bearer ${TOKEN}` } })
      expect(answer.status).toBe(421)
      expect(await answer.text()).not.toContain('Nhịp')
    },
  )

  test('localhost is known', async () => {
    expect((await app.request('http://localhost:4400/')).status).toBe(200)
  })
})

describe('the API', () => {
  test.each(['/api/status', '/api/history/da-nang/home', '/api/nothing'])('%s needs the token', async (path) => {
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${TOKEN}x`,
    ]) {
      const answer = await ask(path, authorization === undefined ? {} : { authorization })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({ code: 'unauthorized' })
    }
  })

  test.each(['bearer', 'BEARER', 'Bearer '])('“%s” is the scheme too', async (scheme) => {
    expect((await ask('/api/status', { authorization: `${scheme} ${TOKEN}` })).status).toBe(200)
  })

  test('status', async () => {
    const answer = await withToken('/api/status')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      type: 'status',
      atMs: NOW,
      pages: [{ page: 'da-nang/home' }, { page: 'hostile/home' }],
      incidents: [],
      locations: [{ location: 'sgn' }],
    })
  })

  test('history', async () => {
    expect(await (await withToken('/api/history/da-nang/home?days=1')).json()).toMatchObject({
      type: 'history',
      page: 'da-nang/home',
      days: [{ location: 'sgn', present: 1 }, { location: 'domestic' }],
    })
  })

  test('history of an unknown page is 404, and says so', async () => {
    const answer = await withToken('/api/history/da-nang/nothing')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({
      code: 'unknown_page',
      detail: expect.stringContaining('da-nang/nothing'),
    })
  })

  test.each(['0', '401', '1.5', 'x', ''])('history of “%s” days is 400', async (days) => {
    expect((await withToken(`/api/history/da-nang/home?days=${days}`)).status).toBe(400)
  })
})

test('what is not there is 404', async () => {
  const page = await ask('/nothing')
  expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('Không có trang này')])
  const answer = await withToken('/api/nothing')
  expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })])
})

test('what breaks tells no secret to who asked, and all to us', async () => {
  const told: unknown[] = []
  const table = { ...stores.table, query: () => Promise.reject(new Error('secret endpoint')) }
  const broken = createApp({ ...ports, table, onBroken: (error) => told.push(error) })
  const answer = await broken.request('http://127.0.0.1/')
  expect(answer.status).toBe(500)
  const page = await answer.text()
  expect(page).toContain('<h1>Có lỗi ở phía hệ thống</h1>')
  expect(page).not.toContain('secret')
  expect(told.map(String)).toEqual(['Error: secret endpoint'])
})

test('a store that is away is 503, with when to ask again and why, where that is known', async () => {
  const clients = createClients(localCredentials({ AWS_ENDPOINT_URL: await closedPort() }))
  onTestFinished(() => clients.close())
  const told: unknown[] = []
  let why: string | null = null
  const away = createApp({
    ...ports,
    table: createTable(clients.dynamodb, 'nhip'),
    onBroken: (error) => told.push(error),
    whyAway: () => why,
  })
  const read = async () => {
    const answer = await away.request('http://127.0.0.1/api/status', { headers: { authorization: `Bearer ${TOKEN}` } })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    return (await answer.json()) as { readonly code: string; readonly detail: string }
  }
  expect(await read()).toEqual({
    status: 503,
    code: 'away',
    detail: 'what is kept can not be read just now; measuring goes on, ask again in a while',
  })
  why = 'the disk is full'
  expect((await read()).detail).toBe('the disk is full; measuring goes on, ask again in a while')
  expect(told).toHaveLength(2)
  const page = await away.request('http://127.0.0.1/portals?lang=vi')
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toMatch(/<h1>Hiện chưa xem được<\/h1>[\s\S]*<small lang="en">the disk is full<\/small>/)
})

describe('a page that is not open', () => {
  const NAME = 'https://abc.execute-api.ap-southeast-1.amazonaws.com/'

  test.each([{ hostnames: null }, { page: 'token' }] as const)(
    'with %o sends whoever is not known to sign in',
    async (how) => {
      const answer = await createApp({ ...ports, ...how }).request('http://127.0.0.1/?by=vendor')
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2F%3Fby%3Dvendor'])
      expect(await answer.text()).toBe('')
    },
  )

  test('neither a password nor a bearer token opens it', async () => {
    const app = createApp({ ...ports, hostnames: null })
    for (const authorization of [`Bearer ${TOKEN}`, `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}`])
      expect((await app.request(NAME, { headers: { authorization } })).status).toBe(303)
  })

  test('may be open where it is said', async () => {
    expect((await createApp({ ...ports, hostnames: null, page: 'open' }).request(NAME)).status).toBe(200)
  })
})
