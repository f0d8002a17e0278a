import type { BilingualText } from '../../model/catalogue.ts'
import type { PublicIncidentKind, PublicState } from '../../model/public-status.ts'

export const PUBLIC_STATE_WORDS: Readonly<Record<PublicState, BilingualText>> = {
  ok: { vi: 'bình thường', en: 'operational' },
  slow: { vi: 'chậm', en: 'slow' },
  partial: { vi: 'có nơi không truy cập được', en: 'unreachable from some places' },
  down: { vi: 'ngừng hoạt động', en: 'down' },
  maintenance: { vi: 'bảo trì theo kế hoạch', en: 'planned maintenance' },
  unknown: { vi: 'chưa đủ dữ liệu', en: 'not enough data' },
}

export const PUBLIC_INCIDENT_WORDS: Readonly<Record<PublicIncidentKind, BilingualText>> = {
  down: { vi: 'Ngừng hoạt động', en: 'Down' },
  slow: { vi: 'Chậm', en: 'Slow' },
}

/** Words of the public pages that are not words of the domain. */
export const PUBLIC_WORDS = {
  skip: { vi: 'Đến nội dung chính', en: 'Skip to the main part' },
  all: { vi: 'Tất cả các cổng', en: 'All portals' },
  allWell: { vi: 'Tất cả các cổng đang hoạt động bình thường', en: 'All portals are operational' },
  portals: { vi: 'Các cổng dịch vụ công', en: 'Portals' },
  portal: { vi: 'Cổng dịch vụ công', en: 'Portal' },
  none: { vi: 'Hiện không có cổng nào được công bố.', en: 'No portal is published at present.' },
  now: { vi: 'Hiện nay', en: 'Now' },
  since: { vi: 'từ', en: 'since' },
  byDay: { vi: 'Từng ngày', en: 'Day by day' },
  written: { vi: 'Cập nhật lúc', en: 'Written at' },
  vietnam: { vi: 'giờ Việt Nam', en: 'Vietnam time' },
  eachMinute: {
    vi: 'Trang được viết lại mỗi phút: nếu đã quá 5 phút kể từ lúc đó thì những gì ghi ở đây có thể đã cũ.',
    en: 'This page is written each minute: where that is more than 5 minutes ago, what it says may be out of date.',
  },
  eachTenMinutes: {
    vi: 'Trang được viết lại ít nhất mỗi 10 phút: nếu đã quá 20 phút kể từ lúc đó thì những gì ghi ở đây có thể đã cũ.',
    en: 'This page is written at least every 10 minutes: where that is more than 20 minutes ago, what it says may be out of date.',
  },
  counted: { vi: 'Số liệu từng ngày tính đến', en: 'Days are counted up to' },
  homepage: { vi: 'Trang chủ', en: 'Homepage' },
  eform: { vi: 'Biểu mẫu điện tử', en: 'eForm' },
  notEnough: { vi: 'chưa đủ dữ liệu', en: 'not enough data' },
  passed: { vi: 'Lượt đo thành công', en: 'Checks passed' },
  failed: { vi: 'Không thành công', en: 'Failed' },
  latency: { vi: 'Thời gian đáp ứng', en: 'Response time' },
  ongoing: { vi: 'Sự cố đang diễn ra', en: 'Ongoing incidents' },
  noneOngoing: { vi: 'Không ghi nhận sự cố nào đang diễn ra.', en: 'No ongoing incident is known.' },
  incidents: { vi: 'Các sự cố', en: 'Incidents' },
  what: { vi: 'Sự cố', en: 'Incident' },
  page: { vi: 'Trang', en: 'Page' },
  from: { vi: 'Bắt đầu', en: 'Began' },
  to: { vi: 'Kết thúc', en: 'Ended' },
  lasted: { vi: 'Kéo dài', en: 'Lasted' },
  lasts: { vi: 'đang diễn ra', en: 'ongoing' },
  older: { vi: 'Các sự cố cũ hơn không hiện ở đây:', en: 'Older ones are left out here:' },
  about: { vi: 'Cách đọc trang này', en: 'How to read this page' },
  aboutUptime: {
    vi: 'Mỗi trang được truy cập tự động theo lịch từ nhiều nơi. Tỷ lệ sẵn sàng là phần lượt đo thành công trong các lượt có kết quả; thời gian bảo trì đã báo trước không tính.',
    en: 'Each page is visited automatically, by a timetable and from several places. Uptime is the share of checks that passed among those with a result; maintenance that was announced does not count.',
  },
  aboutUnknown: {
    vi: 'Khi chưa đến 80% số lượt đo theo lịch có kết quả, trang ghi “chưa đủ dữ liệu” thay vì ước đoán.',
    en: 'Where fewer than 80% of the checks of the timetable have a result, it says “not enough data” instead of guessing.',
  },
  aboutTest: {
    vi: 'Đây là kết quả đo tự động, không phải thông báo chính thức của cơ quan chủ quản.',
    en: 'These are results of automatic checks, not announcements of the agencies that run the portals.',
  },
  forPrograms: { vi: 'Dữ liệu cho chương trình', en: 'Data for programs' },
  measuredBy: { vi: 'Đo bằng Nhịp', en: 'Measured with Nhịp' },
  times: { vi: 'Các thời điểm theo', en: 'Times are' },
  badgeLabel: { vi: 'Tình trạng', en: 'Status' },
  notFound: { vi: 'Không có trang này', en: 'There is no such page' },
} as const satisfies Record<string, BilingualText>

export function uptimeOf(days: number): BilingualText {
  return { vi: `Tỷ lệ sẵn sàng ${days} ngày`, en: `Uptime of ${days} days` }
}

export function incidentsIn(days: number): BilingualText {
  return { vi: `Sự cố trong ${days} ngày`, en: `Incidents of ${days} days` }
}

export function noIncidentIn(days: number): BilingualText {
  return { vi: `Không có sự cố nào trong ${days} ngày.`, en: `None within ${days} days.` }
}

export function inDays(days: number): BilingualText {
  return { vi: `${days} ngày`, en: `${days} days` }
}
