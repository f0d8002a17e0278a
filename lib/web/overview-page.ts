import { html } from 'hono/html'
import type { Status } from '../flow/status.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { Verdict } from '../model/verdict.ts'
import { VERDICT_WORDS } from '../model/words.ts'
import { type FleetView, fleetSection } from './fleet-section.ts'
import { alertsSection, incidentsSection } from './overview-incidents.ts'
import { portalsSection } from './overview-portals.ts'
import type { Markup, Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'
import type { Page } from './page-route.ts'

export type Overview = {
  readonly status: Status
  readonly catalogue: Catalogue | null
  /** Newest first. */
  readonly events: readonly AlertEvent[]
  readonly view: FleetView
}

/** Worst first. */
const VERDICTS: readonly Verdict[] = ['down', 'regional', 'slow', 'unknown', 'ok']

/** Everything on one plain page: what is wrong, every portal with its pages, locations, alerts. */
export function overviewPage(view: Overview, say: Say): Page {
  const { status, catalogue } = view
  const { t } = say
  const main = html`<h1>${t(W.heading)}</h1>
${summary(view, say)}
${catalogue ? fleetSection({ status, catalogue, view: view.view }, say) : ''}
${incidentsSection({ incidents: status.incidents, catalogue }, say)}
${portalsSection({ status, catalogue }, say)}
${alertsSection(view.events, say)}`
  return { title: t(W.title), main, isLive: true }
}

/** What is shown as now and isn't: verdicts of pages whose later slots wait to be judged. */
function behind(pages: Status['pages'], { t, at }: Pick<Say, 't' | 'at'>): Markup {
  const late = pages.flatMap(({ isBehind, judgedToMs }) => (isBehind && judgedToMs !== null ? [judgedToMs] : []))
  if (late.length === 0) return html``
  const words = t(late.length === 1 ? W.behindPage : W.behindPages)
  return html`<p class="notice" role="status">${t(W.behindAsOf)} ${at(Math.min(...late))} ${t(W.behindOf)} ${late.length} ${words}: ${t(W.catchingUp)}.</p>
`
}

/** Pages by verdict, and whether the locations are alive. */
function summary({ status, catalogue }: Overview, { t, at }: Say): Markup {
  const counts = Map.groupBy(status.pages, ({ verdict }) => verdict)
  const badges = VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0
    return count === 0
      ? []
      : [
          html`<li class="badge ${verdict}">${count} ${t(VERDICT_WORDS[verdict])}</li>
`,
        ]
  })
  const group = (id: string): string => {
    const location = catalogue?.locations.find((candidate) => candidate.id === id)
    return location ? ` (${t(location.group === 'domestic' ? W.domestic : W.abroad)})` : ''
  }
  const seen = status.locations.map(
    ({
      location,
      lastSeenMs,
    }) => html`<li><b>${location}</b>${group(location)} · ${lastSeenMs === null ? t(W.noResultYet) : html`${t(W.lastSeen)} ${at(lastSeenMs)}`}</li>
`,
  )
  return html`<section aria-label="${t(W.summary)}">
<p class="quiet">${t(W.asOf)} ${at(status.atMs)} · ${t(W.catalogue)} ${catalogue?.catalog ?? '–'} · ${status.pages.length} ${t(W.measuredPages)}</p>
${behind(status.pages, { t, at })}<ul class="chips" aria-label="${t(W.verdict)}">${badges}</ul>
<ul class="locations" aria-label="${t(W.locations)}">${seen}</ul>
</section>`
}
