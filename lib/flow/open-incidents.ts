import type { CertificateState } from '../judge/certificate.ts'
import { certificateTitle } from '../judge/certificate-words.ts'
import { incidentsOf, type OpenIncident } from '../judge/incident-state.ts'
import type { PillarState } from '../judge/pillar.ts'
import type { ConditionState, WatchState } from '../judge/watch-state.ts'
import { watchTitle } from '../judge/watch-words.ts'
import type { Acknowledgement } from '../model/acknowledgement.ts'
import type { AlertEvent, AlertKind, Severity } from '../model/alert.ts'
import type { BilingualText, VantageGroup } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import type { PageKey } from '../model/id.ts'
import type { LivePage } from '../record/live.ts'
import type { Watch } from '../record/watch.ts'

export type IncidentStatus = {
  readonly id: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly subject: AlertEvent['subject']
  /** Only where it is about a portal instead of a page. */
  readonly portal?: string
  /** Null: it is about none, and `title` says what it is about. */
  readonly page: PageKey | null
  readonly title: BilingualText | null
  readonly group: VantageGroup | null
  readonly state: 'open' | 'acknowledged' | 'recovering'
  readonly acknowledged: Acknowledgement | null
  readonly sinceMs: number
  readonly openedAtMs: number
  readonly locations: readonly string[]
}

/** All that is open now, oldest first: of pages by their live state, and what the watch remembers. */
export function openIncidents(of: {
  readonly lives: readonly LivePage[]
  readonly watch: Pick<Watch, 'state' | 'certificates' | 'pillars'>
  /** The version in force, for names. */
  readonly config: Config | null
}): readonly IncidentStatus[] {
  const { lives, watch, config } = of
  return [
    ...lives.flatMap(ofPage),
    ...openConditions(watch.state),
    ...openCertificates(watch.certificates),
    ...openPillars(watch.pillars, config),
  ].toSorted((a, b) => a.sinceMs - b.sinceMs)
}

function ofPage(live: LivePage): readonly IncidentStatus[] {
  return (['domestic', 'abroad'] as const).flatMap((group) => {
    const state = live.groups[group]
    return (state ? incidentsOf(state) : []).map((incident) => ({
      ...statusOf(incident),
      subject: 'page' as const,
      page: live.page,
      title: null,
      group,
      locations: incident.locations,
    }))
  })
}

/** What is wrong with the platform itself. */
function openConditions(state: WatchState | null): readonly IncidentStatus[] {
  return Object.values(state?.conditions ?? {})
    .filter((condition): condition is ConditionState & { incident: OpenIncident } => condition.incident !== null)
    .map(({ watched, incident }) => ({
      ...statusOf(incident),
      subject: watched.location === null ? ('hub' as const) : ('location' as const),
      page: null,
      title: watchTitle(watched),
      group: watched.group,
      locations: watched.location === null ? [] : [watched.location],
    }))
}

function openCertificates(state: CertificateState): readonly IncidentStatus[] {
  return Object.values(state).map(({ incident, seen }) => ({
    ...statusOf(incident),
    subject: 'portal' as const,
    portal: seen.portal.id,
    page: null,
    title: certificateTitle(seen.host),
    group: null,
    locations: incident.locations,
  }))
}

function openPillars(state: PillarState, config: Config | null): readonly IncidentStatus[] {
  return Object.entries(state).flatMap(([id, { incident, group }]) =>
    incident === null
      ? []
      : [
          {
            ...statusOf(incident),
            subject: 'portal' as const,
            portal: id,
            page: null,
            title: config?.catalogue.portals.find((portal) => portal.id === id)?.name ?? { vi: id, en: id },
            group,
            locations: [],
          },
        ],
  )
}

function statusOf({ id, kind, severity, sinceMs, openedAtMs, good, acknowledged }: OpenIncident) {
  const state = good > 0 ? ('recovering' as const) : acknowledged ? ('acknowledged' as const) : ('open' as const)
  return { id, kind, severity, sinceMs, openedAtMs, state, acknowledged: acknowledged ?? null }
}
