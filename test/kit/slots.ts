import { reduceSlot } from '../../lib/judge/incident.ts'
import { emptyGroupState, type GroupState } from '../../lib/judge/incident-state.ts'
import type { SlotClosing } from '../../lib/judge/slot-step.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { SlotInput } from '../../lib/model/verdict.ts'

export const EVERY_MS = 300_000

/**
 * A slot as a word, one letter a location: `.` passed, `x` failed (5xx), `n` failed on the network, `?` nothing known.
 * `M` before it: in maintenance declared before. `S`: declared afterwards.
 */
export type SlotWord = string

export type TraceOptions = {
  readonly judging?: boolean
  /** Networks of the locations, in order; default: none named. */
  readonly networks?: readonly (string | null)[]
  /** How late each slot closes after it began; default: one cadence. */
  readonly lateMs?: number
  readonly everyMs?: number
  readonly confirmed?: boolean
}

export type TracedSlot = { readonly slot: number; readonly verdict: string; readonly events: readonly AlertEvent[] }

/** Runs slot words through the reducer, from slot 0. */
export function trace(
  words: string,
  options: TraceOptions = {},
): {
  readonly slots: readonly TracedSlot[]
  readonly state: GroupState
  readonly events: readonly AlertEvent[]
  readonly told: readonly string[]
} {
  let state = emptyGroupState()
  const slots = words
    .trim()
    .split(/\s+/)
    .map((word, slot) => {
      const outcome = reduceSlot(state, closing(word, slot, options), DEFAULT_POLICY)
      state = outcome.state
      return { slot, verdict: outcome.entry.verdict, events: outcome.events }
    })
  const events = slots.flatMap((slot) => slot.events)
  return {
    slots,
    state,
    events,
    told: slots.flatMap(({ slot, events: at }) => at.map((event) => `${slot} ${event.kind} ${event.event}`)),
  }
}

/** One slot's word as the reducer takes it. */
export function closing(word: SlotWord, slot: number, options: TraceOptions = {}): SlotClosing {
  const everyMs = options.everyMs ?? EVERY_MS
  const letters = [...word.replace(/^[MS]/, '')]
  const slotMs = slot * everyMs
  return {
    subject: {
      page: 'da-nang/home',
      portal: 'da-nang',
      vendor: 'v',
      owner: 'o',
      label: { vi: 'Trang', en: 'Page' },
      timezone: 'Asia/Ho_Chi_Minh',
      target: null,
    },
    group: 'domestic',
    judging: options.judging ?? true,
    slotMs,
    everyMs,
    nowMs: slotMs + (options.lateMs ?? everyMs),
    inputs: letters.map((letter, index) =>
      input(letter, { index, network: options.networks?.[index] ?? null, confirmed: options.confirmed ?? true }),
    ),
    maintenance: word.startsWith('M'),
    silenced: word.startsWith('S'),
  }
}

function input(
  letter: string,
  at: { readonly index: number; readonly network: string | null; readonly confirmed: boolean },
): SlotInput {
  const causes: Record<string, Cause | null> = {
    '.': null,
    x: 'http_5xx',
    n: 'connect_timeout',
    '?': 'monitor_network',
  }
  const location = String.fromCodePoint(97 + at.index)
  const cause = causes[letter]
  if (cause === undefined) throw new Error(`slot letter ${letter}`)
  return {
    location,
    group: 'domestic',
    network: at.network,
    class: letter === '.' ? 'OK' : letter === '?' ? 'UNKNOWN' : 'FAIL',
    cause,
    confirmed: at.confirmed,
  }
}
