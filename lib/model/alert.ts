import type { BilingualText, VantageGroup } from './catalogue.ts'
import type { PageKey } from './id.ts'

export type AlertKind = 'down' | 'slow' | 'regional' | 'burn' | 'shift' | 'pillar' | 'certificate' | 'monitor'
export type AlertEventName = 'opened' | 'joined' | 'escalated' | 'reminded' | 'resolved'
/** `page`: wake somebody; `ticket`: to be dealt with; `info`: to be known. */
export type Severity = 'page' | 'ticket' | 'info'

/** One thing told about one incident: the JSON body on the topic, and a line of `replay`. */
export type AlertEvent = {
  readonly type: 'alert'
  /** `<incident>:<seq>`: the same event told twice has the same id, so receivers can drop repeats. */
  readonly id: string
  /** From 1, in order, per incident. */
  readonly seq: number
  readonly event: AlertEventName
  readonly kind: AlertKind
  readonly severity: Severity
  readonly incident: string
  readonly subject: 'page' | 'portal' | 'location' | 'hub'
  /** Portal, page and location: null where it is not about one. */
  readonly portal: string | null
  readonly page: PageKey | null
  readonly location: string | null
  readonly vendor: string | null
  readonly owner: string | null
  /** Null: the hub is in none. */
  readonly group: VantageGroup | null
  /** How people call what it is about. */
  readonly label: BilingualText
  /** In which people read its times. */
  readonly timezone: string
  /** The clock when the slot closed. */
  readonly atMs: number
  /** The first bad slot. */
  readonly sinceMs: number
  /** Incidents that are told with this one, by id: those that are open, or all of them when they have ended. */
  readonly children: readonly string[]
  readonly reason: BilingualText
  readonly facts: Readonly<Record<string, unknown>>
  readonly links: Readonly<Record<string, string>>
}

/** Portals that an event is about: of incidents that are told as one perhaps several. */
export function portalsOf({ portal, facts }: AlertEvent): readonly string[] {
  if (Array.isArray(facts.portals)) return facts.portals as readonly string[]
  return portal === null ? [] : [portal]
}

export type IncidentIdentity = {
  readonly kind: AlertKind
  /** The page's key, or `location.<id>.<rule>`, `hub.<rule>`. */
  readonly name: string
  readonly group: VantageGroup | null
  readonly sinceMs: number
}

/** `<kind>:<name>:<group>:<first bad slot>`; a group that there is not is `-`. */
export function incidentId({ kind, name, group, sinceMs }: IncidentIdentity): string {
  return `${kind}:${name}:${group ?? '-'}:${sinceMs}`
}

/** What an id was made of. */
export function identityOf(id: string): IncidentIdentity {
  const [kind = '', name = '', group, sinceMs] = id.split(':')
  return {
    kind: kind as AlertKind,
    name,
    group: group === '-' ? null : (group as VantageGroup),
    sinceMs: Number(sinceMs),
  }
}
