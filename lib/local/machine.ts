import { setTimeout as delay } from 'node:timers/promises'
import type { SQSEvent } from 'aws-lambda'
import type { Logger } from 'pino'
import * as auditFunction from '../../functions/audit.ts'
import * as closeSlotsFunction from '../../functions/close-slots.ts'
import * as dispatchFunction from '../../functions/dispatch.ts'
import * as ingestFunction from '../../functions/ingest.ts'
import * as probeFunction from '../../functions/probe.ts'
import * as publishFunction from '../../functions/publish.ts'
import type { Handler, ScheduledEvent } from '../../functions/shell.ts'
import { publishConfig } from '../flow/publish-config.ts'
import { type StartOptions, start } from '../flow/start.ts'
import { systemClock } from '../flow/system-clock.ts'
import { planHosts } from '../judge/timetable.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Audit } from '../model/audit.ts'
import { type Catalogue, measuredPages } from '../model/catalogue.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Observation } from '../model/observation.ts'
import type { AuditClient } from '../observe/browser/audit-client.ts'
import { createQueue } from '../record/queue.ts'
import { contextOf, type Pump, startPump } from './pump.ts'
import type { RemoteMeasurer } from './remote-measurer.ts'
import { ensureResources } from './resources.ts'
import { type Schedule, startSchedule } from './schedule.ts'
import { type Stores, TABLE_NAME } from './stores.ts'

export type MachineOptions = {
  readonly stores: Stores
  readonly catalogue: Catalogue
  /** Locations that this machine plays. */
  readonly locations: readonly string[]
  readonly allowPrivate: boolean
  readonly measurer: RemoteMeasurer
  readonly auditClient: AuditClient
  readonly log: Logger
  /** Where links in alerts lead. */
  readonly url: string | null
  /** Told of every result once its row is written. */
  readonly onResult?: (result: Observation | Audit) => void
  /** Told of every alert once the topic has it. */
  readonly onAlert?: (alert: AlertEvent) => void
}

/** The functions of a hub and its locations, on one machine: the pump and the schedule call them as AWS would. */
export type Machine = {
  readonly version: string
  /** Queues the current slot of every page, at once. Returns how many checks were queued. */
  readonly measureNow: (options: Omit<StartOptions, 'location'>) => Promise<number>
  /** Starts the timetable. */
  readonly keepTime: () => void
  /** Closes slots and publishes, once. */
  readonly settle: () => Promise<void>
  /** `drain`: what is in flight is finished; `handBack`: it goes back to its queue. */
  readonly stop: (how: 'drain' | 'handBack') => Promise<void>
}

const PROBE_EVENTS = 32
const INGEST_EVENTS = 4

/** What takes longer to finish, such as audits that wait for each other, goes back to its queue. */
const DRAIN_MS = 24_000

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { stores, catalogue, locations, log } = options
  const startedAtMs = Date.now()
  const { version } = await publishConfig(stores.table, { catalogue, played: locations, nowMs: startedAtMs })
  const resources = await ensureResources(stores.clients, {
    endpoint: stores.messagesEndpoint,
    locations,
    visibility: visibilityFor(catalogue),
  })
  const stopping = new AbortController()
  const hubEnv = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_OBSERVATIONS_QUEUE: resources.observations,
    NHIP_DEAD_LETTERS_QUEUE: resources.deadLetters,
    NHIP_TOPIC: resources.topic,
    NHIP_ALLOW_PRIVATE: options.allowPrivate ? '1' : '0',
    ...(options.url === null ? {} : { NHIP_URL: options.url }),
  }
  const shared = { log, clients: stores.clients }
  const pumps: Pump[] = []
  const ingest = ingestFunction.create(hubEnv, shared)
  const ingestPump = startPump({
    sqs: stores.clients.sqs,
    queueUrl: resources.observations,
    name: 'observations',
    batchSize: 10,
    concurrency: INGEST_EVENTS,
    log,
    handler: async (event, context) => {
      const response = await ingest(event, context)
      tellResults(
        event,
        new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
        options.onResult,
      )
      return response
    },
  })
  const dispatchers: Handler<ScheduledEvent, unknown>[] = []
  for (const location of locations) {
    const env = {
      ...hubEnv,
      NHIP_LOCATION: location,
      NHIP_CHECKS_QUEUE: resources.checks(location),
      NHIP_AUDITS_QUEUE: resources.audits(location),
    }
    dispatchers.push(dispatchFunction.create(env, { ...shared, notBeforeSlotMs: startedAtMs }))
    const probe = probeFunction.create(env, { ...shared, measurer: options.measurer, stop: stopping.signal })
    const audit = auditFunction.create(env, {
      ...shared,
      audit: (request) => options.auditClient.audit(request),
      stop: stopping.signal,
    })
    const queues = { sqs: stores.clients.sqs, log }
    pumps.push(
      startPump({
        ...queues,
        queueUrl: env.NHIP_CHECKS_QUEUE,
        name: `${location} checks`,
        batchSize: 10,
        concurrency: PROBE_EVENTS,
        handler: probe,
      }),
      startPump({
        ...queues,
        queueUrl: env.NHIP_AUDITS_QUEUE,
        name: `${location} audits`,
        batchSize: 1,
        concurrency: 1,
        handler: audit,
      }),
    )
  }
  const closeSlots = closeSlotsFunction.create(hubEnv, shared)
  const publish = publishFunction.create(hubEnv, shared)
  const settle = async (): Promise<void> => {
    const event = { scheduledTime: new Date().toISOString() }
    await closeSlots(event, contextOf('close-slots'))
    const { published } = await publish(event, contextOf('publish'))
    for (const alert of published) options.onAlert?.(alert)
  }
  let schedule: Schedule | null = null

  return {
    version,
    measureNow: async (what) => {
      const ports = (location: string) => ({
        table: stores.table,
        clock: systemClock,
        checks: createQueue(stores.clients.sqs, resources.checks(location)),
        audits: createQueue(stores.clients.sqs, resources.audits(location)),
      })
      const queued = await Promise.all(locations.map((location) => start({ ...what, location }, ports(location))))
      return queued.reduce((total, { http, audit }) => total + http + audit, 0)
    },
    keepTime: () => {
      schedule = startSchedule({
        log,
        everyMinute: async (scheduledTime) => {
          await Promise.all(dispatchers.map((dispatch) => dispatch({ scheduledTime }, contextOf('dispatch'))))
        },
        often: settle,
        oftenMs: settleEveryMs(catalogue),
      })
    },
    settle,
    stop: async (how) => {
      schedule?.stop()
      if (how === 'handBack' || !(await inTime(drained(pumps, ingestPump)))) {
        stopping.abort(new Error('stopped by the operator'))
        await Promise.all([...pumps, ingestPump].map((each) => each.handBack()))
      }
      await schedule?.idle()
    },
  }
}

/** Results that are on their way are written last. */
async function drained(pumps: readonly Pump[], ingestPump: Pump): Promise<void> {
  await Promise.all(pumps.map((each) => each.drain()))
  await ingestPump.drain()
}

/** Whether work ends within the time that a drain may take. */
async function inTime(work: Promise<void>): Promise<boolean> {
  const over = new AbortController()
  const late = delay(DRAIN_MS, false, { signal: over.signal }).catch(() => false)
  const done = await Promise.race([work.then(() => true), late])
  over.abort()
  return done
}

function tellResults(event: SQSEvent, failed: ReadonlySet<string>, tell: MachineOptions['onResult']): void {
  if (!tell) return
  for (const { messageId, body } of event.Records)
    if (!failed.has(messageId)) tell(JSON.parse(body) as Observation | Audit)
}

/** As often as the shortest cadence needs: a tenth of it, from two seconds to one minute. */
function settleEveryMs(catalogue: Catalogue): number {
  const shortestMs = Math.min(...measuredPages(catalogue).map((page) => page.http.everyMs), 10 * MINUTE_MS)
  return Math.min(MINUTE_MS, Math.max(2_000, shortestMs / 10))
}

/** A message stays hidden for longer than the longest visit, and no longer than needed after a `kill -9`. */
function visibilityFor(catalogue: Catalogue) {
  const visitMs = Math.max(0, ...planHosts({ catalogue }).map((plan) => Math.max(plan.windowMs, plan.visitMs)))
  const auditRuns = Math.max(1, ...measuredPages(catalogue).map((page) => page.audit.runs))
  return {
    checksSeconds: Math.ceil(visitMs / 1_000) + 10,
    auditsSeconds: auditRuns * 120 + 120,
    observationsSeconds: 30,
  }
}
