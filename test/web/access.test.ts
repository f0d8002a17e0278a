import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MAX_WAITING } from '../../lib/flow/ask-for-job.ts'
import { createToken } from '../../lib/flow/create-token.ts'
import { revokeToken } from '../../lib/flow/revoke-token.ts'
import type { Status } from '../../lib/flow/status.ts'
import { emptyGroupState, type OpenIncident, recordOf } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { addDays } from '../../lib/model/day.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { type Release, releaseStamp } from '../../lib/model/release.ts'
import { type NewToken, ROLES, type Role } from '../../lib/model/token.ts'
import type { Window } from '../../lib/model/window.ts'
import { addHoliday } from '../../lib/record/holidays.ts'
import { fileIncident, fileTold } from '../../lib/record/incidents.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { newLivePage, putLive } from '../../lib/record/live.ts'
import { addRelease } from '../../lib/record/releases.ts'
import { createFolderReports } from '../../lib/record/reports.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { addWindow } from '../../lib/record/windows.ts'
import { createApp } from '../../lib/web/app.ts'
import type { OpenApi } from '../../lib/web/openapi.ts'
import { alertOf } from '../kit/alert.ts'
import { ADMITTED, SHOWING_ALL } from '../kit/api-routes.ts'
import { audit } from '../kit/audit.ts'
import { heldClock } from '../kit/clock.ts'
import { answerChecker, type CheckAnswer } from '../kit/described-answers.ts'
import { keepPreview, keepReview, unscored } from '../kit/evaluation.ts'
import { holiday } from '../kit/holiday.ts'
import { keepFleet } from '../kit/jobs.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'

const KEY = signerOf(newKey()).publicKey
const NOW = Date.parse('2026-11-22T03:00:00Z')

const ASKED: Readonly<Record<Role, NewToken>> = {
  operator: { role: 'operator' },
  evaluator: { role: 'evaluator' },
  vendor: { role: 'vendor', vendor: 'vnpt' },
  agent: { role: 'agent', location: 'sgn' },
}
const OUTAGE: OpenIncident = {
  id: `down:da-nang/home:domestic:${NOW}`,
  kind: 'down',
  severity: 'page',
  sinceMs: NOW,
  openedAtMs: NOW,
  lastBadMs: NOW,
  good: 0,
  unknowns: 0,
  bad: 2,
  seq: 1,
  toldAtMs: NOW,
  locations: [],
  inputs: [],
  alone: false,
}
const WINDOW: Window = {
  id: 'abc',
  kind: 'silence',
  portal: 'da-nang',
  page: null,
  fromMs: 0,
  toMs: 1,
  every: null,
  untilMs: null,
  note: null,
  declaredAtMs: 0,
  by: 'cli:nhip',
  endedAtMs: null,
}
const RELEASE: Release = {
  id: `${releaseStamp(NOW)}-a1b2c3`,
  portal: 'da-nang',
  atMs: NOW,
  label: '2.4.1',
  note: null,
  replaces: null,
  declaredAtMs: NOW,
  by: 'cli:nhip',
  withdrawnAtMs: null,
}
const PERIOD = '2026-11-20..2026-11-21'
const DAY = { from: '2026-11-20T08:00', to: '2026-11-20T09:00' }
const EVERY = Object.keys(ADMITTED)

let stores: Stores
let app: ReturnType<typeof createApp>
let check: CheckAnswer
const clock = heldClock(NOW)
const tokens = new Map<Role, string>()
/** A job of each role that has some. */
const jobs = new Map<Role, string>()
let endedId: string
/** Each is decided once. */
let decisions = 0
let releases = 2
const REVIEWS = ['r', ...Array.from({ length: 30 }, (_, index) => `r${index}`)]
beforeAll(async () => {
  stores = await openStores()
  await keepFleet(stores, NOW)
  for (const kind of ['silence', 'maintenance'] as const) {
    await addWindow(stores.table, { ...WINDOW, kind })
    await addWindow(stores.table, { ...WINDOW, kind, id: 'foreign', portal: 'hue' })
  }
  await addRelease(stores.table, RELEASE)
  await addHoliday(stores.table, holiday())
  await putLive(stores.table, {
    ...newLivePage('da-nang/home'),
    groups: { domestic: { ...emptyGroupState(), down: OUTAGE } },
  })
  await fileIncident(
    stores.table,
    recordOf(OUTAGE, { page: 'da-nang/home', portal: null, group: 'domestic', resolvedAtMs: null }),
  )
  for (const portal of ['da-nang', 'hue']) await fileTold(stores.table, alertOf(portal, NOW), NOW)
  const days = { from: '2026-11-20', to: '2026-11-21', deadlineMs: NOW + 2 * DAY_MS }
  const portals = ['da-nang', 'hue'].map(unscored)
  const before = { from: '2026-11-10', to: '2026-11-12', deadlineMs: NOW }
  await keepPreview(stores.table, { ...before, period: '2026-11-10..2026-11-12', portals })
  await keepPreview(stores.table, { ...days, period: PERIOD, portals })
  for (const id of REVIEWS) await keepReview(stores.table, { id, period: PERIOD })
  await keepReview(stores.table, { id: 'foreign', period: PERIOD, portal: 'hue' })
  const report = { page: 'da-nang/home', slotMs: NOW, location: 'sgn' }
  const files = [{ name: 'final.jpg' as const, sha256: 'a'.repeat(64), bytes: 7 }]
  await keepResult(stores.table, audit({ ...report, files }) as KeyedResult, NOW)
  app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs: await makeQueue(stores),
    archive: stores.archive,
    hostnames: null,
    reports: createFolderReports({ put: () => Promise.resolve(), get: () => Promise.resolve(Buffer.from('picture')) }),
  })
  check = answerChecker((await (await app.request('https://hub.example.org/openapi.json')).json()) as OpenApi)
  endedId = (await createToken({ role: 'evaluator' }, { table: stores.table, clock, by: 'cli:test' })).id
  for (const role of ROLES) {
    const token = await makeToken(ASKED[role], { table: stores.table, nowMs: NOW })
    tokens.set(role, token)
    const asked = await ask('POST /api/jobs', token)
    jobs.set(role, ((await asked.json()) as { readonly id?: string }).id ?? 'none')
  }
})
beforeEach(() => clock.set(NOW))
afterAll(() => stores.close())

/** A request to a route that its own rules have nothing against. */
function ask(route: string, token: string | null): Response | Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  const [role = 'operator'] = [...tokens].find(([, text]) => text === token) ?? []
  const filled = path
    .replace(':portal', 'da-nang')
    .replace(':page', 'home')
    .replace(':id', endedId)
    .replace(':window', WINDOW.id)
    .replace(':holiday', holiday().id)
    .replace(':release', RELEASE.id)
    .replace(':job', jobs.get(role) ?? 'none')
    .replace(':review', path.endsWith('/decision') ? `r${decisions++}` : 'r')
    .replace(':slot/:location/:file', `${NOW}/sgn/final.jpg`)
    .replace(':slot/:file', `${NOW}/final.jpg`)
    .replace('/report', (end) =>
      path.endsWith('incidents/report') ? `${end}?id=${encodeURIComponent(OUTAGE.id)}` : end,
    )
  const bodies: Readonly<Record<string, unknown>> = {
    '/api/tokens': { role: 'evaluator' },
    '/api/links': { role: 'evaluator' },
    '/api/agent/key': { publicKey: KEY },
    '/api/agent/reports': { page: 'da-nang/home', slotMs: NOW, name: 'final.jpg', bytes: 7 },
    '/api/kill-switches': { portal: 'hue', isOn: false },
    '/api/incidents/acknowledge': { incident: OUTAGE.id },
    '/api/silences': { portal: 'da-nang', minutes: 30, note: 'nâng cấp' },
    '/api/maintenance': { portal: 'da-nang', from: '2026-11-23T22:00', to: '2026-11-23T23:00' },
    '/api/holidays': { days: [addDays('2027-03-01', releases++)] },
    '/api/releases/:portal': { at: '2026-11-21T22:00', label: `2.4.${releases++}` },
    '/api/dead-letters/redrive': {},
    '/api/periods': { act: 'open', criteria: 'test', period: PERIOD },
    '/api/reviews': { period: PERIOD, portal: 'da-nang', ...DAY, cause: 'mất điện', note: 'có biên bản' },
    '/api/reviews/:review/decision': { isAccepted: false, reason: 'không có căn cứ' },
    '/api/jobs': { kind: 'history', params: { page: 'da-nang/home' } },
  }
  const body = bodies[path] ?? { results: [] }
  return app.request(`https://hub.example.org${filled}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(method === 'POST' || method === 'PUT' ? { body: JSON.stringify(body) } : {}),
  })
}
const get = async (path: string, role: Role) => ask(`GET ${path}`, tokens.get(role) ?? null)

const routeOf = (route: string) => route.split(' ', 2) as [method: string, path: string]

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
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test.each(ROLES)('%s', async (role) => {
    const answer = await ask(route, tokens.get(role) ?? null)
    const kept = answer.clone()
    const text = await answer.text()
    if (ADMITTED[route]?.roles.includes(role)) {
      expect(answer.status).toBe(ADMITTED[route].status)
      expect(await check(...routeOf(route), kept)).toEqual([])
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
    const ports = { table: stores.table, clock, by: 'cli:test' }
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

  const ofOne = EVERY.filter((route) => /^GET .*:portal/.test(route) && ADMITTED[route]?.roles.includes('vendor'))
  test.each(ofOne)(
    'is told nothing by %s of a portal that is not its own, as of one that is not there',
    async (route) => {
      const told = await Promise.all(
        ['hue', 'own', 'none'].map(async (portal) => {
          const answer = await ask(route.replace(':portal', portal), tokens.get('vendor') ?? null)
          expect(await check(...routeOf(route), answer)).toEqual([])
          return [answer.status, (await answer.text()).replaceAll(`“${portal}`, '“…')]
        }),
      )
      expect(told[0]?.[0]).toBe(404)
      expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
    },
  )

  const lists = EVERY.filter((route) => /^GET [^:]*$/.test(route) && ADMITTED[route]?.roles.includes('vendor'))
  test.each(lists)('is told by %s of its own portals only', async (route) => {
    const [own, all] = await Promise.all(
      (['vendor', 'operator'] as const).map(async (role) => (await ask(route, tokens.get(role) ?? null)).text()),
    )
    expect(own).not.toMatch(/"(hue|own)[/"]|="(hue|own)\//)
    expect([route, all?.includes('hue')]).toEqual([route, SHOWING_ALL.has(route)])
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

describe('jobs', () => {
  type Answered = { readonly status: number; readonly body: Record<string, unknown>; readonly location: string | null }
  const post = async (body: unknown, role: Role = 'vendor'): Promise<Answered> => {
    const answer = await app.request('https://hub.example.org/api/jobs', {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.get(role)}` },
      body: JSON.stringify(body),
    })
    const read = (await answer.json()) as Record<string, unknown>
    return { status: answer.status, body: read, location: answer.headers.get('location') }
  }
  const history = (params: object) => ({ kind: 'history', params })

  test('say where to look for them, and are the same while they are not over', async () => {
    const asked = await post(history({ portal: 'da-nang' }))
    expect(asked).toMatchObject({ status: 202, location: `/api/jobs/${String(asked.body.id)}` })
    expect(asked.body).toMatchObject({ type: 'job', kind: 'history', status: 'queued', file: null, failure: null })
    expect(asked.body.params).toEqual({ portal: 'da-nang', days: 30, format: 'csv', lang: 'en' })
    expect(await post(history({ portal: 'da-nang', days: 30 }))).toEqual(asked)
    expect(await (await get(asked.location ?? '', 'vendor')).json()).toEqual({ ...asked.body, link: null })
  })

  test('of a vendor are about its own portals, and it is not told what others there are', async () => {
    const refused = await Promise.all(
      [{ page: 'hue/home' }, { page: 'own/home' }, { page: 'none/none' }, { portal: 'hue' }, { portal: 'none' }].map(
        (params) => post(history(params)),
      ),
    )
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    const details = refused.map(({ body }) => String(body.detail).replace(/“.*”/, '…'))
    expect(new Set(details).size).toBe(2)
    expect((await post(history({ page: 'hue/home' }), 'evaluator')).status).toBe(202)
    expect((await post(history({ portal: 'own' }), 'operator')).status).toBe(202)
  })

  test('are those of whoever asks: a vendor has none of others, nor of another vendor', async () => {
    const fpt = await makeToken({ role: 'vendor', vendor: 'fpt' }, { table: stores.table, nowMs: NOW })
    for (const role of ['operator', 'evaluator', 'vendor'] as const) {
      const own = jobs.get(role) ?? ''
      const foreign = [fpt, ...ROLES.filter((other) => other !== role && other !== 'agent').map((r) => tokens.get(r))]
      for (const token of foreign) {
        const one = await ask(`GET /api/jobs/${own}`, token ?? null)
        expect([one.status, ((await one.json()) as { code: string }).code]).toEqual([404, 'unknown_job'])
        expect(await (await ask('GET /api/jobs', token ?? null)).text()).not.toContain(own)
      }
      expect(await (await get('/api/jobs', role)).text()).toContain(own)
    }
  })

  test('beyond those that may wait are refused, with when to ask again', async () => {
    const fpt = await makeToken({ role: 'vendor', vendor: 'fpt' }, { table: stores.table, nowMs: NOW })
    const send = (days: number) =>
      app.request('https://hub.example.org/api/jobs', {
        method: 'POST',
        headers: { authorization: `Bearer ${fpt}` },
        body: JSON.stringify(history({ days })),
      })
    for (let days = 1; days <= MAX_WAITING; days++) expect((await send(days)).status).toBe(202)
    const refused = await send(MAX_WAITING + 1)
    expect([refused.status, await refused.clone().json()]).toEqual([
      429,
      expect.objectContaining({ code: 'too_many_jobs' }),
    ])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await check('POST', '/api/jobs', refused)).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['no kind', { params: {} }, 'bad_job'],
    ['an unknown kind', { kind: 'score', params: {} }, 'bad_job'],
    ['a name that every object has', { kind: 'constructor', params: {} }, 'bad_job'],
    ['a field that it has not', { kind: 'history', params: {}, vendor: 'fpt' }, 'bad_job'],
    ['a parameter that it has not', history({ vendor: 'fpt' }), 'bad_job'],
    ['a page and a portal', history({ page: 'da-nang/home', portal: 'da-nang' }), 'bad_job'],
    ['too many days', history({ days: 401 }), 'bad_job'],
    ['another format', history({ format: 'xls' }), 'bad_job'],
    ['a page that is none', history({ page: '../x' }), 'bad_job'],
  ])('%s: 400', async (_name, body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code } })
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
      madeBy: expect.stringMatching(/^[\w-]{12}$/),
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
    const list = await (await send('GET', '/api/tokens?limit=500')).text()
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
    ['a vendor that no portal has', { role: 'vendor', vendor: 'vnp' }, 404, 'unknown_vendor'],
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
