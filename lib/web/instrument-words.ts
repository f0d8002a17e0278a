import type { INSTRUMENT_PARTS } from '../flow/instrument-changes.ts'
import type { BilingualText } from '../model/catalogue.ts'

export const INSTRUMENT_WORDS = {
  title: { vi: 'Thay đổi công cụ đo', en: 'Changes of instrument' },
  mark: { vi: 'Công cụ đo thay đổi', en: 'The instrument changed' },
  text: {
    vi: 'Từ đó kết quả do công cụ khác đo: chênh lệch với trước đó có thể do công cụ đo, không do cổng.',
    en: 'From then on another instrument measured: a difference from before may be the instrument’s, and not the portal’s.',
  },
  settings: { vi: 'cài đặt khác', en: 'other settings' },
  notKept: { vi: 'không còn lưu chi tiết', en: 'what it was is not kept' },
} as const satisfies Record<string, BilingualText>

export const INSTRUMENT_PART_WORDS = {
  lighthouse: { vi: 'Lighthouse', en: 'Lighthouse' },
  chromium: { vi: 'Chromium', en: 'Chromium' },
  profile: { vi: 'cấu hình thiết bị, mạng', en: 'profile' },
  multiplier: { vi: 'hệ số làm chậm bộ xử lý', en: 'processor slowdown' },
} as const satisfies Record<(typeof INSTRUMENT_PARTS)[number], BilingualText>
