import { html } from 'hono/html'
import type { AUDIT_COURSES, AuditCourse, AuditDay } from '../flow/page-report.ts'
import type { Audit } from '../model/audit.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { PageKey } from '../model/id.ts'
import { METRIC_WORDS } from '../model/metric-words.ts'
import { CAUSE_WORDS, OUTCOME_WORDS } from '../model/words.ts'
import { dotChart } from './charts/dot-chart.ts'
import type { Mark } from './charts/marks.ts'
import { toldCourse } from './charts/told-course.ts'
import { courseInstruments, instrumentLegend, instrumentMarks, instrumentsOn } from './course-instruments.ts'
import { endsOf } from './course-latency.ts'
import { releaseLegend } from './course-releases.ts'
import { dayLong, figure, lighthouseScore } from './figures.ts'
import { INSTRUMENT_WORDS as I } from './instrument-words.ts'
import { reportLinks } from './overview-portals.ts'
import type { Markup, Say } from './overview-say.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

type Course = (typeof AUDIT_COURSES)[number]

/** A page's audits over days, each figure by itself, and the latest with what is kept of them. */
export function auditsSection(
  of: AuditCourse & {
    readonly page: PageKey
    /** Where the charts begin. */
    readonly fromMs: number
    readonly releases: readonly Mark[]
  },
  { isForm, say }: { readonly isForm: boolean; readonly say: Say },
): Markup {
  const { t } = say
  const courses: readonly Course[] = ['score', 'lcpMs', 'tbtMs', ...(isForm ? (['readyMs'] as const) : [])]
  const isEmpty = of.latest.length === 0 && of.days.every(({ n }) => n === 0)
  const shown = isEmpty
    ? html`<p class="quiet">${t(W.noAudit)}</p>`
    : html`<p class="quiet">${t(W.auditText)}</p>
<div class="grid quad">${courses.map((course) => chartOf(course, { ...of, instruments: instrumentMarks(of.changes, { ...of, say }) }, say))}</div>
${legend(of, say)}
${courseInstruments(of.changes, say)}
${auditDaysTable(of, { courses, say })}
${latestTable(of, { isForm, say })}`
  return html`<section aria-labelledby="audits"><h2 id="audits">${t(W.audits)}</h2>
${shown}
</section>`
}

function nameOf(course: Course): BilingualText {
  return course === 'score' ? W.score : METRIC_WORDS[course].name
}

/** Of a course as people know it: points of 100, or ms. */
function shownOf(course: Course, value: number | null): number | null {
  return value !== null && course === 'score' ? value * 100 : value
}

function chartOf(
  course: Course,
  {
    days,
    releases,
    instruments,
  }: {
    readonly days: readonly AuditDay[]
    readonly releases: readonly Mark[]
    readonly instruments: readonly Mark[]
  },
  say: Say,
): Markup {
  const { t, lang } = say
  const unit = course === 'score' ? '' : ' ms'
  const dots = days.map((day) => shownOf(course, day[course]))
  const sayDay = (day: number): string =>
    `${dayLong(days[day]?.day ?? '')}: ${figure(dots[day] ?? null, { lang })}${unit}`
  const drawn = dotChart(dots, {
    id: `audit-${course}`,
    title: t(nameOf(course)),
    description: t(W.auditText),
    ends: endsOf({ days }, say),
    releases,
    instruments,
    tick: (value) => figure(value, { lang }),
    none: t(W.noData),
    say: sayDay,
    ...(course === 'score' ? { most: 100 } : {}),
  })
  const says = days.map(({ day, n }, index) =>
    n === 0 ? `${dayLong(day)}: ${t(W.noData)}` : `${sayDay(index)}, n = ${n}`,
  )
  return html`<div class="card"><h3>${t(nameOf(course))}${course === 'score' ? '' : html` <small>(ms)</small>`}</h3>${toldCourse(drawn, { says, t })}</div>`
}

/** Nothing where nothing is marked: what a dot is stands above the charts. */
function legend(
  { releases, changes }: Pick<AuditCourse, 'changes'> & { readonly releases: readonly Mark[] },
  say: Say,
): Markup {
  const items = [releases.length === 0 ? '' : releaseLegend(say), changes.length === 0 ? '' : instrumentLegend(say)]
  return items.every((item) => item === '')
    ? html``
    : html`<ul class="legend" aria-label="${say.t(W.legend)}">${items}</ul>`
}

function auditDaysTable(
  { days, changes, page }: Pick<AuditCourse, 'days' | 'changes'> & { readonly page: PageKey },
  { courses, say }: { readonly courses: readonly Course[]; readonly say: Say },
): Markup {
  const { t, lang } = say
  const rows = days.filter(({ n }) => n > 0).toReversed()
  const changed = (day: string): Markup => html`<td>${instrumentsOn(day, { changes, say })}</td>`
  return html`<details><summary>${t(W.table)}: ${t(W.audits)}</summary>
<div class="scroll" role="group" aria-label="${t(W.audits)} ${page}" tabindex="0"><table>
<thead><tr><th scope="col">${t(W.day)}</th>${courses.map((course) => html`<th scope="col" class="n">${t(nameOf(course))}${course === 'score' ? '' : ' (ms)'}</th>`)}<th scope="col" class="n">${t(W.count)}</th>${changes.length === 0 ? '' : html`<th scope="col">${t(I.title)}</th>`}</tr></thead>
<tbody>${rows.map((day) => html`<tr><th scope="row">${dayLong(day.day)}</th>${courses.map((course) => html`<td class="n">${figure(shownOf(course, day[course]), { lang })}</td>`)}<td class="n">${day.n}</td>${changes.length === 0 ? '' : changed(day.day)}</tr>`)}</tbody>
</table></div></details>`
}

function latestTable(
  { latest, page }: { readonly latest: readonly Audit[]; readonly page: PageKey },
  { isForm, say }: { readonly isForm: boolean; readonly say: Say },
): Markup {
  const { t, lang } = say
  const ms = (value: number | null): string => (value === null ? '–' : `${figure(value, { lang })} ms`)
  const rows = latest.map((audit) => {
    const { slotMs, location, outcome, cause, detail, score, metrics, files = [] } = audit
    const links = reportLinks(page, { audit: { slotMs, location, files: files.map(({ name }) => name) }, t })
    const cells = [
      { label: t(W.location), shown: html`<span>${location}${links}</span>` },
      {
        label: t(W.outcome),
        shown: html`<span><span class="${outcome}">${t(cause === null ? OUTCOME_WORDS[outcome] : CAUSE_WORDS[cause])}</span>${detail === null ? '' : html`<br><small>${detail}</small>`}</span>`,
      },
      { label: t(W.score), shown: html`${figure(score === null ? null : lighthouseScore(score), { lang })}` },
      { label: 'LCP', shown: html`${ms(metrics.lcpMs)}` },
      { label: 'TBT', shown: html`${ms(metrics.tbtMs)}` },
      ...(isForm ? [{ label: t(METRIC_WORDS.readyMs.name), shown: html`${ms(metrics.readyMs)}` }] : []),
    ]
    return { slotMs, cells }
  })
  const [first] = rows
  if (first === undefined) return html``
  return html`<h3 id="latest">${t(W.lastAudits)}</h3>
<div class="scroll" role="group" aria-labelledby="latest" tabindex="0"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t(W.time)}</th>${first.cells.map(({ label }) => html`<th role="columnheader" scope="col">${label}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(({ slotMs, cells }) => html`<tr role="row" class="first"><th role="rowheader" scope="row">${say.at(slotMs)}</th>${cells.map(({ label, shown }) => html`<td role="cell" data-label="${label}">${shown}</td>`)}</tr>`)}</tbody></table></div>`
}
