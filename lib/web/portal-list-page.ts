import { html } from 'hono/html'
import { type PortalFilter, type PortalNow, portalsNow, WORST_FIRST } from '../flow/portals.ts'
import type { Status } from '../flow/status.ts'
import type { Catalogue, Portal } from '../model/catalogue.ts'
import { STATE_WORDS } from '../model/catalogue-words.ts'
import { VERDICT_WORDS } from '../model/words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

/** Portals that somebody may read, of them those that fit a filter. */
export function portalListPage(
  of: {
    readonly catalogue: Catalogue | null
    /** Null: all. */
    readonly portals: ReadonlySet<string> | null
    readonly status: Status
    readonly filter: PortalFilter
  },
  say: Say,
): Page {
  const { t, lang } = say
  const own = (of.catalogue?.portals ?? []).filter(({ id }) => of.portals === null || of.portals.has(id))
  const rows = of.catalogue === null ? [] : portalsNow({ ...of, catalogue: of.catalogue })
  const sorted = rows.toSorted((a, b) => a.portal.name[lang].localeCompare(b.portal.name[lang], lang))
  const table = html`<div class="scroll" role="group" aria-labelledby="portals" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${[W.portal, W.now, W.openIncidents, W.owner, W.vendor, W.pages].map((head) => html`<th role="columnheader" scope="col">${t(head)}</th>`)}</tr></thead>
<tbody role="rowgroup">${sorted.map((row) => rowOf(row, say))}</tbody></table></div>`
  const main = html`<h1 id="portals">${t(W.portals)}</h1>
${filterForm(own, of.filter, say)}
<p class="quiet">${rows.length} ${t(W.of)} ${own.length}</p>
${rows.length === 0 ? html`<p>${t(W.none)}</p>` : table}`
  return { title: t(W.portals), main }
}

function filterForm(own: readonly Portal[], filter: PortalFilter, { t, lang }: Say): Markup {
  const among = (values: readonly (string | null)[]): readonly (readonly [string, string])[] =>
    [...new Set(values.filter((value) => value !== null))]
      .sort((a, b) => a.localeCompare(b, lang))
      .map((value) => [value, value] as const)
  const choice = (
    name: 'owner' | 'vendor' | 'now',
    of: { readonly label: string; readonly options: readonly (readonly [string, string])[] },
  ): Markup =>
    of.options.length < 2 && filter[name] === ''
      ? html``
      : html`<label>${of.label}<select name="${name}"><option value="">${t(W.all)}</option>${of.options.map(([value, words]) => html`<option value="${value}"${value === filter[name] ? html` selected` : ''}>${words}</option>`)}</select></label>`
  return html`<form class="line" method="get" action="/portals">
<label>${t(W.search)}<input type="search" name="q" value="${filter.q}" maxlength="100"></label>
${choice('owner', { label: t(W.owner), options: among(own.map(({ owner }) => owner)) })}
${choice('vendor', { label: t(W.vendor), options: among(own.map(({ vendor }) => vendor)) })}
${choice('now', { label: t(W.now), options: [...WORST_FIRST.map((one) => [one, t(VERDICT_WORDS[one])] as const), ['listed', t(W.listed)]] })}
<button>${t(W.filter)}</button>
</form>`
}

function rowOf({ portal, verdict, openIncidents }: PortalNow, { t, lang }: Say): Markup {
  const cells = [
    {
      label: W.now,
      shown:
        verdict === null
          ? html`<span class="quiet">${t(portal.state === 'active' ? W.listed : STATE_WORDS[portal.state])}</span>`
          : html`<span class="badge ${verdict}">${t(VERDICT_WORDS[verdict])}</span>`,
    },
    { label: W.openIncidents, shown: html`${openIncidents}` },
    { label: W.owner, shown: html`${portal.owner}` },
    { label: W.vendor, shown: html`${portal.vendor ?? '–'}` },
    { label: W.pages, shown: html`${portal.pages.length}` },
  ]
  return html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="/portals/${portal.id}">${portal.name[lang]}</a></th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${t(label)}">${shown}</td>`)}</tr>`
}
