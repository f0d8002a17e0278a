import type { Policy } from '../model/policy.ts'
import type { Against, SlotInput, SlotTiming } from '../model/verdict.ts'
import { open, stepOpen } from './incident-life.ts'
import type { GroupState, IncidentFigures } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'

/** What the timings of one slot come to for a group. */
export type SlowReading = {
  /** `?`: nobody could tell; else which tests it failed, as bits in base 32, `.` for none. */
  readonly sign: string
  /** Below the ratio that resolves, and below the ceiling. */
  readonly calm: boolean
  readonly wait: Ranked | null
  readonly total: Ranked | null
  /** The second largest wait, or the only one. */
  readonly ceiling: { readonly location: string; readonly ms: number } | null
  /** How many locations could tell. */
  readonly known: number
}

type Metric = 'wait' | 'total'
type Ranked = Against & { readonly location: string }

const BITS = { wait: 1, total: 2, waitFast: 4, totalFast: 8, ceiling: 16 } as const

const SIGNS = '.123456789abcdefghijklmnopqrstuv'

/** By how many slots a sign can matter, those in which nobody could tell aside. */
const LONGEST = 24

const UNKNOWN: SlowReading = { sign: '?', calm: false, wait: null, total: null, ceiling: null, known: 0 }

/**
 * Each location is compared with its own past; the second largest ratio of the group counts, so that one location's
 * troubles are not the page's. Where only one could tell, it is that one's.
 */
export function readTimings(inputs: readonly SlotInput[], { slow }: Policy): SlowReading {
  const timed = inputs.filter((input) => input.timing !== null && input.class !== 'UNKNOWN' && input.class !== 'FAIL')
  const wait = second(timed, 'wait')
  const total = second(timed, 'total')
  const waits = timed
    .flatMap(({ location, timing }) => (timing?.waitMs == null ? [] : [{ location, ms: timing.waitMs }]))
    .sort((a, b) => b.ms - a.ms)
  const ceiling = waits[1] ?? waits[0] ?? null
  if (ceiling === null && wait === null && total === null) return UNKNOWN
  const isOver = ceiling !== null && ceiling.ms >= slow.ceilingMs
  const bits =
    (isSlow(wait, slow) ? BITS.wait : 0) |
    (isSlow(total, slow) ? BITS.total : 0) |
    (isFastSlow(wait, slow) ? BITS.waitFast : 0) |
    (isFastSlow(total, slow) ? BITS.totalFast : 0) |
    (isOver ? BITS.ceiling : 0)
  const calm = !isOver && (wait?.ratio ?? 0) < slow.calmBelow && (total?.ratio ?? 0) < slow.calmBelow
  return { sign: SIGNS.charAt(bits), calm, wait, total, ceiling, known: timed.length }
}

/** Whether a slot of this sign is slow by some test. */
export function isBadSign(sign: string): boolean {
  return sign !== '?' && sign !== '.'
}

/** Whether a location by itself finds the page slow. */
export function isSlowAt(timing: SlotTiming, { slow }: Policy): boolean {
  const { waitMs, wait, total } = timing
  return (
    [wait, total].some((against) => isSlow(against, slow) || isFastSlow(against, slow)) ||
    (waitMs !== null && waitMs >= slow.ceilingMs)
  )
}

/** The SLOW rule, one slot on. */
export function stepSlow(state: GroupState, step: SlotStep): GroupState {
  const { closing, policy, timings, effective } = step
  const reading = effective === 'unknown' || effective === 'down' || !closing.judging ? UNKNOWN : timings
  if (state.slow) {
    const { incident, transitions } = stepOpen(state.slow, state.slowTransitions, step, {
      bad: reading.sign !== '?' && !reading.calm,
      unknown: reading.sign === '?',
      resolveAfterSlots: policy.slow.resolveAfterSlots,
      figures: figuresOf(state.slow.figures?.rule as Rule, state.slow.figures?.metric as Metric, reading) ?? {},
    })
    return { ...state, slow: incident, slowTransitions: transitions, slowRecent: '' }
  }
  const recent = nextRecent(state.slowRecent, reading.sign, policy)
  if (recent === '') return state.slowRecent === '' ? state : { ...state, slowRecent: recent }
  const found = reading.sign === '?' ? null : findRule(recent, reading, policy)
  if (found === null) return { ...state, slowRecent: recent }
  const opened = open(step, {
    kind: 'slow',
    sinceMs: closing.slotMs - found.slots * closing.everyMs,
    severity: found.rule === 'noisy' || found.rule === 'fast' ? 'ticket' : 'page',
    alone: reading.known === 1,
    locations: step.configured.filter((input) => input.class === 'SLOW').map(({ location }) => location),
    transitions: state.slowTransitions,
    figures: figuresOf(found.rule, found.metric, reading) ?? {},
  })
  return { ...state, slow: opened.incident, slowTransitions: opened.transitions, slowRecent: '' }
}

type Rule = 'steady' | 'noisy' | 'fast' | 'ceiling'

type Found = {
  readonly rule: Rule
  readonly metric: Metric
  /** From the first slow slot to this one. */
  readonly slots: number
}

function second(timed: readonly SlotInput[], metric: Metric): Ranked | null {
  let first: SlotInput | null = null
  let next: SlotInput | null = null
  for (const input of timed) {
    const ratio = ratioOf(input, metric)
    if (ratio === null) continue
    if (first === null || ratio > (ratioOf(first, metric) as number)) {
      next = first
      first = input
    } else if (next === null || ratio > (ratioOf(next, metric) as number)) next = input
  }
  const counted = next ?? first
  const against = counted?.timing?.[metric]
  return counted && against ? { ...against, location: counted.location } : null
}

function ratioOf({ timing }: SlotInput, metric: Metric): number | null {
  return timing?.[metric]?.ratio ?? null
}

function isSlow(against: Against | null, rule: Policy['slow']): boolean {
  return (
    against !== null &&
    against.ratio >= rule.ratio &&
    Math.log(against.ratio) >= rule.deviations * against.s &&
    against.ms >= rule.overHigh * against.highMs &&
    against.ms - against.usualMs >= rule.plusMs
  )
}

function isFastSlow(against: Against | null, rule: Policy['slow']): boolean {
  return (
    against !== null &&
    against.ratio >= rule.fastRatio &&
    Math.log(against.ratio) >= rule.deviations * against.s &&
    against.ms >= rule.overHigh * against.highMs &&
    against.ms - against.usualMs >= rule.fastPlusMs
  )
}

/** The signs so far and one more. Three slots in a row in which nobody could tell drop what is pending. */
function nextRecent(recent: string, sign: string, policy: Policy): string {
  if (recent === '') return isBadSign(sign) ? sign : ''
  const all = recent + sign
  const { dropPendingAfterSlots } = policy.unknown
  if (all.endsWith('?'.repeat(dropPendingAfterSlots))) return ''
  let known = 0
  let from = all.length
  while (from > 0 && known < LONGEST) if (all[--from] !== '?') known++
  const kept = all.slice(from)
  const begin = kept.search(/[^.?]/)
  return begin === -1 ? '' : kept.slice(begin)
}

/** The rule by which the latest slot opens an incident, the most urgent first. */
function findRule(recent: string, reading: SlowReading, { slow }: Policy): Found | null {
  const latest = SIGNS.indexOf(reading.sign)
  const sinceBad = (bit: number, bad: number, of: number): number | null => {
    if ((latest & bit) === 0) return null
    let known = 0
    let count = 0
    let first = 0
    for (let at = recent.length - 1; at >= 0 && known < of; at--) {
      const sign = recent[at] as string
      if (sign === '?') continue
      known++
      if ((SIGNS.indexOf(sign) & bit) === 0) continue
      count++
      first = recent.length - 1 - at
    }
    return count >= bad ? first : null
  }
  const tests: readonly (readonly [Rule, Metric, number | null])[] = [
    ['ceiling', 'wait', sinceBad(BITS.ceiling, slow.ceilingBadSlots, slow.ceilingOfSlots)],
    ...(['wait', 'total'] as const).map((metric) => {
      const noisy = (reading[metric]?.s ?? 0) >= slow.noisyFrom
      const [bad, of] = noisy ? [slow.noisyBadSlots, slow.noisyOfSlots] : [slow.badSlots, slow.ofSlots]
      return [noisy ? 'noisy' : 'steady', metric, sinceBad(BITS[metric], bad, of)] as const
    }),
    ...(['wait', 'total'] as const).map(
      (metric) => ['fast', metric, sinceBad(BITS[`${metric}Fast`], slow.fastBadSlots, slow.fastOfSlots)] as const,
    ),
  ]
  const pages = tests.filter(([rule, , slots]) => slots !== null && (rule === 'ceiling' || rule === 'steady'))
  const [rule, metric, slots] = pages[0] ?? tests.find(([, , slots]) => slots !== null) ?? []
  return rule === undefined || metric === undefined || slots == null ? null : { rule, metric, slots }
}

/** Null: the slot tells nothing of it. */
function figuresOf(rule: Rule, metric: Metric, reading: SlowReading): IncidentFigures | null {
  if (rule === 'ceiling') {
    if (reading.ceiling === null) return null
    return { rule, metric, location: reading.ceiling.location, ms: Math.round(reading.ceiling.ms) }
  }
  const found = reading[metric]
  if (found === null) return null
  return {
    rule,
    metric,
    location: found.location,
    ms: Math.round(found.ms),
    baselineMs: Math.round(found.usualMs),
    ratio: Number(found.ratio.toFixed(2)),
    s: Number(found.s.toFixed(3)),
    cell: found.cell,
  }
}
