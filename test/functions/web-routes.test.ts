import { afterAll, beforeAll, expect, test } from 'vitest'
import * as web from '../../functions/web.ts'
import { createLink } from '../../lib/flow/create-link.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { ARCHIVE } from '../../lib/local/resources.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { newJob } from '../../lib/model/job.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { NewLink } from '../../lib/model/session.ts'
import type { Role } from '../../lib/model/token.ts'
import { listConfigs, putConfig } from '../../lib/record/configs.ts'
import { getRevision } from '../../lib/record/evaluations.ts'
import { addJob } from '../../lib/record/jobs.ts'
import { createArchiveReports } from '../../lib/record/reports.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { createApp } from '../../lib/web/app.ts'
import { ADMITTED } from '../kit/api-routes.ts'
import { audit } from '../kit/audit.ts'
import { keepPreview } from '../kit/evaluation.ts'
import { FLEET_NOW, FLEET_OUTAGE, FLEET_PERIOD, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { HTTP_API, httpApiEvent } from '../kit/http-api.ts'
import { CONTEXT } from '../kit/lambda.ts'
import { PAGES } from '../kit/pages.ts'
import { makeQueue, SILENT } from '../kit/stores.ts'
import { makeToken } from '../kit/tokens.ts'

/**
 * Every address that is asked by GET, through the function and its shell, with what it may do to the stores, and by the app
 * as one machine has it: over the same stores, at the same time.
 */
const SLOT = Math.floor(Date.now() / (5 * MINUTE_MS)) * 5 * MINUTE_MS
const AS: Readonly<Record<string, NewLink>> = {
  operator: { role: 'operator' },
  evaluator: { role: 'evaluator' },
  vendor: { role: 'vendor', vendor: 'vnpt' },
}
const GETS = [...Object.keys(ADMITTED), ...Object.keys(PAGES)].filter((route) => route.startsWith('GET '))

/** What isn't a plain answer, where there is neither a provider nor a status page. */
const OTHERWISE: Readonly<Record<string, number>> = {
  'GET /api/audits/:portal/:page/:slot/:location/:file': 302,
  'GET /reports/:portal/:page/:slot/:location/:file': 302,
  'GET /sign-in/begin': 303,
  'GET /sign-in/callback': 303,
  'GET /public/*': 404,
}

let fleet: FleetApp
let local: ReturnType<typeof createApp>
let call: ReturnType<typeof web.create>
const headers: Partial<Record<Role | 'nobody', { readonly authorization: string; readonly cookie?: string }>> = {}
beforeAll(async () => {
  fleet = await openFleetApp()
  const { stores } = fleet
  // Whatever the day is.
  for (const config of await listConfigs(stores.table))
    await putConfig(stores.table, { ...config, effectiveFromMs: Date.now() - DAY_MS })
  const files = [{ name: 'final.jpg' as const, sha256: 'a'.repeat(64), bytes: 7 }]
  await keepResult(stores.table, audit({ page: 'ca-mau/home', slotMs: SLOT, files }) as KeyedResult, SLOT)
  // A second period, so that there is something between two.
  const id = { criteria: 'test', version: 1, period: FLEET_PERIOD, group: 'domestic' } as const
  const portals = (await getRevision(stores.table, { id, revision: 0 }))?.portals ?? []
  const before = { from: '2026-10-01', to: '2026-10-31', deadlineMs: FLEET_NOW, portals }
  await keepPreview(stores.table, { ...before, period: '2026-10' })
  const job = { id: 'score-now', kind: 'score', params: {}, owner: { role: 'operator' }, nowMs: Date.now() } as const
  await addJob(stores.table, newJob(job))
  const queues = await Promise.all([makeQueue(stores), makeQueue(stores), makeQueue(stores)])
  local = createApp({
    table: stores.table,
    clock: systemClock,
    policy: DEFAULT_POLICY,
    observations: queues[0],
    deadLetters: queues[1],
    jobs: queues[2],
    archive: stores.archive,
    reports: createArchiveReports(stores.archive),
    hostnames: null,
  })
  call = web.create(
    {
      ...stores.env,
      NHIP_TABLE: TABLE_NAME,
      NHIP_OBSERVATIONS_QUEUE: queues[0].url,
      NHIP_DEAD_LETTERS_QUEUE: queues[1].url,
      NHIP_JOBS_QUEUE: queues[2].url,
      NHIP_ARCHIVE: ARCHIVE,
    },
    { log: SILENT },
  )
  const ports = { table: stores.table, clock: systemClock, by: 'cli:test' }
  for (const [who, link] of Object.entries(AS)) {
    const { path } = await createLink(link, ports)
    const [cookie = ''] = (await call(httpApiEvent(`GET ${path}`), CONTEXT)).cookies ?? []
    headers[who as Role] = {
      authorization: `Bearer ${await makeToken(link, { table: stores.table, nowMs: Date.now() })}`,
      cookie: cookie.split(';')[0] ?? '',
    }
  }
  const agent = await makeToken({ role: 'agent', location: 'sgn' }, { table: stores.table, nowMs: Date.now() })
  headers.agent = { authorization: `Bearer ${agent}` }
})
afterAll(() => fleet.stores.close())

/** The path of a route, of things that there are. */
function pathOf(route: string): string {
  const path = (PAGES[route]?.path ?? route.replace('GET ', ''))
    .replace(/\/\d+\/sgn\/report\.html\.gz$/, '/:slot/:location/:file')
    .replace(':portal', 'ca-mau')
    .replace(':page', 'home')
    .replace(':slot/:location/:file', `${SLOT}/sgn/final.jpg`)
    .replace(':review', 'r')
    .replace(':job', 'score-now')
    .replace('/jobs/score-1', '/jobs/score-now')
  return path.endsWith('/incidents/report') ? `${path}?id=${encodeURIComponent(FLEET_OUTAGE.id)}` : path
}

test('every address that is asked by GET is here', () => {
  const routed = local.routes.filter(({ method, path }) => method === 'GET' && path !== '/*')
  expect(new Set(routed.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(GETS))
})

test.each(GETS)('%s answers the same through the function as on one machine', async (route) => {
  const path = pathOf(route)
  const roles = ADMITTED[route]?.roles ?? PAGES[route]?.roles ?? []
  const [admitted = 'operator'] = roles === 'anybody' ? [] : roles
  for (const who of [admitted, 'vendor', 'nobody'] as const) {
    const { cookie, ...own } = headers[who] ?? {}
    const [there, here] = await Promise.all([
      call(httpApiEvent(`GET ${path}`, { headers: own, ...(cookie ? { cookies: [cookie] } : {}) }), CONTEXT),
      local.request(`https://${HTTP_API}${path}`, { headers: { ...own, ...(cookie ? { cookie } : {}) } }),
    ])
    expect([who, there.statusCode, there.headers?.['content-type'] ?? null]).toEqual([
      who,
      here.status,
      here.headers.get('content-type'),
    ])
    if (who === admitted) expect(here.status).toBe(OTHERWISE[route] ?? 200)
  }
})
