import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { AuditStatus, IncidentStatus, LocationStatus, PageStatus, Status } from '../flow/status.ts'
import type { AlertEvent } from '../model/alert.ts'
import type { BilingualText, Catalogue, Page, Portal } from '../model/catalogue.ts'
import type { Lang } from '../model/lang.ts'
import { CAUSE_WORDS, EVENT_WORDS, KIND_WORDS, OUTCOME_WORDS, SEVERITY_WORDS, VERDICT_WORDS } from '../model/words.ts'
import { OVERVIEW_SCRIPT, OVERVIEW_STYLE } from './overview-assets.ts'
import { OVERVIEW_WORDS as W, STATE_WORDS } from './overview-words.ts'

export type Overview = {
  readonly lang: Lang
  /** For the page's own style and script, which its policy admits by it. */
  readonly nonce: string
  readonly status: Status
  readonly catalogue: Catalogue | null
  /** Newest first. */
  readonly events: readonly AlertEvent[]
}

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

/** Everything on one plain page: portals and their pages, incidents, alerts, locations. */
export async function overviewPage(view: Overview): Promise<Markup> {
  const { lang, nonce, status, catalogue } = view
  const t = (text: BilingualText): string => text[lang]
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  const at = (timeMs: number): string => formatTime(timeMs, { lang, timezone: catalogue?.timezone ?? 'Asia/Ho_Chi_Minh' })
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nhịp · ${t(W.title)}</title>
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style nonce="${nonce}">${raw(OVERVIEW_STYLE)}</style>
</head>
<body>
<header>
<h1>Nhịp</h1>
<p>${t(W.subtitle)}</p>
<a href="?lang=${other}" lang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</a>
</header>
<main id="live">
<p class="now">${t(W.asOf)} <time>${at(status.atMs)}</time> · ${t(W.catalogue)} ${catalogue?.catalog ?? '–'}</p>
${locationsSection(status, { t, at, catalogue })}
${incidentsSection(status.incidents, { t, at })}
${portalsSection(view, { t, at })}
${alertsSection(view.events, { t, at, lang })}
</main>
<script nonce="${nonce}">${raw(OVERVIEW_SCRIPT)}</script>
</body>
</html>`
}

type Say = { readonly t: (text: BilingualText) => string; readonly at: (timeMs: number) => string }

function locationsSection(status: Status, say: Say & { readonly catalogue: Catalogue | null }): Markup {
  const { t, at, catalogue } = say
  const group = (id: string): string => {
    const location = catalogue?.locations.find((candidate) => candidate.id === id)
    return location ? t(location.group === 'domestic' ? W.domestic : W.abroad) : ''
  }
  return html`<section aria-labelledby="locations"><h2 id="locations">${t(W.locations)}</h2><ul class="chips">
${status.locations.map(({ location, lastSeenMs }) => html`<li><b>${location}</b> ${group(location)} · ${lastSeenMs === null ? t(W.noResultYet) : `${t(W.lastSeen)} ${at(lastSeenMs)}`}</li>`)}
</ul></section>`
}

function incidentsSection(incidents: readonly IncidentStatus[], { t, at }: Say): Markup {
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${t(W.openIncidents)} (${incidents.length})</h2>
${incidents.length === 0
    ? html`<p class="quiet">${t(W.noIncident)}</p>`
    : html`<div class="scroll"><table><thead><tr><th>${t(W.page)}</th><th>${t(W.kind)}</th><th>${t(W.severity)}</th><th>${t(W.state)}</th><th>${t(W.since)}</th><th>${t(W.seenFrom)}</th></tr></thead><tbody>
${incidents.map(({ page, kind, severity, state, sinceMs, locations }) => html`<tr><td>${page}</td><td>${t(KIND_WORDS[kind])}</td><td><span class="badge ${severity}">${t(SEVERITY_WORDS[severity])}</span></td><td>${t(state === 'open' ? W.open : W.recovering)}</td><td>${at(sinceMs)}</td><td>${locations.join(', ')}</td></tr>`)}
</tbody></table></div>`}
</section>`
}

function portalsSection({ status, catalogue, lang }: Overview, say: Say): Markup {
  const { t } = say
  const byKey = new Map(status.pages.map((page) => [page.page, page]))
  const locations = status.locations.map(({ location }) => location)
  return html`<section aria-labelledby="portals"><h2 id="portals">${t(W.portals)} (${catalogue?.portals.length ?? 0})</h2>
<div class="scroll"><table class="portals"><thead><tr><th>${t(W.portal)}</th><th>${t(W.page)}</th><th>${t(W.verdict)}</th><th>${t(W.since)}</th>${locations.map((location) => html`<th>${location}</th>`)}<th>${t(W.audit)}</th></tr></thead>
<tbody>
${(catalogue?.portals ?? []).flatMap((portal) => portalRows(portal, { byKey, locations, lang, say }))}
</tbody></table></div></section>`
}

function portalRows(
  portal: Portal,
  of: { readonly byKey: ReadonlyMap<string, PageStatus>; readonly locations: readonly string[]; readonly lang: Lang; readonly say: Say },
): readonly Markup[] {
  const { t } = of.say
  const name = html`<th scope="row" rowspan="${Math.max(1, portal.pages.length)}">${portal.name[of.lang]}</th>`
  if (portal.pages.length === 0) {
    return [html`<tr class="listed">${name}<td colspan="${4 + of.locations.length}">${t(STATE_WORDS[portal.state])} · ${t(W.listed)}</td></tr>`]
  }
  return portal.pages.map((page, index) => {
    const status = of.byKey.get(page.key)
    const first = index === 0 ? name : ''
    if (!status) return html`<tr class="listed">${first}<td>${page.id}</td><td colspan="${3 + of.locations.length}">${t(STATE_WORDS[portal.state])} · ${t(W.listed)}</td></tr>`
    return html`<tr id="${page.key}">${first}<td>${pageCell(page, t)}</td><td><span class="badge ${status.verdict}">${t(VERDICT_WORDS[status.verdict])}</span></td><td>${status.sinceMs === null ? '–' : of.say.at(status.sinceMs)}</td>
${of.locations.map((id) => html`<td>${resultCell(status.locations.find(({ location }) => location === id) ?? null, t)}</td>`)}<td>${auditCell(status.audit, t)}</td></tr>`
  })
}

function pageCell(page: Page, t: Say['t']): Markup {
  return html`${t(page.kind === 'homepage' ? W.homepage : W.eform)} <small>${page.id}</small>`
}

function resultCell(result: LocationStatus | null, t: Say['t']): Markup {
  if (!result) return html`<span class="quiet">–</span>`
  const { outcome, cause, totalMs } = result
  if (outcome === 'passed') return html`<span class="passed">${totalMs === null ? t(OUTCOME_WORDS.passed) : `${Math.round(totalMs)} ms`}</span>`
  return html`<span class="${outcome}" title="${cause ?? ''}">${cause === null ? t(OUTCOME_WORDS[outcome]) : t(CAUSE_WORDS[cause])}</span>`
}

function auditCell(audit: AuditStatus | null, t: Say['t']): Markup {
  if (!audit) return html`<span class="quiet">–</span>`
  if (audit.outcome !== 'passed') return html`<span class="${audit.outcome}" title="${audit.cause ?? ''}">${audit.cause === null ? t(OUTCOME_WORDS[audit.outcome]) : t(CAUSE_WORDS[audit.cause])}</span>`
  const score = audit.score === null ? '–' : Math.round(audit.score * 100)
  return html`<b>${score}</b> <small>LCP ${audit.lcpMs ?? '–'} ms${audit.readyMs === null ? '' : ` · ${t(W.ready)} ${audit.readyMs} ms`} · ${audit.location}</small>`
}

function alertsSection(events: readonly AlertEvent[], { t, at, lang }: Say & { readonly lang: Lang }): Markup {
  return html`<section aria-labelledby="alerts"><h2 id="alerts">${t(W.alerts)}</h2>
${events.length === 0
    ? html`<p class="quiet">${t(W.noAlert)}</p>`
    : html`<ol class="alerts">${events.map((event) => html`<li><time>${at(event.atMs)}</time> <span class="badge ${event.severity}">${t(SEVERITY_WORDS[event.severity])}</span> <b>${t(EVENT_WORDS[event.event])}</b> ${event.reason[lang]}</li>`)}</ol>`}
</section>`
}

function formatTime(timeMs: number, { lang, timezone }: { readonly lang: Lang; readonly timezone: string }): string {
  return new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(timeMs)
}
