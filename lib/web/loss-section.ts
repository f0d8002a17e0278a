import { html } from 'hono/html'
import type { Losses, PageLosses } from '../flow/page-losses.ts'
import type { Catalogue, Page as CataloguePage } from '../model/catalogue.ts'
import { startOfDay } from '../model/day.ts'
import type { Release } from '../model/release.ts'
import { barChart, shareBar } from './charts/bar-chart.ts'
import { toldCourse } from './charts/told-course.ts'
import { releaseMarksOf } from './course-releases.ts'
import { dayLong, dayShort, figure, percent } from './figures.ts'
import { STEP_WORDS, LOSS_WORDS as W } from './loss-words.ts'
import { type Markup, pageName, pageText, type Say } from './overview-say.ts'
import { PORTAL_WORDS } from './portal-words.ts'

/** Of an axis: where next to nothing failed, bars are not to look like much. */
const LEAST = 0.02

export type LossesView = {
  readonly page: CataloguePage
  readonly losses: PageLosses
  /** Of the period, oldest first. */
  readonly releases: readonly Release[]
  readonly catalogue: Catalogue | null
}

/** When, where and in which phase a page's checks failed, each as a chart with its table. */
export function lossSection(view: LossesView, say: Say): Markup {
  const { page, losses } = view
  const { t, lang } = say
  const { all } = losses
  const id = `losses-${page.id}`
  const head = html`<h2 id="${id}">${t(W.title)}: ${pageName(page, say)}</h2>`
  if (all.due === 0) return html`<section aria-labelledby="${id}">${head}<p class="quiet">${t(W.nothing)}</p></section>`
  return html`<section aria-labelledby="${id}">${head}
<p class="quiet">${t(W.text)}</p>
<dl class="facts">
<div><dt>${t(W.days)}</dt><dd>${dayLong(losses.from)}–${dayLong(losses.to)}</dd></div>
<div><dt>${t(W.failed)}</dt><dd><b>${percent(shareOf(all), lang)}</b> <small>${figure(all.failed, { lang })} ${t(W.of)} ${figure(all.known, { lang })}</small></dd></div>
<div><dt>${t(W.obstructed)}</dt><dd>${percent(all.obstructed / all.due, lang)} <small>${figure(all.obstructed, { lang })} ${t(W.of)} ${figure(all.due, { lang })}; ${t(W.ours)} ${measuredFrom(view)}</small></dd></div>
</dl>
<div class="card"><h3>${t(W.byDay)}</h3>${dayChart(view, say)}</div>
<div class="grid trio">
<div class="card"><h3>${t(W.byHour)}</h3>${hourChart(view, say)}</div>
<div class="card"><h3>${t(W.byLocation)}</h3>${locationTable(losses, say)}</div>
<div class="card"><h3>${t(W.byStep)}</h3>${stepTable(losses, say)}<p class="quiet"><small>${t(W.stepText)}</small></p></div>
</div>
${table({ name: `${t(W.byDay)}, ${pageText(page, say)}`, head: t(PORTAL_WORDS.day) }, losses.days.map((one) => [dayLong(one.day), one] as const).toReversed(), say)}
${table(
  { name: `${t(W.byHour)}, ${pageText(page, say)}`, head: t(W.hour) },
  losses.hours.map((one, hour) => [String(hour), one] as const),
  say,
)}
</section>`
}

function dayChart({ page, losses, releases }: LossesView, say: Say): Markup {
  const { t, lang } = say
  const { days } = losses
  const fromMs = startOfDay(losses.from, say.timezone)
  const at = (index: number): string => dayShort(days[index]?.day ?? '')
  const sayDay = (index: number): string =>
    `${dayLong(days[index]?.day ?? '')}: ${sayLosses(days[index] as Losses, say)}`
  const drawn = barChart(days.map(shareOf), {
    id: `losses-day-${page.id}`,
    title: `${t(W.byDay)}, ${pageText(page, say)}`,
    description: t(W.barText),
    ends: [at(0), at(Math.floor(days.length / 2)), at(days.length - 1)],
    tick: (value) => percent(value, lang),
    none: t(W.nothing),
    least: LEAST,
    say: sayDay,
    releases: releaseMarksOf(releases, { fromMs, say }).filter(({ at: day }) => day >= 0 && day <= days.length),
  })
  return toldCourse(drawn, { says: days.map((_, index) => sayDay(index)), t })
}

function hourChart({ page, losses: { hours } }: LossesView, say: Say): Markup {
  const { t, lang } = say
  return barChart(hours.map(shareOf), {
    id: `losses-hour-${page.id}`,
    title: `${t(W.byHour)}, ${pageText(page, say)}`,
    description: t(W.barText),
    ends: [`0 ${t(W.oclock)}`, '12', '24'],
    tick: (value) => percent(value, lang),
    none: t(W.nothing),
    least: LEAST,
    say: (hour) => `${hour} ${t(W.oclock)}: ${sayLosses(hours[hour] as Losses, say)}`,
  })
}

function locationTable({ locations, page }: PageLosses, say: Say): Markup {
  const { t, lang } = say
  const most = Math.max(LEAST, ...locations.map((one) => shareOf(one) ?? 0))
  const heads = [W.failed, W.known, W.share].map(t)
  return html`<div class="scroll plain" role="group" aria-label="${t(W.byLocation)} ${page}" tabindex="0"><table class="bars">
<thead><tr><th scope="col">${t(W.location)}</th>${heads.map((head) => html`<th scope="col" class="n">${head}</th>`)}<td></td></tr></thead>
<tbody>${locations.map((one) => html`<tr><th scope="row">${one.location}</th><td class="n">${figure(one.failed, { lang })}</td><td class="n">${figure(one.known, { lang })}</td><td class="n">${percent(shareOf(one), lang)}</td><td>${shareBar((shareOf(one) ?? 0) / most)}</td></tr>`)}</tbody>
</table></div>`
}

function stepTable({ steps, page }: PageLosses, say: Say): Markup {
  const { t, lang } = say
  const most = Math.max(1, ...steps.map(({ failed }) => failed))
  return html`<div class="scroll plain" role="group" aria-label="${t(W.byStep)} ${page}" tabindex="0"><table class="bars">
<thead><tr><th scope="col">${t(W.step)}</th>${[t(W.failed), 'p50 (ms)', 'p95 (ms)'].map((head) => html`<th scope="col" class="n">${head}</th>`)}<td></td></tr></thead>
<tbody>${steps.map(({ step, failed, p50, p95 }) => html`<tr><th scope="row">${t(STEP_WORDS[step])}</th><td class="n">${figure(failed, { lang })}</td><td class="n">${figure(p50, { lang })}</td><td class="n">${figure(p95, { lang })}</td><td>${shareBar(failed / most)}</td></tr>`)}</tbody>
</table></div>`
}

function table(
  of: { readonly name: string; readonly head: string },
  rows: readonly (readonly [name: string, losses: Losses])[],
  { t, lang }: Say,
): Markup {
  const heads = [W.failed, W.known, W.share, W.obstructed].map(t)
  return html`<details><summary>${t(PORTAL_WORDS.table)}: ${of.name}</summary>
<div class="scroll" role="group" aria-label="${of.name}" tabindex="0"><table>
<thead><tr><th scope="col">${of.head}</th>${heads.map((head) => html`<th scope="col" class="n">${head}</th>`)}</tr></thead>
<tbody>${rows.map(([name, one]) => html`<tr><th scope="row">${name}</th>${[figure(one.failed, { lang }), figure(one.known, { lang }), percent(shareOf(one), lang), figure(one.obstructed, { lang })].map((value) => html`<td class="n">${value}</td>`)}</tr>`)}</tbody>
</table></div></details>`
}

/** Null: nothing passed or failed. */
function shareOf({ known, failed }: Losses): number | null {
  return known === 0 ? null : failed / known
}

function sayLosses(of: Losses, { t, lang }: Say): string {
  const share = shareOf(of)
  return share === null
    ? t(PORTAL_WORDS.noData)
    : `${percent(share, lang)}, ${figure(of.failed, { lang })} ${t(W.of)} ${figure(of.known, { lang })}`
}

/** The locations that measured, with the addresses that the catalogue names for them. */
function measuredFrom({ losses, catalogue }: LossesView): string {
  return losses.locations
    .map(({ location }) => {
      const source = catalogue?.locations.find(({ id }) => id === location)?.source ?? null
      return source === null ? location : `${location} (${source})`
    })
    .join(', ')
}
