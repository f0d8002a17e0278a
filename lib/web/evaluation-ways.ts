import { html } from 'hono/html'
import type { BilingualText } from '../model/catalogue.ts'
import type { Markup, Say } from './overview-say.ts'

/** Pages of evaluation, which the head of every page has as one. */
const WAYS: readonly { readonly href: string; readonly words: BilingualText }[] = [
  { href: '/scores', words: { vi: 'Điểm', en: 'Scores' } },
  { href: '/score-changes', words: { vi: 'Giữa hai kỳ', en: 'Changes' } },
  { href: '/periods', words: { vi: 'Kỳ đánh giá', en: 'Periods' } },
  { href: '/reviews', words: { vi: 'Xem xét lại', en: 'Reviews' } },
  { href: '/exports', words: { vi: 'Xuất kết quả', en: 'Exports' } },
  { href: '/methods', words: { vi: 'Cách tính', en: 'Methods' } },
]

/** The ways between pages of evaluation; `here` is the one that is shown. */
export function evaluationWays(here: string, { t }: Say): Markup {
  const title: BilingualText = { vi: 'Đánh giá', en: 'Evaluation' }
  return html`<nav class="sub" aria-label="${t(title)}"><ul>${WAYS.map(({ href, words }) => html`<li><a href="${href}"${href === here ? html` aria-current="page"` : ''}>${t(words)}</a></li>`)}</ul></nav>`
}
