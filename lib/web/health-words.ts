import type { BilingualText } from '../model/catalogue.ts'

/** Words of the platform's own state. */
export const HEALTH_WORDS = {
  title: { vi: 'Hệ thống đo', en: 'The monitor itself' },
  lookedAt: { vi: 'Tự kiểm tra lần cuối lúc', en: 'It last looked at itself at' },
  notLooked: { vi: 'Hệ thống chưa tự kiểm tra lần nào.', en: 'It has not looked at itself yet.' },
  never: { vi: 'chưa bao giờ', en: 'never' },
  wrong: { vi: 'Điều bất thường', en: 'What is wrong' },
  nothing: { vi: 'Không có gì bất thường.', en: 'Nothing is.' },
  fine: { vi: 'Không thấy', en: 'Not found' },
  beginning: { vi: 'đang theo dõi', en: 'pending' },
  open: { vi: 'đã báo', en: 'told' },
  toIncident: { vi: 'xem sự cố', en: 'the incident' },
  locations: { vi: 'Điểm đo và mức bao phủ', en: 'Locations and coverage' },
  coverageText: {
    vi: 'Mức bao phủ theo ngày: số lượt có kết luận thành công hoặc không thành công, trên số lượt phải đo ngoài giờ bảo trì. Hôm nay tính đến giờ đã cộng dồn.',
    en: 'Coverage by day: checks that passed or failed, of those due outside of maintenance. Of today what is counted so far.',
  },
  location: { vi: 'Điểm đo', en: 'Location' },
  group: { vi: 'Nhóm', en: 'Group' },
  network: { vi: 'Mạng', en: 'Network' },
  scoring: { vi: 'dùng chấm điểm', en: 'scores' },
  heard: { vi: 'Tín hiệu cuối', en: 'Last heard' },
  cost: { vi: 'Chi phí tháng này (ước tính)', en: 'Cost this month (an estimate)' },
  costHere: { vi: 'trên AWS tính đến nay', en: 'on AWS so far' },
  costThere: {
    vi: 'là số tiền phải trả tính đến nay nếu chạy trên AWS; máy này không mất khoản đó',
    en: 'is what it would have cost so far on AWS; this machine is not billed by AWS',
  },
  costMonth: { vi: 'cả tháng theo danh mục', en: 'the whole month, by the catalogue' },
  costText: {
    vi: 'Tính theo số lượt đo đã cộng dồn và giá niêm yết, chưa trừ phần miễn phí; phần cố định theo số ngày đã qua. Hóa đơn của AWS mới là số đúng.',
    en: 'By the checks that are counted and by list prices, free tiers not taken off; what stands by the days that are over. The bill of AWS is what counts.',
  },
  costChecks: { vi: 'Lượt đo có kết quả trong tháng', en: 'Checks with a result this month' },
  costPrices: { vi: 'Giá của vùng', en: 'Prices of' },
  costServices: { vi: 'Theo dịch vụ', en: 'By service' },
  changes: { vi: 'Nhật ký thay đổi', en: 'Log of changes' },
  notPlayed: { vi: 'không đo từ đây', en: 'not measured from' },
} as const satisfies Record<string, BilingualText>
