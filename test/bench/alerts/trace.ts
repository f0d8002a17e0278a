import type { Cause } from '../../../lib/model/cause.ts'
import { outcomeOf } from '../../../lib/model/cause.ts'
import { addDays, type Day, dayOf } from '../../../lib/model/day.ts'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { readTraceHeader, type TraceHeader, type TraceLine } from '../../../lib/model/trace.ts'
import { type Draws, drawsOf } from './draws.ts'
import type { Fleet, SimulatedLocation, SimulatedPage } from './fleet.ts'
import { busyness, ownNoise, type PortalNoise, portalNoise, season } from './noise.ts'
import { ARRIVAL, LATENCY, TET, TRANSIENTS, WORLD } from './parameters.ts'
import type { Truth } from './truth.ts'

/** The header of a world's trace; maintenance and holidays are declared in it, but not how busy the days around these are. */
export function headerOf(fleet: Fleet, truth: readonly Truth[]): TraceHeader {
  const header = readTraceHeader({
    type: 'trace',
    cadenceSeconds: WORLD.everyMs / 1_000,
    timezone: WORLD.timezone,
    locations: fleet.locations.map(({ id, group, network }) => ({ id, group, network })),
    pages: fleet.pages.map(({ key }) => key),
    calendar: { holidays: TET_DAYS },
    maintenance: truth
      .filter(({ kind }) => kind === 'maintenance')
      .flatMap(({ pages, fromMs, toMs }) => pages.map((page) => ({ page, fromMs, toMs }))),
  })
  if (typeof header === 'string') throw new Error(header)
  return header
}

/** A world's lines in order of arrival, a batch per slot: a month of a fleet never stands in memory. */
export function* linesOf(fleet: Fleet, truth: readonly Truth[]): Generator<readonly TraceLine[], undefined> {
  const probes = fleet.pages.map((page) => probeOf(fleet, page))
  const arrival = drawsOf(fleet.seed, 'arrival')
  const later = new Map<number, TraceLine[]>()
  const now = createNow(truth)
  for (let slotMs = fleet.fromMs; slotMs < fleet.toMs; slotMs += WORLD.everyMs) {
    const batch: TraceLine[] = later.get(slotMs) ?? []
    later.delete(slotMs)
    const active = now(slotMs)
    const moment = { slotMs, busyness: busyness(slotMs), season: season(slotMs) }
    for (const probe of probes) {
      for (const line of probe(moment, active)) {
        const chance = arrival.share()
        if (chance < ARRIVAL.missing) continue
        const held = active.everywhere.some(({ kind, location }) => kind === 'late' && location === line.location)
        const slotsLate = held ? arrival.count(1, 4) : chance < ARRIVAL.missing + ARRIVAL.late ? 1 : 0
        if (slotsLate > 0) {
          const atMs = slotMs + slotsLate * WORLD.everyMs
          later.set(atMs, [...(later.get(atMs) ?? []), line])
          continue
        }
        batch.push(line)
        if (chance > 1 - ARRIVAL.doubled) batch.push(line)
      }
    }
    yield batch
  }
  for (const lines of later.values()) yield lines
}

/** Whether a slot fails under a truth that makes pages fail. */
export function failsAt({ kind, fromMs, cycle }: Truth, slotMs: number): boolean {
  if (kind !== 'flap' || !cycle) return true
  return Math.floor((slotMs - fromMs) / WORLD.everyMs) % (cycle.bad + cycle.good) < cycle.bad
}

/** By how much a truth multiplies latency at a slot. */
export function slowsBy({ kind, fromMs, riseMs, size }: Truth, slotMs: number): number {
  if (kind === 'step' || kind === 'new-level' || kind === 'loaded') return size
  if (kind !== 'ramp') return 1
  return 1 + (size - 1) * Math.min(1, (slotMs - fromMs) / riseMs)
}

type Active = { readonly everywhere: readonly Truth[]; readonly byPage: ReadonlyMap<PageKey, readonly Truth[]> }
type Now = { readonly slotMs: number; readonly busyness: number; readonly season: number }
type Probe = (moment: Now, active: Active) => readonly TraceLine[]

const NONE: readonly Truth[] = []

const TET_DAYS: readonly Day[] = Array.from({ length: (TET.toMs - TET.fromMs) / DAY_MS }, (_, index) =>
  addDays(dayOf(TET.fromMs, WORLD.timezone), index),
)

/** What is in force, slots one after another; made anew only where that changes. */
function createNow(truth: readonly Truth[]): (slotMs: number) => Active {
  let active: Active = { everywhere: [], byPage: new Map() }
  let inForce: readonly Truth[] = []
  let next = 0
  return (slotMs) => {
    const begun: Truth[] = []
    for (; next < truth.length && (truth[next] as Truth).fromMs <= slotMs; next++) begun.push(truth[next] as Truth)
    if (begun.length === 0 && inForce.every(({ toMs }) => toMs > slotMs)) return active
    inForce = [...inForce, ...begun].filter(({ toMs }) => toMs > slotMs)
    const byPage = new Map<PageKey, Truth[]>()
    for (const one of inForce) for (const page of one.pages) byPage.set(page, [...(byPage.get(page) ?? []), one])
    active = { everywhere: inForce.filter(({ pages }) => pages.length === 0), byPage }
    return active
  }
}

function probeOf(fleet: Fleet, page: SimulatedPage): Probe {
  const draws = drawsOf(fleet.seed, 'noise', page.key)
  const noise: PortalNoise = portalNoise(page, draws)
  const ways = fleet.locations.map((location) => ({
    location,
    factor: draws.between(...LATENCY.locationFactor),
    isTransient: transientsOf(fleet, draws),
  }))
  return ({ slotMs, busyness: busy, season: times }, { everywhere, byPage }) => {
    const mine = byPage.get(page.key) ?? NONE
    const portalMs = page.medianMs * ((1 + page.busy * busy) / (1 + page.busy)) * times * noise(slotMs)
    const lines: TraceLine[] = []
    for (const { location, factor, isTransient } of ways) {
      const transient = isTransient(slotMs) ? draws.pick(TRANSIENTS.causes) : null
      const passedMs = portalMs * factor * ownNoise(page, draws)
      const seen = see(location, slotMs, [...mine, ...everywhere], draws)
      if (seen === 'nothing') continue
      const cause = seen.cause ?? transient
      lines.push(lineOf({ slotMs, page, location, cause, waitMs: passedMs * seen.factor }))
    }
    return lines
  }
}

/** What a location sees of all that is wrong; our own faults hide the portal's. */
function see(
  location: SimulatedLocation,
  slotMs: number,
  truths: readonly Truth[],
  draws: Draws,
): { readonly cause: Cause | null; readonly factor: number } | 'nothing' {
  let cause: Cause | null = null
  let factor = 1
  for (const truth of truths) {
    const here = truth.location === null || truth.location === location.id
    factor *= here ? slowsBy(truth, slotMs) : 1
    if (truth.kind === 'down-unseen') {
      if (here) return 'nothing'
      cause = truth.cause
      continue
    }
    if (!here) continue
    if (truth.kind === 'silent') return 'nothing'
    if (truth.cause === null) continue
    if (truth.kind === 'brownout' && !draws.chance(truth.size)) continue
    if (failsAt(truth, slotMs)) cause = truth.cause
  }
  return { cause, factor }
}

function transientsOf({ transients }: Fleet, draws: Draws): (slotMs: number) => boolean {
  const { share, spell } = TRANSIENTS
  if (transients === 'independent') return () => draws.chance(share)
  const begins = ((spell.share / (1 - spell.share)) * WORLD.everyMs) / spell.meanMs
  // Outside of spells it is as rare as the whole's share asks for.
  const outside = (share - spell.share * spell.failing) / (1 - spell.share)
  let untilMs = 0
  return (slotMs) => {
    if (slotMs >= untilMs && draws.chance(begins)) untilMs = slotMs + draws.exponential(spell.meanMs)
    return draws.chance(slotMs < untilMs ? spell.failing : outside)
  }
}

const ANSWERED: ReadonlySet<Cause | null> = new Set([null, 'http_5xx', 'content_mismatch', 'blocked'])

function lineOf(of: {
  readonly slotMs: number
  readonly page: SimulatedPage
  readonly location: SimulatedLocation
  readonly cause: Cause | null
  readonly waitMs: number
}): TraceLine {
  const { slotMs, page, location, cause, waitMs } = of
  const answered = ANSWERED.has(cause)
  const totalMs = waitMs * (1 + page.downloadShare) + LATENCY.roundTrips * location.roundTripMs
  return {
    slotMs,
    page: page.key,
    location: location.id,
    outcome: outcomeOf(cause),
    cause,
    totalMs: answered ? Math.round(totalMs * 10) / 10 : null,
    waitMs: answered ? Math.round((waitMs + location.roundTripMs) * 10) / 10 : null,
  }
}
