import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLink } from '../../lib/flow/create-link.ts'
import { revokeToken } from '../../lib/flow/revoke-token.ts'
import { startSessionOnce } from '../../lib/flow/sessions.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { tokenIdOf } from '../../lib/model/token.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { createDeadLetters } from '../../lib/record/dead-letters.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { listSessions } from '../../lib/record/sessions.ts'
import { createApp } from '../../lib/web/app.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

/** Signing in by a link or a token, and out: as a browser does it, over HTTP's own words. */
const START = 1_790_000_100_000
const ORIGIN = 'http://127.0.0.1:4400'
let nowMs = START
const clock = { now: () => nowMs, sleepUntil: async () => {} }
let stores: Stores
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  stores = await openStores()
  const queue = createQueue(stores.clients.sqs, (await makeQueue(stores)).url)
  const deadLetters = createDeadLetters(stores.clients.sqs, (await makeQueue(stores)).url)
  app = createApp({
    table: stores.table,
    getAll: createBulk(stores.clients.dynamodb, TABLE_NAME).getAll,
    clock,
    policy: DEFAULT_POLICY,
    observations: queue,
    jobs: queue,
    deadLetters,
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    page: 'token',
  })
  const portals = [
    writtenPortal(),
    writtenPortal({ id: 'hue', name: { vi: 'Cổng Huế', en: 'Portal of Hue' }, vendor: 'fpt' }),
  ]
  await putConfig(stores.table, configOf(catalogueOf({ portals })))
})
afterAll(() => stores.close())
beforeEach(() => {
  nowMs = START
})

const get = (path: string, cookie = '') => app.request(`${ORIGIN}${path}`, { headers: cookie ? { cookie } : {} })
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = { origin: ORIGIN }) =>
  app.request(`${ORIGIN}${path}`, { method: 'POST', body: new URLSearchParams(form), headers })
const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const token = (asked: Parameters<typeof makeToken>[0]) => makeToken(asked, { table: stores.table, nowMs })
const link = async (asked: Parameters<typeof createLink>[0]) =>
  (await createLink(asked, { table: stores.table, clock, by: 'platform' })).path

describe('a link', () => {
  test('signs in once, as whom it says, and then shows nothing', async () => {
    const path = await link({ role: 'evaluator', name: 'Chị Hoa' })
    const first = await get(path)
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect(first.headers.getSetCookie()[0]).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(await (await get('/', cookieOf(first))).text()).toContain('Chị Hoa, người đánh giá')
    const second = await get(path)
    expect([second.status, second.headers.getSetCookie()]).toEqual([403, []])
    expect(await second.text()).toContain('đã dùng rồi hoặc đã quá hạn')
  })

  test('is not used up by who only looks ahead', async () => {
    const path = await link({ role: 'operator' })
    const ahead = await app.request(`${ORIGIN}${path}`, { method: 'HEAD' })
    expect([ahead.status, ahead.headers.getSetCookie()]).toEqual([200, []])
    expect((await get(path)).status).toBe(303)
  })

  test('is good for half an hour', async () => {
    const path = await link({ role: 'operator' })
    nowMs += 30 * MINUTE_MS
    expect((await get(path)).status).toBe(403)
    nowMs -= 1
    expect((await get(path)).status).toBe(303)
  })

  test('of two who follow it at once one is let in', async () => {
    const path = await link({ role: 'operator' })
    expect((await Promise.all([get(path), get(path)])).map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      303, 403,
    ])
  })

  test('is no session itself', async () => {
    const text = new URL(await link({ role: 'operator' }), ORIGIN).searchParams.get('once') ?? ''
    const first = await get(await link({ role: 'operator' }))
    const forged = cookieOf(first).replace(/=.*(?=\.)/, `=${text}`)
    expect((await get('/', forged)).status).toBe(303)
  })
})

describe('a token', () => {
  test.each([
    ['/', '/'],
    ['/incident?id=down%3Aa', '/incident?id=down%3Aa'],
    ['//evil.example.org/', '/'],
    ['/\\evil.example.org', '/'],
    ['https://evil.example.org/', '/'],
    ['/\t/evil.example.org', '/'],
    ['/..//evil.example.org/', '/'],
    ['/./%2e//evil.example.org/', '/'],
  ])('signs in and goes on from %s at %s', async (next, at) => {
    const answer = await post('/sign-in', { token: ` ${await token({ role: 'operator' })} `, next })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, at])
  })

  test('of a vendor shows the vendor its own portals', async () => {
    const answer = await post('/sign-in', { token: await token({ role: 'vendor', vendor: 'fpt' }) })
    const page = await (await get('/', cookieOf(answer))).text()
    expect(page).toContain('đơn vị cung cấp giải pháp fpt')
    expect(page).toContain('Huế')
    expect(page).not.toContain('Đà Nẵng')
  })

  test.each(['', 'wrong', 'nhip_0123456789ab_x'])('“%s” is refused', async (given) => {
    const answer = await post('/sign-in', { token: given })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
  })

  test('of an agent has nothing to look at', async () => {
    expect((await post('/sign-in', { token: await token({ role: 'agent', location: 'sgn' }) })).status).toBe(403)
  })

  test('that is revoked ends its session', async () => {
    const given = await token({ role: 'operator' })
    const cookie = cookieOf(await post('/sign-in', { token: given }))
    expect((await get('/', cookie)).status).toBe(200)
    await revokeToken(tokenIdOf(given) ?? '', { table: stores.table, clock, by: 'cli:test' })
    expect((await get('/', cookie)).status).toBe(303)
  })
})

test('of two who come from a provider with one and the same attempt one is let in', async () => {
  const who = { principal: { role: 'operator' }, by: 'https://id.example.org#a', name: null, token: null } as const
  const ports = { table: stores.table, clock, attempt: 'a text of chance' }
  const both = await Promise.all([startSessionOnce(who, ports), startSessionOnce(who, ports)])
  expect(both.filter((text) => text === null)).toHaveLength(1)
  expect(await startSessionOnce(who, { ...ports, attempt: 'another one' })).toMatch(/^[\w-]{12}\.[\w-]{43}$/)
})

describe('a session', () => {
  const signIn = async () => cookieOf(await get(await link({ role: 'operator' })))

  test('ends after twelve hours, and not before', async () => {
    const cookie = await signIn()
    nowMs += 12 * HOUR_MS - 1
    expect((await get('/', cookie)).status).toBe(200)
    nowMs += 1
    expect((await get('/', cookie)).status).toBe(303)
  })

  test('ends for good when somebody signs out, also for who kept the cookie', async () => {
    const cookie = await signIn()
    const out = await post('/sign-out', {}, { origin: ORIGIN, cookie })
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([303, expect.stringContaining('Max-Age=0')])
    expect((await get('/', cookie)).status).toBe(303)
  })

  test('ends at once also among many who ask at the same time', async () => {
    const [own, ...others] = await Promise.all(Array.from({ length: 8 }, signIn))
    const given = await token({ role: 'operator' })
    const byToken = cookieOf(await post('/sign-in', { token: given }))
    const statuses = (asked: readonly ReturnType<typeof get>[]) =>
      Promise.all(asked.map(async (one) => (await one).status))
    const crowd = () => others.flatMap((cookie) => [get('/portals', cookie), get('/portals', cookie)])
    const before = [...crowd(), get('/portals', own), get('/portals', byToken)]
    await post('/sign-out', {}, { origin: ORIGIN, cookie: own ?? '' })
    await revokeToken(tokenIdOf(given) ?? '', { table: stores.table, clock, by: 'cli:test' })
    const after = [...crowd(), get('/portals', own), get('/portals', byToken), ...crowd()]
    expect(await statuses(after)).toEqual([...Array(14).fill(200), 303, 303, ...Array(14).fill(200)])
    expect((await statuses(before)).slice(0, 14)).toEqual(Array(14).fill(200))
  })

  test('with another signature, or another secret, is none', async () => {
    const cookie = decodeURIComponent(await signIn())
    const [name = '', id = '', secret = '', signature = ''] = cookie.split(/[=.]/)
    const changed = [
      `${name}=${id}.${secret}`,
      `${name}=${id}.${secret}.${signature.slice(0, -2)}AA=`,
      `${name}=${id}.${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}.${signature}=`,
    ]
    for (const one of changed) expect([one, (await get('/', one)).status]).toEqual([one, 303])
    expect((await get('/', cookie)).status).toBe(200)
  })

  test('is kept without what it could be shown by', async () => {
    const cookie = decodeURIComponent(await signIn())
    const secret = cookie.split('.')[1] ?? ''
    expect(secret).toHaveLength(43)
    expect(JSON.stringify(await listSessions(stores.table))).not.toContain(secret)
  })

  test('is not changed by a form of another site', async () => {
    const cookie = await signIn()
    const refused = await post('/sign-out', {}, { origin: 'https://evil.example.org', cookie })
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('Biểu mẫu này không được gửi'),
    ])
    expect((await get('/', cookie)).status).toBe(200)
  })
})
