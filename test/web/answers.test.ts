import { afterAll, beforeAll, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import type { Incidents } from '../../lib/flow/incidents.ts'
import type { MonitorHealth } from '../../lib/flow/monitor-health.ts'
import type { Status } from '../../lib/flow/status.ts'
import { watch } from '../../lib/flow/watch.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createApp } from '../../lib/web/app.ts'
import type { OpenApi } from '../../lib/web/openapi.ts'
import { type AlertStory, openAlertStory, PAGE } from '../kit/alert-story.ts'
import { answerChecker, type CheckAnswer } from '../kit/described-answers.ts'
import { makeQueue } from '../kit/stores.ts'

/** What the API answers of an outage is as it says of itself: the matrix of routes has little in it. */
const ORIGIN = 'http://127.0.0.1:4400'
const TOKEN = 'of this platform'
let story: AlertStory
let app: ReturnType<typeof createApp>
let check: CheckAnswer
const ask = (path: string) => app.request(`${ORIGIN}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })
beforeAll(async () => {
  story = await openAlertStory()
  const { stores, clock } = story
  app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs: await makeQueue(stores),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    token: TOKEN,
  })
  check = answerChecker((await (await app.request(`${ORIGIN}/openapi.json`)).json()) as OpenApi)
  for (const [number, word] of ['...', 'xxx', 'xxx', 'xx-', 'x..'].entries()) {
    await story.slot(number, word)
    clock.set(clock.now() + 4 * MINUTE_MS)
    await story.close()
    await story.tell()
  }
  const queues = () => Promise.resolve({ queues: [], deadLetters: 2 })
  for (let looks = 0; looks < 3; looks++) {
    await watch({ table: stores.table, clock, policy: DEFAULT_POLICY, queues, heartbeat: null })
    clock.set(clock.now() + 5 * MINUTE_MS)
  }
})
afterAll(() => story.stores.close())

test('of an outage, of a page’s days, and of what is wrong with the platform', async () => {
  const list = (await (await ask('/api/incidents')).json()) as Incidents
  const outage = list.incidents.find(({ kind }) => kind === 'down')?.id ?? ''
  await acknowledge(
    { incident: outage, name: 'Lan', note: 'đang xem' },
    { ...story.stores, clock: story.clock, by: 'x' },
  )
  const paths = {
    '/api/status': '/api/status',
    '/api/metrics': '/api/metrics',
    '/api/incidents': `/api/incidents?id=${encodeURIComponent(outage)}`,
    '/api/history/:portal/:page': `/api/history/${PAGE}?days=2`,
    '/api/alerts': '/api/alerts',
    '/api/monitor': '/api/monitor',
    '/api/changes': '/api/changes?month=2026-11',
  }
  for (const [path, asked] of Object.entries(paths)) expect(await check('GET', path, await ask(asked))).toEqual([])
  expect(await check('GET', '/api/incidents', await ask('/api/incidents'))).toEqual([])
  // What was looked at is something.
  const { incidents } = (await (await ask('/api/status')).json()) as Status
  expect(incidents.find(({ id }) => id === outage)?.acknowledged?.name).toBe('Lan')
  expect(await (await ask(paths['/api/incidents'])).json()).toMatchObject({ events: [{ event: 'opened' }] })
  expect(await (await ask('/api/alerts?limit=1')).json()).toMatchObject({ alerts: [{ type: 'alert' }] })
  expect(((await (await ask('/api/monitor')).json()) as MonitorHealth).conditions.length).toBeGreaterThan(0)
})

test('an answer that is otherwise would be found', async () => {
  const answerOf = (body: unknown) => Response.json(body, { headers: { 'content-type': 'application/json' } })
  const status = (await (await ask('/api/status')).json()) as Record<string, unknown>
  expect(await check('GET', '/api/status', answerOf(status))).toEqual([])
  expect(await check('GET', '/api/status', answerOf({ ...status, other: 1 }))).toEqual([
    expect.stringContaining('must NOT have additional properties'),
  ])
  expect(await check('GET', '/api/status', answerOf({ ...status, pages: [{}] }))).not.toEqual([])
  expect(await check('GET', '/api/none', answerOf(status))).toEqual(['GET /api/none is not described'])
  expect(await check('GET', '/api/status', Response.json(status, { status: 201 }))).toEqual([
    'GET /api/status: 201 is not described',
  ])
})
