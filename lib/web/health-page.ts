import { html } from 'hono/html'
import type { CoverageOfDay, LocationHealth, MonitorHealth } from '../flow/monitor-health.ts'
import { watchTitle } from '../judge/watch-words.ts'
import { incidentPath } from '../model/incident-path.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { percent } from './figures.ts'
import { HEALTH_WORDS as H } from './health-words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'

/** Less of what was due than this is low, as in the alert. */
const LOW = 0.9

/** Whether the platform itself is well: locations, coverage, what the watch has found, and what it costs. */
export function healthPage(health: MonitorHealth, cost: Markup, say: Say): Page {
  const { t, at } = say
  const main = html`<h1>${t(H.title)}</h1>
<p class="quiet">${health.lookedAtMs === null ? t(H.notLooked) : html`${t(H.lookedAt)} ${at(health.lookedAtMs)}`}</p>
${conditions(health, say)}
${locations(health, say)}
${cost}
<p><a href="/changes">${t(H.changes)}</a></p>`
  return { title: t(H.title), main, isLive: true }
}

function conditions({ conditions: wrong, fine }: MonitorHealth, { t, at }: Say): Markup {
  const rows = wrong.map(
    ({ title, says, sinceMs, incident }) =>
      html`<li>${at(sinceMs)} <span><span class="badge ${incident === null ? 'unknown' : 'ticket'}">${t(incident === null ? H.beginning : H.open)}</span></span> <div><b>${t(title)}</b> · ${t(says)}${incident === null ? '' : html` <a href="${incidentPath(incident)}">${t(H.toIncident)}</a>`}</div></li>`,
  )
  return html`<section aria-labelledby="wrong"><h2 id="wrong">${t(H.wrong)} (${wrong.length})</h2>
${wrong.length === 0 ? html`<p class="quiet">${t(H.nothing)}</p>` : html`<ol class="alerts">${rows}</ol>`}
<p class="quiet">${t(H.fine)}: ${fine.map((rule) => t(watchTitle({ rule, location: null, group: null, part: null })).replace(/^[^:]*: /, '')).join(', ')}.</p>
</section>`
}

function locations({ locations: all }: MonitorHealth, { t, at, lang }: Say): Markup {
  const days = all[0]?.days.map(({ day }) => day) ?? []
  const heads = [t(H.location), t(H.group), t(H.network), t(H.heard), ...days.map(shortDay)]
  const rows = all.map((one) => {
    const cells = [
      {
        label: t(H.group),
        shown: html`<span>${t(GROUP_WORDS[one.group])}${one.scoring ? html` <small>${t(H.scoring)}</small>` : ''}</span>`,
      },
      { label: t(H.network), shown: one.network ?? '–' },
      { label: t(H.heard), shown: heard(one, { t, at }) },
      ...one.days.map((day) => ({ label: shortDay(day.day), shown: share(day, { lang }) })),
    ]
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${one.location}</th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
  })
  return html`<section aria-labelledby="locations"><h2 id="locations">${t(H.locations)} (${all.length})</h2>
<p class="quiet">${t(H.coverageText)}</p>
<div class="scroll" role="group" aria-labelledby="locations" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div></section>`
}

function heard({ isPlayed, lastReceiptMs }: LocationHealth, { t, at }: Pick<Say, 't' | 'at'>): Markup {
  if (!isPlayed) return html`<span class="quiet">${t(H.notPlayed)}</span>`
  return lastReceiptMs === null ? html`<span class="failed">${t(H.never)}</span>` : at(lastReceiptMs)
}

function share({ due, measured }: CoverageOfDay, { lang }: Pick<Say, 'lang'>): Markup {
  if (due === 0) return html`<span class="quiet">–</span>`
  return html`<span class="${measured / due < LOW ? 'failed' : ''}" title="${measured}/${due}">${percent(measured / due, lang)}</span>`
}

function shortDay(day: string): string {
  return `${day.slice(8)}/${day.slice(5, 7)}`
}
