import { html } from 'hono/html'
import type { BilingualText } from '../../model/catalogue.ts'
import type { Markup } from '../overview-say.ts'

const WORDS = {
  keys: { vi: 'phím mũi tên: từng ngày; + và −: phóng to, thu nhỏ', en: 'arrow keys: day by day; + and −: zoom' },
  more: { vi: 'Phóng to', en: 'Zoom in' },
  less: { vi: 'Thu nhỏ', en: 'Zoom out' },
} as const satisfies Record<string, BilingualText>

/** A chart over days of which a browser says, day by day, what `says` has; each begins with its date as `31/12/2026`. */
export function toldCourse(
  chart: Markup,
  { says, t }: { readonly says: readonly string[]; readonly t: (text: BilingualText) => string },
): Markup {
  const words = [WORDS.keys, WORDS.more, WORDS.less].map(t).join('|')
  return html`<div class="told-course" data-words="${words}" data-says="${says.join('\n')}">${chart}</div>`
}
