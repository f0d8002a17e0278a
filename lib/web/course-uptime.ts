import { html } from 'hono/html'
import type { PageCourse, ReportedDay } from '../flow/page-report.ts'
import { barSample, type DayBar, dayBars } from './charts/day-bars.ts'
import { toldBars } from './charts/told-course.ts'
import { dayLong, dayShort, figure, percent } from './figures.ts'
import type { Markup, Say } from './overview-say.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

/** From here on a day is well, and from here on it is middling. */
export const WELL = 0.995
export const MIDDLING = 0.95

/** A page's days as bars, and its figures over all of them. */
export function uptimeChart(course: PageCourse, of: { readonly id: string; readonly say: Say }): Markup {
  const { t, lang } = of.say
  const sums = sumsOf(course)
  const first = course.days[0]?.day ?? ''
  const bars = course.days.map((day) => barOf(day, of.say))
  return html`<dl class="facts">
<div><dt>${t(W.uptime90)}</dt><dd><b>${percent(sums.uptime, lang)}</b></dd></div>
<div><dt>${t(W.coverage90)}</dt><dd>${percent(sums.coverage, lang)}</dd></div>
<div><dt>${t(W.failed90)}</dt><dd>${figure(sums.failed, { lang })}</dd></div>
</dl>
${toldBars(dayBars(bars, { id: of.id, title: `${t(W.uptime90)}: ${percent(sums.uptime, lang)}`, description: t(W.barsText) }), { says: bars.map(({ title }) => title), t })}
<p class="ends"><span>${dayShort(first)}</span><span>${t(W.today)}</span></p>`
}

/** What the bars mean. */
export function uptimeLegend({ t, lang }: Say): Markup {
  const samples = [
    ['ok', `≥ ${percent(WELL, lang)}`],
    ['warn', `≥ ${percent(MIDDLING, lang)}`],
    ['bad', `< ${percent(MIDDLING, lang)}`],
    ['plan', t(W.plan)],
    ['none', t(W.noData)],
  ] as const
  return html`<ul class="legend" aria-label="${t(W.legend)}">${samples.map(([kind, words]) => html`<li>${barSample(kind)} ${words}</li>`)}</ul>`
}

/** Each day that something was expected on, newest first. */
export function daysTable({ days, page }: PageCourse, { t, lang }: Say): Markup {
  const rows = days.flatMap(({ day, seen }) => (seen === null ? [] : [{ ...seen, day }])).toReversed()
  const heads = [W.uptime, W.coverage, W.passed, W.failed, W.inconclusive, W.missing]
  return html`<details><summary>${t(W.table)}: ${t(W.days)}</summary>
<div class="scroll" role="group" aria-label="${t(W.days)} ${page}" tabindex="0"><table>
<thead><tr><th scope="col">${t(W.day)}</th>${heads.map((head) => html`<th scope="col" class="n">${t(head)}</th>`)}</tr></thead>
<tbody>${rows.map(({ day, uptime, coverage, counts, expected, present }) => html`<tr><th scope="row">${dayLong(day)}</th><td class="n">${percent(uptime, lang)}</td><td class="n">${percent(coverage, lang)}</td>${[counts.passed, counts.failed, counts.inconclusive, expected - present].map((count) => html`<td class="n">${figure(count, { lang })}</td>`)}</tr>`)}</tbody>
</table></div></details>`
}

/** How a day with such a share of checks that passed is drawn. */
export function barKind(uptime: number): 'ok' | 'warn' | 'bad' {
  if (uptime >= WELL) return 'ok'
  return uptime >= MIDDLING ? 'warn' : 'bad'
}

function barOf({ day, seen }: ReportedDay, { t, lang }: Say): DayBar {
  const date = dayLong(day)
  if (seen === null) return { kind: 'none', title: `${date}: ${t(W.noData)}` }
  const { uptime, due, expected, counts } = seen
  if (due === 0) return { kind: 'plan', title: `${date}: ${t(W.plan)}` }
  if (uptime === null) return { kind: 'none', title: `${date}: ${t(W.noData)}` }
  const kind = barKind(uptime)
  const part = due < expected ? `, ${t(W.partPlan)}` : ''
  return {
    kind,
    title: `${date}: ${percent(uptime, lang)}, ${counts.failed} ${t(W.failed).toLocaleLowerCase(lang)}${part}`,
  }
}

function sumsOf({ days }: PageCourse) {
  const seen = days.flatMap((day) => day.seen ?? [])
  const sum = (of: (day: (typeof seen)[number]) => number): number => seen.reduce((total, day) => total + of(day), 0)
  const failed = sum(({ counts }) => counts.failed)
  const known = failed + sum(({ counts }) => counts.passed)
  const due = sum((day) => day.due)
  return {
    failed,
    uptime: known === 0 ? null : (known - failed) / known,
    coverage: due === 0 ? null : known / due,
  }
}
