import type { AlertKind } from '../../../lib/model/alert.ts'
import type { Alarm } from './alarm.ts'
import type { TruthKind } from './truth.ts'

/** What is to be told of a kind of trouble, and what else may be said without being false. */
export type Expectation = {
  /** Any of these is its detection. */
  readonly detectedBy: readonly AlertKind[]
  /** Tickets of these are no detection and not false either. */
  readonly allows: readonly AlertKind[]
  /** Whether somebody may be woken. */
  readonly mayPage: boolean
}

const OUTAGE = ['down', 'burn'] as const
const LATENCY = ['slow', 'shift'] as const

export const EXPECTATIONS: Readonly<Record<TruthKind, Expectation>> = {
  down: { detectedBy: ['down'], allows: ['regional', 'burn'], mayPage: true },
  'down-unseen': { detectedBy: ['down'], allows: ['regional', 'burn'], mayPage: true },
  'portal-down': { detectedBy: ['down'], allows: ['regional', 'burn'], mayPage: true },
  flap: { detectedBy: ['down'], allows: ['regional', 'burn'], mayPage: true },
  brownout: { detectedBy: OUTAGE, allows: ['regional'], mayPage: true },
  'one-location': { detectedBy: ['regional'], allows: [], mayPage: false },
  step: { detectedBy: LATENCY, allows: [], mayPage: true },
  ramp: { detectedBy: LATENCY, allows: [], mayPage: true },
  'new-level': { detectedBy: LATENCY, allows: [], mayPage: true },
  maintenance: { detectedBy: [], allows: [], mayPage: false },
  'own-network': { detectedBy: ['monitor'], allows: ['regional'], mayPage: false },
  'monitor-fault': { detectedBy: ['monitor'], allows: [], mayPage: false },
  silent: { detectedBy: ['monitor'], allows: [], mayPage: false },
  loaded: { detectedBy: [], allows: ['monitor'], mayPage: false },
  late: { detectedBy: [], allows: ['monitor'], mayPage: false },
  'abroad-blocked': { detectedBy: [], allows: ['regional'], mayPage: false },
  'abroad-dropped': { detectedBy: ['regional'], allows: [], mayPage: false },
}

/** Whether an alarm would be its detection, had it come at its time. */
export function detects(kind: TruthKind, alarm: Pick<Alarm, 'kind' | 'severity'>): boolean {
  const { detectedBy, mayPage } = EXPECTATIONS[kind]
  return alarm.severity !== 'info' && detectedBy.includes(alarm.kind) && (mayPage || alarm.severity === 'ticket')
}

/** Whether it explains an alarm: it isn't false then. A digest is as true as what it tells of. */
export function explains(kind: TruthKind, alarm: Pick<Alarm, 'kind' | 'severity'>): boolean {
  const { detectedBy, allows, mayPage } = EXPECTATIONS[kind]
  if (alarm.severity === 'page' && !mayPage) return false
  return detectedBy.includes(alarm.kind) || allows.includes(alarm.kind)
}
