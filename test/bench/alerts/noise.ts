import { DAY_MS, HOUR_MS } from '../../../lib/model/duration.ts'
import type { Draws } from './draws.ts'
import type { SimulatedPage } from './fleet.ts'
import { LATENCY, NOISES, TET, WORLD } from './parameters.ts'

/** The portal's part of a page's noise: a factor of latency, slot after slot. */
export type PortalNoise = (slotMs: number) => number

/** What all locations see of a page's noise, in slots one after another. */
export function portalNoise({ noise, spread }: SimulatedPage, draws: Draws): PortalNoise {
  const common = spread * Math.sqrt(LATENCY.commonShare)
  if (noise === 'wander') {
    const { correlation } = NOISES.wander
    const fresh = Math.sqrt(1 - correlation * correlation)
    let load = draws.normal()
    return () => {
      load = correlation * load + fresh * draws.normal()
      return Math.exp(common * load)
    }
  }
  if (noise === 'bursts') {
    const { aDay, meanMs, factor } = NOISES.bursts
    let untilMs = 0
    let height = 1
    return (slotMs) => {
      if (slotMs >= untilMs) {
        height = 1
        if (draws.chance((aDay * WORLD.everyMs) / DAY_MS)) {
          untilMs = slotMs + WORLD.everyMs + draws.exponential(meanMs - WORLD.everyMs)
          height = draws.between(...factor)
        }
      }
      return height * Math.exp(common * draws.normal())
    }
  }
  if (noise === 'nightly') {
    const { hour, wanderMs, lastsMs, factor } = NOISES.nightly
    const usualMs = draws.between(...hour) * HOUR_MS
    const lasts = draws.between(...lastsMs)
    const height = draws.between(...factor)
    let day = -1
    let fromMs = 0
    return (slotMs) => {
      const localMs = slotMs + WORLD.zoneOffsetMs
      if (Math.floor(localMs / DAY_MS) !== day) {
        day = Math.floor(localMs / DAY_MS)
        fromMs = usualMs + wanderMs * draws.normal()
      }
      const sinceMs = (localMs % DAY_MS) - fromMs
      return (sinceMs >= 0 && sinceMs < lasts ? height : 1) * Math.exp(common * draws.normal())
    }
  }
  return () => Math.exp(common * draws.normal())
}

/** One location's part of it, for one check. */
export function ownNoise({ noise, spread }: SimulatedPage, draws: Draws): number {
  const body = Math.exp(spread * Math.sqrt(1 - LATENCY.commonShare) * draws.normal())
  if (noise !== 'tails' || !draws.chance(NOISES.tails.share)) return body
  return body * Math.min(NOISES.tails.most, (1 - draws.share()) ** (-1 / NOISES.tails.index))
}

/** How busy portals are by the clock on the wall: 0 at night, 1 at the height of a working day. */
export function busyness(slotMs: number): number {
  const localMs = slotMs + WORLD.zoneOffsetMs
  const hour = (localMs % DAY_MS) / HOUR_MS
  // Day 0 of the epoch was a Thursday.
  const weekday = (Math.floor(localMs / DAY_MS) + 3) % 7
  const office = bump(hour, 9.5) + 0.85 * bump(hour, 15)
  const evening = 0.3 * bump(hour, 20.5)
  const isOff = weekday >= 5 || (slotMs >= TET.fromMs && slotMs < TET.toMs)
  return isOff ? 0.15 * office + evening : Math.min(1, office + evening)
}

/** A factor of latency for all portals. */
export function season(slotMs: number): number {
  const { fromMs, toMs, rushBeforeMs, rushAfterMs, rushFactor, restFactor } = TET
  if (slotMs < fromMs - rushBeforeMs || slotMs >= toMs + rushAfterMs) return 1
  return slotMs >= fromMs && slotMs < toMs ? restFactor : rushFactor
}

function bump(hour: number, at: number): number {
  return Math.exp(-(((hour - at) / 1.8) ** 2))
}
