import { html } from 'hono/html'
import type { FailedChecks } from '../flow/failed-checks.ts'
import type { Page as CataloguePage, Portal } from '../model/catalogue.ts'
import { CAUSE_ADVICE } from '../model/cause-advice.ts'
import type { Day } from '../model/day.ts'
import type { Observation } from '../model/observation.ts'
import { FIRST_DAY, LAST_DAY } from '../model/time-zone.ts'
import { CAUSE_WORDS, OUTCOME_WORDS } from '../model/words.ts'
import { dayLong, figure } from './figures.ts'
import { LOST_WORDS as W } from './lost-words.ts'
import { longPageName, type Markup, type Say } from './overview-say.ts'
import { pageCrumbs } from './page-crumbs.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'
import { phaseSum } from './phase-sum.ts'

/** A page's checks of some days that didn't pass by its portal's fault, each with what was seen. */
export function checksPage(
  of: {
    readonly portal: Portal
    readonly page: CataloguePage
    /** Both included. */
    readonly days: { readonly from: Day; readonly to: Day }
    readonly checks: ShownPart<Observation>
    readonly sealed: FailedChecks['sealed']
  },
  say: Say,
): Page {
  const { portal, page, days, checks, sealed } = of
  const { t, lang } = say
  const heads = [W.time, W.location, W.cause, W.phases]
  const table = html`<div class="scroll" role="group" aria-labelledby="checks" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${t(head)}</th>`)}</tr></thead>
<tbody role="rowgroup">${checks.entries.map((check) => row(check, say))}</tbody></table></div>`
  const main = html`${pageCrumbs({ portal, page }, say)}
<h1 id="checks">${t(W.checks)}</h1>
<p>${longPageName(page, portal, say)}</p>
<form class="line" method="get"><label>${t(W.from)}<input type="date" name="from" value="${days.from}" min="${FIRST_DAY}" max="${LAST_DAY}" required></label><label>${t(W.to)}<input type="date" name="to" value="${days.to}" min="${FIRST_DAY}" max="${LAST_DAY}" required></label><button class="second">${t(W.show)}</button></form>
<p class="quiet">${t(W.checksText)}</p>
${checks.entries.length === 0 ? html`<p>${t(sealed.length === 0 ? W.noChecks : W.noneHere)}</p>` : table}
${checks.links(say)}
${sealed.length === 0 ? '' : sealedDays(sealed, { page: page.key, say })}`
  return { title: `${t(W.checks)} · ${portal.name[lang]}`, main }
}

/** Days whose results are in their segments alone: what failed, and where to read on. */
function sealedDays(days: FailedChecks['sealed'], { page, say }: { readonly page: string; readonly say: Say }): Markup {
  const { t, lang } = say
  const heads = [W.day, W.failed, W.obstructed].map(t)
  return html`<section aria-labelledby="sealed"><h2 id="sealed">${t(W.sealedDays)} (${days.length})</h2>
<p class="quiet">${t(W.sealedText)}</p>
<div class="scroll" role="group" aria-labelledby="sealed" tabindex="0"><table class="wrapped">
<thead><tr>${heads.map((head, index) => html`<th scope="col"${index === 0 ? '' : html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody>${days.map(({ day, failed, obstructed }) => html`<tr><th scope="row"><a href="/results/${page}?day=${day}">${dayLong(day)}</a></th>${[failed, obstructed].map((count) => html`<td class="n">${figure(count, { lang })}</td>`)}</tr>`)}</tbody>
</table></div></section>`
}

function row(check: Observation, say: Say): Markup {
  const { t } = say
  const { startedAtMs, location, outcome, cause, detail, httpStatus, address, phases, attempts, requestId } = check
  const what = cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause]
  const seen = [httpStatus === null ? null : `HTTP ${httpStatus}`, detail].filter((one) => one !== null)
  const sum = phaseSum(phases, say)
  const cells = [
    [W.location, html`<span>${location}${address === null ? '' : html`<br><small>→ ${address}</small>`}</span>`],
    [
      W.cause,
      html`<span><b class="${outcome}">${t(what)}</b>${attempts.length > 1 ? ` ×${attempts.length}` : ''}<br><small>${seen.join(' · ')}</small>${cause === null ? '' : html`<br><small>${t(W.todo)}: ${t(CAUSE_ADVICE[cause])}</small>`}</span>`,
    ],
    [
      W.phases,
      html`<span>${sum ?? '–'}${requestId === undefined ? '' : html`<br><code title="X-Nhip-Id">${requestId}</code>`}</span>`,
    ],
  ] as const
  return html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(startedAtMs)}</th>${cells.map(([label, shown]) => html`<td role="cell" data-label="${t(label)}">${shown}</td>`)}</tr>`
}
