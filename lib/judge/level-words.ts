import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { Lang } from '../model/lang.ts'
import type { IncidentFigures } from './incident-state.ts'
import { formatLocalTime } from './reason.ts'
import { formatMs, METRIC_WORDS } from './slow-words.ts'

export type LevelTelling = {
  readonly event: AlertEventName
  readonly label: BilingualText
  readonly timezone: string
  readonly sinceMs: number
  readonly figures: IncidentFigures
}

/** One sentence of a page that has become slower by and by, beside the best that it was. */
export function driftReason(telling: LevelTelling): BilingualText {
  return { vi: drift(telling, 'vi'), en: drift(telling, 'en') }
}

/** One sentence of a page that has been slow for so long that it counts as usual from now on. */
export function newLevelReason(telling: LevelTelling): BilingualText {
  const since = formatLocalTime(telling.sinceMs, telling.timezone)
  const ms = (lang: Lang): string => formatMs(Number(telling.figures.ms), lang)
  const metric = (lang: Lang): string | undefined => METRIC_WORDS[String(telling.figures.metric)]?.[lang]
  return {
    vi: `${telling.label.vi} chậm liên tục từ ${since} (${metric('vi')} ${ms('vi')}): mức này được coi là mức thường mới, cảnh báo chậm khép lại. Xác minh với đơn vị cung cấp rằng thay đổi này là chủ ý.`,
    en: `${telling.label.en} has been slow without a break since ${since} (${metric('en')} takes ${ms('en')}): this counts as usual from now on, and the alert ends. Ask whoever runs it whether the change is meant.`,
  }
}

function drift({ event, label, figures }: LevelTelling, lang: Lang): string {
  const vi = lang === 'vi'
  const name = label[lang]
  const ms = formatMs(Number(figures.ms), lang)
  const best = formatMs(Number(figures.anchorMs), lang)
  const metric = METRIC_WORDS[String(figures.metric)]?.[lang]
  const times = vi ? String(figures.ratio).replace('.', ',') : String(figures.ratio)
  if (event === 'resolved') {
    return vi
      ? `${name} không còn chậm dần: ${metric} ${ms} trong những ngày qua, mức tốt nhất từng có ${best}.`
      : `${name} drifts no more: ${metric} takes ${ms} of late, ${best} at its best.`
  }
  const prefix = event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  return vi
    ? `${prefix}${name} chậm dần: ${metric} ${ms} trong những ngày qua tại điểm đo ${figures.location}, gấp ${times} lần mức tốt nhất từng có ${best}. Xem lượng dữ liệu, truy vấn và cấu hình thay đổi trong vài tháng qua.`
    : `${prefix}${name} has become slower by and by: ${metric} takes ${ms} of late at ${figures.location}, ${times} times its best, ${best}. Look at how data, queries and settings have grown over the last months.`
}
