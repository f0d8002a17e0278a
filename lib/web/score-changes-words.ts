import type { BilingualText } from '../model/catalogue.ts'

/** Words of the scores of two periods beside each other. */
export const CHANGES_OF_SCORES = {
  title: { vi: 'Thay đổi điểm giữa hai kỳ', en: 'Scores of two periods' },
  text: {
    vi: 'Chỉ so hai kỳ theo cùng bộ tiêu chí, cùng phiên bản và cùng nhóm điểm đo. Khoảng tin cậy chồng nhau hay không chồng nhau không phải là phép kiểm định; không xếp hạng.',
    en: 'Of periods by the same criteria, version and vantage group. Whether intervals overlap is no test; nobody is ranked.',
  },
  before: { vi: 'Kỳ trước', en: 'Earlier period' },
  after: { vi: 'Kỳ này', en: 'Later period' },
  show: { vi: 'So sánh', en: 'Compare' },
  none: {
    vi: 'Chưa có hai kỳ nối tiếp nhau theo cùng bộ tiêu chí có kết quả được lưu.',
    en: 'There are no two periods, one after the other, with kept scores by the same criteria.',
  },
  notTwo: {
    vi: 'Hai kỳ này không so được: cần cùng bộ tiêu chí, cùng phiên bản, cùng nhóm điểm đo, và kỳ trước kết thúc trước khi kỳ sau bắt đầu.',
    en: 'These two can’t be compared: it takes the same criteria, version and group, and the earlier one ends before the later one begins.',
  },
  instrument: {
    vi: 'Công cụ đo của hai kỳ không giống nhau: chênh lệch có thể do công cụ đo.',
    en: 'The instruments of the two periods are not the same: a difference may be theirs.',
  },
  portal: { vi: 'Cổng', en: 'Portal' },
  change: { vi: 'Chênh lệch', en: 'Change' },
  interval: { vi: 'khoảng tin cậy 95%', en: '95% interval' },
  reason: { vi: 'Lý do chưa có điểm', en: 'Why there are no points' },
  legend: {
    vi: 'Chấm: điểm. Vạch đứng: khoảng tin cậy 95%. Nét liền: điểm tăng; nét đứt: điểm giảm hoặc không đổi. Thang điểm không bắt đầu từ 0.',
    en: 'Dot: points. Upright line: 95% interval. Drawn through: more points; dashed: not more. The scale does not begin at 0.',
  },
  aside: { vi: 'Không vẽ vì thiếu điểm ở một trong hai kỳ:', en: 'Not drawn, without points in one of the periods:' },
  notIn: { vi: 'không có trong kỳ', en: 'not in that period' },
  table: { vi: 'Bảng điểm hai kỳ', en: 'Points of both periods' },
} as const satisfies Record<string, BilingualText>
