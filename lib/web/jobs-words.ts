import type { BilingualText } from '../model/catalogue.ts'
import type { JobStatus } from '../model/job.ts'

export const JOB_STATUS_WORDS: Readonly<Record<JobStatus, BilingualText>> = {
  queued: { vi: 'đang chờ', en: 'waiting' },
  running: { vi: 'đang chạy', en: 'running' },
  done: { vi: 'đã xong', en: 'done' },
  failed: { vi: 'không thành công', en: 'failed' },
}

export const JOB_KIND_WORDS: Readonly<Partial<Record<string, BilingualText>>> = {
  score: { vi: 'Tính điểm', en: 'Scores' },
  facts: { vi: 'Chi tiết điểm của một cổng', en: 'One portal’s score in detail' },
  report: { vi: 'Phiếu kết quả', en: 'Printable sheet' },
  export: { vi: 'Xuất kết quả', en: 'Export' },
  bundle: { vi: 'Gói kiểm chứng', en: 'Evidence bundle' },
  history: { vi: 'Lịch sử đo', en: 'History' },
  period: { vi: 'Kỳ đánh giá', en: 'Evaluation period' },
}

/** Words of jobs. */
export const JOBS_WORDS = {
  job: { vi: 'Công việc', en: 'Job' },
  status: { vi: 'Trạng thái', en: 'Status' },
  asked: { vi: 'Yêu cầu lúc', en: 'Asked' },
  lastSign: { vi: 'Cập nhật lúc', en: 'Last sign' },
  kept: { vi: 'Lưu đến', en: 'Kept until' },
  progress: { vi: 'Tiến độ', en: 'Progress' },
  waiting: {
    vi: 'Công việc sẽ bắt đầu khi đến lượt; trang này tự cập nhật.',
    en: 'It begins when its turn comes; this page renews itself.',
  },
  file: { vi: 'Tệp kết quả', en: 'File' },
  download: { vi: 'Tải về', en: 'Download' },
  linkNote: {
    vi: 'Đường dẫn tải có hiệu lực 15 phút; mở lại trang này để có đường dẫn mới.',
    en: 'The link is good for 15 minutes; open this page again for a new one.',
  },
  size: { vi: 'Dung lượng', en: 'Size' },
  see: { vi: 'Xem kết quả', en: 'See the result' },
  params: { vi: 'Yêu cầu', en: 'What was asked for' },
} as const satisfies Record<string, BilingualText>
