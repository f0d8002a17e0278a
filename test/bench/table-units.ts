import { closeDay } from '../../lib/flow/close-day.ts'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { publish } from '../../lib/flow/publish.ts'
import { createKeyRing } from '../../lib/flow/signature-fault.ts'
import { watch } from '../../lib/flow/watch.ts'
import { dueVisits } from '../../lib/judge/timetable.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { registerLocationKey } from '../../lib/record/location-keys.ts'
import type { Item, Table } from '../../lib/record/table.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { signedMessage } from '../kit/signing.ts'
import { openStores } from '../kit/stores.ts'

/**
 * What the hub's functions ask of the table in a simulated time, in DynamoDB's units: a write of 1 KB begun, a strongly
 * consistent read of 4 KB begun. All results come in time and pass, and are signed. `nhip cost` counts by these figures.
 */
const PORTALS = Number(process.env.NHIP_BENCH_PORTALS ?? 83)
const WARM_MINUTES = Number(process.env.NHIP_BENCH_WARM_MINUTES ?? 75)
const MINUTES = Number(process.env.NHIP_BENCH_MINUTES ?? 60)
const LOCATIONS = ['ap-southeast-1', 'ap-northeast-1', 'ap-east-1']
const BEGUN_MS = Date.parse('2026-11-22T02:00:00Z')

const print = (line: string): void => void process.stdout.write(`${line}\n`)

type Units = { reads: number; writes: number; calls: number; tookMs: number; runs: number }

const catalogue = catalogueOf({
  locations: LOCATIONS.map((id) => ({ id, group: 'abroad', network: `AWS ${id}` })),
  portals: Array.from({ length: PORTALS }, (_, index) => ({
    id: `cong-${index}`,
    name: { vi: `Cổng dịch vụ công ${index}`, en: `Public service portal ${index}` },
    owner: `co-quan-${index}`,
    kind: 'province',
    pages: [
      { id: 'home', kind: 'homepage', url: `https://dichvucong.tinh-${index}.example.org/` },
      { id: 'khai-sinh', kind: 'eform', url: `https://dichvucong.tinh-${index}.example.org/nop-ho-so?id=20260118002` },
    ],
  })),
})
const config = configOf(catalogue, { effectiveFromMs: BEGUN_MS, publishedAtMs: BEGUN_MS })
const clock = heldClock(BEGUN_MS)
const stores = await openStores()
const counted = new Map<string, Units>()
try {
  await putConfig(stores.table, config)
  const signers = new Map(LOCATIONS.map((id) => [id, signerOf(newKey())]))
  for (const [location, { publicKey }] of signers)
    await registerLocationKey(stores.table, { location, publicKey, nowMs: BEGUN_MS, leadMs: 0 })
  const tables = {
    ingest: counting('ingest'),
    receipts: counting('ingest of receipts'),
    closeSlots: counting('close-slots'),
    publish: counting('publish'),
    closeDay: counting('close-day'),
    watch: counting('watch'),
  }
  const nobody = { send: refuse, sendAll: refuse }
  const keys = createKeyRing(tables.ingest, clock)
  const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const startedMs = performance.now()
    await work()
    const units = unitsOf(name)
    units.tookMs += performance.now() - startedMs
    units.runs++
  }
  let results = 0
  let bodyBytes = 0
  for (let minute = 0; minute < WARM_MINUTES + MINUTES; minute++) {
    if (minute === WARM_MINUTES) {
      counted.clear()
      results = 0
      bodyBytes = 0
    }
    const fromMs = BEGUN_MS + minute * MINUTE_MS
    clock.set(fromMs + MINUTE_MS - 1)
    for (const location of LOCATIONS) {
      const signer = signers.get(location)
      if (!signer) throw new Error(location)
      for (const visit of dueVisits(config, { location, fromMs, toMs: fromMs + MINUTE_MS }))
        for (const check of visit.checks) {
          const body = JSON.stringify(await signedMessage(seen({ ...check, location }), signer))
          results++
          bodyBytes += Buffer.byteLength(body)
          await timed('ingest', () => ingest(body, { table: tables.ingest, keys, deadLetters: nobody, clock }))
        }
      const receipt = {
        type: 'receipt',
        location,
        minuteMs: fromMs,
        catalogVersion: 'v1',
        count: 33,
        atMs: fromMs,
        families: [4],
      }
      const body = JSON.stringify(receipt)
      await timed('ingest of receipts', () =>
        ingest(body, { table: tables.receipts, keys, deadLetters: nobody, clock }),
      )
    }
    await timed('close-slots', () => closeSlots({ table: tables.closeSlots, clock, policy: DEFAULT_POLICY }))
    await timed('publish', () =>
      publish({
        table: tables.publish,
        topic: { publish: refuse },
        escalations: null,
        policy: DEFAULT_POLICY,
        clock,
        url: null,
      }),
    )
    await timed('close-day', () => closeDay({ table: tables.closeDay, clock }))
    await timed('watch', () =>
      watch({ table: tables.watch, clock, policy: DEFAULT_POLICY, queues: null, heartbeat: null }),
    )
    if (minute % 15 === 0) process.stderr.write(`minute ${minute}\n`)
  }
  const pages = PORTALS * 2
  print(
    `${pages} pages × ${LOCATIONS.length} locations × 5 min, ${MINUTES} minutes: ${results} results, ${Math.round(bodyBytes / results)} bytes each`,
  )
  for (const [name, { reads, writes, calls, tookMs, runs }] of counted) {
    const each = (value: number, digits: number): string => (value / runs).toFixed(digits)
    print(
      `${name}: ${runs} runs of ${each(tookMs, 1)} ms; each ${each(reads, 1)} reads, ${each(writes, 1)} writes, ${each(calls, 1)} calls`,
    )
  }
} finally {
  await stores.close()
}

/** What a check of a portal looks like: a certificate with a chain, one redirect. */
function seen(check: {
  readonly page: string
  readonly location: string
  readonly slotMs: number
  readonly dueMs: number
  readonly url: string
}) {
  const host = new URL(check.url).hostname
  const phases = {
    dnsMs: 3.127,
    connectMs: 20.414,
    tlsMs: 41.022,
    waitMs: 180.273,
    downloadMs: 12.915,
    totalMs: 258.611,
  }
  const link = (name: string) => ({
    subject: name,
    issuer: 'GlobalSign RSA OV SSL CA 2018',
    expiresAtMs: 1_800_000_000_000,
    sha256: 'ab'.repeat(32),
  })
  return observation({
    page: check.page,
    location: check.location,
    slotMs: check.slotMs,
    startedAtMs: check.dueMs,
    url: check.url,
    finalUrl: check.url,
    phases,
    hops: [{ url: check.url, httpStatus: 200, phases }],
    attempts: [{ startedAtMs: check.dueMs, outcome: 'passed', cause: null, totalMs: phases.totalMs }],
    tls: {
      protocol: 'TLSv1.3',
      subject: host,
      issuer: 'GlobalSign RSA OV SSL CA 2018',
      expiresAtMs: 1_800_000_000_000,
      names: [host, `*.${host}`],
      chain: [link(host), link('GlobalSign RSA OV SSL CA 2018'), link('GlobalSign Root CA')],
    },
  })
}

function counting(name: string): Table {
  const { table } = stores
  const add = (changes: Partial<Pick<Units, 'reads' | 'writes'>>): void => {
    const units = unitsOf(name)
    units.reads += changes.reads ?? 0
    units.writes += changes.writes ?? 0
    units.calls++
  }
  return {
    get: async (key) => {
      const item = await table.get(key)
      add({ reads: Math.max(1, Math.ceil(bytesOf(item ?? {}) / 4_096)) })
      return item
    },
    put: async (item) => {
      add({ writes: writesOf(item) })
      await table.put(item)
    },
    putIf: async (item, condition) => {
      add({ writes: writesOf(item) })
      return table.putIf(item, condition)
    },
    deleteIf: async (key, condition) => {
      add({ writes: 1 })
      return table.deleteIf(key, condition)
    },
    // What is left out of an answer is read, and paid, all the same.
    query: async ({ fields: _, ...range }) => {
      const items = await table.query(range)
      add({ reads: Math.max(1, Math.ceil(items.reduce((sum, item) => sum + bytesOf(item), 0) / 4_096)) })
      return items
    },
  }
}

function unitsOf(name: string): Units {
  const units = counted.get(name) ?? { reads: 0, writes: 0, calls: 0, tookMs: 0, runs: 0 }
  counted.set(name, units)
  return units
}

function writesOf(item: Item): number {
  return Math.max(1, Math.ceil(bytesOf(item) / 1_024))
}

/** As DynamoDB counts them: names and values; numbers as long as they can be, which is little beside the texts. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (value instanceof Uint8Array) return value.byteLength
  if (typeof value === 'number') return 9
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, each) => sum + 1 + bytesOf(each), 0)
  if (value === null || typeof value !== 'object') return 1
  return Object.entries(value).reduce((sum, [name, each]) => sum + Buffer.byteLength(name) + bytesOf(each), 0)
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('nothing is to be told, and nothing to be refused'))
}
