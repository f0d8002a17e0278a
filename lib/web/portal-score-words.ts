import type { Stratum } from '../judge/stratum.ts'
import type { BilingualText } from '../model/catalogue.ts'

export const STRATUM_WORDS: Readonly<Record<Stratum, BilingualText>> = {
  work: { vi: 'giờ làm việc', en: 'working hours' },
  evening: { vi: 'buổi tối, ngày nghỉ', en: 'evenings, rest days' },
  night: { vi: 'ban đêm', en: 'nights' },
}

/** Words of one portal's score. */
export const PORTAL_SCORE_WORDS = {
  all: { vi: 'Tất cả các cổng', en: 'All portals' },
  results: { vi: 'Kết quả đo từng ngày', en: 'Results day by day' },
  due: { vi: 'Lượt đo theo lịch', en: 'Due' },
  passed: { vi: 'thành công', en: 'passed' },
  failed: { vi: 'không thành công', en: 'failed' },
  coverage: { vi: 'Mức bao phủ', en: 'Coverage' },
  workCoverage: { vi: 'trong giờ làm việc', en: 'in working hours' },
  obstructed: { vi: 'Không đo được do phía cổng', en: 'Obstructed by the portal’s side' },
  excluded: { vi: 'Loại trừ', en: 'Excluded' },
  maintenance: { vi: 'Bảo trì được loại trừ', en: 'Maintenance left out' },
  hours: { vi: 'giờ', en: 'h' },
  planned: { vi: 'theo kế hoạch', en: 'planned' },
  before: { vi: 'Điểm trước loại trừ', en: 'Points before exclusions' },
  after: { vi: 'Điểm', en: 'Points' },
  rule: { vi: 'Chỉ số', en: 'Metric' },
  basis: { vi: 'Cơ sở', en: 'Basis' },
  limit: { vi: 'Ngưỡng', en: 'Limit' },
  value: { vi: 'Giá trị', en: 'Value' },
  within: { vi: 'lượt đạt', en: 'within' },
  failedShare: { vi: 'Tỷ lệ lỗi', en: 'Failed' },
  met: { vi: 'Đạt ngưỡng', en: 'Limit met' },
  yes: { vi: 'đạt', en: 'met' },
  no: { vi: 'không đạt', en: 'not met' },
  aside: { vi: 'nêu bên cạnh, không tính điểm', en: 'shown beside, earns nothing' },
  from: { vi: 'Theo khung giờ, điểm đo và giờ trong ngày', en: 'By part of the week, location and hour' },
  fromHint: {
    vi: 'Đọc lại mọi kết quả của cổng trong kỳ, nên được chạy thành một công việc.',
    en: 'Every result of the portal in the period is read again, and so it is a job.',
  },
  make: { vi: 'Lập chi tiết', en: 'Make it' },
  place: { vi: 'Khung giờ', en: 'Part of the week' },
  location: { vi: 'Điểm đo', en: 'Location' },
  valid: { vi: 'Lượt hợp lệ', en: 'Valid' },
  byHour: { vi: 'theo giờ trong ngày', en: 'by hour of the day' },
  hourLegend: {
    vi: 'Vạch: p50; cột nhạt: từ p50 đến p95; cột đỏ: tỷ lệ không thành công; nét đứt: ngưỡng.',
    en: 'Line: p50; pale: p50 to p95; red: share that failed; dashed: limit.',
  },
  hour: { vi: 'Giờ', en: 'Hour' },
  table: { vi: 'Bảng số liệu', en: 'As a table' },
  sheet: { vi: 'Phiếu kết quả (in được)', en: 'Printable sheet' },
  computedFrom: { vi: 'Tính lúc', en: 'Made' },
} as const satisfies Record<string, BilingualText>
