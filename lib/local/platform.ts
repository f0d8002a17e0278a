import { randomBytes } from 'node:crypto'
import { chmod, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { Logger } from 'pino'
import { createLink } from '../flow/create-link.ts'
import type { ReadPack } from '../flow/criteria.ts'
import { systemClock } from '../flow/system-clock.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Audit } from '../model/audit.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Notifiers } from '../model/notifiers.ts'
import type { Observation } from '../model/observation.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import type { SignInSettings } from '../model/sign-in.ts'
import { createAuditClient } from '../observe/browser/audit-client.ts'
import { createBulk } from '../record/bulk.ts'
import { createDeadLetters } from '../record/dead-letters.ts'
import { createQueue } from '../record/queue.ts'
import { createReportFolder } from '../record/report-folder.ts'
import { createFolderReports } from '../record/reports.ts'
import { createSiteFolder, readSiteFile } from '../record/site-store.ts'
import { createApp } from '../web/app.ts'
import { readCalibration, withCalibration } from './calibration-file.ts'
import { makeFolder, reportsFolder, siteFolder } from './data-folder.ts'
import { folderEvidence } from './folder-evidence.ts'
import { fullDisk } from './full-disk.ts'
import { openLocationKey } from './location-key.ts'
import { lockFolder } from './lock.ts'
import { startMachine } from './machine.ts'
import { PLATFORM_FILE } from './platform-file.ts'
import { createRemoteMeasurer } from './remote-measurer.ts'
import { hubQueues } from './resources.ts'
import { startStores, TABLE_NAME } from './stores.ts'

export type PlatformOptions = {
  readonly catalogue: Catalogue
  /** Null: in memory. */
  readonly dataDir: string | null
  /** Null: 4400, or the next free one. */
  readonly port: number | null
  readonly locations: readonly string[]
  /** Locations that agents elsewhere play. */
  readonly agents?: readonly string[]
  /** Packs that scores can be asked for by; default none. */
  readonly criteria?: readonly ReadPack[]
  readonly allowPrivate: boolean
  /** Who is told of alerts besides by subscribers of the topic. */
  readonly notifiers?: Notifiers
  /** A provider that people sign in by, besides links and tokens. */
  readonly signIn?: SignInSettings
  /** Asked each minute while the platform works. */
  readonly heartbeat?: string
  readonly log: Logger
  /** Default: the embedded ones, in this process. */
  readonly openStores?: typeof startStores
  readonly onResult?: (result: Observation | Audit) => void
  readonly onAlert?: (alert: AlertEvent) => void
}

export type Platform = {
  readonly url: string
  /** Signs an operator in, once; a new one comes from `nhip sign-in`. */
  readonly signInUrl: string
  /** Absolute; null in memory. */
  readonly dataDir: string | null
  readonly stores: Awaited<ReturnType<typeof startStores>>
  readonly machine: Awaited<ReturnType<typeof startMachine>>
  readonly stop: (how: 'drain' | 'handBack') => Promise<void>
}

const DEFAULT_PORT = 4400

/**
 * The whole platform on this machine, ready to keep time. Throws an `InputError` for a port that is taken or a folder
 * that is in use, before any work.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const dataDir = options.dataDir === null ? null : resolve(options.dataDir)
  if (dataDir !== null) await makeFolder(dataDir)
  const lock = dataDir === null ? null : lockFolder(dataDir)
  const token = randomBytes(32).toString('base64url')
  // The port is taken before anything is begun; requests that come early wait for the stores.
  const ready = Promise.withResolvers<ReturnType<typeof createApp>>()
  const server = createAdaptorServer({
    fetch: async (request: Request) => (await ready.promise).fetch(request),
  }) as Server
  try {
    const calibration = dataDir === null ? null : await readCalibration(dataDir)
    const port = await listen(server, options.port)
    const url = `http://127.0.0.1:${port}`
    const stores = await (options.openStores ?? startStores)(dataDir, options.log)
    const queues = hubQueues(stores.messagesEndpoint)
    const reports = dataDir === null ? null : createReportFolder(reportsFolder(dataDir))
    const site = dataDir === null ? null : siteFolder(dataDir)
    const isFull = fullDisk(dataDir)
    ready.resolve(
      createApp({
        table: stores.table,
        getAll: createBulk(stores.clients.dynamodb, TABLE_NAME).getAll,
        clock: systemClock,
        policy: DEFAULT_POLICY,
        token,
        onBroken: (error) => options.log.error({ error: String(error) }, 'a request failed'),
        observations: createQueue(stores.clients.sqs, queues.observations),
        deadLetters: createDeadLetters(stores.clients.sqs, queues.deadLetters),
        jobs: createQueue(stores.clients.sqs, queues.jobs),
        archive: stores.archive,
        hostnames: ['127.0.0.1', 'localhost'],
        ...(reports ? { reports: createFolderReports(reports) } : {}),
        ...(options.signIn ? { signIn: options.signIn } : {}),
        ...(site ? { site: (path) => readSiteFile(site.folder, path) } : {}),
        whyAway: () => (isFull() ? 'the disk of the data folder is full: free some room' : null),
      }),
    )
    const measurer = createRemoteMeasurer()
    const auditClient = createAuditClient()
    const machine = await startMachine({
      stores,
      measurer,
      auditClient,
      url,
      notifiers: options.notifiers ?? null,
      heartbeat: options.heartbeat ?? null,
      catalogue: withCalibration(options.catalogue, { calibration, locations: options.locations }),
      locations: options.locations,
      agents: options.agents ?? [],
      criteria: options.criteria ?? [],
      allowPrivate: options.allowPrivate,
      openKey: (location) => openLocationKey(dataDir, location),
      reports,
      site: site && createSiteFolder(site.folder, site.stateFile),
      evidence: dataDir === null ? null : folderEvidence(dataDir),
      log: options.log,
      ...(options.onResult ? { onResult: options.onResult } : {}),
      ...(options.onAlert ? { onAlert: options.onAlert } : {}),
    })
    if (dataDir !== null) await writePlatformFile(dataDir, { url, token })
    const link = await createLink({ role: 'operator' }, { table: stores.table, clock: systemClock, by: 'platform' })
    return {
      url,
      signInUrl: `${url}${link.path}`,
      dataDir,
      stores,
      machine,
      stop: async (how) => {
        await Promise.all([machine.stop(how), how === 'handBack' ? auditClient.close() : undefined])
        await Promise.all([auditClient.close(), measurer.close()])
        server.close()
        server.closeAllConnections()
        await stores.close()
        if (dataDir !== null) await rm(join(dataDir, PLATFORM_FILE), { force: true })
        lock?.release()
      },
    }
  } catch (error) {
    server.close()
    lock?.release()
    throw error
  }
}

async function listen(server: Server, port: number | null): Promise<number> {
  for (let candidate = port ?? DEFAULT_PORT; ; candidate++) {
    const { promise, resolve: done, reject } = Promise.withResolvers<void>()
    const onError = (error: NodeJS.ErrnoException): void => reject(error)
    server.once('error', onError)
    server.listen(candidate, '127.0.0.1', done)
    try {
      await promise
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      if (port !== null)
        throw new InputError(
          'port_taken',
          `port ${port} on 127.0.0.1 is taken: free it, or name another one with --port`,
        )
    } finally {
      server.off('error', onError)
    }
  }
}

async function writePlatformFile(
  dataDir: string,
  platform: { readonly url: string; readonly token: string },
): Promise<void> {
  const file = join(dataDir, PLATFORM_FILE)
  await rm(file, { force: true })
  await writeFile(file, `${JSON.stringify({ ...platform, pid: process.pid })}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
}
