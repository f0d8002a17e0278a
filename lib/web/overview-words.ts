import type { BilingualText, PortalState } from '../model/catalogue.ts'

/** Words of the overview that are not words of the domain. */
export const OVERVIEW_WORDS = {
  title: { vi: 'tình trạng các cổng dịch vụ công', en: 'state of the public service portals' },
  subtitle: { vi: 'Nhịp đập của các cổng dịch vụ công', en: 'The pulse of public-service portals' },
  asOf: { vi: 'Số liệu lúc', en: 'As of' },
  catalogue: { vi: 'danh mục', en: 'catalogue' },
  summary: { vi: 'Tổng quan', en: 'Summary' },
  measuredPages: { vi: 'trang được đo', en: 'measured pages' },
  locations: { vi: 'Điểm đo', en: 'Locations' },
  domestic: { vi: 'trong nước', en: 'domestic' },
  abroad: { vi: 'ngoài nước', en: 'abroad' },
  lastSeen: { vi: 'đo gần nhất lúc', en: 'last check' },
  noResultYet: { vi: 'chưa có kết quả', en: 'no result yet' },
  openIncidents: { vi: 'Sự cố đang diễn ra', en: 'Open incidents' },
  noIncident: { vi: 'Không có sự cố nào.', en: 'None is open.' },
  portals: { vi: 'Cổng dịch vụ công', en: 'Portals' },
  portal: { vi: 'Cổng', en: 'Portal' },
  page: { vi: 'Trang được đo', en: 'Page' },
  homepage: { vi: 'Trang chủ', en: 'Homepage' },
  eform: { vi: 'eForm', en: 'eForm' },
  verdict: { vi: 'Tình trạng', en: 'Verdict' },
  since: { vi: 'Từ lúc', en: 'Since' },
  audit: { vi: 'Kiểm tra bằng trình duyệt', en: 'Audit' },
  ready: { vi: 'sẵn sàng', en: 'ready' },
  listed: { vi: 'chỉ liệt kê, không đo', en: 'listed, not measured' },
  kind: { vi: 'Loại', en: 'Kind' },
  severity: { vi: 'Mức độ', en: 'Severity' },
  state: { vi: 'Trạng thái', en: 'State' },
  open: { vi: 'đang diễn ra', en: 'open' },
  recovering: { vi: 'đang khôi phục', en: 'recovering' },
  seenFrom: { vi: 'Ghi nhận tại', en: 'Seen from' },
  alerts: { vi: 'Cảnh báo đã gửi', en: 'Alerts sent' },
  noAlert: { vi: 'Chưa có cảnh báo nào.', en: 'None so far.' },
} as const satisfies Record<string, BilingualText>

export const STATE_WORDS: Readonly<Record<PortalState, BilingualText>> = {
  active: { vi: 'đang hoạt động', en: 'active' },
  backend: { vi: 'chỉ xử lý nghiệp vụ phía sau', en: 'back end only' },
  redirects: { vi: 'chuyển hướng', en: 'redirects' },
  notice: { vi: 'chỉ còn thông báo', en: 'notice only' },
  retired: { vi: 'đã dừng', en: 'retired' },
}
