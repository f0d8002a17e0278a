import { html } from 'hono/html'
import type { ReadPack } from '../flow/criteria.ts'
import type { Evaluation, OpeningHashes, PeriodAct, Revision, Signed } from '../model/evaluation.ts'
import { EVALUATION_STATE_WORDS } from '../model/score-words.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { dayLong } from './figures.ts'
import type { Markup, Say } from './overview-say.ts'
import { ACT_HINTS, ACT_WORDS, HASH_WORDS, PERIODS_WORDS as W } from './periods-words.ts'
import { criteriaField, groupField, periodField, STATE_BADGES } from './score-choice.ts'
import { scorePath } from './score-href.ts'

/** Opens another period. */
export function openingForm(packs: readonly ReadPack[], say: Say): Markup {
  const { t } = say
  return html`<details class="ways"><summary>${t(W.openNew)}</summary><p class="quiet">${t(ACT_HINTS.open)}</p>
<form class="line" method="post" action="/periods"><input type="hidden" name="act" value="open">
${periodField('', say)}
${criteriaField({ packs, chosen: null }, say)}
${groupField(null, say)}
<button>${t(ACT_WORDS.open)}</button></form></details>`
}

/** How an evaluation stands, what was published of it and kept, and what comes next. */
export function evaluationCard(
  one: Evaluation,
  of: { readonly say: Say; readonly mayAct: boolean; readonly packs: readonly ReadPack[] },
): Markup {
  const { say, mayAct } = of
  const { t, lang } = say
  const { opening, revisions, state } = one
  const { statement, signature } = opening
  const criteria = `${one.criteria}@${one.version}`
  const name = of.packs.find((pack) => pack.criteria.criteria === one.criteria)?.criteria.name[lang]
  const deadlineMs = revisions[0]?.statement.deadlineMs ?? null
  const id = `${one.period}-${one.criteria}-${one.version}-${one.group}`
  return html`<section class="card period" aria-labelledby="${id}"><h2 id="${id}">${one.period} <span class="badge ${STATE_BADGES[state]}">${t(EVALUATION_STATE_WORDS[state])}</span></h2>
<p>${name === undefined ? '' : html`${name} · `}<code>${criteria}</code> · ${t(GROUP_WORDS[one.group])} · ${dayLong(statement.from)} – ${dayLong(statement.to)}</p>
<dl class="facts"><div><dt>${t(W.openedAt)}</dt><dd>${say.at(statement.openedAtMs)}${statement.isLate ? html` <span class="badge slow">${t(W.late)}</span>` : ''}</dd></div>
<div><dt>${t(W.by)}</dt><dd>${statement.by}</dd></div>
${deadlineMs === null ? '' : html`<div><dt>${t(W.until)}</dt><dd>${say.at(deadlineMs)}</dd></div>`}</dl>
<p><a href="${scorePath({ ...one, criteria })}">${t(W.scores)}</a> · <a href="/reviews?period=${encodeURIComponent(one.period)}">${t(W.reviews)}</a></p>
<details id="${id}-hashes"><summary>${t(W.hashes)}</summary><div class="scroll"><table role="table" class="cards"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.what)}</th><th role="columnheader" scope="col">${t(W.hash)}</th></tr></thead><tbody role="rowgroup">${Object.entries(statement.hashes).map(([what, hash]) => html`<tr role="row" class="first"><th role="rowheader" scope="row">${t(HASH_WORDS[what as keyof OpeningHashes])}</th><td role="cell" class="hash"><code>${hash}</code></td></tr>`)}</tbody></table></div>
<p class="quiet">${t(W.instruments)}: ${statement.instruments.map(({ location, instrument }, index) => html`${index === 0 ? '' : ', '}${location} ${instrument === null ? t(W.unknownInstrument) : html`<code>${instrument}</code>`}`)}<br>${t(W.signature)}: <code class="hash">${signature.keyId}</code></p></details>
${revisions.length === 0 ? '' : revisionTable(revisions, { one, say })}
${mayAct ? nextAct(one, { say, criteria, deadlineMs }) : ''}
</section>`
}

function revisionTable(
  revisions: readonly Signed<Revision>[],
  { one, say }: { readonly one: Evaluation; readonly say: Say },
): Markup {
  const { t } = say
  const criteria = `${one.criteria}@${one.version}`
  return html`<h3>${t(W.revisions)}</h3><div class="scroll"><table role="table" class="cards"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.revision)}</th><th role="columnheader" scope="col">${t(W.madeAt)}</th><th role="columnheader" scope="col">${t(W.by)}</th><th role="columnheader" scope="col">${t(W.notes)}</th><th role="columnheader" scope="col">SHA-256</th></tr></thead><tbody role="rowgroup">${revisions.map(
    ({ statement }) => {
      const { revision, madeAtMs, by, scoreSha256 } = statement
      const kind = revision === 0 ? W.preview : revision === 1 ? W.closing : W.correction
      return html`<tr role="row" class="first"><th role="rowheader" scope="row"><a href="${scorePath({ ...one, criteria }, { revision })}">${revision}, ${t(kind)}</a></th><td role="cell" data-label="${t(W.madeAt)}">${say.at(madeAtMs)}</td><td role="cell" data-label="${t(W.by)}">${by}</td><td role="cell" data-label="${t(W.notes)}">${notesOf(statement, say)}</td><td role="cell" class="hash" data-label="SHA-256"><code>${scoreSha256}</code></td></tr>`
    },
  )}</tbody></table></div>`
}

function notesOf({ reason, gap, changed }: Revision, { t }: Say): Markup {
  const notes = [
    ...(reason === null ? [] : [reason]),
    ...(gap === null ? [] : [`${t(W.gap)} ${gap.locations.map(({ location }) => location).join(', ')}: ${gap.reason}`]),
    ...(changed.length === 0 ? [] : [`${t(W.changed)}: ${changed.map((name) => t(HASH_WORDS[name])).join(', ')}`]),
  ]
  return notes.length === 0
    ? html`–`
    : html`<span>${notes.map((note, index) => html`${index === 0 ? '' : html`<br>`}${note}`)}</span>`
}

/** What an evaluator may do with it now; nothing while it waits. */
function nextAct(
  { state, period, group }: Evaluation,
  of: { readonly say: Say; readonly criteria: string; readonly deadlineMs: number | null },
): Markup {
  const { say, criteria } = of
  const { t } = say
  if (state === 'window')
    return html`<p class="quiet">${t(W.waits)} ${of.deadlineMs === null ? '' : say.at(of.deadlineMs)}</p>`
  const act: PeriodAct['act'] = state === 'open' ? 'preview' : state === 'review' ? 'close' : 'correct'
  return html`<details class="ways"><summary>${t(ACT_WORDS[act])}</summary><p class="quiet">${t(ACT_HINTS[act])}</p>
<form class="stack" method="post" action="/periods">
<input type="hidden" name="act" value="${act}"><input type="hidden" name="period" value="${period}"><input type="hidden" name="criteria" value="${criteria}"><input type="hidden" name="group" value="${group}">
${act === 'correct' ? html`<label>${t(W.reason)}<textarea name="reason" required maxlength="2000"></textarea></label>` : ''}
${act === 'preview' ? '' : html`<label>${t(W.gapReason)}<textarea name="gap" maxlength="2000"></textarea></label>`}
<button>${t(ACT_WORDS[act])}</button></form></details>`
}
