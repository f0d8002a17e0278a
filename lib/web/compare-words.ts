import type { Measure } from '../flow/compare-page.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { METRIC_WORDS } from '../model/metric-words.ts'
import { PORTAL_WORDS } from './portal-words.ts'

/** Words of a comparison before and after a date. */
export const COMPARE_WORDS = {
  compare: { vi: 'So sánh trước và sau một ngày', en: 'Before and after a date' },
  intro: {
    vi: 'Ví dụ ngày nâng cấp phần mềm. Mỗi tuần là một giá trị; ngày được chọn không tính cho bên nào.',
    en: 'For example the day of a release. Each week is one value; the date itself counts for neither side.',
  },
  releases: { vi: 'Trước và sau một phiên bản phát hành:', en: 'Before and after a release:' },
  page: { vi: 'Trang', en: 'Page' },
  date: { vi: 'Ngày', en: 'Date' },
  span: { vi: 'Mỗi bên', en: 'Each side' },
  weeks: { vi: 'tuần', en: 'weeks' },
  show: { vi: 'So sánh', en: 'Compare' },
  badDate: {
    vi: 'Hãy chọn một ngày trước hôm nay, trong mười năm trở lại đây.',
    en: 'Choose a day before today, of the last ten years.',
  },
  percentagePoints: { vi: 'điểm phần trăm', en: 'percentage points' },
  measure: { vi: 'Chỉ số', en: 'Measure' },
  before: { vi: 'Trước', en: 'Before' },
  after: { vi: 'Sau', en: 'After' },
  difference: { vi: 'Chênh lệch', en: 'Difference' },
  answer: { vi: 'Kết luận', en: 'Answer' },
  better: { vi: 'tốt hơn', en: 'better' },
  worse: { vi: 'kém hơn', en: 'worse' },
  same: { vi: 'chưa thấy khác biệt', en: 'no difference to be seen' },
  undecided: { vi: 'chưa kết luận được', en: 'not decided' },
  tooFew: {
    vi: 'cần ít nhất 4 tuần đủ số liệu mỗi bên, hiện có',
    en: 'it takes 4 weeks of data on each side, there are',
  },
  and: { vi: 'và', en: 'and' },
  mixed: {
    vi: 'công cụ đo đã thay đổi trong thời gian này',
    en: 'the instrument changed within this time',
  },
  interval: { vi: 'khoảng tin cậy', en: 'interval' },
  nothing: { vi: 'Không có số liệu của những tuần này.', en: 'Nothing is known of these weeks.' },
  locations: { vi: 'Điểm đo có số liệu ở cả hai bên', en: 'Locations that measured on both sides' },
  method: {
    vi: 'Kiểm định tổng hạng Wilcoxon chính xác, hai phía, trên giá trị của từng tuần; chênh lệch là ước lượng Hodges–Lehmann. p là xác suất thấy chênh lệch lớn như vậy khi thật ra không có gì thay đổi; dưới 0,05 mới kết luận là khác. Mỗi chỉ số là một lần kiểm định: một p gần 0,05 một mình nói lên rất ít. Kết luận không nói nguyên nhân.',
    en: 'Exact two-sided Wilcoxon rank-sum test of the weeks’ values; the difference is Hodges and Lehmann’s. p is the chance of a difference as great as this where nothing has changed; below 0.05 it is told as one. Each measure is a test: a single p near 0.05 says little. The answer does not say why.',
  },
  course: { vi: 'Tổng thời gian đáp ứng theo ngày', en: 'Total response time by day' },
} as const satisfies Record<string, BilingualText>

export const MEASURE_WORDS: Readonly<Record<Measure, BilingualText>> = {
  uptime: PORTAL_WORDS.uptime,
  totalP50: { vi: 'Tổng thời gian đáp ứng, trung vị', en: 'Total response time, median' },
  totalP95: { vi: 'Tổng thời gian đáp ứng, p95', en: 'Total response time, p95' },
  waitP50: { vi: 'Thời gian chờ máy chủ, trung vị', en: 'Wait for the server, median' },
  score: PORTAL_WORDS.score,
  lcpMs: METRIC_WORDS.lcpMs.name,
  tbtMs: METRIC_WORDS.tbtMs.name,
  readyMs: METRIC_WORDS.readyMs.name,
}
