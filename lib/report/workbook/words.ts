import type { CriteriaMetric } from '../../model/criteria-metric.ts'
import { METRIC_WORDS } from '../../model/metric-words.ts'
import type { PublishedRule } from '../../model/score.ts'
import type { ExportPack, ScoreExport } from '../../model/score-export.ts'
import { RESERVATION_WORDS } from '../../model/score-words.ts'
import { formatOffset } from '../../model/time-zone.ts'
import { GROUP_WORDS } from '../../model/words.ts'

/** `vn-2025-load@1`. */
export function packName({ criteria }: Pick<ExportPack, 'criteria'>): string {
  return `${criteria.criteria}@${criteria.version}`
}

/** `2026-11 (01/11/2026–30/11/2026)`. */
export function periodText({ period }: Pick<ScoreExport, 'period'>): string {
  const span = `${dayText(period.from)}–${dayText(period.to)}`
  return period.name.includes('..') ? span : `${period.name} (${span})`
}

/** The zone in which times are written. */
export function zoneText({ atMs, period }: Pick<ScoreExport, 'atMs' | 'period'>): string {
  const { timezone } = period
  const offset = formatOffset(atMs, timezone)
  if (timezone === 'Asia/Ho_Chi_Minh') return 'giờ Việt Nam (GMT+7)'
  return `giờ ${timezone} (GMT${offset})`
}

/** What must not be overlooked; null: the period is closed. */
export function previewText({ status }: Pick<ScoreExport, 'status'>): string | null {
  return status === 'preview' ? 'KẾT QUẢ DỰ KIẾN: kỳ đánh giá chưa chốt, số liệu còn có thể thay đổi.' : null
}

export function placesText(made: ScoreExport): string {
  const [first] = made.packs
  const group = first === undefined ? '' : `${GROUP_WORDS[first.score.group].vi}: `
  const places = made.locations.map(({ location, network }) =>
    network === null ? location : `${location} (${network})`,
  )
  return `Điểm đo ${group}${places.join(', ') || 'không có'}`
}

/** What may be made of a pack's scores. */
export function standingText({ criteria, score }: ExportPack): readonly string[] {
  return [
    criteria.reading === 'ours'
      ? 'Kết quả theo cách hiểu của hệ thống, không phải điểm chính thức theo văn bản.'
      : 'Kết quả theo văn bản chính thức.',
    score.reservation === null
      ? 'Điểm từ các điểm đo dùng để chấm điểm.'
      : `Lưu ý: ${RESERVATION_WORDS[score.reservation].vi}.`,
  ]
}

export function metricName(metric: string): string {
  return METRIC_WORDS[metric as CriteriaMetric].name.vi
}

/** `LCP < 4.000 ms`, or `phân vị thứ 75 của Thời gian đáp ứng`. */
export function ruleText({ metric, statistic, limit }: Pick<PublishedRule, 'metric' | 'statistic' | 'limit'>): string {
  const name = metricName(metric)
  if (limit === null) return `${name}, phân vị thứ ${statistic.slice(1)}`
  return `${name} < ${valueText(metric, limit)}`
}

/** With its unit, as it is written in Vietnamese. */
export function valueText(metric: string, value: number): string {
  const text = value.toLocaleString('vi')
  return metric === 'cls' ? text : `${text} ms`
}

/** `12/11/2026`. */
export function dayText(day: string): string {
  return day.split('-').toReversed().join('/')
}
