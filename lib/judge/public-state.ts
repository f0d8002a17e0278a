import { MINUTE_MS } from '../model/duration.ts'
import { PUBLIC_STATES, type PublicDay, type PublicState } from '../model/public-status.ts'
import type { Verdict } from '../model/verdict.ts'
import type { VerdictEntry } from './incident-state.ts'

/** Less than this share of what was due, and an uptime would be a guess: it is not told. */
export const PUBLIC_COVERAGE = 0.8

/** The last verdict is of now for so many cadences, and a while for its slot to close; later nothing is known. */
const FRESH_CADENCES = 3
const CLOSING_MS = 5 * MINUTE_MS

const STATES: Readonly<Record<Verdict, PublicState>> = {
  ok: 'ok',
  slow: 'slow',
  down: 'down',
  regional: 'partial',
  unknown: 'unknown',
}

/** How a page is, by the verdicts of its group, the latest last. */
export function publicState(
  verdicts: readonly Pick<VerdictEntry, 'slotMs' | 'verdict' | 'maintenance'>[],
  at: { readonly nowMs: number; readonly everyMs: number },
): { readonly state: PublicState; readonly sinceMs: number | null } {
  const last = verdicts.at(-1)
  if (!last || last.slotMs + FRESH_CADENCES * at.everyMs + CLOSING_MS < at.nowMs)
    return { state: 'unknown', sinceMs: null }
  const state = stateOf(last)
  const before = verdicts.findLastIndex((entry) => stateOf(entry) !== state)
  return { state, sinceMs: before < 0 ? null : (verdicts[before + 1]?.slotMs ?? null) }
}

/** The worst of some states; of none nothing is known. */
export function worstState(states: readonly PublicState[]): PublicState {
  return PUBLIC_STATES.find((state) => states.includes(state)) ?? 'unknown'
}

/** Share of checks that passed; null where too few of those that were due can say. */
export function publicUptime(days: readonly (PublicDay | null)[]): number | null {
  const { passed, failed, due } = sumOfDays(days)
  const known = passed + failed
  return known === 0 || known < PUBLIC_COVERAGE * due ? null : passed / known
}

/** The same day of several pages as one, without response times, which are not to be mixed. */
export function sumOfDays(days: readonly (PublicDay | null)[]): Omit<PublicDay, 'day' | 'latency'> {
  const known = days.filter((day) => day !== null)
  const sum = (of: (day: PublicDay) => number): number => known.reduce((total, day) => total + of(day), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    due: sum(({ due }) => due),
    expected: sum(({ expected }) => expected),
  }
}

function stateOf({ verdict, maintenance }: Pick<VerdictEntry, 'verdict' | 'maintenance'>): PublicState {
  return maintenance ? 'maintenance' : STATES[verdict]
}
