import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createToken } from '../../../lib/flow/create-token.ts'
import { type Farm, startFarm } from '../../../lib/local/farm/farm.ts'
import { DEMO_SOURCES } from '../../../lib/local/farm/portals.ts'
import type { Stores } from '../../../lib/local/stores.ts'
import type { AlertEvent } from '../../../lib/model/alert.ts'
import { writeFarmCatalogue } from '../farm-catalogue.ts'
import { type FaultProxy, startFaultProxy } from '../fault-proxy.ts'
import { type Acknowledged, createAcknowledged } from './acknowledged.ts'
import { type FastTime, fastClock, fastTimeEnv, fastTimeOf } from './fast-clock.ts'
import type { HubArguments } from './hub-process.ts'
import { type Endpoints, storesElsewhere } from './stores-elsewhere.ts'
import { createWorker, type Worker } from './worker.ts'

/** The platform of a chaos run: its stores, a hub that plays one location, two private locations, and the demo portals. */
export type ChaosPlace = {
  readonly fast: FastTime
  readonly farm: Farm
  readonly store: Worker
  readonly hub: Worker
  /** By location. */
  readonly agents: Readonly<Record<string, Worker>>
  /** What the hub plays itself. */
  readonly hubLocation: string
  /** Before the table, and before queues and topic. */
  readonly proxies: readonly FaultProxy[]
  readonly acknowledged: Acknowledged
  /** Alerts that the hub has published. */
  readonly alerts: readonly AlertEvent[]
  /** Through the proxies. */
  readonly stores: Stores
  readonly close: () => Promise<void>
}

/** An hour of the catalogue's zone before its midnight; eight hours later comes that of UTC. */
export const FROM_MS = Date.parse('2026-11-22T16:20:00Z')

export const PORTALS = ['binh-minh', 'hoa-mai', 'quoc-gia', 'hai-dang', 'song-xanh'] as const

/** Starts all of it, everything up and without faults. Where that fails nothing of it goes on running. */
export async function openChaosPlace(folder: string, of: { readonly speed: number }): Promise<ChaosPlace> {
  const workers: Worker[] = []
  try {
    return await start(folder, { ...of, workers })
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.kill()))
    throw error
  }
}

async function start(folder: string, of: { readonly speed: number; readonly workers: Worker[] }): Promise<ChaosPlace> {
  const env = fastTimeEnv({ fromMs: FROM_MS, speed: of.speed })
  const fast = fastTimeOf(env)
  if (fast === null) throw new Error('time is not as fast as it was made')
  const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
  const catalogue = writeFarmCatalogue(folder, {
    pages: Object.fromEntries(PORTALS.map((id) => [id, farm.url(id)])),
    http: { every: '5m', timeout: '5s' },
  })
  const acknowledged = createAcknowledged()
  const nowhere = 'http://127.0.0.1:9'
  const table = await startFaultProxy(nowhere)
  const messages = await startFaultProxy(nowhere, { onDone: acknowledged.note })
  const endpoints: Endpoints = { tableEndpoint: table.endpoint, messagesEndpoint: messages.endpoint }
  const worker = (
    name: string,
    args: readonly string[],
    more: { readonly env?: Record<string, string>; readonly onLine?: (line: string) => void } = {},
  ) => {
    const made = createWorker({
      name,
      args,
      env: { ...env, ...more.env },
      now: fast.now,
      logFile: join(folder, 'log.txt'),
      onLine: more.onLine ?? (() => undefined),
    })
    of.workers.push(made)
    return made
  }
  const store = worker(
    'store',
    [fileURLToPath(new URL('./store-process.ts', import.meta.url)), join(folder, 'stores')],
    {
      onLine: (line) => {
        const { tableEndpoint, messagesEndpoint } = JSON.parse(line) as Endpoints
        table.setTarget(tableEndpoint)
        messages.setTarget(messagesEndpoint)
      },
    },
  )
  await store.start()
  const [hubLocation = '', ...agentLocations] = Object.keys(DEMO_SOURCES)
  const port = await freePort()
  const alerts: AlertEvent[] = []
  const hubArguments: HubArguments = {
    ...endpoints,
    catalogue,
    dataDir: join(folder, 'hub'),
    port,
    locations: [hubLocation],
    agents: agentLocations,
  }
  const hub = worker(
    'hub',
    [fileURLToPath(new URL('./hub-process.ts', import.meta.url)), JSON.stringify(hubArguments)],
    {
      onLine: (line) => {
        const told = JSON.parse(line) as AlertEvent | { readonly type: 'ready' }
        if (told.type === 'alert') alerts.push(told)
      },
    },
  )
  await hub.start()
  const stores = storesElsewhere(endpoints)
  const agents: Record<string, Worker> = {}
  for (const location of agentLocations) {
    const ports = { table: stores.table, clock: fastClock(fast), by: 'cli:test' }
    const { token } = await createToken({ role: 'agent', location }, ports)
    const data = join(folder, location)
    const args = ['bin/nhip.ts', 'agent', '--hub', `http://127.0.0.1:${port}`, '--location', location, '--data', data]
    agents[location] = worker(location, [...args, '--allow-private', '--json'], { env: { NHIP_TOKEN: token } })
  }
  await Promise.all(Object.values(agents).map((agent) => agent.start()))
  return {
    fast,
    farm,
    store,
    hub,
    agents,
    hubLocation,
    proxies: [table, messages],
    acknowledged,
    alerts,
    stores,
    close: async () => {
      await Promise.all([hub, ...Object.values(agents), store].map((each) => each.kill()))
      await stores.close()
      await Promise.all([table.close(), messages.close(), farm.close()])
    },
  }
}

/** Free a moment ago: the hub takes it at each of its starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
