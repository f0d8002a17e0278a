import type { BilingualText } from '../model/catalogue.ts'

/** Words of a day's results. */
export const RESULTS_WORDS = {
  title: { vi: 'Kết quả đo', en: 'Results' },
  day: { vi: 'Ngày', en: 'Day' },
  show: { vi: 'Xem', en: 'Show' },
  previous: { vi: 'Ngày trước', en: 'Day before' },
  next: { vi: 'Ngày sau', en: 'Day after' },
  checks: { vi: 'Lượt đo', en: 'Checks' },
  audits: { vi: 'Lượt kiểm tra bằng trình duyệt', en: 'Audits' },
  noChecks: { vi: 'Không còn lượt đo nào của ngày này trong bảng.', en: 'No check of this day is in the table.' },
  noMore: { vi: 'Từ đây đến hết ngày không có lượt đo nào.', en: 'There is no check from here to the end of the day.' },
  fromHour: { vi: 'Từ', en: 'From' },
  noAudits: { vi: 'Không có lượt kiểm tra bằng trình duyệt nào của ngày này.', en: 'There is no audit of this day.' },
  sealed: { vi: 'Niêm phong', en: 'Seal' },
  sealedHint: {
    vi: 'Mọi kết quả của ngày nằm trong tệp đã niêm phong và ký số này của kho lưu trữ; bảng chỉ giữ lượt đo 35 ngày.',
    en: 'All results of the day are in this signed segment of the archive; the table keeps checks for 35 days.',
  },
  notSealed: { vi: 'Ngày này chưa được niêm phong.', en: 'This day is not sealed yet.' },
  time: { vi: 'Thời điểm', en: 'Slot' },
  location: { vi: 'Điểm đo', en: 'Location' },
  outcome: { vi: 'Kết quả', en: 'Outcome' },
  first: { vi: 'Lần thử đầu', en: 'First attempt' },
  firstHint: {
    vi: 'Điểm tính theo lần thử đầu; lần thử lại chỉ để xác nhận tình trạng.',
    en: 'Scores count the first attempt; the retry only confirms a verdict.',
  },
  score: { vi: 'Điểm Lighthouse', en: 'Lighthouse score' },
  ready: { vi: 'Sẵn sàng', en: 'Ready' },
  control: { vi: 'Trang đối chứng', en: 'Control page' },
  calibrated: { vi: 'trong ngưỡng', en: 'inside its band' },
  notCalibrated: { vi: 'không trong ngưỡng: không tính điểm chính thức', en: 'not inside its band: no official score' },
  uncalibrated: { vi: 'điểm đo chưa hiệu chuẩn', en: 'location not calibrated' },
  count: { vi: 'kết quả', en: 'results' },
} as const satisfies Record<string, BilingualText>
