import { html } from 'hono/html'
import type { IncidentReport } from '../flow/incident-report.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { incidentPath } from '../model/incident-path.ts'
import { CAUSE_WORDS, EVENT_WORDS, GROUP_WORDS, KIND_WORDS, OUTCOME_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { COMPARE_WORDS } from './compare-words.ts'
import { lighthouseScore } from './figures.ts'
import { incidentActs } from './incident-acts.ts'
import { seenSection } from './incident-seen.ts'
import { INCIDENT_WORDS as I } from './incident-words.ts'
import { lastedText } from './lasted.ts'
import { reportLinks } from './overview-portals.ts'
import { longPageName, type Markup, type Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'
import type { Page } from './page-route.ts'
import type { Viewer } from './viewer.ts'

/** So many of a list stand open; of an outage of months they would be most of its page. */
const FEW = 5

export type IncidentView = {
  readonly nowMs: number
  readonly catalogue: Catalogue | null
  /** Of this platform, without a slash at its end. */
  readonly origin: string
  readonly report: IncidentReport
  readonly viewer: Viewer
}

/** One incident: how it stands, who has taken it on, what was told, what each location saw, and the evidence. */
export function incidentPage(view: IncidentView, say: Say): Page {
  const { report } = view
  const { t } = say
  const main = html`${head(view, say)}
${takenOn(view, say)}
${timeline(report, say)}
${report.page === null ? '' : seenSection(report, say)}
${report.page === null ? '' : evidence(report, say)}`
  return { title: `${t(I.incident)} ${report.id}`, main, isLive: report.resolvedAtMs === null }
}

function head({ report, catalogue, nowMs }: IncidentView, say: Say): Markup {
  const { t } = say
  const { measured, label, state, kind, severity, sinceMs, openedAtMs, resolvedAtMs, group, events, id } = report
  const portal = catalogue?.portals.find((one) => one.id === measured?.portal)
  const name = measured && portal ? longPageName(measured, portal, say) : label ? t(label) : id
  const facts = [
    [t(I.began), say.at(sinceMs)],
    [t(I.opened), say.at(openedAtMs)],
    ...(resolvedAtMs === null ? [] : [[t(I.ended), say.at(resolvedAtMs)] as const]),
    [t(I.lasted), lastedText((resolvedAtMs ?? nowMs) - sinceMs, say)],
    ...(group === null ? [] : [[t(I.group), t(GROUP_WORDS[group])] as const]),
  ] as const
  const last = events.at(-1)
  return html`<p class="crumbs"><a href="/incidents">${t(I.incidents)}</a></p>
<section aria-labelledby="incident"><h1 id="incident">${name}</h1>
<ul class="chips"><li class="badge ${severity}">${t(SEVERITY_WORDS[severity])}</li><li class="badge ${resolvedAtMs === null ? severity : 'ok'}">${t(KIND_WORDS[kind])}: ${t(state === 'resolved' ? I.resolved : W[state])}</li></ul>
${last ? html`<p class="lead">${t(last.reason)}</p>` : html`<p class="quiet">${t(I.untold)}</p>`}
${report.lead === null ? '' : html`<p>${t(I.joined)} ${incidentLink(report.lead)}.</p>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p class="quiet"><code>${id}</code></p>
</section>`
}

function takenOn(view: IncidentView, say: Say): Markup {
  const { t } = say
  const { acknowledged, notes } = view.report
  const who = acknowledged
    ? html`<dl class="facts"><div><dt>${t(W.since)}</dt><dd>${say.at(acknowledged.atMs)}</dd></div>
<div><dt>${t(I.takenOnBy)}</dt><dd>${acknowledged.name ?? acknowledged.by}</dd></div></dl>
${acknowledged.note === null ? '' : html`<blockquote>${acknowledged.note}</blockquote>`}
${notes.map(
  ({ atMs, name, by, note }) => html`<p>${say.at(atMs)} · ${name ?? by}</p>
<blockquote>${note}</blockquote>`,
)}`
    : html`<p>${t(I.nobody)}</p>`
  return html`<section aria-labelledby="acknowledge"><h2 id="acknowledge">${t(I.takenOn)}</h2>
${who}${incidentActs(view, say)}
</section>`
}

function timeline({ events, id }: IncidentReport, say: Say): Markup {
  const { t, lang } = say
  const list = html`<ol class="alerts">
${events.map((event) => {
  const others = event.incident === id ? event.children : []
  const names =
    others.length === 0
      ? ''
      : html`<details><summary>${t(I.with)} ${others.length}</summary><ul>${others.map((other) => html`<li>${incidentLink(other)}</li>`)}</ul></details>`
  return html`<li>${say.at(event.atMs)} <span><span class="badge ${event.severity}">${t(SEVERITY_WORDS[event.severity])}</span></span> <div><b>${t(EVENT_WORDS[event.event])}</b> · ${event.reason[lang]}${names}</div></li>
`
})}</ol>`
  return html`<section aria-labelledby="timeline"><h2 id="timeline">${t(I.timeline)}</h2>
${events.length === 0 ? html`<p class="quiet">${t(I.nothingTold)}</p>` : list}
</section>`
}

function evidence(report: IncidentReport, say: Say): Markup {
  const { t } = say
  const { page, measured, audits, segments } = report
  const target = measured?.url ?? null
  const comparison = comparisonHref(report)
  const sealed = segments.map(
    ({ folder, sha256, verifiedAtMs }) =>
      html`<li>${t(I.sealed)} ${say.at(verifiedAtMs)}: <code>${folder}</code><br><small>SHA-256 <code>${sha256}</code></small></li>`,
  )
  return html`<section aria-labelledby="evidence"><h2 id="evidence">${t(I.evidence)}</h2>
<ul class="plain">
${target === null ? '' : html`<li>${t(I.target)}: <a href="${target}" target="_blank" rel="noopener noreferrer">${target}</a></li>`}
<li>${t(I.overview)}: <a href="/#${page}">${page}</a></li>
${comparison === null ? '' : html`<li><a href="${comparison}">${t(COMPARE_WORDS.compare)}</a></li>`}
${audits.map(({ slotMs, location, outcome, cause, score, files = [] }) => {
  const what =
    cause !== null ? t(CAUSE_WORDS[cause]) : score === null ? t(OUTCOME_WORDS[outcome]) : String(lighthouseScore(score))
  return html`<li>${t(I.audits)} ${say.at(slotMs)} · ${location} · ${what}${reportLinks(page ?? '', { audit: { slotMs, location, files: files.map(({ name }) => name) }, t })}</li>`
})}
${segments.length > FEW ? html`<li><details id="segments"><summary>${segments.length} ${t(I.sealedDays)}</summary><ul>${sealed}</ul></details></li>` : sealed}
</ul>
${segments.length === 0 ? html`<p class="quiet">${t(I.notSealed)}</p>` : ''}
</section>`
}

/** Days before a shift beside those since. Null: it is none, or its page has gone. */
function comparisonHref({ kind, measured, events }: IncidentReport): string | null {
  const day = events.at(-1)?.facts['day']
  if (kind !== 'shift' || measured === null || typeof day !== 'string') return null
  return `/portals/${measured.portal}/compare?page=${measured.id}&date=${day}`
}

function incidentLink(id: string): Markup {
  return html`<a href="${incidentPath(id)}">${id}</a>`
}
