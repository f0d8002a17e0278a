import type { Acknowledgement } from '../model/acknowledgement.ts'
import type { AlertEvent, AlertKind, Severity } from '../model/alert.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { PageKey } from '../model/id.ts'
import type { SlotInput, Verdict } from '../model/verdict.ts'
import type { LoneFailures } from './dispute.ts'

/** Bad slots in a row that have not opened an incident yet. */
export type PendingRun = {
  /** `alone`: only one location's word, or one beside a location that fails by itself. */
  readonly slots: readonly {
    readonly slotMs: number
    readonly alone: boolean
    /** Something speaks against an outage in it. */
    readonly disputed?: true
    /** More does: it needs a slot more than one that is disputed. */
    readonly weak?: true
    /** All that failed in it may be the fault of our catalogue. */
    readonly suspect?: true
  }[]
  /** Somebody has decided that it is an outage. */
  readonly isDecided?: true
  /** UNKNOWN slots since the last bad one. */
  readonly unknowns: number
}

/** An incident that is open or recovering. */
export type OpenIncident = {
  readonly id: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly sinceMs: number
  readonly openedAtMs: number
  readonly lastBadMs: number
  /** Good slots in a row; above 0 it is recovering. */
  readonly good: number
  /** UNKNOWN slots in a row. */
  readonly unknowns: number
  /** Bad slots since it opened, itself included. */
  readonly bad: number
  /** Events told so far; 0: nobody knows of it yet (silenced, flapping, or found too late). */
  readonly seq: number
  readonly toldAtMs: number | null
  /** When its opening was told; absent: it hasn't been, or in a state from before there were escalations. */
  readonly firstToldAtMs?: number
  /** It was told to a second topic. */
  readonly isEscalated?: true
  /** Absent: nobody has taken it on. */
  readonly acknowledged?: Acknowledgement
  /** Locations that fail, as of the last bad slot. */
  readonly locations: readonly string[]
  /** The last bad slot's inputs, for whoever asks what each location saw. */
  readonly inputs: readonly SlotInput[]
  readonly alone: boolean
  /** What the rule found, as of the last bad slot: for its words and facts. Absent where the inputs say all. */
  readonly figures?: IncidentFigures
}

export type IncidentFigures = Readonly<Record<string, string | number | null>>

/** Openings and resolutions of one kind, for the flapping rule: clock times within its window, oldest first. */
export type Transitions = { readonly atMs: readonly number[]; readonly digestAtMs: number | null }

/** What a vantage group remembers of a page between slots. */
export type GroupState = {
  /** The last closed slot; slots close in order. */
  readonly closedMs: number
  /** First slot in which the location was expected, and its last that was conclusive. */
  readonly conclusive: Readonly<Record<string, number>>
  readonly downPending: PendingRun | null
  readonly down: OpenIncident | null
  /** Per location, its latest slots that were not UNKNOWN: did it fail without a majority? */
  readonly regionalRecent: Readonly<Record<string, readonly { readonly slotMs: number; readonly bad: boolean }[]>>
  readonly regional: OpenIncident | null
  /** Absent: none of late. */
  readonly lone?: LoneFailures
  readonly downTransitions: Transitions
  readonly regionalTransitions: Transitions
  readonly slow: OpenIncident | null
  /** One sign a slot (`slow.ts`), the latest last; begins with a slow one; empty: nothing is pending. */
  readonly slowRecent: string
  /** What its timings were beside the usual, two letters a slot (`slow-course.ts`); absent: nothing is known. */
  readonly slowCourse?: string
  readonly slowTransitions: Transitions
  /** Since when an open SLOW incident had no calm slot; absent: since it began. */
  readonly slowUnbrokenMs?: number
  /** Since when the page is as it is, where it was slow for so long that it became usual; and when that was found. */
  readonly level?: { readonly sinceMs: number; readonly atMs: number }
  /** By location, its last slot that passed. */
  readonly okMs?: Readonly<Record<string, number>>
  /** A person is asked whether our catalogue is at fault. */
  readonly doubt?: OpenIncident | null
  /** Our catalogue is at fault, as somebody has decided: the last slot for which that holds. */
  readonly excused?: { readonly incident: string; readonly sinceMs: number; readonly slotMs: number } | null
  /** Stepped by the day. */
  readonly drift?: OpenIncident | null
  readonly shift?: OpenIncident | null
  /** A shift that was told has become usual: days before it are compared with nothing. */
  readonly shiftFromMs?: number
  readonly burn: OpenIncident | null
  readonly burnSlots: BurnSlots
  readonly burnTransitions: Transitions
}

/** The latest DOWN slots that no burn has told of yet, oldest first, no more of them than its rules count. */
export type BurnSlots = {
  /** `outageMs`: when their DOWN incident began; the slot itself where it belongs to none. */
  readonly all: readonly { readonly slotMs: number; readonly outageMs: number }[]
  /** Those that belong to no DOWN incident. */
  readonly loose: readonly number[]
  /** Those of them that are disputed; absent: none is. */
  readonly disputed?: readonly number[]
  /** Those that two things speak against; absent: none is. */
  readonly weak?: readonly number[]
}

export type VerdictEntry = {
  readonly slotMs: number
  readonly group: VantageGroup
  readonly verdict: Verdict
  readonly maintenance: boolean
  /** `location:class`, in the order of the catalogue, with the cause where there is one: `a:OK b:FAIL/http_5xx`. */
  readonly inputs: string
}

/** A closed incident leaves this behind. */
export type IncidentRecord = {
  readonly id: string
  readonly kind: AlertKind
  readonly severity: Severity
  /** By which of its kind's rules it opened; absent: there is one. */
  readonly rule?: string
  /** Null: it is about none, as `id` says. */
  readonly page: PageKey | null
  /** Only where it is about a portal instead of a page. */
  readonly portal?: string
  readonly group: VantageGroup | null
  readonly sinceMs: number
  readonly openedAtMs: number
  readonly resolvedAtMs: number | null
  /** Nobody was told: it came to light too late, in silence, or while flapping. */
  readonly untold: boolean
  /** It has become usual: what was before it counts for no baseline. */
  readonly newLevel?: true
  readonly acknowledged?: Acknowledgement
}

export type SlotOutcome = {
  readonly state: GroupState
  readonly entry: VerdictEntry
  /** In order; each is to be published at least once. */
  readonly events: readonly AlertEvent[]
  /** Incidents that opened or ended with this slot. */
  readonly records: readonly IncidentRecord[]
}

/** Where a group's state keeps incidents that are open. */
const INCIDENTS = [
  'down',
  'slow',
  'burn',
  'regional',
  'drift',
  'shift',
  'doubt',
] as const satisfies readonly (keyof GroupState)[]

export const NO_TRANSITIONS: Transitions = { atMs: [], digestAtMs: null }

export function emptyGroupState(): GroupState {
  return {
    closedMs: -1,
    conclusive: {},
    downPending: null,
    down: null,
    regionalRecent: {},
    regional: null,
    downTransitions: NO_TRANSITIONS,
    regionalTransitions: NO_TRANSITIONS,
    slow: null,
    slowRecent: '',
    slowTransitions: NO_TRANSITIONS,
    burn: null,
    burnSlots: { all: [], loose: [] },
    burnTransitions: NO_TRANSITIONS,
  }
}

/** Incidents of a page that are open or recovering in a group. */
export function incidentsOf(state: GroupState): readonly OpenIncident[] {
  return INCIDENTS.map((name) => state[name] ?? null).filter((incident) => incident !== null)
}

/** The state with one of its open incidents replaced. */
export function withIncident(state: GroupState, incident: OpenIncident): GroupState {
  const name = INCIDENTS.find((candidate) => state[candidate]?.id === incident.id)
  return name === undefined ? state : { ...state, [name]: incident }
}

/**
 * Whether its slots are no part of what is usual: an outage, or a slowness that was found by what is usual and paged. What
 * tickets hold must be learned; what is above the ceiling may be so every night.
 */
export function isUnusual({ kind, severity, rule }: Pick<IncidentRecord, 'kind' | 'severity' | 'rule'>): boolean {
  return kind === 'down' || (kind === 'slow' && severity === 'page' && rule !== 'ceiling')
}

/** What is filed of an incident. */
export function recordOf(
  incident: OpenIncident,
  of: Pick<IncidentRecord, 'page' | 'group' | 'resolvedAtMs'> & { readonly portal: string | null },
): IncidentRecord {
  return {
    id: incident.id,
    kind: incident.kind,
    severity: incident.severity,
    ...ruleOf(incident),
    page: of.page,
    ...(of.page === null && of.portal !== null ? { portal: of.portal } : {}),
    group: of.group,
    sinceMs: incident.sinceMs,
    openedAtMs: incident.openedAtMs,
    resolvedAtMs: of.resolvedAtMs,
    untold: incident.toldAtMs === null,
    ...(incident.acknowledged ? { acknowledged: incident.acknowledged } : {}),
  }
}

/** By which of its kind's rules it opened. */
export function ruleOf({ figures }: OpenIncident): Pick<IncidentRecord, 'rule'> {
  return typeof figures?.rule === 'string' ? { rule: figures.rule } : {}
}
