import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import { type Axes, chart } from './chart.ts'
import { LEAST_AXIS, runsOf } from './scale.ts'

/** A day's percentiles. */
export type Band = { readonly low: number; readonly middle: number; readonly high: number }

/** A band from low to high with a line in the middle and one below, a value a day; days without are left open. */
export function bandChart(bands: readonly (Band | null)[], axes: Omit<Axes, 'most' | 'days'>): Markup {
  const known = bands.filter((band) => band !== null)
  const most = Math.max(LEAST_AXIS, ...known.map(({ high }) => high))
  return chart(
    { ...axes, days: bands.length, most },
    {
      isEmpty: known.length === 0,
      plot: (y) =>
        html`${runsOf(bands).map(({ from, to }) => {
          const run = bands.slice(from, to) as readonly Band[]
          const along = (valueOf: (band: Band) => number): readonly string[] =>
            [
              [from, run[0]] as const,
              ...run.map((band, index) => [from + index + 0.5, band] as const),
              [to, run.at(-1)] as const,
            ].map(([x, band]) => `${x} ${y(valueOf(band as Band))}`)
          const high = along(({ high }) => high)
          const low = along(({ low }) => low)
          return html`<path class="band" d="M${[...high, ...low.toReversed()].join('L')}Z"/><path class="lowline" d="M${low.join('L')}"/><path class="midline" d="M${along(({ middle }) => middle).join('L')}"/>`
        })}`,
    },
  )
}

/** A piece of what is drawn there, for a key. */
export function bandSample(css: 'band' | 'midbar' | 'incidentspan'): Markup {
  return html`<svg class="sample" width="16" height="12" viewBox="0 0 16 12" aria-hidden="true"><rect class="${css}" y="${css === 'midbar' ? 5 : 0}" width="16" height="${css === 'midbar' ? 2 : 12}"/></svg>`
}
