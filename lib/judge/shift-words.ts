import type { BilingualText } from '../model/catalogue.ts'
import type { Lang } from '../model/lang.ts'
import type { DayTelling } from './day-step.ts'
import type { ShiftMetric } from './shift.ts'
import type { ShiftFigures } from './shift-step.ts'
import { formatMs } from './slow-words.ts'

const METRICS: Readonly<Record<ShiftMetric, BilingualText>> = {
  totalMs: { vi: 'thời gian đáp ứng', en: 'response time' },
  lcpMs: { vi: 'thời gian hiện nội dung chính (LCP)', en: 'largest contentful paint (LCP)' },
  readyMs: { vi: 'thời gian tới khi biểu mẫu nhập được', en: 'time until the form is usable' },
  tbtMs: { vi: 'thời gian trình duyệt bị chặn (TBT)', en: 'total blocking time (TBT)' },
  cls: { vi: 'độ xê dịch bố cục (CLS)', en: 'layout shift (CLS)' },
}

/** One sentence of a page that has been slower since some day; when it is over, how that ended. */
export function shiftReason(telling: DayTelling): BilingualText {
  return { vi: sentence(telling, 'vi'), en: sentence(telling, 'en') }
}

function sentence({ event, label, figures, facts }: DayTelling, lang: Lang): string {
  const vi = lang === 'vi'
  const { metric, location, before, after, latest, ratio, day } = figures as ShiftFigures
  const name = label[lang]
  const what = METRICS[metric][lang]
  const [was, is, now] = [before, after, latest].map((value) => formatLevel(value, { metric, lang }))
  const since = day.split('-').reverse().join('/')
  if (event === 'resolved') {
    if (facts.reason === 'superseded')
      return vi
        ? `${name}: thay đổi từ ${since} xảy ra ở nhiều máy chủ không liên quan cùng lúc, nên được coi là do hệ thống đo; không tính cho cổng này.`
        : `${name}: what changed on ${since} changed at many unrelated hosts at once, so it is taken for a change of ours; it is not held against this portal.`
    if (facts.reason === 'usual')
      return vi
        ? `${name} vẫn ở mức mới từ ${since} (${what} ${now}, trước đó ${was}): mức này được coi là mức thường, cảnh báo khép lại.`
        : `${name} has stayed as it is since ${since} (${what}: ${now}, ${was} before): this counts as usual from now on, and the alert ends.`
    return vi
      ? `${name} đã trở lại gần mức cũ: ${what} ${now}, sau khi tăng lên ${is} từ ${since} (trước đó ${was}).`
      : `${name} is nearly back where it was: ${what}: ${now}, after ${is} since ${since} and ${was} before.`
  }
  const prefix = event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  const times = vi ? String(ratio).replace('.', ',') : String(ratio)
  return vi
    ? `${prefix}${name} ${metric === 'cls' ? 'kém đi' : 'chậm đi'} từ khoảng ${since} và giữ nguyên ở mức đó: ${what} ${is} tại điểm đo ${location}, gấp ${times} lần mức trước ${was}. Đối chiếu với thay đổi phần mềm, nội dung và hạ tầng quanh ngày này.`
    : `${prefix}${name} has been ${metric === 'cls' ? 'worse' : 'slower'} since about ${since} and has stayed so: ${what}: ${is} at ${location}, ${times} times what it was, ${was}. Compare with changes of software, content and servers around that day.`
}

function formatLevel(value: number, of: { readonly metric: ShiftMetric; readonly lang: Lang }): string {
  if (of.metric !== 'cls') return formatMs(value, of.lang)
  const text = value.toFixed(2)
  return of.lang === 'vi' ? text.replace('.', ',') : text
}
