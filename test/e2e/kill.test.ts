import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { expect, onTestFinished, test } from 'vitest'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { DEMO_SOURCES } from '../../lib/local/farm/portals.ts'
import { TABLE_NAME } from '../../lib/local/stores.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { createTable } from '../../lib/record/table.ts'
import { clientsOf, type Received, subscribeQueue, takeAlerts } from '../kit/alert-queue.ts'
import { readRequests, recordingTo, sentMessages } from '../kit/aws-requests.ts'
import { playAll, writeFarmCatalogue } from '../kit/farm-catalogue.ts'
import { spawnNhip, startUp, whenReady } from '../kit/nhip-process.ts'
import { chooseSeed, seededRandom } from '../kit/random.ts'
import { accountForSlots, nameOf, type Run, sentChecks, sentObservations } from '../kit/slot-ledger.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

const KILLS = 20

/** From its start on, a platform lives so long at most before it is killed; from before it is ready on. */
const LONGEST_LIFE_MS = 13_000
const SHORTEST_LIFE_MS = 200

/** The portal fails from one kill to another. */
const FAILS = { fromKill: 4, untilKill: 19 }

const QUEUE = 'everything'
const LOCATIONS = Object.keys(DEMO_SOURCES)

test('killed at 20 random moments, it loses no result that was sent, accounts for every slot, and opens one incident', async () => {
  const seed = chooseSeed()
  process.stdout.write(`NHIP_TEST_SEED=${seed}\n`)
  const random = seededRandom(seed)
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  const folder = temporaryFolder()
  const [dataDir, recorded] = [join(folder, 'data'), join(folder, 'requests.ndjson')]
  const portals = ['binh-minh', 'hoa-mai', 'quoc-gia']
  const file = writeFarmCatalogue(folder, { pages: Object.fromEntries(portals.map((id) => [id, farm.url(id)])) })
  const start = () => spawnNhip(['up', '--json', '--data', dataDir, ...playAll(file)], recordingTo(recorded))

  const runs: Run[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    if (kill === FAILS.fromKill) farm.setFault({ portal: 'hoa-mai', fault: 'status:503' })
    if (kill === FAILS.untilKill) farm.setFault({ portal: 'hoa-mai', fault: null })
    const run = start()
    if (kill === 0) {
      const clients = clientsOf((await whenReady(run)).ready)
      await subscribeQueue(clients, { name: QUEUE, filterPolicy: {} })
      clients.close()
    }
    const lifeMs = SHORTEST_LIFE_MS + random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS)
    let readyMs: number | null = null
    void until('ready', () => run.stdout() !== '' || run.hasEnded(), { everyMs: 10 }).then(() => {
      if (run.stdout() !== '') readyMs = Date.now()
    })
    await delay(lifeMs)
    expect(run.hasEnded(), `run ${kill} ended by itself: ${run.stderr()}`).toBe(false)
    run.kill('SIGKILL')
    expect(await run.ended).toEqual({ code: null, signal: 'SIGKILL' })
    runs.push({ fromMs: run.spawnedAtMs, readyMs, toMs: Date.now() })
  }
  const lastKillMs = Date.now()
  // What was sent before the last kill and became due about then comes in time, or once it is visible again.
  const untilMs = Math.floor(lastKillMs / 10_000) * 10_000 + 10_000

  const platform = await whenReady(start())
  runs.push({ fromMs: platform.spawnedAtMs, readyMs: Date.now(), toMs: Number.POSITIVE_INFINITY })
  const clients = clientsOf(platform.ready)
  const table = createTable(clients.dynamodb, TABLE_NAME)
  const [config] = await listConfigs(table)
  if (!config) throw new Error('no configuration was published')
  const fromMs = Math.floor(config.effectiveFromMs / 10_000) * 10_000
  const account = async () => {
    const messages = sentMessages(readRequests(recorded))
    const spans = portals.map((id) => observationsOf(table, `${id}/home`, { fromMs, toMs: Date.now() }))
    const rows: readonly Observation[] = (await Promise.all(spans)).flat()
    const minutes = { fromMs: fromMs - 5 * 60_000, toMs: Date.now() + 60_000 }
    const receipts = (await Promise.all(LOCATIONS.map((location) => receiptsOf(table, location, minutes)))).flat()
    const ledger = accountForSlots({ config, untilMs, rows, receipts, runs, sent: new Set(sentChecks(messages)) })
    return { rows, ledger, sent: sentObservations(messages) }
  }
  const alerts: Received[] = []
  await until(
    'the incident is resolved, and every check that was sent has its row',
    async () => {
      alerts.push(...(await takeAlerts(clients, { name: QUEUE, endpoint: platform.ready.endpoints.messages })))
      return alerts.some(({ event }) => event.event === 'resolved') && (await account()).ledger.lost.length === 0
    },
    { withinMs: 120_000, everyMs: 1_000 },
  ).catch(async (error: unknown) => {
    throw new Error(
      `${String(error)}\n${JSON.stringify({ ...(await account()).ledger, alerts: alerts.map(({ event }) => event.id) })}`,
    )
  })

  // The last results that were sent may still be on their way, also one that is better than the row that is there.
  const { rows, sent, ledger } = await until('every result that was sent is a row, or less than one', async () => {
    const now = await account()
    const startedAtMs = new Map(now.rows.map((row) => [nameOf(row), row.startedAtMs]))
    return (
      now.sent.every((result) => (startedAtMs.get(nameOf(result)) ?? Number.POSITIVE_INFINITY) <= result.startedAtMs) &&
      now
    )
  })
  process.stdout.write(`${JSON.stringify({ ...ledger, sent: sent.length, rows: rows.length })}\n`)
  const kept = new Map(rows.map((row) => [nameOf(row), row]))
  expect(kept.size).toBe(rows.length)
  for (const result of sent) expect(kept.get(nameOf(result))?.startedAtMs).toBeLessThanOrEqual(result.startedAtMs)
  expect(ledger.lost).toEqual([])
  expect(ledger.forgotten).toEqual([])
  expect(ledger.expected).toBe(ledger.present + ledger.unsent)
  expect(ledger.present - ledger.unmeasured).toBeGreaterThan(ledger.expected / 4)

  const told = [...new Map(alerts.map(({ event }) => [event.id, event])).values()]
  expect(told.map(({ event, page, seq }) => `${page} ${event} ${seq}`)).toEqual([
    'hoa-mai/home opened 1',
    'hoa-mai/home resolved 2',
  ])
  expect(new Set(told.map(({ incident }) => incident)).size).toBe(1)
  expect(told[0]?.atMs).toBeLessThan(lastKillMs)

  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${platform.ready.endpoints.messages}/000000000000/nhip-dead-letters`,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  )
  expect(Attributes?.ApproximateNumberOfMessages).toBe('0')
  clients.close()
  platform.kill('SIGINT')
  expect(await platform.ended).toEqual({ code: 0, signal: null })
})

test('killed while it makes its folder, it starts there the next time', async () => {
  const seed = chooseSeed()
  process.stdout.write(`NHIP_TEST_SEED=${seed}\n`)
  const random = seededRandom(seed)
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  const folder = temporaryFolder()
  const file = writeFarmCatalogue(folder, { pages: { 'binh-minh': farm.url('binh-minh') } })
  const seen = new Set<string>()
  for (let round = 0; round < 10; round++) {
    const dataDir = join(folder, `data-${round}`)
    mkdirSync(dataDir)
    const args = ['--data', dataDir, '--catalog', file, '--allow-private']
    const first = spawnNhip(['up', '--json', ...args])
    await until('the folder is begun', () => readdirSync(dataDir).length > 0, { everyMs: 1 })
    await delay(random() * 400)
    first.kill('SIGKILL')
    expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' })
    seen.add(readdirSync(dataDir).sort().join(' '))
    const platform = await startUp(dataDir, ['--catalog', file, '--allow-private'])
    await until('a result is in', async () => (await platform.status()).pages[0]?.locations[0]?.outcome === 'passed')
    platform.kill('SIGKILL')
    await platform.ended
  }
  // Unfinished folders of several kinds: else the kills all came too late, or too early.
  expect(seen.size).toBeGreaterThan(1)
})
