import type { BilingualText } from '../model/catalogue.ts'

/** Words of an incident's page that are not words of the domain. */
export const INCIDENT_WORDS = {
  incident: { vi: 'Sự cố', en: 'Incident' },
  resolved: { vi: 'đã khắc phục', en: 'resolved' },
  began: { vi: 'Bắt đầu', en: 'Began' },
  opened: { vi: 'Mở sự cố', en: 'Opened' },
  ended: { vi: 'Kết thúc', en: 'Ended' },
  lasted: { vi: 'Kéo dài', en: 'Lasted' },
  minutes: { vi: 'phút', en: 'min' },
  group: { vi: 'Nhóm điểm đo', en: 'Locations of' },
  takenOn: { vi: 'Tiếp nhận', en: 'Taken on' },
  takenOnBy: { vi: 'Người tiếp nhận', en: 'By' },
  nobody: { vi: 'Chưa có ai tiếp nhận.', en: 'Nobody has taken it on.' },
  untold: { vi: 'Không gửi cảnh báo cho sự cố này.', en: 'Nobody was told of this incident.' },
  joined: { vi: 'Được báo chung với sự cố', en: 'Told with the incident' },
  howTo: { vi: 'Cách tiếp nhận', en: 'How to take it on' },
  howToText: {
    vi: 'Người tiếp nhận đầu tiên được ghi lại; từ đó không ai bị nhắc lại hay báo cấp trên nữa. Cần mã truy cập của người vận hành.',
    en: 'Who takes it on first is kept; from then on nobody is reminded, and it is not escalated. It needs an operator’s token.',
  },
  timeline: { vi: 'Diễn biến', en: 'What was told' },
  nothingTold: { vi: 'Chưa gửi tin nào.', en: 'Nothing so far.' },
  with: { vi: 'Cùng với', en: 'With' },
  seen: { vi: 'Các điểm đo ghi nhận', en: 'What each location saw' },
  seenText: {
    vi: 'Từ lượt đo trước khi bắt đầu. Thời gian tính bằng mili giây: tên miền + kết nối + TLS + chờ + tải = tổng. Dưới lượt không thành công là mã X-Nhip-Id mà nhật ký của cổng cũng có.',
    en: 'From the slot before it began. Times in ms: name + connect + TLS + wait + download = total. Below what did not pass: its X-Nhip-Id, which the portal’s own logs have too.',
  },
  cut: { vi: 'Các lượt đo ở giữa không hiện ở đây.', en: 'The slots between are left out.' },
  noRows: {
    vi: 'Kết quả của thời gian này không còn ở đây: xem bằng chứng đã niêm phong.',
    en: 'The results of that time are not here any more: see the sealed evidence.',
  },
  slot: { vi: 'Lượt đo', en: 'Slot' },
  evidence: { vi: 'Bằng chứng', en: 'Evidence' },
  target: { vi: 'Trang được đo', en: 'The page' },
  overview: { vi: 'Tình trạng hiện tại', en: 'Its state now' },
  audits: { vi: 'Kiểm tra bằng trình duyệt', en: 'Audit' },
  sealed: { vi: 'Đã niêm phong', en: 'Sealed' },
  notSealed: {
    vi: 'Kết quả trong ngày được niêm phong và ký sau khi ngày kết thúc.',
    en: 'A day’s results are sealed and signed once it is over.',
  },
} as const satisfies Record<string, BilingualText>
