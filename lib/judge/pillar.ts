import type { AlertEvent } from '../model/alert.ts'
import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import { type Day, startOfDay } from '../model/day.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { RolledWindow, RollingScore } from '../model/rolling-score.ts'
import type { NoPointsReason } from '../model/score.ts'
import { type About, emit, end, open, remindByDays, type Step } from './incident-life.ts'
import { type IncidentFigures, type IncidentRecord, NO_TRANSITIONS, type OpenIncident } from './incident-state.ts'
import { pillarReason } from './pillar-words.ts'

/** What a day's points say of a portal. */
export type PillarReading =
  | { readonly state: 'bad'; readonly figures: PillarFigures }
  /** Nothing that could be compared. */
  | { readonly state: 'unknown' }
  | { readonly state: 'good' }

/** `rule` names the branch: `week` beside the month before, `month` beside the one long ago, or `insufficient`. */
export type PillarFigures = IncidentFigures & {
  readonly rule: 'week' | 'month' | 'insufficient'
  /** Of the window that is judged; null: it has none. */
  readonly points: number | null
  /** Of the window beside it. */
  readonly beforePoints: number
  readonly reason: NoPointsReason | null
}

export type PillarPortal = {
  readonly id: string
  readonly name: BilingualText
  readonly vendor: string | null
  readonly owner: string | null
  /** What is told of all of it is silenced now. */
  readonly silenced: boolean
}

/** Portals of which something has to be remembered, by id. */
export type PillarState = Readonly<Record<string, PillarMemory>>

export type PillarMemory = {
  /** The last day that was judged. */
  readonly day: Day
  /** Bad days in a row that have opened nothing yet, by the first of them. */
  readonly bad: number
  readonly sinceDay: Day
  readonly incident: OpenIncident | null
  readonly group: VantageGroup
}

export type PillarOutcome = {
  readonly state: PillarState
  /** In order; each is to be published at least once. */
  readonly events: readonly AlertEvent[]
  readonly records: readonly IncidentRecord[]
}

/** Reasons that tell of measuring; the others are written in the catalogue, or found by somebody. */
const INSUFFICIENT: ReadonlySet<NoPointsReason> = new Set([
  'login_required',
  'obstructed',
  'insufficient_coverage',
  'insufficient_work_coverage',
  'too_few_audits',
])

/** Of so many portals or more that turn insufficient together the platform itself is the cause. */
const OURS = { share: 0.5, fewest: 3 } as const

/**
 * One day's points of all portals. An incident opens after so many days in a row that are bad, and ends after as many on
 * which the points are nearly back where they were when it opened: what they fell beside moves on with the days, and would
 * take the fall for usual after a month. A day that was judged before changes nothing.
 */
export function reducePillars(
  state: PillarState,
  of: {
    readonly day: Day
    readonly scores: readonly Omit<RollingScore, 'pages' | 'day'>[]
    readonly portals: ReadonlyMap<string, PillarPortal>
    /** Audits of the windows were made with one instrument at each location. */
    readonly isOneInstrument: { readonly week: boolean; readonly month: boolean }
  },
  how: {
    readonly nowMs: number
    readonly timezone: string
    readonly policyFor: (portal: string) => Policy
  },
): PillarOutcome {
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  const next: Record<string, PillarMemory> = {}
  const told = { ...how, events, records, day: of.day }
  const read = new Map(
    of.scores.map((score) => [score.portal, readPillar(score, of.isOneInstrument, how.policyFor(score.portal))]),
  )
  const isOurs = areOurs([...read.values()])
  for (const score of of.scores) {
    const portal = of.portals.get(score.portal)
    const found = read.get(score.portal)
    if (!portal || !found) continue
    const reading: PillarReading =
      isOurs && found.state === 'bad' && found.figures.rule === 'insufficient' ? { state: 'unknown' } : found
    const before = state[score.portal]
    const after =
      before !== undefined && before.day >= of.day ? before : stepped(before, { reading, score, portal }, told)
    if (after !== null) next[score.portal] = after
  }
  for (const [id, memory] of Object.entries(state)) {
    const isJudged = of.portals.has(id) && read.has(id)
    if (isJudged || memory.incident === null) continue
    const portal = { id, name: { vi: id, en: id }, vendor: null, owner: null, silenced: false }
    end(memory.incident, stepOf({ portal, group: memory.group }, told), { reason: 'gone' })
  }
  return { state: next, events, records }
}

/** What a portal's points say, beside what they were. */
function readPillar(
  { week, month, before, longAgo }: Pick<RollingScore, 'week' | 'month' | 'before' | 'longAgo'>,
  isOneInstrument: { readonly week: boolean; readonly month: boolean },
  { pillar }: Policy,
): PillarReading {
  if (before !== null && before.points !== null && isInsufficient(week))
    return {
      state: 'bad',
      figures: { rule: 'insufficient', points: null, beforePoints: before.points, reason: week.reason },
    }
  const branches = [
    isOneInstrument.week ? ({ rule: 'week', now: week, past: before } as const) : null,
    isOneInstrument.month ? ({ rule: 'month', now: month, past: longAgo } as const) : null,
  ].flatMap((branch) => {
    if (branch === null) return []
    const [points, beforePoints] = [known(branch.now, pillar.coverage), known(branch.past, pillar.coverage)]
    return points === null || beforePoints === null ? [] : [{ rule: branch.rule, points, beforePoints }]
  })
  const fallen = branches.find(({ points, beforePoints }) => rounded(beforePoints - points) >= pillar.points)
  if (fallen) return { state: 'bad', figures: { ...fallen, reason: null } }
  return branches.length === 0 ? { state: 'unknown' } : { state: 'good' }
}

function isInsufficient({ reason }: RolledWindow): boolean {
  return reason !== null && INSUFFICIENT.has(reason)
}

function areOurs(readings: readonly PillarReading[]): boolean {
  const insufficient = readings.filter((one) => one.state === 'bad' && one.figures.rule === 'insufficient').length
  return insufficient >= OURS.fewest && insufficient >= readings.length * OURS.share
}

function known(window: RolledWindow | null, coverage: number): number | null {
  return window !== null && (window.coverage ?? 0) >= coverage ? window.points : null
}

/** Points are hundredths; their differences in binary are not. */
function rounded(points: number): number {
  return Math.round(points * 100) / 100
}

type Telling = {
  readonly nowMs: number
  readonly timezone: string
  readonly policyFor: (portal: string) => Policy
  readonly day: Day
  readonly events: AlertEvent[]
  readonly records: IncidentRecord[]
}

type Judged = {
  readonly reading: PillarReading
  readonly score: Omit<RollingScore, 'pages' | 'day'>
  readonly portal: PillarPortal
}

/** Null: nothing has to be remembered. */
function stepped(before: PillarMemory | undefined, of: Judged, how: Telling): PillarMemory | null {
  const { reading, score } = of
  const { day } = how
  if (before?.incident) return lasted({ ...before, incident: before.incident }, of, how)
  if (reading.state === 'unknown') return before ? { ...before, day } : null
  if (reading.state === 'good') return null
  const bad = (before?.bad ?? 0) + 1
  const sinceDay = before?.sinceDay ?? day
  const memory: PillarMemory = { day, bad, sinceDay, incident: null, group: score.group }
  if (bad < how.policyFor(score.portal).pillar.heldDays) return memory
  const { incident } = open(stepOf({ portal: of.portal, group: score.group }, how), {
    kind: 'pillar',
    sinceMs: startOfDay(sinceDay, how.timezone),
    severity: 'ticket',
    alone: false,
    locations: [],
    transitions: NO_TRANSITIONS,
    figures: reading.figures,
  })
  return { ...memory, bad: 0, incident }
}

function lasted(
  before: PillarMemory & { readonly incident: OpenIncident },
  of: Judged,
  how: Telling,
): PillarMemory | null {
  const { pillar } = how.policyFor(of.portal.id)
  const opened = before.incident.figures as PillarFigures
  const now = of.score[opened.rule === 'month' ? 'month' : 'week']
  const points = opened.rule === 'insufficient' ? now.points : known(now, pillar.coverage)
  const state = stateOf({ points, isInsufficient: isInsufficient(now) }, { opened, calmBelow: pillar.calmBelow })
  const memory = { ...before, day: how.day }
  const silenced = of.portal.silenced
  if (state === 'unknown') return memory
  if (state === 'good') {
    const good = before.incident.good + 1
    const figures: PillarFigures = { ...opened, points }
    if (good < pillar.heldDays) return { ...memory, incident: { ...before.incident, good } }
    end({ ...before.incident, figures }, stepOf({ portal: of.portal, group: before.group }, how))
    return null
  }
  const step = stepOf({ portal: of.portal, group: before.group }, how)
  const incident: OpenIncident = {
    ...before.incident,
    good: 0,
    bad: before.incident.bad + 1,
    lastBadMs: step.closing.slotMs,
    figures: { ...opened, points, reason: now.reason },
  }
  if (silenced) return { ...memory, incident }
  if (incident.toldAtMs === null) return { ...memory, incident: emit(incident, step, { event: 'opened' }) }
  return { ...memory, incident: remindByDays(incident, step, pillar.remindDays) }
}

/** Whether points are back where they were; in between it lasts. */
function stateOf(
  now: { readonly points: number | null; readonly isInsufficient: boolean },
  of: { readonly opened: PillarFigures; readonly calmBelow: number },
): PillarReading['state'] {
  const { rule, beforePoints } = of.opened
  if (rule === 'insufficient') return now.points !== null ? 'good' : now.isInsufficient ? 'bad' : 'unknown'
  if (now.points === null) return 'unknown'
  return rounded(beforePoints - now.points) < of.calmBelow ? 'good' : 'bad'
}

function stepOf(of: { readonly portal: PillarPortal; readonly group: VantageGroup }, how: Telling): Step {
  const { nowMs, timezone, day, events, records } = how
  const { portal } = of
  const slotMs = startOfDay(day, timezone)
  const policy = how.policyFor(portal.id)
  return {
    closing: {
      slotMs,
      everyMs: Math.max(DAY_MS, nowMs - slotMs),
      nowMs,
      maintenance: false,
      silenced: portal.silenced,
    },
    policy,
    about: aboutOf(of, timezone),
    configured: [],
    describe: (incident, { event, facts }) => {
      const figures = incident.figures as PillarFigures
      return {
        reason: pillarReason(figures, { event, day, portal: portal.name, isGone: facts.reason === 'gone' }),
        facts: { ...figures, day, ...facts },
      }
    },
    events,
    records,
  }
}

function aboutOf(
  { portal, group }: { readonly portal: PillarPortal; readonly group: VantageGroup },
  timezone: string,
): About {
  return {
    name: `portal.${portal.id}`,
    subject: 'portal',
    portal: portal.id,
    page: null,
    location: null,
    vendor: portal.vendor,
    owner: portal.owner,
    group,
    label: portal.name,
    timezone,
    target: null,
  }
}
