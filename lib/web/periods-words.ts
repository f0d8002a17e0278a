import type { BilingualText } from '../model/catalogue.ts'
import type { OpeningHashes, PeriodAct } from '../model/evaluation.ts'

export const ACT_WORDS: Readonly<Record<PeriodAct['act'], BilingualText>> = {
  open: { vi: 'Mở kỳ', en: 'Open the period' },
  preview: { vi: 'Lập kết quả dự kiến', en: 'Make the preview' },
  close: { vi: 'Chốt kỳ', en: 'Close the period' },
  correct: { vi: 'Lập bản điều chỉnh', en: 'Make a correction' },
}

/** What becomes of it, for whoever is about to do it. */
export const ACT_HINTS: Readonly<Record<PeriodAct['act'], BilingualText>> = {
  open: {
    vi: 'Ghi lại, có chữ ký, mã băm của danh mục, tiêu chí, chính sách, công cụ đo và lịch đo, để về sau không ai chọn lại được.',
    en: 'Writes down, signed, the hashes of catalogue, criteria, policy, instruments and timetable, so that nobody can choose them afterwards.',
  },
  preview: {
    vi: 'Lưu điểm của kỳ đã kết thúc và mở thời hạn 10 ngày làm việc nhận đề nghị xem xét lại. Chỉ làm được một lần.',
    en: 'Keeps the scores of a period that is over, and begins ten working days in which reviews may be asked for. Once.',
  },
  close: {
    vi: 'Chốt điểm: từ đó kết quả đến muộn không làm thay đổi nữa. Mọi đề nghị xem xét lại phải được quyết định trước.',
    en: 'Freezes the scores: results that come later change nothing. All reviews are to be decided first.',
  },
  correct: {
    vi: 'Lập thêm một bản bên cạnh các bản đã có; mọi người đều đọc được lý do.',
    en: 'Makes a further revision beside the others; everybody reads why.',
  },
}

export const HASH_WORDS: Readonly<Record<keyof OpeningHashes, BilingualText>> = {
  catalogue: { vi: 'Danh mục', en: 'Catalogue' },
  criteria: { vi: 'Bộ tiêu chí', en: 'Criteria' },
  policy: { vi: 'Chính sách cảnh báo', en: 'Alert policy' },
  instrument: { vi: 'Công cụ đo', en: 'Instruments' },
  timetable: { vi: 'Lịch đo', en: 'Timetable' },
}

/** Words of periods. */
export const PERIODS_WORDS = {
  title: { vi: 'Kỳ đánh giá', en: 'Evaluation periods' },
  lead: {
    vi: 'Mở kỳ trước khi bắt đầu, lập kết quả dự kiến khi kỳ kết thúc, xem xét lại, rồi chốt.',
    en: 'Opened before they begin, previewed when they are over, reviewed, then closed.',
  },
  scores: { vi: 'Xem điểm', en: 'See the scores' },
  reviews: { vi: 'Đề nghị xem xét lại', en: 'Reviews' },
  openNew: { vi: 'Mở một kỳ', en: 'Open a period' },
  openedAt: { vi: 'Mở lúc', en: 'Opened' },
  late: { vi: 'mở muộn, sau khi kỳ bắt đầu', en: 'late: it had begun' },
  by: { vi: 'Người thực hiện', en: 'By' },
  until: { vi: 'Nhận đề nghị xem xét lại đến', en: 'Reviews may be asked for until' },
  hashes: { vi: 'Mã băm công bố khi mở kỳ (SHA-256)', en: 'Hashes published at the opening (SHA-256)' },
  what: { vi: 'Nội dung', en: 'Of what' },
  hash: { vi: 'Mã băm', en: 'Hash' },
  signature: { vi: 'Khóa ký', en: 'Signed by key' },
  instruments: { vi: 'Công cụ đo tại từng điểm đo', en: 'Instrument of each location' },
  unknownInstrument: { vi: 'chưa biết', en: 'not known yet' },
  revisions: { vi: 'Các bản kết quả đã lưu', en: 'Scores that were kept' },
  revision: { vi: 'Bản', en: 'Revision' },
  preview: { vi: 'kết quả dự kiến', en: 'preview' },
  closing: { vi: 'bản chốt', en: 'closing' },
  correction: { vi: 'bản điều chỉnh', en: 'correction' },
  madeAt: { vi: 'Lập lúc', en: 'Made' },
  notes: { vi: 'Ghi chú', en: 'Notes' },
  changed: { vi: 'Đã thay đổi từ khi mở kỳ', en: 'Changed since the opening' },
  gap: { vi: 'Ký xác nhận dù có thể thiếu kết quả của', en: 'Signed for although results may be missing of' },
  gapReason: {
    vi: 'Nếu có điểm đo thiếu kết quả: lý do vẫn thực hiện',
    en: 'Where results of a location are missing: why all the same',
  },
  reason: { vi: 'Lý do điều chỉnh', en: 'Reason' },
  waits: { vi: 'Chốt được từ', en: 'To be closed from' },
  confirm: { vi: 'Tôi đã kiểm tra kỳ và bộ tiêu chí', en: 'I have checked the period and its criteria' },
  onlyEvaluators: {
    vi: 'Việc mở, lập dự kiến và chốt kỳ do người đánh giá thực hiện.',
    en: 'Evaluators open, preview and close periods.',
  },
} as const satisfies Record<string, BilingualText>
