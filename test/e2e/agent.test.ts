import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { DEMO_SOURCES } from '../../lib/local/farm/portals.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { Observation } from '../../lib/model/observation.ts'
import type { Receipt } from '../../lib/model/receipt.ts'
import { openKeyFile } from '../../lib/record/key-file.ts'
import { locationKeysOf } from '../../lib/record/location-keys.ts'
import { receiptsOf } from '../../lib/record/receipts.ts'
import { observationsOf, signedResultsOf } from '../../lib/record/results.ts'
import { writeFarmCatalogue } from '../kit/farm-catalogue.ts'
import { runNhip, spawnNhip, startUp } from '../kit/nhip-process.ts'
import { openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'

const [HERE = '', AGENT = ''] = Object.keys(DEMO_SOURCES)
const EVERY_MS = 10_000

/** Results that wait in an agent's folder, read beside the agent. */
function waiting(folder: string): number {
  const database = new DatabaseSync(join(folder, 'spool.sqlite'), { readOnly: true })
  try {
    return Number(database.prepare('SELECT count(*) AS count FROM waiting').get()?.count)
  } finally {
    database.close()
  }
}

type AgentReady = {
  readonly pid: number
  readonly pages: number | null
  readonly waiting: number
  readonly trouble: string | null
}

async function startAgent(folder: string, at: { readonly url: string; readonly token: string }) {
  const run = spawnNhip(
    ['agent', '--hub', at.url, '--location', AGENT, '--data', folder, '--allow-private', '--json'],
    { NHIP_TOKEN: at.token },
  )
  const line = await until('the agent is ready', () => {
    if (run.hasEnded()) throw new Error(`the agent ended before it was ready: ${run.stderr()}`)
    return /^(.*)\n/.exec(run.stdout())?.[1]
  })
  return { ...run, ready: JSON.parse(line) as AgentReady }
}

async function createToken(url: string, dataDir: string): Promise<{ readonly id: string; readonly token: string }> {
  const wanted = ['--role', 'agent', '--location', AGENT]
  const at = ['--hub', url, '--token-file', await platformToken(dataDir)]
  const made = await runNhip(['token', 'create', '--json'].concat(wanted, at))
  expect(made).toMatchObject({ code: 0 })
  return JSON.parse(made.stdout) as { id: string; token: string }
}

/** A file that holds nothing but a running platform's token. */
async function platformToken(dataDir: string): Promise<string> {
  const { readFile, writeFile } = await import('node:fs/promises')
  const { token } = JSON.parse(await readFile(join(dataDir, 'platform.json'), 'utf8')) as { token: string }
  const file = join(temporaryFolder(), 'token')
  await writeFile(file, token, { mode: 0o600 })
  return file
}

test('an agent outlives its hub and itself: every slot of the outage becomes a row, once', async () => {
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  const folder = temporaryFolder()
  const [hubDir, agentDir] = [join(folder, 'hub'), join(folder, 'agent')]
  const file = writeFarmCatalogue(folder, { pages: { 'binh-minh': farm.url('binh-minh') } })
  const upArgs = ['--catalog', file, '--allow-private', '--location', HERE, '--agent', AGENT]

  let hub = await startUp(hubDir, upArgs)
  const { url } = hub.ready
  const { id, token } = await createToken(url, hubDir)
  let agent = await startAgent(agentDir, { url, token })
  expect(agent.ready).toMatchObject({ pages: 1, waiting: 0, trouble: null })
  // Its first minute begins up to a minute after its start.
  await until(
    'the agent has been heard',
    async () =>
      (await hub.status()).pages[0]?.locations.some(
        ({ location, outcome }) => location === AGENT && outcome === 'passed',
      ),
    { withinMs: 120_000 },
  )

  // The hub dies. The agent goes on, dies itself, and comes back without a hub.
  hub.kill('SIGKILL')
  await hub.ended
  await until('results wait', () => waiting(agentDir) >= 3)
  process.kill(agent.ready.pid, 'SIGKILL')
  await agent.ended
  const kept = waiting(agentDir)
  agent = await startAgent(agentDir, { url, token })
  expect(agent.ready.pages).toBe(1)
  expect(agent.ready.waiting).toBeGreaterThanOrEqual(kept)
  expect(agent.ready.trouble).toMatch(
    /^the hub at 127\.0\.0\.1:\d+ can't be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
  )
  await until('it measures without its hub', () => waiting(agentDir) >= kept + 4)

  // The hub is back at its address.
  hub = await startUp(hubDir, [...upArgs, '--port', new URL(url).port])
  const backAtMs = Date.now()
  await until('nothing waits any more', () => waiting(agentDir) === 0)
  await until('the agent is heard again', async () =>
    (await hub.status()).pages[0]?.locations.some(
      ({ location, slotMs }) => location === AGENT && slotMs !== null && slotMs > backAtMs,
    ),
  )

  // The outage was told when it was met, and when it was over; what came between was more of the same.
  expect(agent.stderr().match(/"msg":"[^"]+/g)).toEqual([
    '"msg":"the hub is away: results are kept here until it is back',
    expect.stringMatching(/"msg":"the hub is back after \d+ s: what was held is being sent/),
  ])
  expect(agent.stderr()).toMatch(/"held":\d+/)

  // A token that is revoked is no token.
  const revoked = await runNhip(['token', 'revoke', id, '--hub', url, '--token-file', await platformToken(hubDir)])
  expect(revoked).toMatchObject({ code: 0 })
  await until('the hub takes nothing from it any more', () => waiting(agentDir) > 0)
  expect(agent.hasEnded()).toBe(false)
  process.kill(agent.ready.pid, 'SIGINT')
  expect(await agent.ended).toEqual({ code: 0, signal: null })
  hub.kill('SIGINT')
  expect(await hub.ended).toEqual({ code: 0, signal: null })

  const stores = await openStores(hubDir)
  const span = { fromMs: agent.spawnedAtMs - 10 * MINUTE_MS, toMs: Date.now() }
  const rows: readonly Observation[] = await observationsOf(stores.table, 'binh-minh/home', span)
  const receipts: readonly Receipt[] = await receiptsOf(stores.table, AGENT, span)
  const signed = await signedResultsOf(stores.table, 'binh-minh/home', span)
  const registered = await Promise.all([HERE, AGENT].map((location) => locationKeysOf(stores.table, location)))
  await stores.close()
  // Each has signed all of its results by a key of its own, the same after both had died.
  const keyIds = await Promise.all(
    [join(hubDir, 'location-keys', `${HERE}.pem`), join(agentDir, 'location-keys', `${AGENT}.pem`)].map(
      async (path) => {
        expect(statSync(path).mode & 0o777).toBe(0o600)
        return (await openKeyFile(path)).keyId
      },
    ),
  )
  expect(registered.map((keys) => keys.map(({ keyId }) => keyId))).toEqual(keyIds.map((keyId) => [keyId]))
  expect(new Set(signed.map(({ result, signature }) => `${result.location} ${signature?.keyId}`))).toEqual(
    new Set([`${HERE} ${keyIds[0]}`, `${AGENT} ${keyIds[1]}`]),
  )
  const slots = rows.filter(({ location }) => location === AGENT).map(({ slotMs }) => slotMs)
  expect(new Set(slots).size).toBe(slots.length)
  // From its first slot to the last before the revocation there is a row for every slot.
  const first = Math.min(...slots)
  const last = Math.max(...slots)
  expect(slots.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: (last - first) / EVERY_MS + 1 }, (_, n) => first + n * EVERY_MS),
  )
  expect(last).toBeGreaterThan(backAtMs)
  // The hub knows of every minute that was dispatched there.
  const minutes = receipts.map(({ minuteMs }) => minuteMs)
  expect(minutes.length).toBeGreaterThan(2)
  expect(minutes).toEqual(minutes.map((_, n) => (minutes[0] ?? 0) + n * MINUTE_MS))
})

test('an agent with a token that is none says so, and makes nothing', async () => {
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  onTestFinished(farm.close)
  const folder = temporaryFolder()
  const file = writeFarmCatalogue(folder, { pages: { 'binh-minh': farm.url('binh-minh') } })
  const hub = await startUp(join(folder, 'hub'), ['--catalog', file, '--allow-private', '--agent', AGENT])
  const run = spawnNhip(['agent', '--hub', hub.ready.url, '--location', AGENT, '--data', join(folder, 'agent')], {
    NHIP_TOKEN: 'nhip_wrong_token',
  })
  expect(await run.ended).toEqual({ code: 2, signal: null })
  expect(run.stderr()).toMatch(/^nhip: http:\/\/127\.0\.0\.1:\d+\/: the hub refuses \(401\): .+\n$/)
  expect(run.stderr()).not.toContain('nhip_wrong_token')
})
