import type { BilingualText } from '../model/catalogue.ts'
import type { Role } from '../model/token.ts'

/** The ways that stand at the head of every page, in order, for those who may go them. */
export const NAVIGATION: readonly {
  readonly href: string
  readonly words: BilingualText
  readonly roles: readonly Role[]
}[] = [
  { href: '/', words: { vi: 'Tổng quan', en: 'Overview' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/portals', words: { vi: 'Cổng dịch vụ công', en: 'Portals' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/incidents', words: { vi: 'Sự cố', en: 'Incidents' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/maintenance', words: { vi: 'Bảo trì', en: 'Maintenance' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/monitor', words: { vi: 'Hệ thống đo', en: 'Monitor' }, roles: ['operator', 'evaluator'] },
  { href: '/scores', words: { vi: 'Điểm', en: 'Scores' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/periods', words: { vi: 'Kỳ đánh giá', en: 'Periods' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/reviews', words: { vi: 'Xem xét lại', en: 'Reviews' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/exports', words: { vi: 'Xuất kết quả', en: 'Exports' }, roles: ['operator', 'evaluator', 'vendor'] },
]
