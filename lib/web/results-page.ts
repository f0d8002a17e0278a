import { html } from 'hono/html'
import { formatLocalTime } from '../judge/reason.ts'
import type { Audit } from '../model/audit.ts'
import type { BilingualText, Page as CataloguePage, Portal } from '../model/catalogue.ts'
import { addDays, type Day } from '../model/day.ts'
import { segmentFolder } from '../model/evidence.ts'
import type { Observation } from '../model/observation.ts'
import { FIRST_DAY, LAST_DAY } from '../model/time-zone.ts'
import { CAUSE_WORDS, OUTCOME_WORDS, PHASE_WORDS } from '../model/words.ts'
import type { StoredSegment } from '../record/segments.ts'
import { dayLong, lighthouseScore } from './figures.ts'
import { reportLinks } from './overview-portals.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import { pageCrumbs } from './page-crumbs.ts'
import type { Page } from './page-route.ts'
import type { ShownPart } from './part-links.ts'
import { RESULTS_WORDS as W } from './results-words.ts'
import { figures } from './score-figures.ts'

const PHASES = ['dnsMs', 'connectMs', 'tlsMs', 'waitMs', 'downloadMs', 'totalMs'] as const

export type ResultsOfDay = {
  readonly page: string
  /** As the catalogue in force has it; null: it has it no more. */
  readonly known: { readonly portal: Portal; readonly page: CataloguePage } | null
  readonly day: Day
  readonly checks: ShownPart<Observation>
  /** Where its checks from an hour on are. */
  readonly hours: readonly { readonly slotMs: number; readonly href: string }[]
  readonly audits: readonly Audit[]
  /** Null: the day isn't sealed. */
  readonly segment: StoredSegment | null
}

/** Every result of a page's day that is in the table, and the segment that has them all. */
export function resultsPage({ page, known, day, checks, hours, audits, segment }: ResultsOfDay, say: Say): Page {
  const { t, lang } = say
  const f = figures(lang)
  const way = (to: Day, words: string) => html`<a href="/results/${page}?day=${to}">${words}</a>`
  const isAll = checks.before === null && checks.after === null
  const name = known === null ? page : `${known.portal.name[lang]} · ${pageText(known.page, say)}`
  const title = `${t(W.title)}: ${name}, ${dayLong(day)}`
  const main = html`${known === null ? '' : pageCrumbs(known, say)}
<h1>${title}</h1>
<form class="line" method="get" action="/results/${page}"><label>${t(W.day)}<input type="date" name="day" value="${day}" min="${FIRST_DAY}" max="${LAST_DAY}" required></label><button class="second">${t(W.show)}</button></form>
<p>${[day === FIRST_DAY ? '' : way(addDays(day, -1), `← ${t(W.previous)}`), day === LAST_DAY ? '' : way(addDays(day, 1), `${t(W.next)} →`)].map((one, index) => html`${index === 1 ? ' · ' : ''}${one}`)}</p>
<h2>${t(W.sealed)}</h2>
${segment === null ? html`<p class="quiet">${t(W.notSealed)}</p>` : html`<p>${t(W.sealedHint)}</p><p><code>${segmentFolder(segment)}</code> · ${f.number(segment.results)} ${t(W.count)} · ${say.at(segment.verifiedAtMs)}<br><small>SHA-256 <code class="hash">${segment.sha256}</code></small></p>`}
<h2 id="checks">${t(W.checks)}${isAll ? html` <small>${f.number(checks.entries.length)}</small>` : ''}</h2>
${isAll ? '' : html`<nav class="parts" aria-label="${t(W.fromHour)}"><span>${t(W.fromHour)}</span>${hours.map(({ slotMs, href }) => html`<a href="${href}#checks">${formatLocalTime(slotMs, say.timezone).slice(0, 'hh:mm'.length)}</a>`)}</nav>`}
${checks.entries.length === 0 ? html`<p class="quiet">${t(isAll ? W.noChecks : W.noMore)}</p>` : checkTable(checks.entries, say)}
${checks.links(say)}
<h2 id="audits">${t(W.audits)} <small>${f.number(audits.length)}</small></h2>
${audits.length === 0 ? html`<p class="quiet">${t(W.noAudits)}</p>` : auditTable(audits, say)}`
  return { title, main }
}

function checkTable(rows: readonly Observation[], say: Say): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const whole = (ms: number | null): string => f.number(ms === null ? null : Math.round(ms))
  const heads = [
    t(W.time),
    t(W.location),
    t(W.outcome),
    t(W.first),
    ...PHASES.map((phase) => t(PHASE_WORDS[phase])),
    'HTTP',
    'X-Nhip-Id',
  ]
  return html`<p class="quiet">${t(W.firstHint)}</p>
<div class="scroll" role="group" aria-labelledby="checks" tabindex="0"><table role="table" class="cards results"><thead role="rowgroup"><tr role="row">${heads.map((head, index) => html`<th role="columnheader" scope="col"${index > 3 && index < 11 ? html` class="n"` : ''}>${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => {
    const { phases, attempts } = row
    const parts = PHASES.map((phase) => phases[phase])
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(row.slotMs)}</th><td role="cell" data-label="${t(W.location)}">${row.location}</td><td role="cell" data-label="${t(W.outcome)}">${outcomeOf(row, say)}</td>${attempts[0] === undefined || attempts.length < 2 ? none(t(W.first)) : html`<td role="cell" data-label="${t(W.first)}">${outcomeOf(attempts[0], say)}</td>`}${parts.map((ms, index) => (ms === null ? none(heads[4 + index] ?? '', 'n') : html`<td role="cell" class="n" data-label="${heads[4 + index] ?? ''}">${whole(ms)}</td>`))}${row.httpStatus === null ? none('HTTP', 'n') : html`<td role="cell" class="n" data-label="HTTP">${row.httpStatus}</td>`}${row.requestId === undefined ? none('X-Nhip-Id') : html`<td role="cell" data-label="X-Nhip-Id"><code>${row.requestId}</code></td>`}</tr>`
  })}</tbody></table></div>`
}

function auditTable(rows: readonly Audit[], say: Say): Markup {
  const { t, lang } = say
  const f = figures(lang)
  const heads = [
    t(W.time),
    t(W.location),
    t(W.outcome),
    t(W.score),
    'FCP',
    'LCP',
    'SI',
    'TBT',
    'CLS',
    t(W.ready),
    t(W.control),
  ]
  return html`<div class="scroll" role="group" aria-labelledby="audits" tabindex="0"><table role="table" class="cards results"><thead role="rowgroup"><tr role="row">${heads.map((head, index) => html`<th role="columnheader" scope="col"${index > 2 && index < 10 ? html` class="n"` : ''}>${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => {
    const { metrics, score } = row
    const numbers = [
      score === null ? null : lighthouseScore(score),
      metrics.fcpMs,
      metrics.lcpMs,
      metrics.siMs,
      metrics.tbtMs,
      metrics.cls,
      metrics.readyMs,
    ]
    const files = (row.files ?? []).map(({ name }) => name)
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(row.startedAtMs)}</th><td role="cell" data-label="${t(W.location)}">${row.location}</td><td role="cell" data-label="${t(W.outcome)}"><span>${outcomeOf(row, say)}${reportLinks(row.page ?? '', { audit: { slotMs: row.slotMs, location: row.location, files }, t })}${row.detail === null ? '' : html`<br><small>${row.detail}</small>`}</span></td>${numbers.map((value, index) => (value === null ? none(heads[3 + index] ?? '', 'n') : html`<td role="cell" class="n" data-label="${heads[3 + index] ?? ''}">${f.number(value)}</td>`))}${row.calibrated === undefined ? none(t(W.control)) : html`<td role="cell" data-label="${t(W.control)}">${t(standingOf(row.calibrated))}</td>`}</tr>`
  })}</tbody></table></div>`
}

/** Null: there is no band yet. */
function standingOf(calibrated: boolean | null): BilingualText {
  if (calibrated === null) return W.uncalibrated
  return calibrated ? W.calibrated : W.notCalibrated
}

/** A cell without a value: where rows are cards it takes no room. */
function none(label: string, align = ''): Markup {
  return html`<td role="cell" class="${align} none" data-label="${label}">–</td>`
}

function outcomeOf({ outcome, cause }: Pick<Observation, 'outcome' | 'cause'>, { t }: Say): Markup {
  return html`<span class="${outcome}">${t(cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause])}</span>`
}
