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
  const fresh = pages
    .filter(({ everyMs }) => everyMs <= LONGEST_CADENCE_MS)
    .map((page) => ({
      ...page,
      seen: Object.entries(page.seen).filter(([, { slotMs }]) => Math.abs(slotMs - at.slotMs) <= page.everyMs),
    }))
  for (const location of new Set(fresh.flatMap(({ seen }) => seen.map(([id]) => id)))) {
    const faulty = isFaulty(fresh, location, at.policy)
    const loaded = isLoaded(fresh, location, at.policy)
    if (faulty || loaded) found.set(location, { faulty, loaded })
  }
  return found
}

/**
 * Whether so many of a location's pages fail, or are slow, that `judgeLocations` could find something where each page has a
 * host of its own: to ask it costs a look at every page.
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

function isLoaded(pages: readonly FreshPage[], location: string, { location: rule }: Policy): boolean {
  const timed = pages.flatMap(({ host, seen }) => {
    const own = seen.find(([id]) => id === location)?.[1]
    return own === undefined || own.ratio === null ? [] : [{ ratio: own.ratio, address: own.address ?? host }]
  })
  const slow = timed.filter(({ ratio }) => ratio >= rule.loadedRatio)
  return (
    slow.length >= rule.loadedPages &&
    slow.length >= timed.length * rule.loadedShare &&
    new Set(slow.map(({ address }) => address)).size >= rule.loadedAddresses
  )
}
