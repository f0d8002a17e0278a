import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startFarm } from '../../lib/local/farm/farm.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { playAll, writeFarmCatalogue } from '../kit/farm-catalogue.ts'
import { memoryOf } from '../kit/memory.ts'
import { runNhip, startUp } from '../kit/nhip-process.ts'
import { mountSmallDisk } from '../kit/small-disk.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

const MB = 1_048_576

async function farmForTest() {
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  return farm
}

test('a full disk is one line; the platform stays, and its results resume when there is room', async () => {
  const farm = await farmForTest()
  const disk = mountSmallDisk()
  const file = writeFarmCatalogue(temporaryFolder(), {
    pages: { 'binh-minh': farm.url('binh-minh'), 'hoa-mai': farm.url('hoa-mai') },
  })
  const platform = await startUp(disk.folder, playAll(file))
  // While the disk is full the table may be shut, and the status with it.
  const latest = async () => {
    const pages = await platform.status().then(
      (status) => status.pages,
      () => [],
    )
    return pages.flatMap(({ locations }) => locations.map(({ slotMs }) => slotMs))
  }
  await until('every page has a result of each location', async () => (await latest()).length === 6)

  disk.fill()
  const filledAtMs = Date.now()
  await until('the disk is said to be full', () => /disk is full/.test(platform.stderr()))
  const answers = new Map<number, string>()
  await until('two slots have met it', async () => {
    const { status, headers, body } = await platform.ask('/api/status')
    answers.set(status, `${headers.get('retry-after')} ${body}`)
    return Date.now() > filledAtMs + 25_000
  })
  // It tells what it has, or why it can't.
  expect([...answers.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([])
  if (answers.has(503))
    expect(answers.get(503)).toMatch(
      /^5 \{"status":503,"code":"away","detail":"the disk of the data folder is full: free some room; /,
    )
  expect(platform.hasEnded()).toBe(false)

  disk.free()
  const freedAtMs = Date.now()
  await until(
    'results come again from everywhere',
    async () => {
      const slots = await latest()
      return slots.length === 6 && slots.every((slotMs) => slotMs > freedAtMs)
    },
    { withinMs: 120_000 },
  )
  expect(platform.stderr().trim().split('\n')).toEqual([expect.stringContaining('the disk is full')])
  platform.kill('SIGINT')
  expect((await platform.ended).code).toBe(0)
})

test('a body that never ends is cut off by its cap, or by the time-out, and does not fill the memory', async () => {
  const farm = await farmForTest()
  const folder = temporaryFolder()
  const file = writeFarmCatalogue(folder, { pages: { 'quoc-gia': farm.url('quoc-gia') } })
  const platform = await startUp(`${folder}/data`, playAll(file))
  const locations = async () => (await platform.status()).pages[0]?.locations ?? []
  await until('healthy results of two slots are in', async () => {
    const slots = (await locations()).map(({ slotMs }) => slotMs)
    return slots.length === 3 && slots.every((slotMs) => slotMs > platform.spawnedAtMs + 10_000)
  })
  const before = memoryOf(platform.ready.pid)
  farm.setFault({ portal: 'quoc-gia', fault: 'endless' })
  const startedAtMs = Date.now()
  let most = 0
  const sampling = setInterval(() => {
    most = Math.max(most, memoryOf(platform.ready.pid))
  }, 20)
  onTestFinished(() => clearInterval(sampling))
  const ended = await until(
    'every location has met it in three slots',
    async () => {
      const now = await locations()
      return now.every(({ slotMs }) => slotMs > startedAtMs + 20_000) && now
    },
    { everyMs: 1_000 },
  )
  clearInterval(sampling)
  process.stdout.write(`memory: ${(before / MB).toFixed(0)} MB before, ${(most / MB).toFixed(0)} MB at most\n`)
  expect(ended.map(({ outcome, cause }) => `${outcome} ${cause}`)).toEqual(
    Array.from({ length: 3 }, () => 'failed body_too_large'),
  )
  expect(most - before).toBeLessThan(60 * MB)
  platform.kill('SIGINT')
  expect((await platform.ended).code).toBe(0)
})

test('a single check meets the same caps', async () => {
  const farm = await farmForTest()
  const slow = createServer((_, response) => {
    const timer = setInterval(() => response.write('<p>chậm</p>'), 50)
    response.once('close', () => clearInterval(timer))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => slow.closeAllConnections())
  const slowUrl = await until('the slow server listens', () => {
    const address = slow.address() as AddressInfo | null
    return address && `http://slow.localhost:${address.port}/`
  })
  const run = await runNhip([
    'check',
    '--json',
    '--allow-private',
    '--timeout',
    '3',
    `${farm.url('quoc-gia')}?fault=endless`,
    `${farm.url('binh-minh')}?fault=gzipbomb:1024`,
    slowUrl,
  ])
  const results = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Observation)
  expect(results.map(({ outcome, cause }) => `${outcome} ${cause}`)).toEqual([
    'failed body_too_large',
    'failed body_too_large',
    'failed download_timeout',
  ])
  const [endless] = results
  expect(endless?.wireBytes).toBeGreaterThanOrEqual(5 * MB)
  expect(endless?.wireBytes).toBeLessThan(6 * MB)
  expect(run.code).toBe(1)
})
