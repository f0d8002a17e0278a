import type { VantageGroup } from '../model/catalogue.ts'
import type { OpenIncident, Transitions } from './incident-state.ts'

/** What can be wrong with the platform itself (`docs/methods.md` says when each is). */
export type WatchRule = (typeof WATCH_RULES)[number]

/** What a condition is about. */
export type Watched = {
  readonly rule: WatchRule
  /** Null: the hub. */
  readonly location: string | null
  readonly group: VantageGroup | null
  /** Which of several, as a queue has a name; null: there is one. */
  readonly part: string | null
}

/** What a condition is judged by. */
export type Figures = Readonly<Record<string, string | number | null>>

/** A condition as it was found once. `unknown`: it neither begins nor ends by this. */
export type Reading = Watched & {
  readonly state: 'bad' | 'good' | 'unknown'
  /** Since when it is bad; else the time of the reading. */
  readonly sinceMs: number
  readonly figures: Figures
}

export type ConditionState = {
  readonly watched: Watched
  /** Bad readings in a row that have not opened an incident yet. */
  readonly bad: number
  /** Of the first of them. */
  readonly sinceMs: number | null
  readonly incident: OpenIncident | null
  /** Of the last bad reading. */
  readonly figures: Figures
  readonly transitions: Transitions
}

/** What is remembered of a location. */
export type LocationMemory = {
  readonly lastReceiptMs: number | null
  /** The beginning of the last span of checks that was judged. */
  readonly spanMs: number | null
  readonly coverageHourMs: number | null
  /** Until when silence explains what is missing. */
  readonly silentUntilMs: number
  /** Until when an alert that was told explains what is missing, silence included. */
  readonly toldUntilMs: number
}

export type WatchState = {
  /** The last look. */
  readonly atMs: number
  /** Since when somebody has looked without a break: what was before it is not told. */
  readonly fromMs: number
  readonly locations: Readonly<Record<string, LocationMemory>>
  /** By `watchName`. */
  readonly conditions: Readonly<Record<string, ConditionState>>
}

export const WATCH_RULES = [
  'silent',
  'clock',
  'faults',
  'coverage',
  'drift',
  'queue_age',
  'dead_letters',
  'archive',
  'hub_silent',
  'shift',
] as const

export const NEW_LOCATION: LocationMemory = {
  lastReceiptMs: null,
  spanMs: null,
  coverageHourMs: null,
  silentUntilMs: 0,
  toldUntilMs: 0,
}

/** As it stands in the id of its incidents: `location.sgn.silent`, `hub.queue_age.jobs`. */
export function watchName({ rule, location, part }: Watched): string {
  return [location === null ? 'hub' : `location.${location}`, rule, ...(part === null ? [] : [part])].join('.')
}

export function newWatchState(nowMs: number): WatchState {
  return { atMs: nowMs, fromMs: nowMs, locations: {}, conditions: {} }
}
