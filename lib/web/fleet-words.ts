import type { BilingualText } from '../model/catalogue.ts'

/** Words of the fleet's map. */
export const FLEET_WORDS = {
  fleet: { vi: 'Bản đồ trạng thái', en: 'The fleet' },
  worstFirst: {
    vi: 'Xếp từ xấu nhất; ô cho biết trang xấu nhất của cổng.',
    en: 'Worst first; each tile tells of the portal’s worst page.',
  },
  by: { vi: 'Nhóm theo', en: 'Group by' },
  none: { vi: 'không nhóm', en: 'nothing' },
  kind: { vi: 'khối', en: 'kind' },
  owner: { vi: 'cơ quan chủ quản', en: 'owner' },
  vendor: { vi: 'đơn vị cung cấp giải pháp', en: 'vendor' },
  from: { vi: 'Nhìn từ', en: 'Seen from' },
  everywhere: { vi: 'kết luận chung', en: 'everywhere (verdict)' },
  show: { vi: 'Xem', en: 'Show' },
  noVendor: { vi: 'chưa rõ đơn vị', en: 'vendor not named' },
  lastResult: {
    vi: 'Ô cho biết kết quả lượt đo gần nhất của nơi đã chọn, chưa phải kết luận.',
    en: 'Tiles tell the latest result of the place chosen, which is no verdict.',
  },
  abroadOnly: {
    vi: 'Chưa có điểm đo trong nước được chấm điểm: số liệu chỉ dùng để vận hành và cảnh báo, chưa là căn cứ đánh giá chính thức. AWS không có vùng nào đặt tại Việt Nam.',
    en: 'No location in the country scores yet: these figures serve operation and alerts, and are no official scores. No AWS Region lies in Vietnam.',
  },
  notMeasured: { vi: 'không đo', en: 'not measured' },
} as const satisfies Record<string, BilingualText>
