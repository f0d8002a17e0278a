import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Policy } from '../model/policy.ts'
import type { Step } from './incident-life.ts'
import type { IncidentFigures } from './incident-state.ts'
import type { IncidentSubject } from './slot-step.ts'

/** A page whose days are judged. */
export type DayClosing = {
  readonly subject: IncidentSubject
  readonly group: VantageGroup
  /** Where the first of the days that are looked at begins. */
  readonly fromMs: number
  readonly nowMs: number
  readonly silenced: boolean
  /** In words. */
  readonly reasonOf: (telling: DayTelling) => BilingualText
}

export type DayTelling = {
  readonly event: AlertEventName
  readonly label: BilingualText
  readonly timezone: string
  readonly sinceMs: number
  readonly figures: IncidentFigures
  readonly facts: Readonly<Record<string, unknown>>
}

/** A millisecond after midnight: no slot begins then, so an incident of days never has the id of one of slots. */
const APART_MS = 1

/** What a rule of days steps by. */
export function dayStep(closing: DayClosing, policy: Policy): Step {
  const { subject, group, fromMs, nowMs, silenced, reasonOf } = closing
  const { label, timezone } = subject
  return {
    closing: {
      slotMs: fromMs + APART_MS,
      everyMs: Math.max(DAY_MS, nowMs - fromMs),
      nowMs,
      maintenance: false,
      silenced,
    },
    policy,
    about: { ...subject, subject: 'page', location: null, name: subject.page, group },
    configured: [],
    describe: ({ sinceMs, figures = {} }, { event, facts }) => ({
      reason: reasonOf({ event, label, timezone, sinceMs, figures, facts }),
      facts: { ...figures, ...facts },
    }),
    events: [],
    records: [],
  }
}
