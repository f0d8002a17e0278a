import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createToken } from '../../lib/flow/create-token.ts'
import { revokeToken } from '../../lib/flow/revoke-token.ts'
import type { Status } from '../../lib/flow/status.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { type NewToken, ROLES, type Role } from '../../lib/model/token.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { createApp } from '../../lib/web/app.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')

/** Who may use which address of the API, and what it then answers; a route that is missing here fails the first test. */
const ADMITTED: Readonly<Record<string, { readonly roles: readonly Role[]; readonly status: number }>> = {
  'GET /api/status': { roles: ['operator', 'evaluator', 'vendor'], status: 200 },
  'GET /api/history/:portal/:page': { roles: ['operator', 'evaluator', 'vendor'], status: 200 },
  'POST /api/tokens': { roles: ['operator'], status: 201 },
  'GET /api/tokens': { roles: ['operator'], status: 200 },
  'DELETE /api/tokens/:id': { roles: ['operator'], status: 200 },
  'POST /api/kill-switches': { roles: ['operator'], status: 200 },
  'GET /api/kill-switches': { roles: ['operator'], status: 200 },
  'GET /api/agent/configs': { roles: ['agent'], status: 200 },
  'POST /api/agent/results': { roles: ['agent'], status: 202 },
}
const ASKED: Readonly<Record<Role, NewToken>> = {
  operator: { role: 'operator' },
  evaluator: { role: 'evaluator' },
  vendor: { role: 'vendor', vendor: 'vnpt' },
  agent: { role: 'agent', location: 'sgn' },
}
const EVERY = Object.keys(ADMITTED)

let stores: Stores
let app: ReturnType<typeof createApp>
const clock = heldClock(NOW)
const tokens = new Map<Role, string>()
let endedId: string
beforeAll(async () => {
  stores = await openStores()
  const portals = [
    writtenPortal({ vendor: 'vnpt' }),
    writtenPortal({ id: 'hue', vendor: 'fpt' }),
    writtenPortal({ id: 'own' }),
  ]
  const { untilMs: _until, ...config } = configOf(catalogueOf({ portals }), { effectiveFromMs: NOW - 60 * MINUTE_MS })
  await putConfig(stores.table, config)
  for (const page of ['da-nang/home', 'hue/home'])
    await keepResult(stores.table, observation({ page, slotMs: NOW - 5 * MINUTE_MS }) as KeyedResult, NOW)
  app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    hostnames: null,
  })
  endedId = (await createToken({ role: 'evaluator' }, { table: stores.table, clock })).id
  for (const role of ROLES) tokens.set(role, await makeToken(ASKED[role], { table: stores.table, nowMs: NOW }))
})
beforeEach(() => clock.set(NOW))
afterAll(() => stores.close())

/** A request to a route that its own rules have nothing against. */
function ask(route: string, token: string | null): Response | Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  const filled = path.replace(':portal', 'da-nang').replace(':page', 'home').replace(':id', endedId)
  const bodies: Readonly<Record<string, unknown>> = {
    '/api/tokens': { role: 'evaluator' },
    '/api/kill-switches': { portal: 'hue', isOn: false },
  }
  const body = bodies[path] ?? { results: [] }
  return app.request(`https://hub.example.org${filled}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  })
}
const get = async (path: string, role: Role) => ask(`GET ${path}`, tokens.get(role) ?? null)

test('every route of the API is in the table', () => {
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
  expect(routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(EVERY.toSorted())
})

describe.each(EVERY)('%s', (route) => {
  test('without a token, or with one that is none: 401', async () => {
    for (const token of [null, 'x', `nhip_000000000000_${'A'.repeat(43)}`]) {
      const answer = await ask(route, token)
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
  })

  test.each(ROLES)('%s', async (role) => {
    const answer = await ask(route, tokens.get(role) ?? null)
    const text = await answer.text()
    if (ADMITTED[route]?.roles.includes(role)) {
      expect(answer.status).toBe(ADMITTED[route].status)
    } else {
      expect(answer.status).toBe(403)
      expect(JSON.parse(text)).toMatchObject({
        code: 'forbidden',
        detail: expect.stringContaining(`yours is of role ${role}`),
      })
    }
    expect(text).not.toContain(tokens.get(role))
    expect(answer.headers.get('cache-control') ?? 'no-store').toMatch(/no-store|private, no-cache/)
  })

  test('a token that has expired or was revoked, of a role that is admitted: 401 at once', async () => {
    const [role = 'operator'] = ADMITTED[route]?.roles ?? []
    const ports = { table: stores.table, clock }
    const expiring = await createToken({ ...ASKED[role], days: 1 }, ports)
    const revoked = await createToken(ASKED[role], ports)
    expect((await ask(route, revoked.token)).status).toBe(ADMITTED[route]?.status)
    await revokeToken(revoked.id, ports)
    expect((await ask(route, revoked.token)).status).toBe(401)
    clock.set(NOW + DAY_MS - 1)
    expect((await ask(route, expiring.token)).status).toBe(ADMITTED[route]?.status)
    clock.set(NOW + DAY_MS)
    expect((await ask(route, expiring.token)).status).toBe(401)
  })
})

describe('a vendor', () => {
  const pagesFor = async (role: Role) =>
    ((await (await get('/api/status', role)).json()) as Status).pages.map(({ page }) => page)

  test('sees its own portals in the status', async () => {
    expect(await pagesFor('evaluator')).toEqual(['da-nang/home', 'hue/home', 'own/home'])
    expect(await pagesFor('vendor')).toEqual(['da-nang/home'])
  })

  test('reads the history of its own pages only, and is not told what others there are', async () => {
    expect((await get('/api/history/da-nang/home', 'vendor')).status).toBe(200)
    const answers = await Promise.all(
      ['hue/home', 'own/home', 'da-nang/none', 'none/none'].map((page) => get(`/api/history/${page}`, 'vendor')),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    const details = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { detail: string }).detail),
    )
    expect(details.map((detail) => detail.replace(/“.*”/, '…'))).toEqual(Array(4).fill('no page … of yours is known'))
    expect((await get('/api/history/hue/home', 'evaluator')).status).toBe(200)
  })
})

describe('tokens by the API', () => {
  const operator = () => ({ authorization: `Bearer ${tokens.get('operator')}` })
  const send = (method: string, path: string, body?: unknown) =>
    app.request(`https://hub.example.org${path}`, {
      method,
      headers: operator(),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })

  test('are made, listed and revoked', async () => {
    const made = await send('POST', '/api/tokens', { role: 'agent', location: 'sgn', days: 2, note: 'thử' })
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { id, token, ...info } = (await made.json()) as { id: string; token: string }
    expect(info).toEqual({
      type: 'token',
      role: 'agent',
      vendor: null,
      location: 'sgn',
      note: 'thử',
      createdAtMs: NOW,
      expiresAtMs: NOW + 2 * DAY_MS,
      revokedAtMs: null,
      isKnown: true,
    })
    expect((await ask('GET /api/agent/configs', token)).status).toBe(200)
    const list = await (await send('GET', '/api/tokens')).text()
    expect(list).toContain(id)
    expect(list).not.toContain(token.slice(-43))
    expect(await (await send('DELETE', `/api/tokens/${id}`)).json()).toMatchObject({ id, revokedAtMs: NOW })
    expect((await ask('GET /api/agent/configs', token)).status).toBe(401)
  })

  test.each<[string, unknown, number, string]>([
    ['no JSON', '{', 400, 'not_json'],
    ['no role', {}, 400, 'bad_token'],
    ['a vendor without its id', { role: 'vendor' }, 400, 'bad_token'],
    ['a field that it has not', { role: 'operator', admin: true }, 400, 'bad_token'],
    ['a body without end', { role: 'operator', note: 'x'.repeat(20_000) }, 413, 'too_large'],
  ])('%s: %s', async (_name, body, status, code) => {
    const answer = await send('POST', '/api/tokens', body)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ status, code })
  })

  test('one that is not there is 404', async () => {
    const answer = await send('DELETE', '/api/tokens/none')
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'unknown_token'])
  })
})
