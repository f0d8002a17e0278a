import { setTimeout as delay } from 'node:timers/promises'
import { FAULTS, randomFaults } from '../fault-proxy.ts'
import type { ChaosPlace } from './chaos-place.ts'
import type { Absence, Worker } from './worker.ts'

export type Disturbances = {
  /** How often each happened. */
  readonly counts: Readonly<Record<Disturbance, number>>
  /** When the stores gave many errors, by the platform's calendar. */
  readonly bursts: readonly Absence[]
}

type Disturbance = (typeof WEIGHTED)[number]

/** As often as they stand here. */
const WEIGHTED = [
  'hub killed',
  'hub killed',
  'location killed',
  'location killed',
  'store paused',
  'store paused',
  'store restarted',
  'hub away',
  'errors in bursts',
] as const

/** Real milliseconds between two of them, and for how long each lasts at most. */
const PAUSE_MS = { least: 1_500, most: 6_000 }
const LASTS_MS = { killed: 1_500, paused: 4_000, away: 20_000, burst: 4_000 }

/** Of a thousand calls to the stores so many have a fault, always and in a burst. What never answers takes 10 s. */
const FAULTS_PER_MILLE = { always: 4, burst: 120 }
const QUICK_FAULTS = FAULTS.filter((fault) => fault !== 'hung')

/** Does one thing after the other to a platform, until it is told to stop; then all is up and well again. */
export async function disturb(
  place: ChaosPlace,
  how: { readonly random: () => number; readonly until: AbortSignal; readonly onDone: (what: Disturbance) => void },
): Promise<Disturbances> {
  const { random, until } = how
  const counts = Object.fromEntries(WEIGHTED.map((name) => [name, 0])) as Record<Disturbance, number>
  const bursts: Absence[] = []
  const between = (least: number, most: number): number => least + random() * (most - least)
  const plan = (perMille: number): void => {
    for (const proxy of place.proxies) proxy.setPlan(randomFaults(random, { perMille, faults: QUICK_FAULTS }))
  }
  const restart = async (worker: Worker, awayMs: number): Promise<void> => {
    await worker.kill()
    await delay(awayMs)
    await worker.start()
  }
  const agents = Object.values(place.agents)
  const does: Readonly<Record<Disturbance, () => Promise<void>>> = {
    'hub killed': () => restart(place.hub, between(0, LASTS_MS.killed)),
    'location killed': () =>
      restart(agents[Math.floor(random() * agents.length)] as Worker, between(0, LASTS_MS.killed)),
    'store paused': () => place.store.pause(between(200, LASTS_MS.paused)),
    'store restarted': () => restart(place.store, between(0, LASTS_MS.killed)),
    'hub away': () => restart(place.hub, between(LASTS_MS.away / 4, LASTS_MS.away)),
    'errors in bursts': async () => {
      const fromMs = place.fast.now()
      plan(FAULTS_PER_MILLE.burst)
      await delay(between(500, LASTS_MS.burst))
      plan(FAULTS_PER_MILLE.always)
      bursts.push({ fromMs, toMs: place.fast.now() })
    },
  }
  plan(FAULTS_PER_MILLE.always)
  for (;;) {
    await delay(between(PAUSE_MS.least, PAUSE_MS.most), undefined, { signal: until }).catch(() => undefined)
    if (until.aborted) break
    const what = WEIGHTED[Math.floor(random() * WEIGHTED.length)] as Disturbance
    await does[what]()
    counts[what]++
    how.onDone(what)
  }
  plan(0)
  return { counts, bursts }
}
