import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createLink } from '../../lib/flow/create-link.ts'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { openLocationKey } from '../../lib/local/location-key.ts'
import { startMachine } from '../../lib/local/machine.ts'
import { createRemoteMeasurer } from '../../lib/local/remote-measurer.ts'
import { audit } from '../kit/audit.ts'
import { serve } from '../kit/serve.ts'
import { openStores, SILENT } from '../kit/stores.ts'
import { machine as machineText } from './http-table.ts'
import { overviewApp } from './overview-app.ts'
import { askOften, type Load, loadText } from './overview-load.ts'
import { settled } from './settled.ts'
import { createYear, YEAR } from './year.ts'

/**
 * The first page under load, over an embedded store on disk with a year of a fleet, in one process as a platform has it:
 * first the web alone, then with the platform at work beside it. That one measures all pages by `http` on loopback,
 * closes slots and days and watches; it makes no audits, which on one machine have a process of their own.
 * 1 where the goal is missed.
 */
const PAGES = Number(process.env.NHIP_BENCH_PAGES ?? 166)
const DAYS = Number(process.env.NHIP_BENCH_DAYS ?? 365)
const PER_SECOND = Number(process.env.NHIP_BENCH_PER_SECOND ?? 100)
const SECONDS = Number(process.env.NHIP_BENCH_SECONDS ?? 30)
const GOAL_P99_MS = 100
/** As many as are asked for in a second. */
const PEOPLE = 100
const SEED = 20_261_122
/** A platform that has just started measures everything at once: that is let pass. */
const SETTLING_MS = 60_000

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-overview-'))
const stores = await openStores(folder)
const site = createServer((_request, response) => void response.end('<!doctype html><title>x</title><p>x'))
site.listen(0, '127.0.0.1')
await once(site, 'listening')
const port = (site.address() as AddressInfo).port
try {
  print(await machineText())
  const fromMs = performance.now()
  const year = createYear({
    pages: PAGES,
    days: DAYS,
    nowMs: Date.now(),
    seed: SEED,
    // Each of its own host, as in a fleet: else all would be due at once.
    urlOf: (index) => `http://portal-${index}.localhost:${port}/`,
  })
  await year.putFleet(stores)
  const { items } = await year.putDays(stores)
  await year.putToday(stores)
  if (!(await settled())) process.stderr.write('the stores are still busy with themselves\n')
  print(
    `${PAGES} pages × ${YEAR.locations.length} locations × 5 min × ${DAYS} days: ${items} rollups of days; filled in ${((performance.now() - fromMs) / 1_000).toFixed(0)} s\n`,
  )
  const token = 'a-token-of-this-bench-alone'
  const app = await overviewApp(stores, { now: Date.now, token, requestsPerMinute: 1_000_000 })
  const served = await serve(app)
  const loads: Load[] = []
  type As = Pick<Parameters<typeof askOften>[1], 'headers' | 'people'>
  const ask = async (what: string, path: string, as: As = {}): Promise<void> => {
    const load = await askOften(new URL(path, served.url).href, { perSecond: PER_SECOND, seconds: SECONDS, ...as })
    if (path === '/') loads.push(load)
    print(`${what}\n  ${loadText(load)}`)
  }
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, index) => {
      const link = { role: 'operator', name: `Person ${index + 1}` } as const
      const { path } = await createLink(link, { table: stores.table, clock: systemClock, by: 'bench' })
      const signedIn = await fetch(new URL(path, served.url), { redirect: 'manual' })
      return signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    }),
  )
  const [cookie = ''] = people
  await ask('the first page, the web alone', '/')
  await ask('the first page to who has signed in', '/', { headers: { cookie } })
  await ask(`the first page to ${PEOPLE} who have signed in`, '/', { headers: { cookie }, people })
  await ask('/api/status', '/api/status', { headers: { authorization: `Bearer ${token}` } })

  const measurer = createRemoteMeasurer()
  const machine = await startMachine({
    stores,
    measurer,
    auditClient: {
      audit: ({ page, location, slotMs }) =>
        Promise.resolve(audit({ location, ...(page ? { page } : {}), ...(slotMs ? { slotMs } : {}) })),
      control: () => Promise.reject(new Error('no audits here')),
      close: () => Promise.resolve(),
      processId: () => null,
    },
    catalogue: year.catalogue(),
    locations: YEAR.locations.map(({ id }) => id),
    agents: [],
    criteria: [],
    allowPrivate: true,
    openKey: (location) => openLocationKey(folder, location),
    reports: null,
    site: null,
    evidence: null,
    log: SILENT,
    url: served.url,
    notifiers: null,
    heartbeat: null,
  })
  machine.keepTime()
  await delay(SETTLING_MS)
  await ask('the first page, the platform at work beside it', '/')
  await ask('the same to who has signed in', '/', { headers: { cookie } })
  await ask(`the same to ${PEOPLE} who have signed in`, '/', { headers: { cookie }, people })
  await machine.stop('handBack')
  await measurer.close()
  served.close()
  const met = loads.every(({ p99Ms, failed }) => p99Ms <= GOAL_P99_MS && failed === 0)
  print(`\np99 ≤ ${GOAL_P99_MS} ms at ${PER_SECOND} a second and no failure: ${met ? 'met' : 'missed'}`)
  if (!met) process.exitCode = 1
} finally {
  site.close()
  await stores.close()
  await rm(folder, { recursive: true, force: true })
}
