import { html } from 'hono/html'
import { isOfEveryYear } from '../model/holiday.ts'
import type { Markup, Say } from './overview-say.ts'
import type { WindowsView } from './windows-page.ts'
import { HOLIDAY_WORDS as H, HOLIDAY_KIND_WORDS, WINDOW_WORDS as W } from './windows-words.ts'

/** Holidays and make-up days: the catalogue's in a line, those that were planned, and for operators the way to plan them. */
export function holidaySections(view: WindowsView, of: { readonly mayAct: boolean; readonly say: Say }): Markup {
  const { t } = of.say
  const { holidays = [], workingDays = [] } = view.catalogue?.calendar ?? {}
  const written = (
    [
      ['holiday', holidays],
      ['working-day', workingDays],
    ] as const
  ).filter(([, days]) => days.length > 0)
  return html`${of.mayAct ? planForm(view, of.say) : ''}
<section aria-labelledby="holidays"><h2 id="holidays">${t(H.title)} (${view.holidays.count})</h2>
<p class="quiet">${t(H.text)}</p>
${written.map(([kind, days]) => html`<p>${t(H.ofCatalogue)}, ${t(HOLIDAY_KIND_WORDS[kind])}: ${days.map((day) => shownDay(day, of.say)).join(', ')}</p>`)}
${view.holidays.count === 0 ? html`<p class="quiet">${t(W.none)}</p>` : table(view, of)}
${view.holidays.part.links(of.say)}
</section>`
}

function planForm({ refused }: WindowsView, { t }: Say): Markup {
  const was = (name: string): string => refused?.form[name] ?? ''
  const kinds = [
    ['holiday', HOLIDAY_KIND_WORDS.holiday],
    ['yearly', H.yearly],
    ['working-day', HOLIDAY_KIND_WORDS['working-day']],
  ] as const
  return html`<section aria-labelledby="plan-holidays"><h2 id="plan-holidays">${t(H.plan)}</h2>
<form class="stack card" method="post" action="/maintenance/holidays">
<label>${t(H.kind)}<select name="kind">${kinds.map(([kind, words]) => html`<option value="${kind}"${was('kind') === kind ? html` selected` : ''}>${t(words)}</option>`)}</select></label>
<label>${t(H.firstDay)}<input type="date" name="day" required value="${was('day')}"></label>
<label>${t(H.lastDay)}<input type="date" name="lastDay" value="${was('lastDay')}"><small class="quiet">${t(H.lastDayHint)}</small></label>
<label>${t(W.note)}<input name="label" maxlength="500" value="${was('label')}"></label>
<button>${t(W.declare)}</button>
</form></section>`
}

function table(view: WindowsView, { mayAct, say }: { readonly mayAct: boolean; readonly say: Say }): Markup {
  const { t } = say
  const heads = [H.day, H.kind, W.note, W.declared, W.state].map(t)
  const rows = view.holidays.part.entries.map(({ id, day, kind, note, declaredAtMs, by, isOver, endedAtMs }) => {
    const end = html`<form method="post" action="/maintenance/holidays/end"><input type="hidden" name="id" value="${id}"><button class="link">${t(H.end)}</button></form>`
    const cells = [
      { label: t(H.kind), shown: t(HOLIDAY_KIND_WORDS[kind]) },
      { label: t(W.note), shown: note ?? '–' },
      { label: t(W.declared), shown: html`<span>${say.at(declaredAtMs)} <small>${by}</small></span>` },
      {
        label: t(W.state),
        shown: isOver
          ? html`<span class="quiet">${t(endedAtMs === null ? W.over : H.ended)}</span>`
          : mayAct
            ? end
            : html`${t(W.toCome)}`,
      },
    ]
    return html`<tr role="row" class="first"><th role="rowheader" scope="row">${shownDay(day, say)}</th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
  })
  return html`<div class="scroll" role="group" aria-labelledby="holidays" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`
}

function shownDay(day: string, { t, lang }: Say): string {
  const [month, date] = day.slice(-'mm-dd'.length).split('-')
  const short = lang === 'vi' ? `${date}/${month}` : `${month}-${date}`
  return isOfEveryYear(day)
    ? `${short} (${t(H.everyYear)})`
    : lang === 'vi'
      ? `${short}/${day.slice(0, 'yyyy'.length)}`
      : day
}
