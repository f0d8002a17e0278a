import type { BilingualText } from '../model/catalogue.ts'
import type { JobStatus } from '../model/job.ts'
import { GROUP_WORDS } from '../model/words.ts'
import { ACT_WORDS } from './periods-words.ts'

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
  begun: {
    vi: 'Công việc đã bắt đầu và chưa báo tiến độ; trang này tự cập nhật.',
    en: 'It has begun, and has not said yet how far it is; this page renews itself.',
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

/** What a job was asked for by, as its schema calls it. */
export const PARAM_WORDS: Readonly<Partial<Record<string, BilingualText>>> = {
  act: { vi: 'Việc', en: 'Act' },
  criteria: { vi: 'Bộ tiêu chí', en: 'Criteria' },
  period: { vi: 'Kỳ', en: 'Period' },
  group: { vi: 'Nhóm điểm đo', en: 'Locations' },
  revision: { vi: 'Bản', en: 'Revision' },
  preview: { vi: 'Tính từ số liệu hiện có', en: 'From what is there' },
  format: { vi: 'Định dạng', en: 'Format' },
  lang: { vi: 'Ngôn ngữ', en: 'Language' },
  portal: { vi: 'Cổng', en: 'Portal' },
  page: { vi: 'Trang', en: 'Page' },
  owner: { vi: 'Cơ quan chủ quản', en: 'Owner' },
  vendor: { vi: 'Đơn vị cung cấp giải pháp', en: 'Vendor' },
  days: { vi: 'Số ngày', en: 'Days' },
  gap: { vi: 'Lý do chấp nhận thiếu kết quả', en: 'Why it is made with results missing' },
  reason: { vi: 'Lý do điều chỉnh', en: 'Why it is corrected' },
}

/** Those values that have words, by the name that they have. */
export const PARAM_VALUE_WORDS: Readonly<Partial<Record<string, Readonly<Partial<Record<string, BilingualText>>>>>> = {
  act: ACT_WORDS,
  group: GROUP_WORDS,
  lang: { vi: { vi: 'tiếng Việt', en: 'Vietnamese' }, en: { vi: 'tiếng Anh', en: 'English' } },
  preview: { true: { vi: 'có', en: 'yes' }, false: { vi: 'không', en: 'no' } },
}
