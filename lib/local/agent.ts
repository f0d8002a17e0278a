import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import * as forwardFunction from '../../functions/forward.ts'
import { publish } from '../flow/publish.ts'
import { sendReports } from '../flow/send-reports.ts'
import { createSign, registeredSigner } from '../flow/sign-results.ts'
import { systemClock } from '../flow/system-clock.ts'
import { tellHubSilence } from '../flow/tell-hub-silence.ts'
import type { Audit } from '../model/audit.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Observation } from '../model/observation.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import { createAuditClient } from '../observe/browser/audit-client.ts'
import { listConfigs } from '../record/configs.ts'
import { createHttpsHub, HubRefusal } from '../record/https-hub.ts'
import { createReportFolder } from '../record/report-folder.ts'
import type { Signer } from '../record/signer.ts'
import { openSpool } from '../record/spool.ts'
import { createTopic } from '../record/topic.ts'
import { reportsFolder } from './data-folder.ts'
import { endPumps } from './drain.ts'
import { watchHub } from './hub-watch.ts'
import { startLocation } from './location.ts'
import { openLocationKey } from './location-key.ts'
import { lockFolder } from './lock.ts'
import { contextOf } from './pump.ts'
import { createRemoteMeasurer } from './remote-measurer.ts'
import { ensureLocationQueues, ensureTopic, visibilityFor } from './resources.ts'
import { type Schedule, startSchedule } from './schedule.ts'
import { startStores, TABLE_NAME } from './stores.ts'
import { tellResult } from './tell-result.ts'

export type AgentOptions = {
  /** The hub's address, https, or http on this machine. */
  readonly hubUrl: string
  readonly token: string
  readonly location: string
  readonly dataDir: string
  readonly allowPrivate: boolean
  readonly log: Logger
  /** Told of every result once the hub has it. */
  readonly onResult?: (result: Observation | Audit) => void
}

export type Agent = {
  /** Absolute. */
  readonly dataDir: string
  /** Of the embedded SNS and SQS: who subscribes there is told when the hub is silent. */
  readonly messagesEndpoint: string
  /** The catalogue in force here; null: the hub hasn't been reached since the folder was made. */
  readonly catalogue: () => Promise<Catalogue | null>
  /** Results that wait for the hub. */
  readonly waiting: () => number
  /** What keeps the hub from being reached; null: nothing, or it hasn't been tried yet. */
  readonly trouble: () => Error | null
  readonly stop: (how: 'drain' | 'handBack') => Promise<void>
}

/** A hub that is back is noticed so soon; while it is away, it is asked with one message. */
const FORWARD_MS = 15_000

/**
 * A private location: the functions of a location on this machine, with stores and a spool in a folder of its own, and
 * a hub that is reached over HTTPS. Goes on without the hub by the configuration that it knows. Throws an `InputError`
 * for a folder that is in use, and for a token that the hub refuses while nothing is known yet.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { location, log } = options
  const startedAtMs = systemClock.now()
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'bad_folder',
      `can't make the data folder ${dataDir} (${error.code}): name another one with --data`,
    )
  })
  const lock = lockFolder(dataDir)
  const ending: (() => Promise<void> | void)[] = [() => lock.release()]
  const end = async (): Promise<void> => {
    for (const close of ending.reverse()) await close()
  }
  try {
    const stores = await startStores(dataDir, log)
    ending.push(() => stores.close())
    const spool = openSpool(dataDir)
    ending.push(() => spool.close())
    const reports = createReportFolder(reportsFolder(dataDir))
    const bareHub = createHttpsHub({ url: options.hubUrl, token: options.token, location })
    const { onResult } = options
    const { hub, trouble, awaySinceMs, isTold } = watchHub(bareHub, {
      log,
      now: systemClock.now,
      waiting: spool.count,
      ...(onResult === undefined
        ? {}
        : { onSent: (bodies: readonly string[]) => bodies.forEach((body) => tellResult(body, onResult)) }),
    })

    const { sqs } = stores.clients
    const ensureQueues = (catalogue: Catalogue | null) =>
      ensureLocationQueues(sqs, {
        endpoint: stores.messagesEndpoint,
        locations: [location],
        visibility: visibilityFor(catalogue),
      })
    const catalogue = async (): Promise<Catalogue | null> => {
      const nowMs = systemClock.now()
      const configs = await listConfigs(stores.table)
      return configs.findLast(({ effectiveFromMs }) => effectiveFromMs <= nowMs)?.catalogue ?? null
    }
    const known = await catalogue()
    const queues = await ensureQueues(known)
    const env = {
      ...stores.env,
      NHIP_TABLE: TABLE_NAME,
      NHIP_HUB_TABLE: 'reached over HTTPS',
      NHIP_HUB_REGION: 'local',
      NHIP_OBSERVATIONS_QUEUE: new URL('/api/agent/results', options.hubUrl).href,
      NHIP_OUTBOX_QUEUE: new URL('/spool', options.hubUrl).href,
      NHIP_DEAD_LETTERS_QUEUE: queues.deadLetters,
      NHIP_CHECKS_QUEUE: queues.checks(location),
      NHIP_AUDITS_QUEUE: queues.audits(location),
      NHIP_LOCATION: location,
      NHIP_ALLOW_PRIVATE: options.allowPrivate ? ('1' as const) : ('0' as const),
    }
    const signer = await openLocationKey(dataDir, location)
    const openKey = (): Promise<Signer> => Promise.resolve(signer)
    // Unsigned until the hub knows the key, which it does not where it is of an older version.
    const sign = createSign(registeredSigner({ location, table: stores.table, clock: systemClock, open: openKey }))
    // The hub's outages are told by its watch alone.
    const shared = { log, clients: stores.clients, hub, outbox: spool, onKept: () => undefined, sign }
    const forward = forwardFunction.create(env, { ...shared, openKey, log: log.child({}, { level: 'silent' }) })
    /** Whether the hub could be had. */
    const forwardNow = async (scheduledTime: string): Promise<boolean> => {
      const done = await forward({ scheduledTime }, contextOf('forward')).catch((error: unknown) => {
        if (!isTold(error)) throw error
        return null
      })
      if (done === null) return false
      // Visits of another catalogue may take longer: their messages have to stay hidden for as long.
      if (done.versions > 0) await ensureQueues(await catalogue())
      return true
    }
    // Where nothing is known yet a refusal is the last word, and has no outage before it.
    if (known === null)
      await bareHub.configuration().catch((error: unknown) => {
        if (error instanceof HubRefusal) throw new InputError('refused', `${options.hubUrl}: ${error.message}`)
      })
    // The first minute's checks need a configuration; without the hub, the one that is known.
    await forwardNow(new Date().toISOString())

    const measurer = createRemoteMeasurer()
    ending.push(() => measurer.close())
    const auditClient = createAuditClient()
    ending.push(() => auditClient.close())
    const stopping = new AbortController()
    const { dispatch, pumps } = startLocation({
      env,
      options: shared,
      sqs,
      measurer,
      auditClient,
      stop: stopping.signal,
      reports: { folder: reports.path },
      // What was due before a location's first start was never its own.
      ...(known === null ? { notBeforeMs: startedAtMs } : {}),
    })
    const topic = createTopic(stores.clients.sns, await ensureTopic(stores.clients.sns, 'nhip-alerts'))
    const lookAtHub = async (): Promise<void> => {
      const ports = { table: stores.table, clock: systemClock, policy: DEFAULT_POLICY }
      const timezone = (await catalogue())?.timezone ?? 'Asia/Ho_Chi_Minh'
      await tellHubSilence({ location, awaySinceMs: awaySinceMs(), waiting: spool.count(), timezone }, ports)
      for (const { reason } of await publish({ ...ports, topic, escalations: null, url: null }))
        log.warn({ reason: reason.en }, 'alert')
    }
    const schedule: Schedule = startSchedule({
      log,
      everyMinute: [
        { name: 'dispatch', run: (scheduledTime) => dispatch({ scheduledTime }, contextOf('dispatch')) },
        { name: 'hub', run: lookAtHub, isAlone: true },
      ],
      often: {
        everyMs: FORWARD_MS,
        // Results first; a report that can't be sent keeps none of them back.
        run: async () => {
          if (await forwardNow(new Date().toISOString()))
            await sendReports({ folder: reports, put: hub.putReport, clock: systemClock })
        },
      },
    })
    return {
      dataDir,
      messagesEndpoint: stores.messagesEndpoint,
      catalogue,
      waiting: spool.count,
      trouble,
      stop: async (how) => {
        schedule.stop()
        if (how === 'handBack') await Promise.all([endPumps(how, { pumps, last: [], stopping }), auditClient.close()])
        else await endPumps(how, { pumps, last: [], stopping })
        await schedule.idle()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
