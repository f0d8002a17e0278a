import { once } from 'node:events'
import { createServer } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Status } from '../../lib/flow/status.ts'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { DEMO_SOURCES } from '../../lib/local/farm/portals.ts'
import { untilAuditing } from '../kit/audit-processes.ts'
import { playAll, writeFarmCatalogue } from '../kit/farm-catalogue.ts'
import { listenersOf } from '../kit/listeners.ts'
import { runNhip, spawnNhip, startUp } from '../kit/nhip-process.ts'
import { family, isRunning } from '../kit/processes.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

async function farmForTest() {
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  return farm
}

test('during an audit it listens on loopback alone, and Ctrl-C leaves none of its processes', async () => {
  const platform = await startUp(temporaryFolder())
  const auditing = await untilAuditing(platform.ready.pid)

  // The page, the table, the messages, the demo's portals, and what keeps the browser from other addresses.
  const listeners = await until('five servers listen', () => {
    const found = listenersOf(family(platform.ready.pid))
    return found.length >= 5 && found
  })
  const ports = listeners.map(({ port }) => port)
  const { url, endpoints } = platform.ready
  for (const address of [url, endpoints.dynamodb, endpoints.messages])
    expect(ports).toContain(Number(new URL(address).port))
  for (const { address } of listeners)
    expect(address).toMatch(/^127\.\d+\.\d+\.\d+$|^0000:0000:0000:0000:0000:0000:0000:0001$/)

  const all = [...new Set([...auditing.all, ...family(platform.ready.pid)])]
  platform.kill('SIGINT')
  // The program cuts itself off in time; how soon a busy machine has cleaned up after it is not asked.
  await until('no process is left', () => !all.some(isRunning) && auditing.browserProcesses().length === 0)
  expect(await platform.ended).toEqual({ code: 0, signal: null })
  expect(platform.stderr()).toBe('Stopping…\n')
})

test('after a SIGKILL of the audit process the next audit works', async () => {
  const farm = await farmForTest()
  const folder = temporaryFolder()
  const file = writeFarmCatalogue(folder, {
    pages: { 'binh-minh': farm.url('binh-minh'), 'hoa-mai': farm.url('hoa-mai') },
  })
  const platform = await startUp(`${folder}/data`, ['--catalog', file, '--allow-private'])
  const { auditPid, browserProcesses } = await untilAuditing(platform.ready.pid)
  process.kill(auditPid, 'SIGKILL')
  await until('its browser has ended with it', () => browserProcesses().length === 0)
  const audited = await until('an audit has come', async () =>
    (await platform.status()).pages.map(({ audit }) => audit).find((audit) => audit !== null),
  )
  expect(audited).toMatchObject({ outcome: 'passed', cause: null, score: expect.any(Number) })
  expect(platform.hasEnded()).toBe(false)
})

test('SIGTERM finishes the check that is under way, SIGINT hands it back', async () => {
  const farm = await farmForTest()
  farm.setFault({ portal: 'quoc-gia', fault: 'delay:2500' })
  const statusAfter = async (signal: 'SIGTERM' | 'SIGINT', location: keyof typeof DEMO_SOURCES): Promise<Status> => {
    const folder = temporaryFolder()
    const file = writeFarmCatalogue(folder, {
      pages: { 'quoc-gia': farm.url('quoc-gia') },
      http: { every: '1h', timeout: '5s' },
    })
    const platform = await startUp(`${folder}/data`, ['--catalog', file, '--allow-private', '--location', location])
    await until(
      'the check is under way',
      () => farm.requests().some(({ source }) => source === DEMO_SOURCES[location]),
      {
        everyMs: 10,
      },
    )
    platform.kill(signal)
    expect(await platform.ended).toEqual({ code: 0, signal: null })
    const { stdout } = await runNhip(['status', '--json', '--data', `${folder}/data`])
    return JSON.parse(stdout) as Status
  }
  const [drained, handedBack] = await Promise.all([statusAfter('SIGTERM', 'ha-noi'), statusAfter('SIGINT', 'sai-gon')])
  const finished = drained.pages[0]?.locations[0]
  expect(finished).toMatchObject({ location: 'ha-noi', outcome: 'passed', cause: null })
  expect(finished?.totalMs).toBeGreaterThan(2_000)
  expect(handedBack.pages[0]).toMatchObject({ page: 'quoc-gia/home', locations: [] })
})

test('a folder in use, a taken port and a bad catalogue end it with one line; the default port has a next one', async () => {
  const farm = await farmForTest()
  const folder = temporaryFolder()
  const file = writeFarmCatalogue(folder, { pages: { 'binh-minh': farm.url('binh-minh') } })
  const args = ['--catalog', file, '--allow-private']
  // Where somebody else has the default port already, it is just as taken.
  const holder = createServer().listen(4_400, '127.0.0.1')
  await Promise.race([once(holder, 'listening'), once(holder, 'error')]).catch(() => undefined)
  onTestFinished(() => void holder.close())

  const people = spawnNhip(['up', '--data', `${folder}/data`, ...args])
  const url = await until(
    'the address is said',
    () => /Nhịp {2}(http:\/\/127\.0\.0\.1:(\d+))/.exec(people.stdout())?.[1],
  )
  expect(Number(new URL(url).port)).toBeGreaterThan(4_400)
  expect(people.stderr()).toBe('Port 4400 is taken; using the next free one.\n')
  await until('its folder says who it is', async () => (await fetch(url)).ok)

  const second = await runNhip(['up', '--data', `${folder}/data`, ...args])
  expect(second.code).toBe(2)
  expect(second.stderr).toMatch(/^[^\n]+ is in use[^\n]+\n$/)
  expect(second.stderr).toContain(url)
  expect(second.stdout).toBe('')

  const { port } = new URL(url)
  const third = await runNhip(['up', '--data', `${folder}/other`, '--port', port, ...args])
  expect(third.code).toBe(2)
  expect(third.stderr).toMatch(new RegExp(`^[^\\n]*\\b${port}\\b[^\\n]+ is taken[^\\n]+--port\\n$`))

  const bad = writeFarmCatalogue(temporaryFolder(), { pages: { 'binh-minh': 'ftp://binh-minh.localhost/' } })
  const fourth = await runNhip(['up', '--json', '--data', `${folder}/bad`, '--catalog', bad, '--allow-private'])
  expect(fourth.code).toBe(2)
  expect(fourth.stderr).toMatch(/^[^\n]*catalogue\.yaml[^\n]*\n/)
  expect(fourth.stdout).toBe('')
  people.kill('SIGINT')
  expect((await people.ended).code).toBe(0)
})

test('an unreachable host and a hung server are results, and the rest is measured on', async () => {
  const farm = await farmForTest()
  farm.setFault({ portal: 'hoa-mai', fault: 'hang' })
  const folder = temporaryFolder()
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const address = closed.address() as { readonly port: number }
  closed.close()
  const file = writeFarmCatalogue(folder, {
    pages: {
      'binh-minh': farm.url('binh-minh'),
      'hoa-mai': farm.url('hoa-mai'),
      'cao-nguyen': `http://cao-nguyen.localhost:${address.port}/`,
    },
  })
  const platform = await startUp(`${folder}/data`, playAll(file))
  const expected = [
    ['binh-minh/home', [null]],
    ['hoa-mai/home', ['wait_timeout']],
    ['cao-nguyen/home', ['connection_refused']],
  ]
  let causes: unknown
  // A slot in which a busy machine spoilt a check has the next one after it.
  await until(
    'every page has its own cause everywhere',
    async () => {
      const { pages } = await platform.status()
      const slots = pages.flatMap(({ locations }) => locations.map(({ slotMs }) => slotMs))
      causes = pages.map(({ page, locations }) => [page, [...new Set(locations.map(({ cause }) => cause))]])
      const isMeasured = slots.length === 9 && slots.every((slotMs) => slotMs >= platform.spawnedAtMs + 10_000)
      return isMeasured && isDeepStrictEqual(causes, expected)
    },
    { withinMs: 180_000 },
  ).catch(() => undefined)
  expect(causes).toEqual(expected)
  platform.kill('SIGINT')
  expect((await platform.ended).code).toBe(0)
})
