import { html } from 'hono/html'
import type { SeenScore } from '../flow/seen-score.ts'
import type { Score } from '../model/score.ts'
import { RESERVATION_WORDS } from '../model/score-words.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { dayLong } from './figures.ts'
import { jobLine } from './job-line.ts'
import type { Markup, Say } from './overview-say.ts'
import { scoreHref } from './score-href.ts'
import { SCORES_WORDS as W } from './scores-words.ts'

/** What a score is, and is not: kept or computed, official or not, by which criteria, of which days and locations. */
export function scoreHead(seen: SeenScore & { readonly score: Score }, say: Say): Markup {
  const { t, lang } = say
  const { score, pack, computed, revisions } = seen
  const { criteria } = pack
  const revision = score.closing?.statement.revision ?? null
  const madeAtMs = score.closing?.statement.madeAtMs ?? computed?.updatedAtMs ?? null
  const state = revision === null ? t(W.live) : score.status === 'closed' ? t(W.closed) : t(W.preview)
  const facts = [
    [t(W.days), `${dayLong(score.from)} – ${dayLong(score.to)}`],
    [t(W.criteria), `${criteria.name[lang]} (${criteria.criteria}, ${t(W.version)} ${criteria.version})`],
    [t(W.locations), `${t(GROUP_WORDS[score.group])}: ${score.locations.join(', ') || '–'}`],
    ...(madeAtMs === null ? [] : [[t(W.madeAt), say.at(madeAtMs)] as const]),
    ...(score.exclusions.length === 0 ? [] : [[t(W.exclusions), String(score.exclusions.length)] as const]),
  ] as const
  return html`<ul class="chips"><li class="badge ${revision === null ? 'unknown' : score.status === 'closed' ? 'ok' : 'slow'}">${state}${revision !== null && revision > 1 ? html`, ${t(W.revision)} ${revision}` : ''}</li>
<li class="badge ${score.kind === 'official' && score.reservation === null ? 'ok' : 'unknown'}">${t(score.kind === 'official' ? W.official : W.operational)}</li>
${score.reservation === null ? '' : html`<li class="badge slow">${t(RESERVATION_WORDS[score.reservation])}</li>`}</ul>
${criteria.reading === 'ours' ? html`<p class="notice">${t(W.reading)} ${criteria.source}.</p>` : ''}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${seen.job === null ? '' : jobLine(seen.job, say)}
${revisions.length === 0 ? '' : html`<p>${t(W.revisions)}: ${revisions.map((one, index) => html`${index === 0 ? '' : ' · '}<a href="${scoreHref(seen, { isLive: false, revision: one.revision })}">${one.revision === 0 ? t(W.preview) : one.revision === 1 ? t(W.closed) : `${t(W.revision)} ${one.revision}`}</a>`)}</p>`}`
}
