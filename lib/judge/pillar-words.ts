import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { Day } from '../model/day.ts'
import type { Lang } from '../model/lang.ts'
import { NO_POINTS_WORDS } from '../model/score-words.ts'
import type { PillarFigures } from './pillar.ts'

export type PillarTelling = {
  readonly event: AlertEventName
  /** The last day that was counted. */
  readonly day: Day
  /** How people call the portal. */
  readonly portal: BilingualText
  /** It is not in the catalogue any more. */
  readonly isGone: boolean
}

/** One sentence or two: how many points, beside what they were. */
export function pillarReason(figures: PillarFigures, telling: PillarTelling): BilingualText {
  return { vi: sentence(figures, telling, 'vi'), en: sentence(figures, telling, 'en') }
}

/** Fewer audits are enough for a week than the words for a period say. */
const TOO_FEW_AUDITS: BilingualText = {
  vi: 'chưa đủ căn cứ: quá ít lượt kiểm tra bằng trình duyệt hợp lệ',
  en: 'insufficient data: too few valid audits',
}

function sentence(
  { rule, points, beforePoints, reason }: PillarFigures,
  { event, day, portal, isGone }: PillarTelling,
  lang: Lang,
): string {
  const vi = lang === 'vi'
  const name = portal[lang]
  const [now, then] = [points === null ? '–' : formatPoints(points, lang), formatPoints(beforePoints, lang)]
  if (event === 'resolved') {
    if (isGone) return vi ? `${name} không còn trong danh mục.` : `${name} is not in the catalogue any more.`
    if (rule === 'insufficient')
      return vi
        ? `Điểm hiệu năng vận hành của ${name} lại tính được: ${now} điểm.`
        : `There are operational performance points of ${name} again: ${now}.`
    return vi
      ? `Điểm hiệu năng vận hành của ${name} đã trở lại: ${now} điểm; trước khi giảm là ${then}.`
      : `The operational performance points of ${name} are back: ${now}; before they fell, ${then}.`
  }
  const prefix = event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const until = formatDay(day)
  if (rule === 'insufficient') {
    const words = reason === null ? null : reason === 'too_few_audits' ? TOO_FEW_AUDITS : NO_POINTS_WORDS[reason]
    const why = words === null ? '' : ` (${words[lang]})`
    return vi
      ? `${prefix}Không còn tính được điểm hiệu năng vận hành của ${name} cho 7 ngày đến hết ${until}${why}; trước đó là ${then} điểm.`
      : `${prefix}There are no operational performance points of ${name} for the 7 days to ${until}${why}; there were ${then} before.`
  }
  const fall = formatPoints(Math.max(0, beforePoints - (points ?? beforePoints)), lang)
  if (rule === 'month')
    return vi
      ? `${prefix}Điểm hiệu năng vận hành của ${name} giảm dần: ${now} điểm trong 28 ngày đến hết ${until}, 12 tuần trước là ${then} (giảm ${fall}).`
      : `${prefix}The operational performance points of ${name} have come down by and by: ${now} in the 28 days to ${until}, ${then} twelve weeks before (${fall} fewer).`
  return vi
    ? `${prefix}Điểm hiệu năng vận hành của ${name} giảm: ${now} điểm trong 7 ngày đến hết ${until}, 28 ngày trước đó là ${then} (giảm ${fall}).`
    : `${prefix}The operational performance points of ${name} fell: ${now} in the 7 days to ${until}, ${then} in the 28 days before (${fall} fewer).`
}

function formatPoints(points: number, lang: Lang): string {
  const text = points.toFixed(2)
  return lang === 'vi' ? text.replace('.', ',') : text
}

function formatDay(day: Day): string {
  return day.split('-').reverse().join('/')
}
