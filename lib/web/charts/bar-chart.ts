import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import { type Axes, chart } from './chart.ts'

/** A bar each, of what is bad; null: nothing is known, which is drawn as a line at the foot. */
export function barChart(
  bars: readonly (number | null)[],
  axes: Omit<Axes, 'most' | 'days' | 'spans'> & {
    /** The axis ends there at the earliest. */
    readonly least: number
    readonly say: (index: number) => string
  },
): Markup {
  const most = Math.max(axes.least, ...bars.map((bar) => bar ?? 0))
  return chart(
    { ...axes, days: bars.length, most, spans: [] },
    {
      isEmpty: bars.every((bar) => bar === null),
      plot: (y) =>
        html`${bars.map((bar, index) => {
          const top = bar === null ? 98.5 : y(bar)
          return html`<rect class="${bar === null ? 'nonebar' : 'badbar'}" x="${index + 0.1}" y="${top}" width=".8" height="${(100 - top).toFixed(2)}"><title>${axes.say(index)}</title></rect>`
        })}`,
    },
  )
}

/** A share of the whole, for a table's cell: beside its number, and so hidden from who listens. */
export function shareBar(share: number): Markup {
  return html`<svg class="sharebar" width="100%" height="10" aria-hidden="true"><rect class="trackbar" width="100%" height="10"/><rect class="badbar" width="${(Math.min(1, share) * 100).toFixed(1)}%" height="10"/></svg>`
}
