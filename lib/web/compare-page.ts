import { html } from 'hono/html'
import { COMPARED_DAYS, type Compared, type Comparison, type Measure } from '../flow/compare-page.ts'
import { SIGNIFICANT } from '../judge/before-after.ts'
import type { Portal } from '../model/catalogue.ts'
import { addDays, type Day, dayOf, startOfDay } from '../model/day.ts'
import type { Release } from '../model/release.ts'
import { bandChart } from './charts/band-chart.ts'
import { toldCourse } from './charts/told-course.ts'
import { MEASURE_WORDS, COMPARE_WORDS as W } from './compare-words.ts'
import { releaseMarksOf } from './course-releases.ts'
import { dayLong, dayShort, figure, percent, signedFigure } from './figures.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { compareHref } from './releases-page.ts'
import { RELEASES_WORDS } from './releases-words.ts'

export type CompareView = {
  readonly portal: Portal
  /** Its id within the portal. */
  readonly page: string
  readonly date: Day
  readonly days: (typeof COMPARED_DAYS)[number]
  readonly today: Day
  /** Null: the date can't be compared. */
  readonly comparison: Comparison | null
  /** Those that went live before today, oldest first. */
  readonly releases: readonly Release[]
  readonly nowMs: number
}

const OFFERED = 8

/** A page before and after a date, with what statistics say of it. */
export function comparePageView(view: CompareView, say: Say): Page {
  const { portal, comparison } = view
  const { t, lang } = say
  const main = html`<p class="crumbs"><a href="/portals">${t(PORTAL_WORDS.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[lang]}</a></p>
<h1>${t(W.compare)}</h1>
<p class="quiet">${t(W.intro)}</p>
${form(view, say)}
${offered(view, say)}
${comparison === null ? html`<p class="notice bad" role="alert">${t(W.badDate)}</p>` : answers(comparison, { releases: view.releases, say })}`
  return {
    title: `${t(W.compare)} · ${portal.name[lang]}`,
    main,
    ...(comparison === null ? { status: 400 } : { hasCourses: true }),
  }
}

function form({ portal, page, date, days, today }: CompareView, say: Say): Markup {
  const { t } = say
  return html`<form class="line" method="get" action="/portals/${portal.id}/compare">
<label>${t(W.page)}<select name="page">${portal.pages.map((one) => html`<option value="${one.id}"${one.id === page ? html` selected` : ''}>${pageText(one, say)}</option>`)}</select></label>
<label>${t(W.date)}<input type="date" name="date" value="${date}" max="${today}" required></label>
<label>${t(W.span)}<select name="days">${COMPARED_DAYS.map((one) => html`<option value="${one}"${one === days ? html` selected` : ''}>${one / 7} ${t(W.weeks)}</option>`)}</select></label>
<button>${t(W.show)}</button>
</form>`
}

/** The latest releases, each as a date to compare at. */
function offered(view: CompareView, say: Say): Markup {
  const { t } = say
  const ways = view.releases
    .slice(-OFFERED)
    .toReversed()
    .flatMap((release) => {
      const href = compareHref(release, { ...view, say })
      return href === null ? [] : [{ ...release, href: `${href}&days=${view.days}` }]
    })
  return ways.length === 0
    ? html``
    : html`<p id="offered">${t(W.releases)}</p>
<ul class="ways" aria-labelledby="offered">${ways.map(({ href, label, atMs }) => html`<li><a href="${href}">${label}</a> <span class="quiet">${dayLong(dayOf(atMs, say.timezone))}</span></li>`)}</ul>`
}

function answers(comparison: Comparison, of: { readonly releases: readonly Release[]; readonly say: Say }): Markup {
  const { say } = of
  const { measures, before, after, locations } = comparison
  const { t } = say
  if (measures.length === 0) return html`<p>${t(W.nothing)}</p>`
  const span = ({ from, to }: { readonly from: Day; readonly to: Day }): string => `${dayLong(from)}–${dayLong(to)}`
  const heads = [
    t(W.measure),
    `${t(W.before)} ${span(before)}`,
    `${t(W.after)} ${span(after)}`,
    t(W.difference),
    t(W.answer),
  ]
  return html`<section aria-labelledby="answers"><h2 id="answers">${t(W.answer)}</h2>
<div class="scroll" role="group" aria-labelledby="answers" tabindex="0"><table role="table" class="cards wrapped">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${measures.map((compared) => row(compared, say))}</tbody></table></div>
<p class="quiet">${t(W.locations)}: ${locations.join(', ') || '–'}</p>
<p class="quiet">${t(W.method)}</p>
</section>
${course(comparison, of)}`
}

function row(compared: Compared, say: Say): Markup {
  const { t, lang } = say
  const { measure, result } = compared
  const { before, after, answer } = result
  const value = (of: number | null): string => valueText(measure, of, lang)
  const signed = (of: number): string => differenceText(measure, of, say)
  const difference =
    answer === null
      ? html`–`
      : html`<span>${signed(answer.shift)} <small>(${t(W.interval)} ${figure(answer.level * 100, { lang })}%: ${signed(answer.low)} … ${signed(answer.high)})</small></span>`
  const cells = [
    [t(W.before), html`${value(before)}`],
    [t(W.after), html`${value(after)}`],
    [t(W.difference), difference],
    [t(W.answer), answerText(compared, say)],
  ] as const
  return html`<tr role="row" class="first"><th role="rowheader" scope="row">${t(MEASURE_WORDS[measure])}</th>${cells.map(([label, shown]) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`
}

function answerText({ measure, result, isMixed }: Compared, { t, lang }: Say): Markup {
  const { answer, weeks } = result
  if (isMixed) return html`<span><b>${t(W.undecided)}</b>: ${t(W.mixed)}</span>`
  if (answer === null)
    return html`<span><b>${t(W.undecided)}</b>: ${t(W.tooFew)} ${weeks.before} ${t(W.and)} ${weeks.after}</span>`
  const p =
    answer.p < 0.001
      ? `p\u00a0<\u00a0${figure(0.001, { lang, digits: 3 })}`
      : `p\u00a0=\u00a0${figure(answer.p, { lang, digits: 3 })}`
  if (answer.p >= SIGNIFICANT || answer.shift === 0) return html`<span>${t(W.same)}, ${p}</span>`
  const isHigherBetter = measure === 'uptime' || measure === 'score'
  const isBetter = answer.shift > 0 === isHigherBetter
  return html`<span><b class="${isBetter ? 'passed' : 'failed'}">${t(isBetter ? W.better : W.worse)}</b>, ${p}</span>`
}

function valueText(measure: Measure, value: number | null, lang: Say['lang']): string {
  if (measure === 'uptime') return percent(value, lang)
  if (measure === 'score') return figure(value === null ? null : value * 100, { lang, digits: 1 })
  return value === null ? '–' : `${figure(value, { lang })} ms`
}

/** Shares differ by points of a percentage, not by a percentage of each other. */
function differenceText(measure: Measure, value: number, { t, lang }: Say): string {
  if (measure === 'uptime') return `${signedFigure(value * 100, { lang, digits: 2 })} ${t(W.percentagePoints)}`
  if (measure === 'score') return signedFigure(value * 100, { lang, digits: 1 })
  return `${signedFigure(value, { lang })} ms`
}

function course(
  { days, date, before }: Comparison,
  of: { readonly releases: readonly Release[]; readonly say: Say },
): Markup {
  const { say } = of
  const { t, lang } = say
  const fromMs = startOfDay(before.from, say.timezone)
  const toMs = startOfDay(addDays(before.from, days.length), say.timezone)
  const releases = of.releases.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
  const at = days.findIndex(({ day }) => day === date)
  const bands = days.map(({ total }) => {
    const [low = 0, middle = 0, high = 0] = total ?? []
    return total === null ? null : { low, middle, high }
  })
  const drawn = bandChart(bands, {
    id: 'course',
    title: t(W.course),
    description: t(PORTAL_WORDS.bandText),
    ends: [dayShort(before.from), dayShort(date), dayShort(days.at(-1)?.day ?? '')],
    tick: (value) => figure(value, { lang }),
    none: t(PORTAL_WORDS.noData),
    spans: [{ from: at, to: at + 1, title: dayLong(date), kind: 'mark' }],
    releases: releaseMarksOf(releases, { fromMs, say }),
  })
  const says = bands.map((band, index) => {
    const shown = band && [band.low, band.middle, band.high].map((value) => figure(value, { lang }))
    return `${dayLong(days[index]?.day ?? '')}: ${shown === null ? t(PORTAL_WORDS.noData) : `p50 ${shown[0]} · p75 ${shown[1]} · p95 ${shown[2]} ms`}`
  })
  const rows = days.filter(({ total }) => total !== null)
  return html`<section aria-labelledby="course"><h2 id="course">${t(W.course)}</h2>
<div class="card"><h3>${t(PORTAL_WORDS.total)} <small>(ms)</small></h3>${toldCourse(drawn, { says, t })}</div>
${releases.length === 0 ? '' : html`<p class="quiet">${t(RELEASES_WORDS.inChart)}:</p><ol class="numbered">${releases.map(({ label, atMs }) => html`<li><b>${label}</b> · ${say.at(atMs)}</li>`)}</ol>`}
<details><summary>${t(PORTAL_WORDS.table)}: ${t(W.course)} (ms)</summary>
<div class="scroll" role="group" aria-label="${t(W.course)} (ms)" tabindex="0"><table>
<thead><tr><th scope="col">${t(PORTAL_WORDS.day)}</th>${['p50', 'p75', 'p95'].map((q) => html`<th scope="col" class="n">${q}</th>`)}</tr></thead>
<tbody>${rows.map(({ day, total }) => html`<tr><th scope="row">${dayLong(day)}</th>${total?.map((value) => html`<td class="n">${figure(value, { lang })}</td>`)}</tr>`)}</tbody>
</table></div></details></section>`
}
