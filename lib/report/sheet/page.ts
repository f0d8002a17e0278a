import type { SheetFacts } from '../../judge/sheet-facts.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { PAGE_KIND_WORDS } from '../../model/catalogue-words.ts'
import type { CriteriaRule } from '../../model/criteria.ts'
import type { CriteriaBasis, CriteriaMetric } from '../../model/criteria-metric.ts'
import { type Lang, say } from '../../model/lang.ts'
import { METRIC_WORDS } from '../../model/metric-words.ts'
import type { PublishedPage, PublishedRule } from '../../model/score.ts'
import { NO_POINTS_WORDS } from '../../model/score-words.ts'
import { escaped } from '../markup.ts'
import type { SheetsOf } from './about.ts'
import { courseChart, distributionChart } from './charts.ts'
import { capital, dayText, figure, hundredths, NONE, share } from './figures.ts'
import { loadBlock, type ShownLoad } from './load-block.ts'

export type SheetPage = {
  readonly page: PublishedPage
  readonly url: string | null
  /** Of each rule that the page has, in their order. */
  readonly facts: readonly { readonly rule: CriteriaRule; readonly facts: SheetFacts }[]
  /** Of the audit that stands for all of them; null: there was none, or nothing of it is kept. */
  readonly load: ShownLoad | null
}

/** Shorter than elsewhere: a row is one line. */
const BASES: Readonly<Record<CriteriaBasis, BilingualText>> = {
  observed: { vi: 'đo trực tiếp', en: 'observed' },
  simulated: { vi: 'mô phỏng', en: 'simulated' },
  applied: { vi: 'làm chậm thật', en: 'applied' },
}

/** A page of a portal: its figures, what they were made of, and what to improve. */
export function pageBlock({ page, url, facts, load }: SheetPage, of: SheetsOf): string {
  const { lang } = of
  const vi = lang === 'vi'
  const { coverage, workCoverage, obstructed, reason } = page
  const valid = `${figure(page.passed + page.failed, lang)} ${vi ? 'lượt đo hợp lệ trên' : 'valid checks of'} ${figure(page.due, lang)} ${vi ? 'theo lịch' : 'that were due'}`
  const shares = [
    `${vi ? 'mức bao phủ' : 'coverage'} ${share(coverage, lang)}`,
    `${vi ? 'trong giờ làm việc' : 'in working hours'} ${share(workCoverage, lang)}`,
    `${vi ? 'không đo được do phía cổng' : 'obstructed by the portal’s side'} ${share(obstructed, lang)}`,
  ]
  const why = reason === null ? '' : ` <b>${escaped(capital(say(NO_POINTS_WORDS[reason], lang)))}.</b>`
  const heads = vi
    ? ['Chỉ số (thời gian: ms)', 'Ngưỡng', 'Giá trị', 'n', 'p50', 'p75', 'p95', 'Lỗi', 'Điểm', 'Đạt']
    : ['Metric (times: ms)', 'Limit', 'Value', 'n', 'p50', 'p75', 'p95', 'Failed', 'Points', 'Met']
  const earning = page.rules.filter(({ most }) => most > 0)
  const head = heads.map((text, index) => `<th${index > 0 && index < 9 ? ' class="n"' : ''}>${text}</th>`)
  return `<h2>${kindText(page, lang)}: ${escaped(page.page)}</h2>
<p class="small">${url === null ? '' : `${escaped(url)}. `}${valid}; ${shares.join('; ')}.${why}</p>
<table><thead><tr>${head.join('')}</tr></thead><tbody>${earning.map((rule) => ruleRow(rule, lang)).join('')}</tbody></table>
${besidesLine(
  page.rules.filter(({ most }) => most === 0),
  lang,
)}
${charts(worst(page.rules, facts), of)}
${load === null ? '' : loadBlock(load, lang)}`
}

function kindText({ kind }: PublishedPage, lang: Lang): string {
  const text = say(PAGE_KIND_WORDS[kind], lang)
  // Nobody writes EForm.
  return text.startsWith('eForm') ? text : capital(text)
}

function ruleRow(rule: PublishedRule, lang: Lang): string {
  const { statistic, limit, value, n, p50, p75, p95, failedShare, points, most, met } = rule
  const vi = lang === 'vi'
  const within = value === null ? NONE : `${share(value, lang)} ${vi ? 'lượt đạt' : 'within'}`
  const cells = [
    limit === null ? statistic : `< ${figure(limit, lang)}`,
    statistic === 'within' ? within : figure(value, lang),
    figure(n, lang),
    ...[p50, p75, p95].map((one) => figure(one, lang)),
    share(failedShare, lang),
    `${points === null ? NONE : hundredths(points, lang)} / ${figure(most, lang, 2)}`,
  ]
  const limitMet = met === null ? NONE : met ? (vi ? 'Đạt' : 'yes') : vi ? 'Không đạt' : 'no'
  return `<tr><td>${escaped(metricText(rule, lang))}</td>${cells.map((cell) => `<td class="n">${escaped(cell)}</td>`).join('')}<td class="w">${limitMet}</td></tr>`
}

/** Rules that earn nothing, in one paragraph: a table of them would not fit. */
function besidesLine(rules: readonly PublishedRule[], lang: Lang): string {
  const measured = rules.filter(({ value }) => value !== null)
  if (measured.length === 0) return ''
  const vi = lang === 'vi'
  const told = measured.map((rule) => {
    const { statistic, limit, value } = rule
    const within = limit === null ? '' : ` < ${figure(limit, lang)}`
    return `${metricText(rule, lang)} ${statistic === 'within' ? share(value, lang) : `${statistic} ${figure(value, lang)}`}${within}`
  })
  return `<p class="small">${vi ? 'Xem thêm, không tính điểm' : 'Besides, without points'}: ${escaped(told.join('; '))}.</p>`
}

/** The rule that lost most: a sheet has room for the charts of one. */
function worst(rules: readonly PublishedRule[], facts: SheetPage['facts']): SheetPage['facts'][number] | null {
  const lost = ({ points, most }: PublishedRule): number => (points === null ? 0 : most - points)
  const [first, ...rest] = facts
  if (first === undefined) return null
  const lostBy = (index: number): number => (rules[index] === undefined ? 0 : lost(rules[index]))
  return rest.reduce((most, one, index) => (lostBy(index + 1) > lostBy(facts.indexOf(most)) ? one : most), first)
}

function charts(shown: SheetPage['facts'][number] | null, { score, lang }: SheetsOf): string {
  if (shown === null || shown.facts.values.length + shown.facts.failed === 0) return ''
  const { rule, facts } = shown
  const vi = lang === 'vi'
  const ends = [dayText(score.from, lang), dayText(score.to, lang)] as const
  const hours = vi ? (['0 giờ', '23 giờ'] as const) : (['0:00', '23:00'] as const)
  const name = escaped(say(METRIC_WORDS[rule.metric].name, lang))
  const figures = [
    [distributionChart(facts, { limit: rule.limit, lang }), `${name}: ${vi ? 'phân bố' : 'distribution'}`],
    [
      courseChart(facts.days, { limit: rule.limit, ends, lang }),
      vi ? 'Theo ngày: p50 đến p95; đỏ: tỷ lệ lỗi' : 'By day: p50 to p95; red: share failed',
    ],
    [
      courseChart(facts.hours, { limit: rule.limit, ends: hours, lang }),
      vi ? 'Theo giờ trong ngày: p50 đến p95' : 'By hour of day: p50 to p95',
    ],
  ]
  return `<div class="charts">${figures.map(([chart, says]) => `<figure>${chart}<figcaption>${says}</figcaption></figure>`).join('')}</div>`
}

function metricText({ metric, basis }: { readonly metric: string; readonly basis: string }, lang: Lang): string {
  const { name, meaning } = METRIC_WORDS[metric as CriteriaMetric]
  const short = say(name, lang)
  // An abbreviation says nothing to who doesn't know it.
  const told = /^[A-Z]{2,4}$/.test(short) ? `${capital(say(meaning, lang))} (${short})` : short
  return `${told}, ${say(BASES[basis as CriteriaBasis], lang)}`
}
