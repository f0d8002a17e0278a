import type { VantageGroup } from '../../../lib/model/catalogue.ts'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { type Draws, drawsOf } from './draws.ts'
import { LATENCY, NOISES, ROLES, TET, WORLD } from './parameters.ts'
import type { Calm, NoiseName } from './truth.ts'

export type Role = keyof typeof ROLES

export type SimulatedPage = {
  readonly key: PageKey
  readonly portal: string
  readonly role: Role
  readonly noise: NoiseName
  readonly calm: Calm
  /** Of `waitMs`, at the busiest hour from the farthest location. */
  readonly medianMs: number
  /** Deviation of ln(wait). */
  readonly spread: number
  readonly busy: number
  readonly downloadShare: number
}

export type SimulatedLocation = {
  readonly id: string
  readonly group: VantageGroup
  readonly network: string
  readonly roundTripMs: number
}

/** One world: what there is in it, before anything happens. */
export type Fleet = {
  readonly seed: number
  readonly name: string
  readonly fromMs: number
  /** The warm-up's end. */
  readonly monthMs: number
  readonly toMs: number
  readonly transients: 'independent' | 'spells'
  readonly locations: readonly SimulatedLocation[]
  readonly pages: readonly SimulatedPage[]
}

/** A fleet smaller or a month shorter than the real one, for tests. */
export type FleetSize = { readonly pages: number; readonly warmUpMs: number; readonly monthMs: number }

const NOISE_NAMES = Object.keys(NOISES) as NoiseName[]
const ROLE_NAMES = Object.keys(ROLES) as Role[]

/** Midnight of a Monday in the zone, well away from Tết. */
const ORDINARY_MS = Date.UTC(2026, 4, 4) - WORLD.zoneOffsetMs

/**
 * Four worlds take turns by seed: three domestic locations or two and one abroad, transients one by one or in spells. One
 * seed in four has Tết in its month.
 */
export function fleetOf(seed: number, size: FleetSize = WORLD): Fleet {
  const abroad = seed % 2 === 1
  const transients = Math.floor(seed / 2) % 2 === 0 ? 'independent' : 'spells'
  const tet = Math.floor(seed / 4) % 4 === 3
  const monthMs = (tet ? TET.fromMs - 8 * DAY_MS : ORDINARY_MS) + (seed % 7) * DAY_MS
  const draws = drawsOf(seed, 'fleet')
  return {
    seed,
    name: `${abroad ? 'two domestic, one abroad' : 'three domestic'}; transients ${transients}${tet ? '; Tết' : ''}`,
    fromMs: monthMs - size.warmUpMs,
    monthMs,
    toMs: monthMs + size.monthMs,
    transients,
    locations: locationsOf(abroad, draws),
    pages: pagesOf(size.pages, draws),
  }
}

function locationsOf(abroad: boolean, draws: Draws): readonly SimulatedLocation[] {
  const [low, high] = LATENCY.roundTripMs
  const domestic = (id: string, network: string): SimulatedLocation => ({
    id,
    group: 'domestic',
    network,
    roundTripMs: draws.between(low, high),
  })
  const third: SimulatedLocation = abroad
    ? { id: 'sin', group: 'abroad', network: 'AWS', roundTripMs: high + draws.between(low, high) }
    : domestic('dad', 'FPT')
  return [domestic('han', 'VNPT'), domestic('sgn', 'Viettel'), third]
}

function pagesOf(count: number, draws: Draws): readonly SimulatedPage[] {
  const pages: SimulatedPage[] = []
  for (let portal = 1; pages.length < count; portal++) {
    const role = roleOf(draws.share())
    const members = Math.min(draws.count(...WORLD.pagesOfPortal), count - pages.length)
    for (let member = 0; member < members; member++) {
      const calm: Calm = draws.chance(LATENCY.noisyShare) ? 'noisy' : 'quiet'
      pages.push({
        key: `p${portal}/${member === 0 ? 'home' : `form-${member}`}`,
        portal: `p${portal}`,
        role,
        noise: draws.pick(NOISE_NAMES),
        calm,
        medianMs: draws.betweenLog(...LATENCY.medianMs),
        spread: draws.between(LATENCY.spread[calm][0], LATENCY.spread[calm][1]),
        busy: draws.between(...LATENCY.busyShare),
        downloadShare: draws.between(...LATENCY.downloadShare),
      })
    }
  }
  return pages
}

function roleOf(share: number): Role {
  let below = 0
  for (const role of ROLE_NAMES) {
    below += ROLES[role]
    if (share < below) return role
  }
  return 'calm'
}
