import type { AlertEvent, AlertKind, Severity } from '../../../lib/model/alert.ts'
import type { PageKey } from '../../../lib/model/id.ts'

/** What somebody was told of one incident, by Nhịp or by a rival. */
export type Alarm = {
  readonly kind: AlertKind
  readonly severity: Severity
  /** Null: it is about a location. */
  readonly page: PageKey | null
  readonly location: string | null
  readonly sinceMs: number
  readonly openedAtMs: number
  /** Infinity: it never ended. */
  readonly endedAtMs: number
  /** Messages by what they say; what only joins another's message is none. */
  readonly opened: number
  readonly reminded: number
  readonly resolved: number
  /** An anchor, a new level and the like, where the kind doesn't say it. */
  readonly rule: string | null
}

/** One alarm per incident. A digest alone, of an incident that is held back while it flaps, is one of severity `info`. */
export function alarmsOf(events: readonly AlertEvent[]): readonly Alarm[] {
  const alarms = new Map<string, Alarm>()
  for (const event of events) {
    const before = alarms.get(event.incident) ?? {
      kind: event.kind,
      severity: event.severity,
      page: event.page,
      location: event.location,
      sinceMs: event.sinceMs,
      openedAtMs: event.atMs,
      endedAtMs: Number.POSITIVE_INFINITY,
      opened: 0,
      reminded: 0,
      resolved: 0,
      rule: typeof event.facts.rule === 'string' ? event.facts.rule : null,
    }
    alarms.set(event.incident, after(before, event))
    if (event.event === 'joined' || event.event === 'resolved')
      for (const id of event.children) alarms.set(id, withLead(alarms.get(id) ?? childOf(event, id), event))
  }
  return [...alarms.values()]
}

/** Told by the message of another one, and from then on. */
function childOf({ kind, severity, atMs }: AlertEvent, id: string): Alarm {
  const [, page = '', , since] = id.split(':')
  return {
    kind,
    severity,
    page,
    location: null,
    sinceMs: Number(since),
    openedAtMs: atMs,
    endedAtMs: Number.POSITIVE_INFINITY,
    opened: 0,
    reminded: 0,
    resolved: 0,
    rule: null,
  }
}

function withLead(child: Alarm, { event, atMs }: AlertEvent): Alarm {
  return event === 'resolved' ? { ...child, endedAtMs: atMs } : child
}

function after(alarm: Alarm, { event, severity, atMs }: AlertEvent): Alarm {
  switch (event) {
    case 'opened':
      // What a digest had told of before is now told by itself.
      return { ...alarm, severity, opened: alarm.opened + 1, openedAtMs: alarm.opened > 0 ? alarm.openedAtMs : atMs }
    case 'joined':
      return alarm
    case 'escalated':
    case 'reminded':
      return { ...alarm, reminded: alarm.reminded + 1 }
    case 'resolved':
      return { ...alarm, resolved: alarm.resolved + 1, endedAtMs: atMs }
  }
}
