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
 * Passed, with a wait beside the usual 400 ms: `=` as usual, `q` 0.75 times, `+` 1.5 times, `t` 1.8 times, `w` twice, `s` 2.5 times, `v` the same
 * where the usual varies much, `h` where a tenth is above 2.4 times; beside the usual 20 ms: `f` 3.5
 * times; beside the usual 6 s: `d` 8.5 s, `b` 6.4 s, `g` a millisecond less; beside 3.5 s, of which a tenth is above 2.4 times: `e` 8.5 s; `c` 9 s, and nobody knows what is usual.
 * `m`: it fails as it does where our catalogue may be at fault.
 * `M` before it: in maintenance declared before. `S`: declared afterwards. `E`: a location of another group saw it pass. `P`, `C`:
 * somebody has decided that the portal is at fault, or our catalogue.
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
  /** How the logarithm of the wait usually varies; default: by the floor. */
  readonly s?: number
  /** What means of hours, as logarithms, are above the usual at the most; default: 0.1. */
  readonly highMean?: number
  /** What was before, and the slot that it goes on with; default: nothing, and slot 0. */
  readonly after?: { readonly state: GroupState; readonly slot: number }
}

export type TracedSlot = { readonly slot: number; readonly verdict: string; readonly events: readonly AlertEvent[] }

/** So many times a word, with spaces between. */
export function times(word: string, n: number): string {
  return Array.from({ length: n }, () => word).join(' ')
}

/** Runs slot words through the reducer. */
export function trace(
  words: string,
  options: TraceOptions = {},
): {
  readonly slots: readonly TracedSlot[]
  readonly state: GroupState
  readonly events: readonly AlertEvent[]
  /** `<slot> <kind> <event>`, escalations aside. */
  readonly told: readonly string[]
  readonly escalated: readonly string[]
} {
  const { after = { state: emptyGroupState(), slot: 0 } } = options
  let { state } = after
  const slots = words
    .trim()
    .split(/\s+/)
    .map((word, index) => {
      const slot = after.slot + index
      const outcome = reduceSlot(state, closing(word, slot, options), DEFAULT_POLICY)
      state = outcome.state
      return { slot, verdict: outcome.entry.verdict, events: outcome.events }
    })
  const events = slots.flatMap((slot) => slot.events)
  const told = slots.flatMap(({ slot, events: at }) => at.map((event) => `${slot} ${event.kind} ${event.event}`))
  return {
    slots,
    state,
    events,
    told: told.filter((line) => !line.endsWith(' escalated')),
    escalated: told.filter((line) => line.endsWith(' escalated')),
  }
}

/** One slot's word as the reducer takes it. */
export function closing(word: SlotWord, slot: number, options: TraceOptions = {}): SlotClosing {
  const everyMs = options.everyMs ?? EVERY_MS
  const letters = [...word.replace(/^[MSEPC]/, '')]
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
      input(letter, {
        index,
        network: options.networks?.[index] ?? null,
        confirmed: options.confirmed ?? true,
        s: options.s ?? 0.08,
        highMean: options.highMean ?? 0.1,
      }),
    ),
    maintenance: word.startsWith('M'),
    silenced: word.startsWith('S'),
    passesElsewhere: word.startsWith('E'),
    decision: word.startsWith('P') ? 'portal' : word.startsWith('C') ? 'catalogue' : null,
  }
}

const USUAL: Readonly<Record<string, number>> = { f: 20, b: 6_000, d: 6_000, g: 6_000, e: 3_500 }
const WAITS: Readonly<Record<string, number>> = {
  '=': 400,
  q: 300,
  '+': 600,
  t: 720,
  w: 800,
  s: 1_000,
  h: 1_000,
  v: 1_000,
  f: 70,
  c: 9_000,
  d: 8_500,
  b: 6_400,
  g: 6_399,
  e: 8_500,
}

function input(
  letter: string,
  at: {
    readonly index: number
    readonly network: string | null
    readonly confirmed: boolean
    readonly s: number
    readonly highMean: number
  },
): SlotInput {
  const causes: Record<string, Cause | null> = {
    '.': null,
    x: 'http_5xx',
    n: 'connect_timeout',
    m: 'content_mismatch',
    '?': 'monitor_network',
  }
  const waitMs = WAITS[letter]
  const usualMs = USUAL[letter] ?? (letter === 'c' ? null : 400)
  const location = String.fromCodePoint(97 + at.index)
  const cause = waitMs === undefined ? causes[letter] : null
  if (cause === undefined) throw new Error(`slot letter ${letter}`)
  return {
    location,
    group: 'domestic',
    network: at.network,
    class: cause === null ? 'OK' : letter === '?' ? 'UNKNOWN' : 'FAIL',
    cause,
    ...(letter === 'm' ? { isSuspect: true as const } : {}),
    confirmed: at.confirmed,
    timing:
      waitMs === undefined
        ? null
        : {
            waitMs,
            wait:
              usualMs === null
                ? null
                : {
                    ms: waitMs,
                    usualMs,
                    ratio: waitMs / usualMs,
                    s: letter === 'v' ? 0.25 : at.s,
                    highMs: ('he'.includes(letter) ? 2.4 : 1.2) * usualMs,
                    highMean: at.highMean,
                    cell: 'hour',
                  },
            total: null,
          },
  }
}
