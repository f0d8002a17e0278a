import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { DAY_MS, HOUR_MS } from '../model/duration.ts'
import type { Lang } from '../model/lang.ts'
import type { IncidentFigures } from './incident-state.ts'
import { formatLocalTime } from './reason.ts'

export type BurnReasonFacts = {
  readonly event: AlertEventName
  readonly label: BilingualText
  readonly sinceMs: number
  readonly timezone: string
  readonly figures: IncidentFigures
  /** A ticket that has come to page. */
  readonly superseded: boolean
}

/** One sentence: how many outages, in how long, since when. */
export function burnReason(facts: BurnReasonFacts): BilingualText {
  return { vi: sentence(facts, 'vi'), en: sentence(facts, 'en') }
}

function sentence(facts: BurnReasonFacts, lang: Lang): string {
  const vi = lang === 'vi'
  const label = facts.label[lang]
  const since = formatLocalTime(facts.sinceMs, facts.timezone)
  if (facts.superseded) {
    return vi
      ? `${label}: lỗi tích lũy đã dày lên, xem cảnh báo khẩn mới.`
      : `${label}: its outages have become more frequent; a new, urgent alert tells of them.`
  }
  if (facts.event === 'resolved') {
    return vi
      ? `${label} đã ổn định trở lại: không còn lỗi tích lũy, từng lỗi nhiều lần từ ${since}.`
      : `${label} is steady again: it had failed several times since ${since}.`
  }
  const prefix = facts.event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const { slots, spanMs } = facts.figures
  const span = spanWords(Number(spanMs), lang)
  return vi
    ? `${prefix}${label} có lỗi tích lũy: ít nhất ${slots} lần đo thấy ngừng hoạt động trong ${span}, từ ${since}. Kiểm tra tải, nhật ký ứng dụng và các lần khởi động lại.`
    : `${prefix}${label} keeps failing: at least ${slots} slots of outage within ${span}, since ${since}. Look at load, the application's log and restarts.`
}

function spanWords(spanMs: number, lang: Lang): string {
  const vi = lang === 'vi'
  if (spanMs >= 2 * DAY_MS) return `${Math.round(spanMs / DAY_MS)} ${vi ? 'ngày' : 'days'}`
  const hours = Math.round(spanMs / HOUR_MS)
  if (spanMs >= HOUR_MS) return `${hours} ${vi ? 'giờ' : hours === 1 ? 'hour' : 'hours'}`
  return `${Math.round(spanMs / 60_000)} ${vi ? 'phút' : 'min'}`
}
