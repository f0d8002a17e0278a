import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import type { ChartText } from './chart.ts'

export type DayBar = { readonly kind: keyof typeof BARS; readonly title: string }

/** By colour and, for those who can't tell colours apart, by height. */
export const BARS = {
  ok: { css: 'okbar', height: 40 },
  warn: { css: 'warnbar', height: 30 },
  bad: { css: 'badbar', height: 20 },
  plan: { css: 'planbar', height: 12 },
  none: { css: 'nonebar', height: 5 },
} as const

export const BARS_HEIGHT = 40

/** A bar a day, as wide as there is room. */
export function dayBars(bars: readonly DayBar[], { id, title, description }: ChartText): Markup {
  return html`<svg class="daybars" role="img" aria-labelledby="${id}-title ${id}-text" width="100%" height="${BARS_HEIGHT}">
<title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>
<svg y="0" width="100%" height="${BARS_HEIGHT}" viewBox="0 0 ${bars.length} ${BARS_HEIGHT}" preserveAspectRatio="none">${bars.map(({ kind, title: of }, day) => html`<rect class="${BARS[kind].css}" x="${day + 0.1}" y="${BARS_HEIGHT - BARS[kind].height}" width=".8" height="${BARS[kind].height}"><title>${of}</title></rect>`)}</svg>
</svg>`
}

/** The same bar alone, for a legend. */
export function barSample(kind: DayBar['kind']): Markup {
  const { css, height } = BARS[kind]
  return html`<svg class="sample" width="10" height="20" viewBox="0 0 10 40" preserveAspectRatio="none" aria-hidden="true"><rect class="${css}" y="${BARS_HEIGHT - height}" width="10" height="${height}"/></svg>`
}
