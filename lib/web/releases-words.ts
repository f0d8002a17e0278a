import type { BilingualText } from '../model/catalogue.ts'

/** Words of what went live on a portal. */
export const RELEASES_WORDS = {
  title: { vi: 'Các phiên bản phát hành', en: 'Releases' },
  text: {
    vi: 'Thời điểm đưa phiên bản mới lên vận hành, được đánh dấu trên biểu đồ của cổng. Không ảnh hưởng đến kết quả đo và điểm. Nội dung đã khai báo luôn được giữ lại: khai báo sai thì đính chính hoặc rút.',
    en: 'When something new went live, marked in the portal’s charts. It changes no result and no score. What was declared is kept: what is wrong is corrected or withdrawn.',
  },
  declare: { vi: 'Khai báo phát hành', en: 'Declare a release' },
  correct: { vi: 'Đính chính', en: 'Correct' },
  correcting: { vi: 'Đính chính khai báo', en: 'Correct what was declared' },
  withdraw: { vi: 'Rút', en: 'Withdraw' },
  at: { vi: 'Thời điểm phát hành', en: 'Went live' },
  label: { vi: 'Phiên bản', en: 'Version' },
  labelHint: { vi: 'ví dụ 2.4.1', en: 'such as 2.4.1' },
  note: { vi: 'Nội dung thay đổi', en: 'What has changed' },
  send: { vi: 'Khai báo', en: 'Declare' },
  declared: { vi: 'Khai báo', en: 'Declared' },
  state: { vi: 'Tình trạng', en: 'State' },
  marked: { vi: 'đang đánh dấu', en: 'marked' },
  withdrawn: { vi: 'đã rút', en: 'withdrawn' },
  corrected: { vi: 'đã đính chính', en: 'corrected' },
  compare: { vi: 'trước và sau', en: 'before and after' },
  none: { vi: 'Chưa có phiên bản nào được khai báo.', en: 'None has been declared.' },
  inChart: { vi: 'Phiên bản được đánh dấu', en: 'Releases marked' },
  span: { vi: 'phát hành', en: 'release' },
  older: { vi: 'Các phiên bản cũ hơn:', en: 'Older ones:' },
} as const satisfies Record<string, BilingualText>
