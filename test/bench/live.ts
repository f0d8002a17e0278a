import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { stringify } from 'yaml'
import { DEMO_SOURCES } from '../../lib/local/farm/portals.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import type { Clients } from '../../lib/record/clients.ts'
import { clientsOf, subscribeQueue } from '../kit/alert-queue.ts'
import { FARM_LOCATIONS } from '../kit/farm-catalogue.ts'
import { seededRandom } from '../kit/random.ts'
import { until } from '../kit/until.ts'
import { machine } from './http-table.ts'
import type { LiveArguments, LiveLine } from './live-platform.ts'
import { FAULTS, type LivePortal, openLivePortal } from './live-portal.ts'
import { liveFigures, liveTable, type Onset } from './live-table.ts'

/**
 * From the moment at which a portal begins to fail to the message in a subscriber's queue, in cadences: the whole platform on this
 * machine, three locations, portals of a page each that answer 503, refuse, or hang, from moments drawn at random within a
 * cadence, several at once. The queue is at the embedded SNS by its filter policy, and read with the AWS SDK. Exits 1 where
 * one is not told of, or one that doesn't hang later than the goal. Takes six minutes as by default.
 */
const { values } = parseArgs({
  options: {
    onsets: { type: 'string', default: '36' },
    cadence: { type: 'string', default: '20' },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    json: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const random = seededRandom(seed)
const cadenceSeconds = Number(values.cadence)
// Two attempts and the time between them have to fit a location's third of the cadence.
const timeoutSeconds = Math.max(1, Math.floor(cadenceSeconds / 10))
const [everyMs, timeoutMs] = [cadenceSeconds * 1_000, timeoutSeconds * 1_000]
/** 13 minutes at a cadence of five. */
const GOAL_CADENCES = 2.6
/** Between two onsets, in cadences: each page is told of after one and a half to two and a half, so that six or so fail untold at a time. */
const GAP_CADENCES = 0.35
const WAIT_CADENCES = 8
const QUEUE = 'live-pages'

const startedAtMs = Date.now()
const say = (text: string): void =>
  void process.stderr.write(`${Math.round((Date.now() - startedAtMs) / 1_000)} s: ${text}\n`)

const described = await machine()
const folder = mkdtempSync(join(tmpdir(), 'nhip-live-'))
const portals = await Promise.all(Array.from({ length: Number(values.onsets) }, openLivePortal))
const platform = startProcess({
  catalogue: writeCatalogue(portals),
  dataDir: join(folder, 'data'),
  locations: Object.keys(DEMO_SOURCES),
})
try {
  say(`seed ${seed}: ${portals.length} portals, a cadence of ${cadenceSeconds} s, time-outs of ${timeoutSeconds} s`)
  const { endpoints } = await platform.ready()
  const clients = clientsOf({ endpoints })
  await subscribeQueue(clients, { name: QUEUE, filterPolicy: { event: ['opened'], severity: ['page'] } })
  say('every page has passed twice at every location')
  const told = new Map<string, number>()
  const over = new AbortController()
  const listening = listen(clients, { endpoint: endpoints.messages, told, signal: over.signal })
  const failed = await failOneAfterAnother()
  await until('every page is told of', () => failed.every(({ page }) => told.has(page)), {
    withinMs: WAIT_CADENCES * everyMs,
  }).catch(({ message }: Error) => say(message))
  over.abort()
  await listening
  clients.close()
  report(failed.map((onset) => ({ ...onset, toldAtMs: told.get(onset.page) ?? null })))
} finally {
  await platform.end()
  for (const portal of portals) portal.close()
  rmSync(folder, { recursive: true, force: true })
}

async function failOneAfterAnother(): Promise<readonly Omit<Onset, 'toldAtMs'>[]> {
  const fromMs = Date.now()
  const failed: Omit<Onset, 'toldAtMs'>[] = []
  for (const [index, portal] of portals.entries()) {
    // One in each part of the time, at any moment of it.
    const atMs = fromMs + (index + random()) * GAP_CADENCES * everyMs
    await delay(Math.max(0, atMs - Date.now()))
    const fault = FAULTS[index % FAULTS.length] ?? '503'
    failed.push({ page: pageOf(index), fault, atMs: Date.now() })
    portal.fail(fault)
  }
  say('every page has begun to fail')
  return failed
}

/** Keeps of each page when the queue took its first message. */
async function listen(
  { sqs }: Clients,
  of: { readonly endpoint: string; readonly told: Map<string, number>; readonly signal: AbortSignal },
): Promise<void> {
  const QueueUrl = `${of.endpoint}/000000000000/${QUEUE}`
  while (!of.signal.aborted) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    for (const { Body, Attributes, ReceiptHandle } of Messages) {
      const { page } = JSON.parse(Body ?? '') as AlertEvent
      if (page !== null && !of.told.has(page)) of.told.set(page, Number(Attributes?.SentTimestamp))
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}

function report(onsets: readonly Onset[]): void {
  const figures = liveFigures(onsets, { everyMs, timeoutMs })
  const audits = platform.audits()
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ type: 'liveBench', machine: described, seed, cadenceSeconds, timeoutSeconds, audits, figures, onsets })}\n`,
    )
  else process.stdout.write(`${described}\naudits meanwhile: ${audits}\n\n${liveTable(figures)}\n`)
  const isMet = figures.every(
    ({ fault, told, onsets: all, most }) => told === all && (fault === 'hang' || most <= GOAL_CADENCES),
  )
  process.exitCode = isMet ? 0 : 1
}

function pageOf(index: number): string {
  return `p${index}/home`
}

/** A vendor for each portal: all of them have one address, and would be told as one otherwise. */
function writeCatalogue(of: readonly LivePortal[]): string {
  const file = join(folder, 'catalogue.yaml')
  const catalogue = {
    catalog: 'live',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: FARM_LOCATIONS,
    defaults: {
      http: { every: `${cadenceSeconds}s`, timeout: `${timeoutSeconds}s` },
      audit: { every: '24h', runs: 1 },
    },
    portals: of.map(({ port }, index) => ({
      id: `p${index}`,
      name: { vi: `Cổng ${index}`, en: `Portal ${index}` },
      owner: `p${index}`,
      kind: 'province',
      vendor: `v${index}`,
      pages: [{ id: 'home', kind: 'homepage', url: `http://p${index}.localhost:${port}/` }],
    })),
  }
  writeFileSync(file, stringify(catalogue))
  return file
}

function startProcess(of: LiveArguments) {
  const child = spawn(
    process.execPath,
    [
      '--max-semi-space-size=2',
      '--max-old-space-size=1024',
      fileURLToPath(new URL('./live-platform.ts', import.meta.url)),
      JSON.stringify(of),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  let ready: Extract<LiveLine, { readonly type: 'ready' }> | null = null
  let audits = 0
  createInterface(child.stdout).on('line', (text) => {
    const line = JSON.parse(text) as LiveLine
    if (line.type === 'ready') ready = line
    else audits++
  })
  return {
    ready: () =>
      until(
        'the platform is warm',
        () => {
          if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}`)
          return ready
        },
        { withinMs: 60_000 + WAIT_CADENCES * everyMs },
      ),
    audits: () => audits,
    end: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
