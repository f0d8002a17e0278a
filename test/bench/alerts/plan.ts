import { DAY_MS } from '../../../lib/model/duration.ts'
import type { PageKey } from '../../../lib/model/id.ts'
import { type Draws, drawsOf } from './draws.ts'
import type { Fleet, SimulatedPage } from './fleet.ts'
import { ABROAD, DOWN_CAUSES, DRIFTS, GAP, LOCATION_TROUBLES, PORTAL_OUTAGES, TROUBLES, WORLD } from './parameters.ts'
import type { Truth } from './truth.ts'

type Trouble = Omit<Truth, 'type' | 'id' | 'pages' | 'fromMs' | 'toMs'> & { readonly lastsMs: number }
type Placed = Omit<Truth, 'type' | 'id'>

/** All that goes wrong in a world, by its beginning; nothing before the month. One thing at a time per page, but for what befalls locations. */
export function planTruth(fleet: Fleet): readonly Truth[] {
  const placed = [
    ...[...Map.groupBy(fleet.pages, ({ portal }) => portal).values()].flatMap((pages) =>
      troublesOfPortal(fleet, pages),
    ),
    ...locationTroubles(fleet),
    ...abroadTroubles(fleet),
  ]
  return placed
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map((truth, index) => ({ type: 'truth', id: `t${index + 1}`, ...truth }))
}

function troublesOfPortal(fleet: Fleet, pages: readonly SimulatedPage[]): readonly Placed[] {
  const portal = pages[0]?.portal ?? ''
  const role = pages[0]?.role ?? 'calm'
  if (role === 'calm') return []
  if (role === 'falling') {
    const draws = drawsOf(fleet.seed, 'plan', portal)
    const keys = pages.map(({ key }) => key)
    return oneAfterAnother(fleet, draws, keys, () => ({
      ...plain('portal-down', draws.pick(DOWN_CAUSES)),
      lastsMs: slotsMs(draws, PORTAL_OUTAGES.slots),
    }))
  }
  return pages.flatMap(({ key }) => {
    const draws = drawsOf(fleet.seed, 'plan', key)
    if (role === 'drifting') return [drift(fleet, draws, key)]
    return oneAfterAnother(fleet, draws, [key], () => troubleOf(fleet, draws))
  })
}

function oneAfterAnother(
  fleet: Fleet,
  draws: Draws,
  pages: readonly PageKey[],
  next: () => Trouble,
): readonly Placed[] {
  const placed: Placed[] = []
  let fromMs = fleet.monthMs + draws.between(0, GAP.meanMs)
  while (true) {
    const { lastsMs, ...trouble } = next()
    const toMs = fromMs + lastsMs
    // What the trace doesn't show to its end could not be judged to its end.
    if (toMs > fleet.toMs - GAP.leastMs) return placed
    placed.push({ ...trouble, pages, fromMs: Math.round(fromMs), toMs: Math.round(toMs) })
    fromMs = toMs + GAP.leastMs + draws.exponential(GAP.meanMs - GAP.leastMs)
  }
}

function troubleOf(fleet: Fleet, draws: Draws): Trouble {
  let left = draws.between(
    0,
    TROUBLES.reduce((sum, { weight }) => sum + weight, 0),
  )
  const trouble = TROUBLES.find(({ weight }) => {
    left -= weight
    return left < 0
  }) as (typeof TROUBLES)[number]
  const { kind } = trouble
  const domestic = fleet.locations.filter(({ group }) => group === 'domestic')
  const timed = kind === 'step'
  const seenBy = kind === 'down-unseen' || kind === 'one-location'
  return {
    ...plain(kind, timed ? null : draws.pick(DOWN_CAUSES)),
    location: seenBy ? draws.pick(domestic).id : null,
    size: 'sizes' in trouble ? draws.pick<number>(trouble.sizes) : 1,
    cycle: kind === 'flap' ? { bad: draws.count(2, 4), good: draws.count(3, 6) } : null,
    lastsMs: slotsMs(draws, trouble.slots),
  }
}

function drift(fleet: Fleet, draws: Draws, key: PageKey): Placed {
  const kind = draws.chance(0.5) ? 'ramp' : 'new-level'
  const days = kind === 'ramp' ? draws.between(...DRIFTS.ramp.days) : 0
  const fromMs = Math.round(fleet.monthMs + draws.between(0, 10 * DAY_MS))
  const { lastsMs: _, ...trouble } = plain(kind, null)
  return {
    ...trouble,
    pages: [key],
    size: draws.betweenLog(DRIFTS[kind].size[0], DRIFTS[kind].size[1]),
    fromMs,
    toMs: fleet.toMs,
    riseMs: Math.round(days * DAY_MS),
  }
}

function locationTroubles(fleet: Fleet): readonly Placed[] {
  const draws = drawsOf(fleet.seed, 'plan', 'locations')
  const months = (fleet.toMs - fleet.monthMs) / WORLD.monthMs
  const wanted = LOCATION_TROUBLES.flatMap((trouble) =>
    Array.from({ length: Math.round(trouble.aMonth * months) }, () => trouble),
  )
  const order = wanted.map((trouble) => ({ trouble, at: draws.share() })).toSorted((a, b) => a.at - b.at)
  // Each has its own part of the month, so that no two meet.
  const partMs = (fleet.toMs - fleet.monthMs) / Math.max(1, order.length)
  return order.map(({ trouble }, index) => {
    const lastsMs = Math.min(partMs / 2, draws.betweenLog(...trouble.lastsMs))
    const fromMs = Math.round(fleet.monthMs + index * partMs + draws.between(0, partMs / 2))
    const { lastsMs: _, ...rest } = plain(trouble.kind, trouble.kind === 'own-network' ? 'connect_timeout' : null)
    return {
      ...rest,
      cause: trouble.kind === 'monitor-fault' ? 'monitor_network' : rest.cause,
      pages: [],
      location: draws.pick(fleet.locations).id,
      size: 'factor' in trouble ? draws.between(...trouble.factor) : 1,
      fromMs,
      toMs: Math.round(fromMs + lastsMs),
    }
  })
}

function abroadTroubles(fleet: Fleet): readonly Placed[] {
  const abroad = fleet.locations.find(({ group }) => group === 'abroad')
  if (!abroad) return []
  const draws = drawsOf(fleet.seed, 'plan', 'abroad')
  const byPortal = [...Map.groupBy(fleet.pages, ({ portal }) => portal).values()]
  return byPortal.slice(0, ABROAD.portals).map((pages, index) => {
    const blocked = index % 2 === 0
    const { lastsMs: _, ...rest } = plain(
      blocked ? 'abroad-blocked' : 'abroad-dropped',
      blocked ? 'blocked' : 'connect_timeout',
    )
    const lastsMs = draws.between(...ABROAD.lastsMs)
    const fromMs = Math.round(fleet.monthMs + draws.between(0, Math.max(0, fleet.toMs - fleet.monthMs - lastsMs)))
    return {
      ...rest,
      pages: pages.map(({ key }) => key),
      location: abroad.id,
      fromMs,
      toMs: Math.round(fromMs + lastsMs),
    }
  })
}

function plain(kind: Truth['kind'], cause: Truth['cause']): Trouble {
  return { kind, cause, location: null, size: 1, riseMs: 0, cycle: null, lastsMs: 0 }
}

/** So many slots have it; it begins somewhere before the first of them. */
function slotsMs(draws: Draws, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.floor(draws.betweenLog(least, most + 1))) * WORLD.everyMs
}
