import { html } from 'hono/html'
import type { BilingualText } from '../../model/catalogue.ts'
import type { Markup } from '../overview-say.ts'

const WORDS = {
  keys: {
    vi: 'phím mũi tên: từng ngày; + và −: phóng to, thu nhỏ; Esc: quay lại; kéo ngang: phóng to các ngày đó',
    en: 'arrow keys: day by day; + and −: zoom; Escape: back; drag across: zoom to those days',
  },
  more: { vi: 'Phóng to', en: 'Zoom in' },
  less: { vi: 'Thu nhỏ', en: 'Zoom out' },
  all: { vi: 'Tất cả các ngày', en: 'All days' },
  plain: { vi: 'phím mũi tên: từng ngày', en: 'arrow keys: day by day' },
} as const satisfies Record<string, BilingualText>

/** A chart over days of which a browser says, day by day, what `says` has; each begins with its date as `31/12/2026`. */
export function toldCourse(
  chart: Markup,
  { says, t }: { readonly says: readonly string[]; readonly t: (text: BilingualText) => string },
): Markup {
  const words = [WORDS.keys, WORDS.more, WORDS.less, WORDS.all].map(t).join('|')
  return html`<div class="told-course" data-words="${words}" data-says="${says.join('\n')}">${chart}</div>`
}

/** The same of bars that are not zoomed: all their days are seen well at once. */
export function toldBars(
  bars: Markup,
  { says, t }: { readonly says: readonly string[]; readonly t: (text: BilingualText) => string },
): Markup {
  return html`<div class="told-course told-bars" data-words="${t(WORDS.plain)}" data-says="${says.join('\n')}">${bars}</div>`
}
