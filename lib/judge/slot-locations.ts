import type { Cause } from '../model/cause.ts'
import { MINUTE_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { SlotInput } from '../model/verdict.ts'
import { classOf } from './slot.ts'

/** The last that a location could tell of a page. */
export type Seen = {
  readonly slotMs: number
  readonly failed: boolean
  /** Of its wait to the baseline; null: it failed, or there is none. */
  readonly ratio: number | null
  /** The address that answered; null: not known. */
  readonly address: string | null
}

/** A page as the locations of one group saw it. */
export type SeenPage = {
  readonly host: string
  readonly everyMs: number
  /** By location. */
  readonly seen: Readonly<Record<string, Seen>>
}

/** What is wrong with a location in a slot. */
export type LocationFault = {
  /** Half or more of its hosts fail that pass elsewhere: none of its results is believed. */
  readonly faulty: boolean
  /** Its timings tell of itself. */
  readonly loaded: boolean
}

/** By location; one that is well has no entry. */
export type LocationFaults = ReadonlyMap<string, LocationFault>

/** As of what nobody else believes. */
export const DISBELIEVED: Cause = 'monitor_network'

/** Pages that are measured less often tell too little of a moment. */
const LONGEST_CADENCE_MS = 15 * MINUTE_MS

/** Of all its hosts: where others have seen few of them as yet, those few condemn nobody. */
const LEAST_PART = 1 / 8

/** Of what a location finds slow so much must be slow elsewhere, or it is the location that is. */
const HALF = 0.5

/** What a row adds to what was seen; null: it is inconclusive. */
export function seenOf(
  row: { readonly slotMs: number; readonly outcome: 'passed' | 'failed' | 'inconclusive' },
  of: { readonly ratio: number | null; readonly address: string | null },
): Seen | null {
  const seen = classOf(row)
  if (seen === 'UNKNOWN') return null
  return { slotMs: row.slotMs, failed: seen === 'FAIL', ...of }
}

/**
 * Which locations are themselves at fault in a slot, by what they last saw of all pages of their group, at most a cadence
 * away from it. Hosts are compared that another location saw in the same slot or later: the visits of a slot are spread
 * over its cadence, so what another one saw before may have changed since.
 */
export function judgeLocations(
  pages: readonly SeenPage[],
  at: { readonly slotMs: number; readonly policy: Policy },
): LocationFaults {
  const found = new Map<string, LocationFault>()
  const fresh = freshOf(pages, at.slotMs)
  for (const location of new Set(fresh.flatMap(({ seen }) => seen.map(([id]) => id)))) {
    const faulty = isFaulty(fresh, location, at.policy)
    const loaded = isLoaded(fresh, location, at.policy)
    if (faulty || loaded) found.set(location, { faulty, loaded })
  }
  return found
}

/** A slowness of many pages that all locations see: the portals', or of what carries them all. */
export type SharedSlowness = {
  /** Pages that are slow at two locations or more, or at the only one. */
  readonly pages: number
  /** Pages of which two locations or more have a timing, or the only one. */
  readonly of: number
  /** One location has all the timings that there are: it may be slow itself. */
  readonly alone: boolean
}

/**
 * Whether so many pages are slow at several locations at once, or at the only one, that they are told as one; null: they aren't. By
 * the second largest ratio of each page, as SLOW goes by, and as many pages and addresses as make a location loaded.
 */
export function readSharedSlowness(
  pages: readonly SeenPage[],
  { slotMs, policy: { location: rule } }: { readonly slotMs: number; readonly policy: Policy },
): SharedSlowness | null {
  const known = freshOf(pages, slotMs).map(({ host, seen }) => ({
    host,
    seen: seen.filter(([, { ratio }]) => ratio !== null),
  }))
  const alone = new Set(known.flatMap(({ seen }) => seen.map(([location]) => location))).size === 1
  const least = alone ? 1 : 2
  const timed = known
    .filter(({ seen }) => seen.length >= least)
    .map(({ host, seen }) => {
      const slow = seen.filter(([, { ratio }]) => (ratio as number) >= rule.loadedRatio)
      return { isSlow: slow.length >= least, address: slow[0]?.[1].address ?? host }
    })
  const slow = timed.filter(({ isSlow }) => isSlow)
  return isOnMany(slow, timed.length, rule) ? { pages: slow.length, of: timed.length, alone } : null
}

/**
 * Whether so many of a location's pages fail, or are slow, that `judgeLocations` or `readSharedSlowness` could find something where each
 * page has a host of its own: to ask them costs a look at every page.
 */
export function maybeAtFault(
  counts: { readonly seen: number; readonly failed: number; readonly timed: number; readonly slow: number },
  { location }: Policy,
): boolean {
  return (
    (counts.failed >= location.faultyHosts && counts.failed >= counts.seen * LEAST_PART) ||
    (counts.slow >= location.loadedPages && counts.slow >= counts.timed * location.loadedShare)
  )
}

/** A slot's inputs as they count once it is known which locations are at fault. */
export function believe(inputs: readonly SlotInput[], faults: LocationFaults): readonly SlotInput[] {
  if (faults.size === 0) return inputs
  return inputs.map((input) => {
    const fault = faults.get(input.location)
    if (fault === undefined || input.class === 'UNKNOWN') return input
    if (fault.faulty) return { ...input, class: 'UNKNOWN', cause: DISBELIEVED, confirmed: false }
    return { ...input, timing: null }
  })
}

type FreshPage = { readonly host: string; readonly seen: readonly (readonly [string, Seen])[] }

function freshOf(pages: readonly SeenPage[], slotMs: number): readonly FreshPage[] {
  return pages
    .filter(({ everyMs }) => everyMs <= LONGEST_CADENCE_MS)
    .map(({ host, everyMs, seen }) => ({
      host,
      seen: Object.entries(seen).filter(([, last]) => Math.abs(last.slotMs - slotMs) <= everyMs),
    }))
}

function isFaulty(pages: readonly FreshPage[], location: string, { location: rule }: Policy): boolean {
  const hosts = new Map<string, boolean>()
  const all = new Set<string>()
  for (const { host, seen } of pages) {
    const own = seen.find(([id]) => id === location)?.[1]
    if (own === undefined) continue
    all.add(host)
    const others = seen.filter(([id, { slotMs }]) => id !== location && slotMs >= own.slotMs)
    if (others.length === 0) continue
    const alone = own.failed && others.some(([, { failed }]) => !failed)
    hosts.set(host, (hosts.get(host) ?? true) && alone)
  }
  const failing = [...hosts.values()].filter(Boolean).length
  return failing >= rule.faultyHosts && failing >= hosts.size * rule.faultyShare && failing >= all.size * LEAST_PART
}

/**
 * Slow on many of its pages, where another location finds fewer than half of the same ones slow: what all of them find slow is
 * no fault of a location. Where others know too little of these pages there is nothing to compare with, and so many are its own fault
 * rather than the portals'; but where it is alone they are told, as one, or nobody would hear of the slowness of all.
 */
function isLoaded(pages: readonly FreshPage[], location: string, { location: rule }: Policy): boolean {
  const timed = pages.flatMap(({ host, seen }) => {
    const own = seen.find(([id]) => id === location)?.[1]
    if (own === undefined || own.ratio === null) return []
    const others = seen.filter(([id, { ratio }]) => id !== location && ratio !== null)
    return [{ own, others, isSlow: own.ratio >= rule.loadedRatio, address: own.address ?? host }]
  })
  const slow = timed.filter(({ isSlow }) => isSlow)
  if (!isOnMany(slow, timed.length, rule) || !pages.some(({ seen }) => seen.some(([id]) => id !== location)))
    return false
  const compared = new Map<string, { seen: number; known: number; slow: number }>()
  for (const { own, others } of slow)
    for (const [id, { slotMs, ratio }] of others) {
      const of = compared.get(id) ?? { seen: 0, known: 0, slow: 0 }
      compared.set(id, of)
      of.seen++
      if (slotMs < own.slotMs) continue
      of.known++
      if ((ratio as number) >= rule.loadedRatio) of.slow++
    }
  const others = [...compared.values()].filter(({ seen }) => seen >= rule.loadedPages)
  const isLeast = (known: number): boolean => known >= rule.loadedPages && known >= slow.length * LEAST_PART
  return others.length === 0 || others.some((of) => isLeast(of.known) && of.slow < of.known * HALF)
}

function isOnMany(slow: readonly { readonly address: string }[], of: number, rule: Policy['location']): boolean {
  return (
    slow.length >= rule.loadedPages &&
    slow.length >= of * rule.loadedShare &&
    new Set(slow.map(({ address }) => address)).size >= rule.loadedAddresses
  )
}
