import type { BilingualText } from '../model/catalogue.ts'
import type { Role } from '../model/token.ts'

/** The ways that stand at the head of every page, in order, for those who may go them. */
export const NAVIGATION: readonly {
  readonly href: string
  readonly words: BilingualText
  readonly roles: readonly Role[]
  /** Other pages that lie this way. */
  readonly includes?: readonly string[]
}[] = [
  { href: '/', words: { vi: 'Tổng quan', en: 'Overview' }, roles: ['operator', 'evaluator', 'vendor'] },
  { href: '/portals', words: { vi: 'Cổng dịch vụ công', en: 'Portals' }, roles: ['operator', 'evaluator', 'vendor'] },
  {
    href: '/incidents',
    words: { vi: 'Sự cố', en: 'Incidents' },
    roles: ['operator', 'evaluator', 'vendor'],
    includes: ['/incident'],
  },
  { href: '/maintenance', words: { vi: 'Bảo trì', en: 'Maintenance' }, roles: ['operator', 'evaluator', 'vendor'] },
  {
    href: '/monitor',
    words: { vi: 'Hệ thống đo', en: 'Monitor' },
    roles: ['operator', 'evaluator'],
    includes: ['/changes'],
  },
  {
    href: '/scores',
    words: { vi: 'Đánh giá', en: 'Evaluation' },
    roles: ['operator', 'evaluator', 'vendor'],
    includes: ['/score-changes', '/periods', '/reviews', '/exports', '/methods', '/results', '/jobs'],
  },
]
