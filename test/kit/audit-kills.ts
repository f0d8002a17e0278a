import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as auditing from '../../functions/audit.ts'
import * as ingesting from '../../functions/ingest.ts'
import { startPump } from '../../lib/local/pump.ts'
import { ensureHubResources, ensureLocationQueues, visibilityFor } from '../../lib/local/resources.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { createAuditClient } from '../../lib/observe/browser/audit-client.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { auditsOfSlot } from '../../lib/record/results.ts'
import { auditVisit } from './audit-visit.ts'
import { commandLine, family, processesWith, zombiesOf } from './processes.ts'
import { seededRandom } from './random.ts'
import { openStores, SILENT } from './stores.ts'
import { until } from './until.ts'

const VICTIMS = ['renderer', 'browser', 'audit process'] as const

type Victim = (typeof VICTIMS)[number]

type KilledAudits = {
  readonly kills: Readonly<Record<Victim, number>>
  /** How many audits ended so, by `outcome` or `outcome cause`. */
  readonly ended: Readonly<Record<string, number>>
  /** Rows of each scheduled audit, in order; all 1 if none was lost or doubled. */
  readonly rows: readonly number[]
  /** Audits that have a score though they didn't pass, or none though they did. */
  readonly wrongScores: number
  readonly processesLeft: readonly number[]
  readonly filesLeft: readonly string[]
}

type Victims = Readonly<Record<Victim, readonly number[]>>

const PAGE = 'binh-minh/home'
const HOUR_MS = 60 * MINUTE_MS

/** Between two kills; an audit takes 4 s and more. */
const KILL_EVERY_MS = { least: 200, most: 9_000 }

/**
 * Makes scheduled audits of a page of our own through queue, function and ingest, while Chromium's renderer, Chromium
 * itself or the process that makes audits, chosen at random, is killed at random moments. The processes have a
 * temporary folder of their own for that time.
 */
export async function auditUnderKills(how: {
  readonly audits: number
  readonly seed: number
  readonly onRow?: (rows: number) => void
}): Promise<KilledAudits> {
  const outer = process.env.TMPDIR
  const folder = mkdtempSync(join(tmpdir(), 'nhip-kills-'))
  process.env.TMPDIR = folder
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(HTML)
    else setTimeout(() => response.end('document.title += document.body.offsetHeight'), 300)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stores = await openStores()
  const client = createAuditClient()
  const pids = new Set<number>()
  const kills: Record<Victim, number> = { renderer: 0, browser: 0, 'audit process': 0 }
  try {
    const slots = Array.from({ length: how.audits }, (_, index) => index * HOUR_MS)
    const pumps = await startPumps(stores, client)
    const url = `http://cong.localhost:${(server.address() as AddressInfo).port}/`
    const visits = slots.map((slotMs) => auditVisit({ url, page: PAGE, slotMs, untilMs: Date.now() + 24 * HOUR_MS }))
    await pumps.queue.sendAll(visits.map((visit) => ({ body: JSON.stringify(visit) })))

    const over = new AbortController()
    const killing = killAtRandom(how.seed, over.signal, () => {
      const victims = victimsOf(client.processId())
      for (const pid of victims['audit process']) pids.add(pid)
      return victims
    })
    const rowsOf = () => Promise.all(slots.map((slotMs) => auditsOfSlot(stores.table, PAGE, slotMs)))
    await until(
      'every audit has its row',
      async () => {
        const present = (await rowsOf()).filter((rows) => rows.length > 0).length
        how.onRow?.(present)
        return present === slots.length
      },
      { withinMs: how.audits * MINUTE_MS, everyMs: 1_000 },
    ).finally(() => over.abort())
    Object.assign(kills, await killing)
    await Promise.all(pumps.all.map(({ drain }) => drain()))
    await client.close()

    const rows = await rowsOf()
    const audits = rows.flat()
    const names = audits.map(({ outcome, cause }) => (cause === null ? outcome : `${outcome} ${cause}`))
    const left = () => [...pids].flatMap((pid) => [...processesWith(`nhip-browser-${pid}-`), ...zombiesOf(process.pid)])
    // Whoever cleans up after a killed process has a moment for it.
    await until('nothing is left', () => left().length === 0 && readdirSync(folder).length === 0).catch(() => undefined)
    return {
      kills,
      ended: Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length])),
      rows: rows.map(({ length }) => length),
      wrongScores: audits.filter(({ score, cause }) => (score === null) !== (cause !== null)).length,
      processesLeft: left(),
      filesLeft: readdirSync(folder),
    }
  } finally {
    await client.close()
    await stores.close()
    server.close()
    server.closeAllConnections()
    if (outer === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = outer
    rmSync(folder, { recursive: true, force: true })
  }
}

const HTML = `<!doctype html><html lang="vi"><title>Cổng</title><h1>Cổng dịch vụ công</h1>
<p>${'Thủ tục hành chính. '.repeat(40)}</p><script src="/app.js"></script></html>`

async function startPumps(
  stores: Awaited<ReturnType<typeof openStores>>,
  client: ReturnType<typeof createAuditClient>,
) {
  const { sqs } = stores.clients
  const sized = { endpoint: stores.messagesEndpoint, visibility: visibilityFor(null) }
  const queues = await ensureLocationQueues(sqs, { ...sized, locations: ['sgn'] })
  const { observations } = await ensureHubResources(stores.clients, { ...sized, notifies: false })
  const env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_LOCATION: 'sgn',
    NHIP_HUB_REGION: 'local',
    NHIP_OBSERVATIONS_QUEUE: observations,
    NHIP_DEAD_LETTERS_QUEUE: queues.deadLetters,
    NHIP_ALLOW_PRIVATE: '1',
  }
  const of = { sqs, concurrency: 1, log: SILENT }
  const all = [
    startPump({
      ...of,
      name: 'audits',
      queueUrl: queues.audits('sgn'),
      batchSize: 1,
      handler: auditing.create(env, { log: SILENT, clients: stores.clients, audit: client.audit }),
    }),
    startPump({
      ...of,
      name: 'observations',
      queueUrl: observations,
      batchSize: 10,
      handler: ingesting.create(env, { log: SILENT, clients: stores.clients }),
    }),
  ]
  return { all, queue: createQueue(sqs, queues.audits('sgn')) }
}

/** Kills until it is told to stop; tells how often it met whom. */
async function killAtRandom(
  seed: number,
  over: AbortSignal,
  find: () => Victims,
): Promise<Readonly<Record<Victim, number>>> {
  const random = seededRandom(seed)
  const kills: Record<Victim, number> = { renderer: 0, browser: 0, 'audit process': 0 }
  for (;;) {
    const waitMs = KILL_EVERY_MS.least + random() * (KILL_EVERY_MS.most - KILL_EVERY_MS.least)
    await delay(waitMs, undefined, { signal: over }).catch(() => undefined)
    if (over.aborted) return kills
    const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] as Victim
    const pids = find()[victim]
    if (pids.some(killed)) kills[victim]++
  }
}

function victimsOf(auditPid: number | null): Victims {
  const all = auditPid === null ? [] : family(auditPid)
  const chromium = all.filter((pid) => commandLine(pid).includes('--user-data-dir='))
  return {
    renderer: all.filter((pid) => commandLine(pid).includes('--type=renderer')),
    browser: chromium.filter((pid) => !commandLine(pid).includes('--type=')),
    'audit process': auditPid === null ? [] : [auditPid],
  }
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // It ended a moment ago.
    return false
  }
}
