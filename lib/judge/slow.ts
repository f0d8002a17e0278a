import type { Policy } from '../model/policy.ts'
import type { Against, SlotInput, SlotTiming } from '../model/verdict.ts'
import { open, stepOpen, supersede } from './incident-life.ts'
import type { GroupState, IncidentFigures, OpenIncident } from './incident-state.ts'
import type { SlotStep } from './slot-step.ts'
import { COURSE_SLOTS, COURSE_STEP, type CourseMetric as Metric, meanOf, nextCourse, sinceRise } from './slow-course.ts'

/** What the timings of one slot come to for a group. */
export type SlowReading = {
  /** `?`: nobody could tell; else which tests it failed, as bits in base 32, `.` for none. */
  readonly sign: string
  /** Below the ratio that resolves, and below the ceiling. */
  readonly calm: boolean
  readonly wait: Ranked | null
  readonly total: Ranked | null
  /** The second largest wait, or the only one. */
  readonly ceiling: { readonly location: string; readonly ms: number; readonly wait: Against | null } | null
  /** How many locations could tell. */
  readonly known: number
}

type Ranked = Against & { readonly location: string }

const BITS = { wait: 1, total: 2, ceiling: 16 } as const

/** Beside others: many pages were slow with it at the only location, which may be slow itself. */
const ALONE = 8

const SIGNS = '.123456789abcdefghijklmnopqrstuv'

const METRICS = ['wait', 'total'] as const

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
    .flatMap(({ location, timing }) =>
      timing?.waitMs == null ? [] : [{ location, ms: timing.waitMs, wait: timing.wait }],
    )
    .sort((a, b) => b.ms - a.ms)
  const ceiling = waits[1] ?? waits[0] ?? null
  if (ceiling === null && wait === null && total === null) return UNKNOWN
  const isOver = ceiling !== null && ceiling.ms >= slow.ceilingMs
  const bits =
    (isSlow(wait, slow) ? BITS.wait : 0) | (isSlow(total, slow) ? BITS.total : 0) | (isOver ? BITS.ceiling : 0)
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
  return [wait, total].some((against) => isSlow(against, slow)) || (waitMs !== null && waitMs >= slow.ceilingMs)
}

/** The SLOW rule, one slot on. */
export function stepSlow(state: GroupState, step: SlotStep): GroupState {
  const { closing, policy, timings, effective } = step
  const reading = effective === 'unknown' || effective === 'down' || !closing.judging ? UNKNOWN : timings
  const sign = closing.slowness?.alone ? markAlone(reading.sign) : reading.sign
  const recent = nextRecent(state.slowRecent, sign, policy)
  const course = nextCourse(state.slowCourse ?? '', reading, policy)
  const next = { ...state, slowRecent: recent, slowCourse: course }
  const found = reading.sign === '?' ? null : findRule(recent, { course, reading, policy })
  if (state.slow && !(found && isWorse(found, { open: state.slow, step }))) {
    const told = state.slow.figures as { readonly rule: Rule; readonly metric: Metric }
    const figures = figuresOf(told, { course, reading, policy })
    const { incident, transitions } = stepOpen(state.slow, state.slowTransitions, step, {
      bad: reading.sign !== '?' && !isCalm(told.rule, told.metric, { course, reading, policy }),
      unknown: reading.sign === '?',
      resolveAfterSlots: policy.slow.resolveAfterSlots,
      ...(figures ? { figures: { ...figures, ...sharedBy(closing) } } : {}),
    })
    // What an incident has told of counts for no other one.
    return {
      ...next,
      slow: incident,
      slowTransitions: transitions,
      ...(incident ? {} : { slowRecent: '', slowCourse: '' }),
    }
  }
  if (found === null) return next
  if (state.slow) supersede(state.slow, step)
  const opened = open(step, {
    kind: 'slow',
    sinceMs: sinceOf(found, closing),
    severity: found.severity,
    alone: reading.known === 1,
    locations: step.configured.filter((input) => input.class === 'SLOW').map(({ location }) => location),
    transitions: state.slowTransitions,
    figures: { ...figuresOf(found, { course, reading, policy }), ...sharedBy(closing) },
  })
  return { ...next, slow: opened.incident, slowTransitions: opened.transitions }
}

type Rule = 'steady' | 'mean' | 'ceiling'

type Found = {
  readonly rule: Rule
  readonly metric: Metric
  readonly severity: 'page' | 'ticket'
  /** From the first slow slot to this one. */
  readonly slots: number
}

/** The latest slot, and what came before. */
type Past = { readonly course: string; readonly reading: SlowReading; readonly policy: Policy }

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
    isAboveOrdinary(against, Math.log(against.ratio), rule) &&
    against.ratio >= rule.ratio &&
    Math.log(against.ratio) >= rule.deviations * against.s &&
    against.ms >= rule.overHigh * against.highMs &&
    against.ms - against.usualMs >= rule.plusMs
  )
}

/** When a season in which all are quicker is over, they are as ever for some hours before that is learned: nobody is slow for it. */
function isAboveOrdinary({ season = 1 }: Against, ln: number, { meanCalmBelow }: Policy['slow']): boolean {
  return season >= 1 || ln + Math.log(season) >= Math.log(meanCalmBelow)
}

function markAlone(sign: string): string {
  return isBadSign(sign) ? SIGNS.charAt(SIGNS.indexOf(sign) | ALONE) : sign
}

function hasAlone(signs: string): boolean {
  return signs.split('').some((sign) => sign !== '?' && (SIGNS.indexOf(sign) & ALONE) !== 0)
}

/** The signs so far and one more. Three slots in a row in which nobody could tell drop what is pending. */
function nextRecent(recent: string, sign: string, policy: Policy): string {
  if (recent === '') return isBadSign(sign) ? sign : ''
  const all = recent + sign
  const { dropPendingAfterSlots } = policy.unknown
  if (all.endsWith('?'.repeat(dropPendingAfterSlots))) return ''
  let known = 0
  let from = all.length
  while (from > 0 && known < COURSE_SLOTS) if (all[--from] !== '?') known++
  const kept = all.slice(from)
  const begin = kept.search(/[^.?]/)
  return begin === -1 ? '' : kept.slice(begin)
}

/** The rule by which the latest slot opens an incident, the most urgent first. */
function findRule(recent: string, past: Past): Found | null {
  const { reading, policy } = past
  const { slow } = policy
  const found: Found[] = []
  // With nothing to compare, many at once are as likely the location's own: it takes slots of the page's own to wake somebody.
  const unlessAlone = (severity: Found['severity'], slots: number): Found['severity'] =>
    hasAlone(recent.slice(-1 - slots)) ? 'ticket' : severity
  const overCeiling = sinceBad(recent, BITS.ceiling, { bad: slow.ceilingBadSlots, of: slow.ceilingOfSlots })
  if (overCeiling !== null) {
    const severity = isRoutine(reading.ceiling?.wait ?? null, slow) ? 'ticket' : 'page'
    found.push({ rule: 'ceiling', metric: 'wait', severity: unlessAlone(severity, overCeiling), slots: overCeiling })
  }
  for (const metric of METRICS) {
    const slots = sinceBad(recent, BITS[metric], { bad: slow.badSlots, of: slow.ofSlots })
    const isSteady = (reading[metric]?.s ?? 0) < slow.steadyBelow
    if (slots === null || !isSteady) continue
    found.push({ rule: 'steady', metric, severity: unlessAlone(severityOf(metric, past), slots), slots })
  }
  for (const metric of METRICS) {
    const slots = sinceHigh(metric, past)
    if (slots !== null) found.push({ rule: 'mean', metric, severity: 'ticket', slots })
  }
  return found.find(({ severity }) => severity === 'page') ?? found[0] ?? null
}

/** What a person is woken for takes so many times as long in the mean of the slots that it takes. */
function severityOf(metric: Metric, { course, policy: { slow } }: Past): 'page' | 'ticket' {
  const mean = meanOf(course, metric, slow.badSlots)
  return mean >= Math.log(slow.pageRatio) - COURSE_STEP / 2 ? 'page' : 'ticket'
}

/** A wait above the ceiling to which the page comes by itself. */
function isRoutine(wait: Against | null, slow: Policy['slow']): boolean {
  if (wait === null) return false
  return wait.usualMs * slow.ceilingOverUsual > slow.ceilingMs || wait.ms < slow.overHigh * wait.highMs
}

/** How far back the first of so many bad slots is; null: there are fewer, or the latest is none. */
function sinceBad(recent: string, bit: number, least: { readonly bad: number; readonly of: number }): number | null {
  if ((SIGNS.indexOf(recent.at(-1) ?? '.') & bit) === 0) return null
  let known = 0
  let count = 0
  let first = 0
  for (let at = recent.length - 1; at >= 0 && known < least.of; at--) {
    const sign = recent[at] as string
    if (sign === '?') continue
    known++
    if ((SIGNS.indexOf(sign) & bit) === 0) continue
    count++
    first = recent.length - 1 - at
  }
  return count >= least.bad ? first : null
}

/** How far back a mean over the latest slots began to be high; null: it is as usual. */
function sinceHigh(metric: Metric, { course, reading, policy: { slow } }: Past): number | null {
  const against = reading[metric]
  if (against === null) return null
  const mean = meanOf(course, metric, slow.meanSlots)
  const unusual = Math.min(Math.log(slow.meanRatioMost) - COURSE_STEP / 2, slow.overHighMean * against.highMean)
  // Where hours vary so much, what an hour is beside the slots before it tells more than what it is beside the usual.
  const rise = mean - slow.riseOfBefore * meanOf(course, metric, slow.riseSlots, slow.meanSlots)
  const isRise = unusual > Math.log(slow.riseRatio) && rise >= Math.log(slow.riseRatio)
  const least = Math.max(Math.log(slow.meanRatio), isRise ? 0 : unusual)
  const isHigh =
    mean >= least && isAboveOrdinary(against, mean, slow) && against.usualMs * (Math.exp(mean) - 1) >= slow.meanPlusMs
  return isHigh ? sinceRise(course, metric, { slots: slow.meanSlots, level: least / 2 }) : null
}

/** A ticket that has come to page; one of the ceiling by another rule, or it would come and go with the hours. */
function isWorse(
  found: Found,
  { open: { severity, figures, sinceMs }, step }: { readonly open: OpenIncident; readonly step: SlotStep },
): boolean {
  return (
    severity === 'ticket' &&
    found.severity === 'page' &&
    (found.rule !== figures?.rule || found.rule === 'steady') &&
    sinceOf(found, step.closing) !== sinceMs
  )
}

function sinceOf({ slots }: Found, { slotMs, everyMs }: SlotStep['closing']): number {
  return slotMs - slots * everyMs
}

function isCalm(rule: Rule, metric: Metric, { course, reading, policy: { slow } }: Past): boolean {
  if (rule === 'mean') return meanOf(course, metric, slow.resolveAfterSlots) < Math.log(slow.meanCalmBelow)
  return reading.calm && (rule === 'steady' || (reading.ceiling?.ms ?? 0) < slow.ceilingCalmMs)
}

/** How many pages are slow with it. */
function sharedBy({ slowness }: SlotStep['closing']): IncidentFigures {
  return slowness
    ? { slowPages: slowness.pages, ofPages: slowness.of, ...(slowness.alone ? { slowAlone: 1 } : {}) }
    : {}
}

/** Null: the slot tells nothing of it. */
function figuresOf({ rule, metric }: Pick<Found, 'rule' | 'metric'>, past: Past): IncidentFigures | null {
  const { reading, course, policy } = past
  if (rule === 'ceiling') {
    if (reading.ceiling === null) return null
    const { ceilingBadSlots: slots, ceilingOfSlots: ofSlots } = policy.slow
    return { rule, metric, location: reading.ceiling.location, ms: Math.round(reading.ceiling.ms), slots, ofSlots }
  }
  const found = reading[metric]
  if (found === null) return null
  const ratio = rule === 'mean' ? Math.exp(meanOf(course, metric, policy.slow.meanSlots)) : found.ratio
  return {
    rule,
    metric,
    location: found.location,
    ms: Math.round(ratio * found.usualMs),
    baselineMs: Math.round(found.usualMs),
    ratio: Number(ratio.toFixed(2)),
    s: Number(found.s.toFixed(3)),
    cell: found.cell,
    ...(rule === 'mean'
      ? { ofSlots: policy.slow.meanSlots }
      : { slots: policy.slow.badSlots, ofSlots: policy.slow.ofSlots }),
    ...seasonOf(found),
  }
}

/** Less than a hundredth is none. */
function seasonOf({ season = 1 }: Against): IncidentFigures {
  const rounded = Number(season.toFixed(2))
  return rounded === 1 ? {} : { season: rounded }
}
