import type { AlertEventName } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { Cause } from '../model/cause.ts'
import type { Lang } from '../model/lang.ts'
import { reviewIdOf } from '../model/review.ts'
import { CAUSE_WORDS } from '../model/words.ts'
import type { IncidentFigures } from './incident-state.ts'
import { formatLocalTime } from './reason.ts'

export type DoubtTelling = {
  readonly event: AlertEventName
  readonly label: BilingualText
  readonly timezone: string
  readonly sinceMs: number
  readonly figures: IncidentFigures
  /** What somebody has decided, where it is told. */
  readonly decided: unknown
  /** Of the incident. */
  readonly id: string
}

/** What a page shows since when, and who is to decide what of it. */
export function doubtReason(telling: DoubtTelling): BilingualText {
  return { vi: sentence(telling, 'vi'), en: sentence(telling, 'en') }
}

function sentence({ event, label, timezone, sinceMs, figures, decided, id }: DoubtTelling, lang: Lang): string {
  const vi = lang === 'vi'
  const name = label[lang]
  const since = formatLocalTime(sinceMs, timezone)
  const cause = figures.cause === null ? '' : ` (${CAUSE_WORDS[figures.cause as Cause][lang]})`
  if (event === 'resolved') {
    if (decided === 'portal')
      return vi
        ? `${name}: đã xác minh, cổng có lỗi từ ${since}${cause}; các lượt đo từ lúc đó được tính.`
        : `${name}: it was decided that the portal is at fault since ${since}${cause}; the checks since then count.`
    if (decided === 'catalogue')
      return vi
        ? `${name}: đã xác minh, danh mục của hệ thống đo sai từ ${since}${cause}; các lượt đo từ lúc đó không tính cho cổng. Hãy sửa danh mục.`
        : `${name}: it was decided that our catalogue is at fault since ${since}${cause}; the checks since then are not held against the portal. Mend the catalogue.`
    return vi
      ? `${name} lại truy cập được. Các lượt đo từ ${since}${cause} vẫn chờ người đánh giá xác minh: ${command(id, '--reject', lang)} (cổng có lỗi) hoặc --accept (danh mục sai).`
      : `${name} passes again. The checks since ${since}${cause} still wait for an evaluator to decide: ${command(id, '--reject', lang)} (the portal is at fault) or --accept (the catalogue is).`
  }
  const prefix = event === 'reminded' ? (vi ? 'Nhắc lại: ' : 'Reminder: ') : ''
  return vi
    ? `${prefix}${name} chờ xác minh: từ ${since} mọi điểm đo cùng lúc nhận được nội dung khác mong đợi${cause}. Có thể cổng ngừng hoạt động, cũng có thể danh mục của hệ thống đo đã cũ. Mở trang để kiểm tra ngay; người đánh giá quyết định: ${command(id, '--reject', lang)} (cổng có lỗi) hoặc --accept (danh mục sai).`
    : `${prefix}${name} needs a review: since ${since} all locations at once get something else than they should${cause}. The portal may be down, or our catalogue out of date. Open the page now; an evaluator decides: ${command(id, '--reject', lang)} (the portal is at fault) or --accept (the catalogue is).`
}

/** What an evaluator types, with a token of that role. */
function command(id: string, decision: string, lang: Lang): string {
  const why = lang === 'vi' ? 'lý do' : 'why'
  return `nhip review decide ${reviewIdOf(id)} ${decision} --reason "${why}" --hub …`
}
