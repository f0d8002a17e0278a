import { html } from 'hono/html'
import type { PageCourse } from '../flow/page-report.ts'
import type { Quantiles } from '../judge/history.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Release } from '../model/release.ts'
import { KIND_WORDS } from '../model/words.ts'
import { type Band, bandChart, bandSample } from './charts/band-chart.ts'
import type { ChartSpan } from './charts/chart.ts'
import { toldCourse } from './charts/told-course.ts'
import { releaseLegend, releaseMarksOf } from './course-releases.ts'
import { dayLong, dayShort, figure } from './figures.ts'
import type { Markup, Say } from './overview-say.ts'
import { PORTAL_WORDS as W } from './portal-words.ts'

const METRICS = [
  { metric: 'totalMs', words: W.total },
  { metric: 'waitMs', words: W.wait },
] as const

/** Percentiles of a page's response times over its days, with the incidents between. */
export function latencySection(
  course: PageCourse,
  of: { readonly nowMs: number; readonly releases: readonly Release[]; readonly say: Say },
): Markup {
  const { nowMs, say } = of
  const { t, lang } = say
  const releases = releaseMarksOf(of.releases, { fromMs: course.fromMs, say })
  const spans = spansOf(course, { nowMs, say })
  const charts = METRICS.map(({ metric, words }) => {
    const bands = course.days.map(({ seen }) => bandOf(seen?.[metric] ?? null))
    const drawn = bandChart(bands, {
      id: metric,
      title: t(words),
      description: t(W.bandText),
      ends: endsOf(course, say),
      tick: (value) => figure(value, { lang }),
      none: t(W.noData),
      spans,
      releases,
    })
    const says = course.days.map(({ day, seen }) => `${dayLong(day)}: ${sayQuantiles(seen?.[metric] ?? null, say)}`)
    return html`<div class="card"><h3>${t(words)} <small>(ms)</small></h3>${toldCourse(drawn, { says, t })}</div>`
  })
  return html`<section aria-labelledby="latency"><h2 id="latency">${t(W.latency)}</h2>
<p class="quiet">${t(W.bandText)}</p>
<div class="grid wide">${charts}</div>
<ul class="legend" aria-label="${t(W.legend)}"><li>${bandSample('band')} ${t(W.band)}</li><li>${bandSample('midbar')} ${t(W.line)}</li><li>${bandSample('incidentspan')} ${t(W.incidentSpan)}</li>${releases.length === 0 ? '' : releaseLegend(say)}</ul>
${latencyTable(course, say)}</section>`
}

/** What stands under a chart of days. */
export function endsOf(
  { days }: { readonly days: readonly { readonly day: string }[] },
  { t }: Say,
): readonly [string, string, string] {
  const at = (index: number): string => dayShort(days[index]?.day ?? '')
  return [at(0), at(Math.floor(days.length / 2)), t(W.today)]
}

/** With how many checks they are of, and by how much they may be off. */
function sayQuantiles(of: Quantiles | null, { t, lang }: Say): string {
  if (of === null || of.n === 0) return t(W.noData)
  const parts = (['p50', 'p75', 'p95'] as const).map((q) => `${q} ${figure(of[q], { lang })}`)
  const off = of.relativeError === 0 ? '' : `, ±${figure(of.relativeError * 100, { lang })}%`
  return `${parts.join(' · ')} ms${off}, n = ${figure(of.n, { lang })}`
}

function bandOf(of: Quantiles | null): Band | null {
  const { p50 = null, p75 = null, p95 = null } = of ?? {}
  return p50 === null || p75 === null || p95 === null ? null : { low: p50, middle: p75, high: p95 }
}

function spansOf(
  { incidents, fromMs, days }: PageCourse,
  { nowMs, say }: { readonly nowMs: number; readonly say: Say },
): readonly ChartSpan[] {
  const at = (timeMs: number): number => Math.min(days.length, Math.max(0, (timeMs - fromMs) / DAY_MS))
  return incidents.map(({ kind, sinceMs, resolvedAtMs }) => ({
    from: at(sinceMs),
    to: at(resolvedAtMs ?? nowMs),
    title: say.t(KIND_WORDS[kind]),
    kind: 'incident',
  }))
}

function latencyTable({ days, page }: PageCourse, { t, lang }: Say): Markup {
  const rows = days.flatMap(({ day, seen }) => (seen === null ? [] : [{ day, seen }])).toReversed()
  const quantiles = ['p50', 'p75', 'p95'] as const
  return html`<details><summary>${t(W.table)}: ${t(W.latency)} (ms)</summary>
<div class="scroll" role="group" aria-label="${t(W.latency)} ${page}" tabindex="0"><table>
<thead><tr><th scope="col">${t(W.day)}</th>${METRICS.flatMap(({ words }) => quantiles.map((q) => html`<th scope="col" class="n">${t(words)} ${q}</th>`))}<th scope="col" class="n">${t(W.count)}</th></tr></thead>
<tbody>${rows.map(({ day, seen }) => html`<tr><th scope="row">${dayLong(day)}</th>${METRICS.flatMap(({ metric }) => quantiles.map((q) => html`<td class="n">${figure(seen[metric][q], { lang })}</td>`))}<td class="n">${figure(seen.totalMs.n, { lang })}</td></tr>`)}</tbody>
</table></div></details>`
}
