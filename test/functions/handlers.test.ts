import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as dayArchiving from '../../functions/archive-day.ts'
import * as audits from '../../functions/audit.ts'
import * as dayClosing from '../../functions/close-day.ts'
import * as closing from '../../functions/close-slots.ts'
import * as dispatching from '../../functions/dispatch.ts'
import * as exporting from '../../functions/export.ts'
import * as forwarding from '../../functions/forward.ts'
import * as ingesting from '../../functions/ingest.ts'
import * as probing from '../../functions/probe.ts'
import * as publishing from '../../functions/publish.ts'
import type { Env } from '../../functions/shell.ts'
import * as sweeping from '../../functions/sweep.ts'
import * as watching from '../../functions/watch.ts'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import { measuredKeys } from '../../lib/judge/expected.ts'
import { dueAudits } from '../../lib/judge/timetable.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import type { Visit } from '../../lib/model/visit.ts'
import { AuditProcessError } from '../../lib/observe/browser/audit-client.ts'
import type { AuditRequest } from '../../lib/observe/browser/audit-request.ts'
import { listConfigs, putConfig } from '../../lib/record/configs.ts'
import { openEvidenceFolder } from '../../lib/record/evidence-folder.ts'
import { createFolderEvidence } from '../../lib/record/evidence-store.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { putRollupProgress } from '../../lib/record/rollups.ts'
import { getChain, putChain } from '../../lib/record/segments.ts'
import { putSweepProgress, putSwept } from '../../lib/record/sweep-progress.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { CONTEXT, sqsEvent } from '../kit/lambda.ts'
import { observation } from '../kit/observation.ts'
import { html, startSite } from '../kit/site.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { makeTopic, type TestTopic } from '../kit/topic.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

/** The functions as they run on AWS, by the SDK against the embedded servers, by the real clock. */
const EVERY = 5 * MINUTE_MS
const SLOT = Math.floor(Date.now() / EVERY) * EVERY
const catalogue = catalogueOf({
  portals: [writtenPortal({ pages: [writtenPage({ http: { every: '1m', timeout: '5s' } })] })],
})
const config = configOf(catalogue)

let stores: Stores
let queues: Record<'checks' | 'audits' | 'observations' | 'deadLetters' | 'outbox', TestQueue>
let topic: TestTopic
let env: Env
beforeAll(async () => {
  stores = await openStores()
  const [checks, auditQueue, observations, deadLetters, outbox] = await Promise.all([
    makeQueue(stores),
    makeQueue(stores),
    makeQueue(stores),
    makeQueue(stores),
    makeQueue(stores),
  ])
  queues = { checks, audits: auditQueue, observations, deadLetters, outbox }
  topic = await makeTopic(stores)
  env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_OBSERVATIONS_QUEUE: observations.url,
    NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
    NHIP_ARCHIVE: 'nhip-archive',
    NHIP_SIGNING_KEY: 'local',
    NHIP_TOPIC: topic.arn,
    NHIP_ESCALATION_TOPIC: topic.arn,
    NHIP_LOCATION: 'sgn',
    NHIP_HUB_REGION: 'local',
    NHIP_OUTBOX_QUEUE: outbox.url,
    NHIP_HUB_TABLE: TABLE_NAME,
    NHIP_CHECKS_QUEUE: checks.url,
    NHIP_AUDITS_QUEUE: auditQueue.url,
    NHIP_ALLOW_PRIVATE: '1',
  }
  const { untilMs: _until, ...written } = config
  await putConfig(stores.table, written)
})
afterAll(() => stores.close())

const options = { log: SILENT }
const bodies = async (queue: TestQueue) => (await queue.received()).map(({ Body = '' }) => JSON.parse(Body) as unknown)

describe('dispatch', () => {
  test("sends the checks of its schedule's minute", async () => {
    const minuteMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS
    const handler = dispatching.create(env, options)
    const event = { scheduledTime: new Date(minuteMs + 17_000).toISOString() }
    const { sent } = await handler(event, CONTEXT)
    expect(sent).toBeGreaterThan(0)
    expect(await handler(event, CONTEXT)).toEqual({ sent: 0 })
    const visits = (await bodies(queues.checks)) as Visit[]
    expect(visits.map(({ location, checks }) => [location, checks[0]?.page])).toContainEqual(['sgn', 'da-nang/home'])
    expect(await bodies(queues.observations)).toMatchObject(
      [-3, -2, -1, 0].map((minute) => ({ type: 'receipt', location: 'sgn', minuteMs: minuteMs + minute * MINUTE_MS })),
    )
  })
})

describe('probe', () => {
  const visitTo = (url: string): Visit => ({
    type: 'visit',
    location: 'sgn',
    source: null,
    control: null,
    host: new URL(url).host,
    contact: 'https://example.org/',
    catalogVersion: 'v1',
    untilMs: Date.now() + MINUTE_MS,
    checks: [
      {
        page: 'da-nang/home',
        slotMs: SLOT,
        dueMs: SLOT,
        everyMs: EVERY,
        timeoutMs: 5_000,
        url,
        expectText: null,
        expectHosts: [],
        families: [4],
      },
    ],
  })

  test('measures and sends a result per check; a message that is no visit goes to the dead letters', async () => {
    const site = await startSite({ '/': html('') })
    const answer = await probing.create(env, options)(
      sqsEvent(JSON.stringify(visitTo(site.url('/'))), '{"type":"visit"}'),
      CONTEXT,
    )
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(await bodies(queues.deadLetters)).toEqual([{ type: 'visit' }])
    const sent = (await bodies(queues.observations)).map((value) => observationSchema.parse(value))
    expect(sent).toMatchObject([{ page: 'da-nang/home', outcome: 'passed', location: 'sgn' }])
  })

  test('keeps away from private addresses unless the environment admits them', async () => {
    const site = await startSite({ '/': html('') })
    await probing.create({ ...env, NHIP_ALLOW_PRIVATE: undefined }, options)(
      sqsEvent(JSON.stringify(visitTo(site.url('/')))),
      CONTEXT,
    )
    expect(await bodies(queues.observations)).toMatchObject([{ cause: 'address_refused' }])
    expect(site.requests).toEqual([])
  })
})

describe('audit', () => {
  test('makes audits one after the other and sends each', async () => {
    const [first] = dueAudits(config, { location: 'sgn', fromMs: SLOT - 24 * 3_600_000, toMs: SLOT - 12 * 3_600_000 })
    if (!first) throw new Error('no audit is due')
    const due = { ...first, gap: null, untilMs: Date.now() + MINUTE_MS }
    let underWay = 0
    let most = 0
    const made: unknown[] = []
    const handler = audits.create(env, {
      ...options,
      audit: async (request) => {
        made.push(request.slotMs)
        most = Math.max(most, ++underWay)
        await Promise.resolve()
        underWay--
        if (request.slotMs === 1) throw new AuditProcessError('died', 'the audit process ended by SIGKILL')
        if (request.slotMs === 2) throw new AuditProcessError('closed', 'the audit process was closed')
        if (request.slotMs === 3) throw new Error('no profile abacus')
        return audit({ slotMs: request.slotMs ?? 0, page: request.page })
      },
    })
    const answer = await handler(
      sqsEvent(...[0, 1, 2, 3, 4].map((slotMs) => JSON.stringify({ ...due, slotMs }))),
      CONTEXT,
    )
    // What was stopped is to be made later; what can't be made is told.
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] })
    expect(await bodies(queues.observations)).toMatchObject([
      { type: 'audit', slotMs: 0, outcome: 'passed' },
      { type: 'audit', slotMs: 1, cause: 'audit_error', detail: expect.stringMatching(/SIGKILL/), score: null },
      { type: 'audit', slotMs: 3, cause: 'audit_error', detail: expect.stringMatching(/abacus/), score: null },
      { type: 'audit', slotMs: 4, outcome: 'passed' },
    ])
    expect(made).toEqual([0, 1, 1, 2, 3, 4])
    expect(most).toBe(1)
  })

  test('asked by hand, it loads the control page, tells what it showed, and keeps nothing', async () => {
    const handler = audits.create(env, {
      ...options,
      audit: () => Promise.reject(new Error('no audit was asked for')),
      control: ({ location, cpuSlowdownMultiplier }) =>
        Promise.resolve(controlAudit({ location, score: (cpuSlowdownMultiplier ?? 0) / 10 })),
    })
    const event = { type: 'loadControl', location: 'calibration', cpuSlowdownMultiplier: 2.5 } as const
    expect(await handler(event, CONTEXT)).toEqual(controlAudit({ location: 'calibration', score: 0.25 }))
    expect(await bodies(queues.observations)).toEqual([])
  })

  test('the control page is loaded each hour, and after the first audit of a location that is not calibrated', async () => {
    const [first] = dueAudits(config, { location: 'sgn', fromMs: SLOT - 24 * 3_600_000, toMs: SLOT - 12 * 3_600_000 })
    const untilMs = Date.now() + MINUTE_MS
    const hourly = { type: 'controlVisit', location: 'sgn', dueMs: Date.now(), untilMs, calibration: null }
    const asked: string[] = []
    const handler = audits.create(env, {
      ...options,
      audit: ({ slotMs }) => Promise.resolve(void asked.push('audit')).then(() => audit({ slotMs: slotMs ?? 0 })),
      control: ({ location }) => Promise.resolve(void asked.push('control')).then(() => controlAudit({ location })),
    })
    const due = { ...first, gap: null, untilMs }
    const messages = [{ ...due, slotMs: 1 }, { ...due, slotMs: 2 }, hourly].map((message) => JSON.stringify(message))
    expect(await handler(sqsEvent(...messages), CONTEXT)).toEqual({ batchItemFailures: [] })
    expect(asked).toEqual(['audit', 'control', 'audit', 'control'])
    expect(await bodies(queues.observations)).toMatchObject([
      { type: 'controlAudit', location: 'sgn' },
      { type: 'audit', slotMs: 1, calibrated: null, controls: { before: null, after: { tbtMs: 1_000 } } },
      { type: 'audit', slotMs: 2, calibrated: null, controls: { before: { tbtMs: 1_000 }, after: null } },
      { type: 'controlAudit', location: 'sgn' },
    ])
  })

  test('what the platform would stop is monitor_timeout, while there is time to say so', async () => {
    const [due] = dueAudits(config, { location: 'sgn', fromMs: SLOT - 24 * 3_600_000, toMs: SLOT - 12 * 3_600_000 })
    const message = JSON.stringify({ ...due, gap: null, untilMs: Date.now() + MINUTE_MS })
    const told: AuditRequest[] = []
    const stuck = audits.create(env, { ...options, audit: (request) => new Promise(() => told.push(request)) })
    const fromMs = Date.now()
    // 15 s are kept for sending the result, and as much before that for the audit to end by itself.
    expect(await stuck(sqsEvent(message), { ...CONTEXT, getRemainingTimeInMillis: () => 15_050 })).toEqual({
      batchItemFailures: [],
    })
    expect(told[0]?.untilMs).toBeLessThan(fromMs)
    // It has ended whoever took it up, five times over.
    const lost = sqsEvent(message)
    const attributes = { ApproximateReceiveCount: '6' }
    const handler = audits.create(env, { ...options, audit: () => Promise.reject(new Error('not to be made')) })
    await handler(
      { Records: lost.Records.map((record) => ({ ...record, attributes: { ...record.attributes, ...attributes } })) },
      CONTEXT,
    )
    expect(await bodies(queues.observations)).toMatchObject([
      { type: 'audit', outcome: 'inconclusive', cause: 'monitor_timeout', detail: 'cut off by the limit' },
      { type: 'audit', cause: 'monitor_timeout', detail: 'taken up 5 times and never finished' },
    ])
  })

  test('what comes too late is monitor_timeout', async () => {
    const [late] = dueAudits(config, { location: 'sgn', fromMs: SLOT - 48 * 3_600_000, toMs: SLOT - 24 * 3_600_000 })
    await audits.create(env, { ...options, audit: () => Promise.reject(new Error('not to be made')) })(
      sqsEvent(JSON.stringify(late)),
      CONTEXT,
    )
    expect(await bodies(queues.observations)).toMatchObject([
      { type: 'audit', outcome: 'inconclusive', cause: 'monitor_timeout' },
    ])
  })
})

describe('while the hub is away', () => {
  const away = {
    send: () => Promise.reject(new Error('away')),
    configuration: () => Promise.reject(new Error('away')),
    register: () => Promise.reject(new Error('away')),
  }
  const event = { scheduledTime: new Date().toISOString() }

  test('results wait in the outbox, and forward brings them as soon as it is back', async () => {
    const [due] = dueAudits(config, { location: 'sgn', fromMs: SLOT - 24 * 3_600_000, toMs: SLOT - 12 * 3_600_000 })
    const handler = audits.create(env, {
      ...options,
      hub: away,
      audit: (request) => Promise.resolve(audit({ slotMs: request.slotMs ?? 0 })),
    })
    const events = [1, 2, 3].map((slotMs) =>
      JSON.stringify({ ...due, gap: null, slotMs, untilMs: Date.now() + MINUTE_MS }),
    )
    expect(await handler(sqsEvent(...events), CONTEXT)).toEqual({ batchItemFailures: [] })
    expect(await bodies(queues.observations)).toEqual([])

    // What it takes and can't send stays in the outbox, hidden for a quarter of an hour.
    await expect(forwarding.create(env, { ...options, hub: away })(event, CONTEXT)).rejects.toThrow('away')
    expect(await forwarding.create(env, options)(event, CONTEXT)).toMatchObject({
      sent: 2,
      error: null,
    })
    expect(await bodies(queues.observations)).toMatchObject([{ type: 'audit' }, { type: 'audit' }])
  })
})

describe('ingest, close-slots and publish', () => {
  test('results become rows; what is none goes to the dead letters and is done', async () => {
    const result = observation({ location: 'sgn', slotMs: SLOT, cause: 'http_5xx' })
    expect(await ingesting.create(env, options)(sqsEvent(JSON.stringify(result), 'no JSON'), CONTEXT)).toEqual({
      batchItemFailures: [],
    })
    expect(await observationsOf(stores.table, 'da-nang/home', { fromMs: SLOT, toMs: SLOT + 1 })).toEqual([
      result,
    ] satisfies Observation[])
    expect((await queues.deadLetters.received()).map(({ Body }) => Body)).toEqual(['no JSON'])
  })

  test('a table that is away fails the message, and it comes again', async () => {
    const handler = ingesting.create({ ...env, NHIP_TABLE: 'none' }, options)
    expect(await handler(sqsEvent(JSON.stringify(observation())), CONTEXT)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    })
    expect(await queues.deadLetters.received()).toEqual([])
  })

  test('slots close by the clock, and what they have to tell is published', async () => {
    const event = { scheduledTime: new Date().toISOString() }
    const { closed } = await closing.create(env, options)(event, CONTEXT)
    expect(closed).toBeGreaterThan(0)
    // The version is in force since 1970: verdicts so old are told to nobody.
    expect(await publishing.create(env, options)(event, CONTEXT)).toEqual({ published: [] })
    expect(await topic.told()).toEqual([])
  })
})

describe('close-day', () => {
  test('rolls up what is over, and finds nothing to do when it comes again', async () => {
    const throughMs = Date.now() - 120 * MINUTE_MS
    await putRollupProgress(stores.table, { throughMs, lateThroughMs: throughMs })
    const event = { scheduledTime: new Date().toISOString() }
    const { hours, days } = await dayClosing.create(env, options)(event, CONTEXT)
    expect([hours > 0, days > 0]).toEqual([true, true])
    // A slot may have ended meanwhile.
    expect((await dayClosing.create(env, options)(event, CONTEXT)).days).toBeLessThanOrEqual(1)
  })
})

describe('sweep', () => {
  test('deletes what has had its time, and finds nothing to do when it comes again', async () => {
    const minuteMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 40 * DAY_MS
    await putReceipt(stores.table, {
      type: 'receipt',
      location: 'sgn',
      minuteMs,
      catalogVersion: null,
      count: 0,
      atMs: minuteMs,
      families: [],
    })
    // The version is in force since 1970.
    const configs = await listConfigs(stores.table)
    const names = [
      ...measuredKeys(configs).map((page) => `hour#${page}`),
      ...configs.flatMap(({ catalogue }) => catalogue.locations.map(({ id }) => `receipt#${id}`)),
    ]
    for (const name of names) await putSwept(stores.table, name, minuteMs - DAY_MS)
    await putSweepProgress(stores.table, { nextMs: 0, lateThroughMs: minuteMs })
    const sweep = sweeping.create(env, { ...options, store: createFolderEvidence(temporaryFolder()) })
    const event = { scheduledTime: new Date().toISOString() }
    expect(await sweep(event, CONTEXT)).toMatchObject({ receipt: 1, observation: 0 })
    expect(await sweep(event, CONTEXT)).toMatchObject({ receipt: 0 })
  })
})

describe('archive-day', () => {
  test('seals what has closed, and finds nothing to do when it comes again', async () => {
    const folder = temporaryFolder()
    const signer = signerOf(newKey())
    const archive = dayArchiving.create(env, {
      ...options,
      store: createFolderEvidence(folder),
      openSigner: async () => signer,
    })
    const nowMs = Date.now()
    // Every day since the version took effect is to be sealed; these are the last two.
    for (const page of measuredKeys(await listConfigs(stores.table))) {
      const { version } = await getChain(stores.table, page)
      const through = { day: '', toMs: nowMs - 3 * DAY_MS }
      expect(await putChain(stores.table, { page, version, through, last: null })).toBe(true)
    }
    const event = { scheduledTime: new Date(nowMs).toISOString() }
    expect((await archive(event, CONTEXT)).segments).toBeGreaterThan(0)
    expect(await archive(event, CONTEXT)).toEqual({ segments: 0, revisions: 0 })
    expect(await verifyEvidence(openEvidenceFolder(folder))).toMatchObject({ valid: true, keys: [signer.keyId] })
  })
})

test('watch leaves what it saw to be told, and gives no sign of life where no slot of now has a result', async () => {
  const site = await startSite({ '/ping': 200 })
  const queues = () => Promise.resolve({ queues: [], deadLetters: 3 })
  const event = { scheduledTime: new Date().toISOString() }
  const handler = watching.create({ ...env, NHIP_HEARTBEAT: site.url('/ping') }, { ...options, queues })
  const { events, heartbeat } = await handler(event, CONTEXT)
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'monitor', subject: 'hub', facts: { rule: 'dead_letters', letters: 3 } }),
  )
  expect(heartbeat).toMatchObject({ heard: false, reason: expect.stringMatching(/^no sign of life is given: no slot/) })
  expect(site.requests).toEqual([])
  expect((await publishing.create(env, options)(event, CONTEXT)).published).toEqual(events)
  await topic.told()
})

const MODULES = {
  dispatch: dispatching,
  probe: probing,
  audit: audits,
  forward: forwarding,
  ingest: ingesting,
  'close-slots': closing,
  'close-day': dayClosing,
  'archive-day': dayArchiving,
  sweep: sweeping,
  publish: publishing,
  watch: watching,
  export: exporting,
} as const

test.each(Object.keys(MODULES) as (keyof typeof MODULES)[])(
  '%s says what its environment lacks, and no value',
  (name) => {
    const module = MODULES[name]
    expect(() => module.create({})).toThrow(new RegExp(`^environment of ${name}: NHIP_.+ missing or not valid$`))
    expect(() => module.create({ ...env, NHIP_LOG_LEVEL: 'secret value' })).toThrow(
      new RegExp(`^environment of ${name}: NHIP_LOG_LEVEL missing or not valid$`),
    )
    expect(typeof module.handler).toBe('function')
  },
)
