import type { Step } from '../judge/failed-step.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { PHASE_WORDS } from '../model/words.ts'

/** Words of where and when checks failed. */
export const LOSS_WORDS = {
  title: { vi: 'Lượt không thành công', en: 'Failed checks' },
  text: {
    vi: 'Mỗi lượt đếm như nhau, theo kết quả sau lần đo lại. Điểm tính theo lần đo đầu và trọng số khung giờ, nên tỷ lệ ở phần trên khác.',
    en: 'Each check counts alike, after its second attempt. Points count the first one, weighted by the time of day: the share above differs.',
  },
  days: { vi: 'Ngày', en: 'Days' },
  failed: { vi: 'Không thành công', en: 'Failed' },
  of: { vi: 'trên', en: 'of' },
  obstructed: { vi: 'Không đo được do phía cổng', en: 'Obstructed by the portal’s side' },
  ours: { vi: 'đo từ', en: 'measured from' },
  byDay: { vi: 'Theo ngày', en: 'By day' },
  byHour: { vi: 'Theo giờ trong ngày', en: 'By hour of the day' },
  byLocation: { vi: 'Theo điểm đo', en: 'By location' },
  byStep: { vi: 'Theo pha', en: 'By phase' },
  barText: {
    vi: 'Mỗi cột là tỷ lệ lượt không thành công trên số lượt thành công và không thành công.',
    en: 'A bar is the share that failed of what passed or failed.',
  },
  stepText: {
    vi: 'Số lượt dừng ở pha này, và thời gian của pha ở những lượt thành công.',
    en: 'How many ended in this phase, and how long it takes where checks pass.',
  },
  hour: { vi: 'Giờ', en: 'Hour' },
  oclock: { vi: 'giờ', en: 'h' },
  step: { vi: 'Pha', en: 'Phase' },
  location: { vi: 'Điểm đo', en: 'Location' },
  share: { vi: 'Tỷ lệ', en: 'Share' },
  known: { vi: 'Số lượt', en: 'Checks' },
  nothing: { vi: 'Không có số liệu của kỳ này.', en: 'Nothing is known of this period.' },
  rules: {
    vi: 'Theo từng tiêu chí: điểm đo, giờ hành chính và giờ trong ngày',
    en: 'By rule: location, part of the week and hour of the day',
  },
  peers: { vi: 'trung vị của', en: 'median of' },
  peersOf: {
    vi: 'cổng do đơn vị khác cung cấp, cùng công cụ biểu mẫu',
    en: 'other vendors’ portals, same form engine',
  },
  peersText: {
    vi: 'Trung vị chỉ được nêu khi có từ 5 cổng của ít nhất 3 cơ quan chủ quản, và được làm tròn; không tính các cổng của cùng đơn vị cung cấp.',
    en: 'A median is told of at least 5 portals of 3 owners, rounded, without those of the same vendor.',
  },
} as const satisfies Record<string, BilingualText>

export const STEP_WORDS: Readonly<Record<Step, BilingualText>> = {
  dns: PHASE_WORDS.dnsMs,
  connect: PHASE_WORDS.connectMs,
  tls: PHASE_WORDS.tlsMs,
  wait: PHASE_WORDS.waitMs,
  download: PHASE_WORDS.downloadMs,
  answer: { vi: 'nội dung trả về', en: 'answer' },
}
