import { html } from 'hono/html'
import type { AuditStatus, LocationStatus, PageStatus, Status } from '../flow/status.ts'
import type { Catalogue, Portal } from '../model/catalogue.ts'
import { STATE_WORDS } from '../model/catalogue-words.ts'
import { CAUSE_WORDS, OUTCOME_WORDS, VERDICT_WORDS } from '../model/words.ts'
import { figure, lighthouseScore } from './figures.ts'
import { type Markup, pageName, type Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'

const REPORT_LINKS = [
  { file: 'report.html.gz', words: W.report },
  { file: 'filmstrip.svg', words: W.filmstrip },
] as const

/** Every portal of the catalogue with its pages: verdict, each location's latest result, and the latest audit. */
export function portalsSection(
  of: { readonly status: Status; readonly catalogue: Catalogue | null },
  say: Say,
): Markup {
  const { t } = say
  const portals = of.catalogue?.portals ?? []
  const byKey = new Map(of.status.pages.map((page) => [page.page, page]))
  const locations = of.status.locations.map(({ location }) => location)
  const heads = [t(W.portal), t(W.page), t(W.verdict), t(W.since), ...locations, t(W.audit)]
  return html`<section aria-labelledby="portals"><h2 id="portals">${t(W.portals)} (${portals.length})</h2>
<div class="scroll" role="group" aria-labelledby="portals" tabindex="0"><table role="table" class="portals cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${portals.flatMap((portal) => rowsOf(portal, { byKey, locations, say }))}
</tbody></table></div></section>`
}

/** To the report of an audit and the pictures of its load, as far as they are kept. */
export function reportLinks(
  page: string,
  { audit, t }: { readonly audit: Pick<AuditStatus, 'slotMs' | 'location' | 'files'>; readonly t: Say['t'] },
): readonly Markup[] {
  const folder = `/reports/${page}/${audit.slotMs}/${audit.location}`
  return REPORT_LINKS.filter(({ file }) => audit.files.includes(file)).map(
    ({ file, words }) => html` · <a href="${folder}/${file}" target="_blank" rel="noopener">${t(words)}</a>`,
  )
}

type Rows = {
  readonly byKey: ReadonlyMap<string, PageStatus>
  readonly locations: readonly string[]
  readonly say: Say
}

function rowsOf(portal: Portal, of: Rows): readonly Markup[] {
  const { say } = of
  const span = Math.max(1, portal.pages.length)
  const name = html`<th role="rowheader" scope="rowgroup" rowspan="${span}">${portal.name[say.lang]}</th>`
  const listed = html`${say.t(STATE_WORDS[portal.state])} · ${say.t(W.listed)}`
  if (portal.pages.length === 0) {
    return [
      html`<tr role="row" class="first listed">${name}<td role="cell" colspan="${4 + of.locations.length}">${listed}</td></tr>`,
    ]
  }
  return portal.pages.map((page, index) => {
    const status = of.byKey.get(page.key)
    const first = index === 0 ? name : ''
    const kind = index === 0 ? 'first' : ''
    if (!status) {
      return html`<tr role="row" class="${kind} listed">${first}<td role="cell">${pageName(page, say)}</td><td role="cell" colspan="${3 + of.locations.length}">${listed}</td></tr>`
    }
    return html`<tr role="row" class="${kind}" id="${page.key}">${first}<td role="cell">${pageName(page, say)}</td>${cells(status, of)}</tr>`
  })
}

function cells(status: PageStatus, { locations, say }: Rows): readonly Markup[] {
  const { t } = say
  const results = locations.map((id) => ({
    label: id,
    shown: resultCell(status.locations.find(({ location }) => location === id) ?? null, say),
  }))
  return [
    {
      label: t(W.verdict),
      shown: html`<span class="badge ${status.verdict}">${t(VERDICT_WORDS[status.verdict])}</span>`,
    },
    {
      label: t(W.since),
      shown:
        status.sinceMs === null ? '–' : html`${status.isOlder ? html`${t(W.before)} ` : ''}${say.at(status.sinceMs)}`,
    },
    ...results,
    { label: t(W.audit), shown: auditCell(status, say) },
  ].map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)
}

function resultCell(result: LocationStatus | null, { t, lang }: Say): Markup {
  if (!result) return html`<span class="quiet">–</span>`
  const { outcome, cause, totalMs } = result
  if (outcome === 'passed') {
    return html`<span class="passed">${totalMs === null ? t(OUTCOME_WORDS.passed) : `${figure(totalMs, { lang })} ms`}</span>`
  }
  return html`<span class="${outcome}">${t(cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause])}</span>`
}

function auditCell({ page, audit }: PageStatus, { t, lang }: Say): Markup {
  if (!audit) return html`<span class="quiet">–</span>`
  const report = reportLinks(page, { audit, t })
  const { outcome, cause, score, lcpMs, readyMs, location } = audit
  if (outcome !== 'passed') {
    const why = t(cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause])
    return html`<span><span class="${outcome}">${why}</span> <small>${location}${report}</small></span>`
  }
  const ready = readyMs === null ? '' : ` · ${t(W.ready)} ${figure(readyMs, { lang })} ms`
  return html`<span><b>${score === null ? '–' : lighthouseScore(score)}</b> <small>LCP ${figure(lcpMs, { lang })} ms${ready} · ${location}${report}</small></span>`
}
