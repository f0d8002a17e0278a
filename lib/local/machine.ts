import type { SQSEvent } from 'aws-lambda'
import type { Logger } from 'pino'
import * as archiveDayFunction from '../../functions/archive-day.ts'
import * as closeDayFunction from '../../functions/close-day.ts'
import * as closeSlotsFunction from '../../functions/close-slots.ts'
import * as exportFunction from '../../functions/export.ts'
import * as ingestFunction from '../../functions/ingest.ts'
import * as notifyFunction from '../../functions/notify.ts'
import * as publishFunction from '../../functions/publish.ts'
import * as publishStatusFunction from '../../functions/publish-status.ts'
import * as sweepFunction from '../../functions/sweep.ts'
import * as watchFunction from '../../functions/watch.ts'
import { publishCriteria, type ReadPack } from '../flow/criteria.ts'
import { publishConfig } from '../flow/publish-config.ts'
import { createSign } from '../flow/sign-results.ts'
import { type StartOptions, start } from '../flow/start.ts'
import { sweepReports } from '../flow/sweep-reports.ts'
import { systemClock } from '../flow/system-clock.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Audit } from '../model/audit.ts'
import { type Catalogue, measuredPages } from '../model/catalogue.ts'
import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import { EXPORTS, JOB_KEPT_DAYS } from '../model/job.ts'
import type { Notifiers } from '../model/notifiers.ts'
import type { Observation } from '../model/observation.ts'
import type { AuditClient } from '../observe/browser/audit-client.ts'
import { registerLocationKey } from '../record/location-keys.ts'
import { createQueue } from '../record/queue.ts'
import type { ReportFolder } from '../record/report-folder.ts'
import { createFolderReports } from '../record/reports.ts'
import type { Signer } from '../record/signer.ts'
import type { SiteStore } from '../record/site-store.ts'
import { endPumps } from './drain.ts'
import type { Evidence } from './folder-evidence.ts'
import { gentleClients } from './gentle-clients.ts'
import { startLocation } from './location.ts'
import { contextOf, startPump } from './pump.ts'
import type { RemoteMeasurer } from './remote-measurer.ts'
import { ensureHubResources, ensureLocationQueues, visibilityFor } from './resources.ts'
import { type Schedule, startSchedule } from './schedule.ts'
import { type Stores, TABLE_NAME } from './stores.ts'
import { tellResult } from './tell-result.ts'
import { watchedQueues } from './watched-queues.ts'

export type MachineOptions = {
  readonly stores: Stores
  readonly catalogue: Catalogue
  /** Locations that this machine plays. */
  readonly locations: readonly string[]
  /** Locations that agents elsewhere play: expected to answer, too. */
  readonly agents: readonly string[]
  /** Published, so that scores can be asked for by their ids. */
  readonly criteria: readonly ReadPack[]
  readonly allowPrivate: boolean
  /** By which each location that is played here signs its results. */
  readonly openKey: (location: string) => Promise<Signer>
  readonly measurer: RemoteMeasurer
  readonly auditClient: AuditClient
  /** Where reports of audits are kept; null: nowhere. */
  readonly reports: ReportFolder | null
  /** Where the public status page is written; null: nowhere. */
  readonly site: SiteStore | null
  /** Where evidence is kept and who signs it; null: days are not archived. */
  readonly evidence: Evidence | null
  readonly log: Logger
  /** Where links in alerts lead. */
  readonly url: string | null
  /** Who is told of alerts besides by subscribers of the topic; null: nobody. */
  readonly notifiers: Notifiers | null
  /** Asked each minute while the platform works; null: nobody outside wants to know. */
  readonly heartbeat: string | null
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

const INGEST_EVENTS = 4

/** Requests to the table that work of every minute, and what may take long, have under way at once. */
const WORK_REQUESTS = 4
const SLOW_REQUESTS = 2

/** Of every hour: reports that have served their time, or take too much room, go then. */
const SWEEP_MINUTE = 17

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { stores, catalogue, locations, log } = options
  const startedAtMs = Date.now()
  let measuredAtMs = startedAtMs
  const { version } = await publishConfig(stores.table, {
    catalogue,
    played: [...locations, ...options.agents],
    nowMs: startedAtMs,
    // Agents have to have a new version before it takes effect.
    leadMs: options.agents.length === 0 ? 0 : 15 * MINUTE_MS,
  })
  await publishCriteria(stores.table, { packs: options.criteria, nowMs: startedAtMs })
  const { sqs } = stores.clients
  const sized = { endpoint: stores.messagesEndpoint, visibility: visibilityFor(catalogue) }
  const hub = await ensureHubResources(stores.clients, { ...sized, notifies: options.notifiers !== null })
  const queues = await ensureLocationQueues(sqs, { ...sized, locations })
  const stopping = new AbortController()
  const hubEnv = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_OBSERVATIONS_QUEUE: hub.observations,
    NHIP_DEAD_LETTERS_QUEUE: queues.deadLetters,
    NHIP_TOPIC: hub.topic,
    NHIP_ESCALATION_TOPIC: hub.escalations,
    NHIP_NOTIFY_QUEUE: hub.notify,
    NHIP_ARCHIVE: hub.archive,
    NHIP_SIGNING_KEY: 'local',
    NHIP_SITE: 'local',
    NHIP_ALLOW_PRIVATE: options.allowPrivate ? ('1' as const) : ('0' as const),
    ...(options.url === null ? {} : { NHIP_URL: options.url }),
    ...(options.heartbeat === null ? {} : { NHIP_HEARTBEAT: options.heartbeat }),
  }
  // Before anything is measured or taken in: from here on every result of theirs is signed.
  const signers = new Map<string, Signer>()
  for (const location of locations) {
    const signer = await options.openKey(location)
    signers.set(location, signer)
    const { publicKey } = signer
    await registerLocationKey(stores.table, { location, publicKey, nowMs: startedAtMs, leadMs: 0 })
  }
  const shared = { log, clients: stores.clients }
  const work = { log, clients: gentleClients(stores.env, WORK_REQUESTS) }
  const slowWork = { log, clients: gentleClients(stores.env, SLOW_REQUESTS) }
  const ingest = ingestFunction.create(hubEnv, work)
  const ingestPump = startPump({
    sqs,
    queueUrl: hub.observations,
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
  const played = locations.map((location) =>
    startLocation({
      env: {
        ...hubEnv,
        NHIP_LOCATION: location,
        NHIP_HUB_REGION: 'local',
        NHIP_CHECKS_QUEUE: queues.checks(location),
        NHIP_AUDITS_QUEUE: queues.audits(location),
      },
      options: { ...shared, sign: createSign(async () => signers.get(location) ?? null) },
      sqs,
      measurer: options.measurer,
      auditClient: options.auditClient,
      stop: stopping.signal,
      reports: options.reports && { folder: options.reports.path },
      notBeforeSlotMs: () => measuredAtMs,
    }),
  )
  const dropOldExports = (): void =>
    stores.dropFiles({ bucket: hub.archive, prefix: EXPORTS, beforeMs: Date.now() - JOB_KEPT_DAYS * DAY_MS })
  dropOldExports()
  const jobs = exportFunction.create(hubEnv, {
    ...slowWork,
    archive: stores.archive,
    stop: stopping.signal,
    ...(options.reports ? { reports: createFolderReports(options.reports) } : {}),
    ...options.evidence,
  })
  const jobPump = startPump({
    sqs,
    queueUrl: hub.jobs,
    name: 'jobs',
    batchSize: 1,
    concurrency: 1,
    log,
    handler: async (event, context) => {
      const response = await jobs(event, context)
      dropOldExports()
      return response
    },
  })
  const notifyPumps = options.notifiers
    ? [
        startPump({
          sqs,
          queueUrl: hub.notify,
          name: 'notify',
          batchSize: 10,
          concurrency: 1,
          log,
          handler: notifyFunction.create(hubEnv, { ...shared, notifiers: options.notifiers }),
        }),
      ]
    : []
  const closeSlots = closeSlotsFunction.create(hubEnv, work)
  const publish = publishFunction.create(hubEnv, work)
  const ending = new AbortController()
  const slow = { ...slowWork, ...options.evidence, stop: ending.signal }
  const closeDay = closeDayFunction.create(hubEnv, slow)
  const archiveDay = options.evidence && archiveDayFunction.create(hubEnv, slow)
  const sweep = sweepFunction.create(hubEnv, slow)
  const watch = watchFunction.create(hubEnv, {
    ...work,
    queues: () => Promise.resolve(watchedQueues(stores.waiting(), locations)),
  })
  const publishStatus = options.site && publishStatusFunction.create(hubEnv, { ...slowWork, site: options.site })
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
      const nowMs = Date.now()
      measuredAtMs = nowMs
      const ports = (location: string) => ({
        table: stores.table,
        // The same moment for all, which is that from which on dispatch takes over.
        clock: { ...systemClock, now: () => nowMs },
        checks: createQueue(sqs, queues.checks(location)),
        audits: createQueue(sqs, queues.audits(location)),
      })
      const queued = await Promise.all(locations.map((location) => start({ ...what, location }, ports(location))))
      return queued.reduce((total, { http, audit }) => total + http + audit, 0)
    },
    keepTime: () => {
      schedule = startSchedule({
        log,
        everyMinute: [
          ...played.map(({ dispatch }) => ({
            name: 'dispatch',
            run: (scheduledTime: string) => dispatch({ scheduledTime }, contextOf('dispatch')),
          })),
          // After an outage it may have days to do.
          {
            name: 'close-day',
            run: (scheduledTime) => closeDay({ scheduledTime }, contextOf('close-day')),
            isAlone: true,
          },
          ...(archiveDay
            ? [
                {
                  name: 'archive-day',
                  run: (scheduledTime: string) => archiveDay({ scheduledTime }, contextOf('archive-day')),
                  isAlone: true as const,
                },
              ]
            : []),
          { name: 'watch', run: (scheduledTime) => watch({ scheduledTime }, contextOf('watch')), isAlone: true },
          ...(publishStatus
            ? [
                {
                  name: 'publish-status',
                  run: (scheduledTime: string) => publishStatus({ scheduledTime }, contextOf('publish-status')),
                  isAlone: true as const,
                },
              ]
            : []),
          { name: 'sweep', run: (scheduledTime) => sweep({ scheduledTime }, contextOf('sweep')), isAlone: true },
          {
            name: 'sweep-reports',
            run: (scheduledTime) => sweepReportsHourly(options.reports, scheduledTime),
            isAlone: true,
          },
        ],
        often: { everyMs: settleEveryMs(catalogue), run: settle },
      })
    },
    settle,
    stop: async (how) => {
      schedule?.stop()
      // Rollups that aren't made yet wait for the next start, however this one ends.
      ending.abort()
      await endPumps(how, {
        pumps: [jobPump, ...notifyPumps, ...played.flatMap(({ pumps }) => pumps)],
        last: [ingestPump],
        stopping,
      })
      await schedule?.idle()
      for (const { clients } of [work, slowWork]) clients.close()
    },
  }
}

/** Once an hour, and not where the clock has jumped over that minute. */
async function sweepReportsHourly(folder: ReportFolder | null, scheduledTime: string): Promise<void> {
  const nowMs = Date.parse(scheduledTime)
  if (folder && new Date(nowMs).getUTCMinutes() === SWEEP_MINUTE) await sweepReports(folder, { nowMs })
}

function tellResults(event: SQSEvent, failed: ReadonlySet<string>, tell: MachineOptions['onResult']): void {
  if (!tell) return
  for (const { messageId, body } of event.Records) if (!failed.has(messageId)) tellResult(body, tell)
}

/** As often as the shortest cadence needs: a tenth of it, from two seconds to one minute. */
function settleEveryMs(catalogue: Catalogue): number {
  const shortestMs = Math.min(...measuredPages(catalogue).map((page) => page.http.everyMs), 10 * MINUTE_MS)
  return Math.min(MINUTE_MS, Math.max(2_000, shortestMs / 10))
}
