import type { BilingualText } from './catalogue.ts'
import type { EvaluationState } from './evaluation.ts'
import type { NoPointsReason, PortalReservation, PublishedPortal, Reservation } from './score.ts'

/** Why something has no points, as people are told. */
export const NO_POINTS_WORDS: Readonly<Record<NoPointsReason, BilingualText>> = {
  not_applicable: { vi: 'không áp dụng', en: 'not applicable' },
  not_measured: { vi: 'không có lượt đo nào theo lịch', en: 'nothing was due' },
  not_valid_long_enough: {
    vi: 'trang có hiệu lực chưa đủ 80% kỳ đánh giá',
    en: 'the page was valid for less than 80% of the period',
  },
  too_much_excluded: {
    vi: 'chưa đủ căn cứ: loại trừ quá 5% số lượt đo theo lịch',
    en: 'insufficient data: more than 5% of what was due is excluded',
  },
  login_required: { vi: 'chưa đo được (yêu cầu đăng nhập)', en: 'not measurable (asks for a login)' },
  obstructed: { vi: 'không đo được do phía cổng', en: 'obstructed by the portal’s side' },
  insufficient_coverage: { vi: 'chưa đủ căn cứ: mức bao phủ thấp', en: 'insufficient data: coverage is too low' },
  insufficient_work_coverage: {
    vi: 'chưa đủ căn cứ: mức bao phủ trong giờ làm việc thấp',
    en: 'insufficient data: coverage in working hours is too low',
  },
  too_few_audits: {
    vi: 'chưa đủ căn cứ: dưới 30 lượt kiểm tra bằng trình duyệt hợp lệ',
    en: 'insufficient data: fewer than 30 valid audits',
  },
  empty_stratum: {
    vi: 'chưa đủ căn cứ: một khung giờ không có lượt đo hợp lệ',
    en: 'insufficient data: a part of the week has no valid result',
  },
}

/** What keeps a score from standing in an evaluation. */
export const RESERVATION_WORDS: Readonly<Record<Reservation, BilingualText>> = {
  one_location: { vi: 'một điểm đo, chỉ tham khảo', en: 'one location: for information only' },
  one_network: {
    vi: 'các điểm đo cùng một mạng, chỉ tham khảo',
    en: 'all locations are on one network: for information only',
  },
  abroad: {
    vi: 'điểm đo ngoài nước, chỉ dùng cho vận hành',
    en: 'measured from abroad: for operation only',
  },
  no_scoring_location: {
    vi: 'không có điểm đo dùng để chấm điểm, chỉ dùng cho vận hành',
    en: 'no location scores: for operation only',
  },
}

/** What keeps one portal's score from being an official one. */
export const PORTAL_RESERVATION_WORDS: Readonly<Record<PortalReservation, BilingualText>> = {
  no_consent: {
    vi: 'chưa có văn bản đồng ý của cơ quan chủ quản trước kỳ, chỉ tham khảo',
    en: 'no consent of its agency before the period: for information only',
  },
  own_network: {
    vi: 'một điểm đo nằm trong mạng của chính đơn vị cung cấp giải pháp, chỉ tham khảo',
    en: 'a location is on the network of its own vendor: for information only',
  },
}

/** Why a portal has no points, and why those that it has are no official ones. */
export function remarksOf({
  reason,
  reservation,
}: Pick<PublishedPortal, 'reason' | 'reservation'>): readonly BilingualText[] {
  return [
    ...(reason === null ? [] : [NO_POINTS_WORDS[reason]]),
    ...(reservation === null ? [] : [PORTAL_RESERVATION_WORDS[reservation]]),
  ]
}

/** How an evaluation stands. */
export const EVALUATION_STATE_WORDS: Readonly<Record<EvaluationState, BilingualText>> = {
  open: { vi: 'đã mở', en: 'open' },
  window: { vi: 'kết quả dự kiến, đang nhận đề nghị xem xét lại', en: 'preview, reviews may be asked for' },
  review: { vi: 'hết hạn đề nghị xem xét lại, chờ chốt', en: 'reviews are over, to be closed' },
  closed: { vi: 'đã chốt', en: 'closed' },
}
