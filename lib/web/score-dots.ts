import { html } from 'hono/html'
import type { PublishedPortal } from '../model/score.ts'
import type { Markup } from './overview-say.ts'

const WIDTH = 180
const PAD = 8

/**
 * One portal's points on a scale from nothing to all of them, with their interval and bounds. It stands beside the same
 * numbers as text, and so is hidden from who listens.
 */
export function scoreDots({ points, interval }: Pick<PublishedPortal, 'points' | 'interval'>, most: number): Markup {
  const x = (value: number): string => xOf(value, most)
  return html`<svg class="dots" viewBox="0 0 ${WIDTH} 20" width="${WIDTH}" height="20" aria-hidden="true" focusable="false"><path class="axis" d="M${PAD} 10H${WIDTH - PAD}M${x(0)} 6v8M${x(most / 2)} 7v6M${x(most)} 6v8"/>${
    points !== null && points.low !== points.high
      ? html`<path class="bounds" d="M${x(points.low)} 10H${x(points.high)}"/>`
      : ''
  }${
    interval === null
      ? ''
      : html`<path class="interval" d="M${x(interval.low)} 10H${x(interval.high)}M${x(interval.low)} 6v8M${x(interval.high)} 6v8"/>`
  }${points === null ? '' : html`<circle cx="${x(points.points)}" cy="10" r="4.5"/>`}</svg>`
}

/** The numbers of that scale, for the head of its column. */
export function dotsScale(most: number): Markup {
  const at = [0, most / 2, most]
  return html`<svg class="dots" viewBox="0 0 ${WIDTH} 16" width="${WIDTH}" height="16" aria-hidden="true" focusable="false">${at.map((value) => html`<text x="${xOf(value, most)}" y="12" text-anchor="middle">${value}</text>`)}</svg>`
}

/** What lies outside of the scale, as intervals of older revisions may, is drawn at its end. */
function xOf(value: number, most: number): string {
  const share = Math.min(1, Math.max(0, value / most))
  return (PAD + share * (WIDTH - 2 * PAD)).toFixed(1)
}
