import { setTimeout as delay } from 'node:timers/promises'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { history } from '../../../lib/flow/history.ts'
import { hubQueues } from '../../../lib/local/resources.ts'
import { MINUTE_MS } from '../../../lib/model/duration.ts'
import { listConfigs } from '../../../lib/record/configs.ts'
import { receiptsOf } from '../../../lib/record/receipts.ts'
import { observationsOf } from '../../../lib/record/results.ts'
import type { Fault } from '../fault-proxy.ts'
import { seededRandom } from '../random.ts'
import { expectedChecks, nameOf } from '../slot-ledger.ts'
import { until } from '../until.ts'
import { accountForChaos, type ChaosLedger, type Outage } from './chaos-ledger.ts'
import { type ChaosPlace, FROM_MS, openChaosPlace, PORTALS } from './chaos-place.ts'
import { type Disturbances, disturb } from './disturb.ts'
import { fastClock } from './fast-clock.ts'
import type { Absence, Worker } from './worker.ts'

export type ChaosOptions = {
  readonly folder: string
  /** For so long things happen to it, real seconds. */
  readonly seconds: number
  readonly speed: number
  readonly seed: number
  readonly onProgress?: (text: string) => void
}

export type ChaosResult = ChaosLedger & {
  readonly type: 'chaos'
  readonly seed: number
  readonly speed: number
  readonly seconds: number
  readonly playedHours: number
  readonly disturbances: Disturbances['counts']
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** Results that the hub's queue took; of them those that are no row, or were replaced by a later one. */
  readonly acknowledged: number
  readonly lost: readonly string[]
  /** What the platform says of itself, over all slots that are over. */
  readonly own: {
    readonly expected: number
    readonly present: number
    readonly missing: Readonly<Record<string, number>>
  }
  /** Whether `own` agrees with rows and timetable. */
  readonly ownIsExact: boolean
  /** Incidents that were told, and openings with ids of their own: no more. */
  readonly incidents: number
  readonly openings: number
  readonly deadLetters: number
}

const EVERY_MS = 5 * MINUTE_MS

/** The portal that fails, over this share of the time. */
const FAILS = { portal: 'hoa-mai', from: 0.3, until: 0.6 } as const

/** Real time for the last results to come in, and for the rollups after them, on a busy machine. */
const SETTLE_MS = 300_000

/** Runs the platform in fast time while things happen to it, lets it come to rest, and accounts for every slot. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { speed, seed, seconds, onProgress = () => undefined } = options
  const random = seededRandom(seed)
  const place = await openChaosPlace(options.folder, { speed })
  try {
    const { fast } = place
    const fromMs = Math.ceil(fast.now() / EVERY_MS) * EVERY_MS
    const over = new AbortController()
    const happening = disturb(place, { random, until: over.signal, onDone: onProgress })
    await delay(seconds * 1_000 * FAILS.from)
    place.farm.setFault({ portal: FAILS.portal, fault: 'status:503' })
    await delay(seconds * 1_000 * (FAILS.until - FAILS.from))
    place.farm.setFault({ portal: FAILS.portal, fault: null })
    await delay(seconds * 1_000 * (1 - FAILS.until))
    over.abort()
    const { counts: disturbances, bursts } = await happening
    // A slot is over one cadence after it began.
    const untilMs = Math.floor(fast.now() / EVERY_MS) * EVERY_MS
    onProgress('coming to rest')
    const settled = await until(
      'every slot is accounted for',
      async () => {
        const now = await account(place, { fromMs, untilMs, bursts })
        return fast.now() > untilMs + 3 * EVERY_MS && now.unexplained.length + now.lost.length === 0 && now
      },
      { withinMs: SETTLE_MS, everyMs: 1_000 },
    ).catch(() => account(place, { fromMs, untilMs, bursts }))
    await Promise.all(Object.values(place.agents).map((agent) => agent.end()))
    await place.hub.end()
    const own = await ownAccount(place)
    const opened = place.alerts.filter(({ event }) => event === 'opened')
    return {
      type: 'chaos',
      seed,
      speed,
      seconds,
      playedHours: (untilMs - fromMs) / (60 * MINUTE_MS),
      disturbances,
      faults: addUp(place.proxies.map((proxy) => proxy.made())),
      ...settled,
      acknowledged: place.acknowledged.startedAtMs.size,
      ...own,
      incidents: new Set(opened.map(({ incident }) => incident)).size,
      openings: new Set(opened.map(({ id }) => id)).size,
      deadLetters: await deadLettersOf(place),
    }
  } finally {
    await place.close()
  }
}

async function account(
  place: ChaosPlace,
  span: { readonly fromMs: number; readonly untilMs: number; readonly bursts: readonly Absence[] },
): Promise<ChaosLedger & { readonly lost: readonly string[] }> {
  const { table } = place.stores
  const [config] = await listConfigs(table)
  if (!config) throw new Error('no configuration was published')
  const around = { fromMs: span.fromMs - 10 * MINUTE_MS, toMs: span.untilMs + EVERY_MS }
  // The hub measures while agents are still being started, which takes many slots where a machine is busy.
  const whole = { fromMs: FROM_MS - EVERY_MS, toMs: place.fast.now() }
  const locations = [place.hubLocation, ...Object.keys(place.agents)]
  // At once, so that a result can't come between what was taken and what is there.
  const taken = [...place.acknowledged.startedAtMs]
  const [rows, receipts] = await Promise.all([
    Promise.all(PORTALS.map((id) => observationsOf(table, `${id}/home`, whole))),
    Promise.all(locations.map((location) => receiptsOf(table, location, around))),
  ])
  const kept = new Map(rows.flat().map((row) => [nameOf(row), row.startedAtMs]))
  const ledger = accountForChaos({
    config,
    ...span,
    rows: rows.flat(),
    receipts: receipts.flat(),
    outages: Object.fromEntries(
      locations.map((location) => [location, outagesOf(place, { location, bursts: span.bursts })]),
    ),
  })
  const lost = taken
    .filter(([name, startedAtMs]) => (kept.get(name) ?? Number.POSITIVE_INFINITY) > startedAtMs)
    .map(([name]) => name)
  return { ...ledger, lost }
}

/** Whom a location's dispatch needs: the hub's own location the hub and its store, a private one only itself. */
function outagesOf(
  place: ChaosPlace,
  { location, bursts }: { readonly location: string; readonly bursts: readonly Absence[] },
): readonly Outage[] {
  const absencesOf = (worker: Worker | undefined, what: string): readonly Outage[] =>
    worker?.absences().map((absence) => ({ ...absence, what })) ?? []
  return location === place.hubLocation
    ? [
        ...absencesOf(place.hub, 'hub away'),
        ...absencesOf(place.store, 'store away'),
        ...bursts.map((burst) => ({ ...burst, what: 'store full of errors' })),
      ]
    : absencesOf(place.agents[location], 'location away')
}

/** What the platform itself says, when nothing moves any more. */
async function ownAccount(place: ChaosPlace): Promise<Pick<ChaosResult, 'own' | 'ownIsExact'>> {
  const { table } = place.stores
  const nowMs = place.fast.now()
  const clock = { ...fastClock(place.fast), now: () => nowMs }
  const [config] = await listConfigs(table)
  if (!config) throw new Error('no configuration was published')
  const locations = new Set([place.hubLocation, ...Object.keys(place.agents)])
  const missing: Record<string, number> = {}
  const own = { expected: 0, present: 0 }
  const truth = { expected: 0, present: 0 }
  for (const id of PORTALS) {
    const page = `${id}/home`
    const { days } = await history({ page, days: 2 }, { table, clock })
    for (const day of days.filter(({ location }) => locations.has(location))) {
      own.expected += day.expected
      own.present += day.present
      for (const [reason, count] of Object.entries(day.missing)) missing[reason] = (missing[reason] ?? 0) + count
    }
    const rows = await observationsOf(table, page, { fromMs: config.effectiveFromMs - EVERY_MS, toMs: nowMs })
    const answered = new Set(rows.map(nameOf))
    for (const { name, slotMs, everyMs } of expectedChecks(config, nowMs)) {
      if (!name.startsWith(`${page} `)) continue
      if (answered.has(name)) truth.present += 1
      if (answered.has(name) || slotMs + everyMs <= nowMs) truth.expected += 1
    }
  }
  const explained = Object.values(missing).reduce((total, count) => total + count, 0)
  const ownIsExact =
    own.expected === truth.expected && own.present === truth.present && own.expected === own.present + explained
  return { own: { ...own, missing }, ownIsExact }
}

async function deadLettersOf(place: ChaosPlace): Promise<number> {
  const { Attributes } = await place.stores.clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: hubQueues(place.stores.messagesEndpoint).deadLetters,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  )
  return Number(Attributes?.ApproximateNumberOfMessages)
}

function addUp<K extends string>(all: readonly Readonly<Partial<Record<K, number>>>[]): Partial<Record<K, number>> {
  const sum: Partial<Record<K, number>> = {}
  for (const each of all)
    for (const [key, count] of Object.entries(each) as [K, number][]) sum[key] = (sum[key] ?? 0) + count
  return sum
}
