import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import { type Axes, chart } from './chart.ts'
import { LEAST_AXIS } from './scale.ts'

/** A dot a day, where there is a value, each with what it says. */
export function dotChart(
  dots: readonly (number | null)[],
  axes: Omit<Axes, 'most' | 'days' | 'spans'> & { readonly most?: number; readonly say: (day: number) => string },
): Markup {
  const most = axes.most ?? Math.max(LEAST_AXIS, ...dots.map((dot) => dot ?? 0))
  return chart(
    { ...axes, days: dots.length, most, spans: [] },
    {
      isEmpty: dots.every((dot) => dot === null),
      over: (x, y) =>
        html`${dots.map((dot, day) => (dot === null ? '' : html`<circle class="dot" cx="${x(day + 0.5)}" cy="${y(dot)}" r="2.5"><title>${axes.say(day)}</title></circle>`))}`,
    },
  )
}
