import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import { type Mark, marksOver } from './marks.ts'
import { ticksTo } from './scale.ts'

export type ChartText = {
  /** Of this chart alone on its page. */
  readonly id: string
  readonly title: string
  readonly description: string
}

/** Something that lasted, in days from the left edge. */
export type ChartSpan = {
  readonly from: number
  readonly to: number
  readonly title: string
  readonly kind: 'incident' | 'mark'
}

export type Axes = ChartText & {
  /** How many days from left to right. */
  readonly days: number
  /** Under the left edge, the middle and the right edge. */
  readonly ends: readonly [string, string, string]
  /** The greatest value that is to fit. */
  readonly most: number
  readonly tick: (value: number) => string
  /** What stands in the middle where there is no value at all: an axis would tell of some. */
  readonly none: string
  readonly spans: readonly ChartSpan[]
  /** Oldest first; default none. */
  readonly releases?: readonly Mark[]
  /** Where what measures has changed; oldest first, default none. */
  readonly instruments?: readonly Mark[]
}

const TOP = 20
const PLOT = 146
const BOTTOM = 24
/** Above the plot, a line for each kind of mark that there is. */
const MARKS = 16

/** Characters of the longest label beside an axis, at most: for each there is a class, as no style may stand in a page. */
const MOST_LABEL = 9

/** What the labels of an axis need at the left of a chart, so that none lies over what is drawn. */
export const GUTTER_STYLE = Array.from({ length: MOST_LABEL }, (_, index) => {
  const width = `${((index + 1) * 0.45 + 0.4).toFixed(2)}rem`
  return `.gutter-${index + 1}{margin-left:${width};width:calc(100% - ${width})}`
}).join('\n')

/**
 * Axes with what is drawn between them, as wide as there is room: only what is inside of `plot` (a day wide as 1, the axis
 * high as 100) is stretched, never a text; `over` is placed by shares of the width and px of the height.
 */
export function chart(
  axes: Axes,
  draw: {
    readonly isEmpty: boolean
    readonly plot?: (y: (value: number) => number) => Markup
    readonly over?: (x: (day: number) => string, y: (value: number) => number) => Markup
  },
): Markup {
  const { id, days, ends, releases = [], instruments = [] } = axes
  const kinds = [
    { kind: 'release', marks: releases } as const,
    { kind: 'instrument', marks: instruments } as const,
  ].filter(({ marks }) => marks.length > 0)
  const top = TOP + MARKS * kinds.length
  const foot = top + PLOT
  const height = foot + BOTTOM
  const ticks = draw.isEmpty ? [0] : ticksTo(axes.most)
  const most = ticks.at(-1) || 1
  const inPlot = (value: number): number => Number((100 - (value / most) * 100).toFixed(2))
  const y = (value: number): number => Number((foot - (value / most) * PLOT).toFixed(1))
  const x = (day: number): string => `${((day / days) * 100).toFixed(2)}%`
  const [left, middle, right] = ends
  const labels = ticks.slice(1).map((tick) => ({ text: axes.tick(tick), at: y(tick) }))
  const gutter = Math.min(MOST_LABEL, Math.max(0, ...labels.map(({ text }) => text.length)))
  return html`<svg class="chart${gutter === 0 ? '' : ` gutter-${gutter}`}" role="img" aria-labelledby="${id}-title ${id}-text" width="100%" height="${height}">
<title id="${id}-title">${axes.title}</title><desc id="${id}-text">${axes.description}</desc>
${ticks.map((tick) => html`<line class="gridline" x1="0" x2="100%" y1="${y(tick)}" y2="${y(tick)}"/>`)}
<svg y="${top}" width="100%" height="${PLOT}" viewBox="0 0 ${days} 100" preserveAspectRatio="none">
${axes.spans.map(({ from, to, title, kind }) => html`<rect class="${kind}span" x="${from.toFixed(3)}" y="0" width="${Math.max(to - from, 0.25).toFixed(3)}" height="100"><title>${title}</title></rect>`)}
${draw.plot?.(inPlot) ?? ''}</svg>
${kinds.map(({ kind, marks }, line) => marksOver(marks, { kind, days, x, text: MARKS * (line + 1) - 4, top: MARKS * (line + 1), foot }))}
${draw.over?.(x, y) ?? ''}
${labels.map(({ text, at }) => html`<text class="tick" x="-6" y="${at + 4}" text-anchor="end">${text}</text>`)}
${draw.isEmpty ? html`<text class="tick" x="50%" y="${top + PLOT / 2}" text-anchor="middle">${axes.none}</text>` : ''}
<text class="end" x="0" y="${height - 6}">${left}</text><text class="end" x="50%" y="${height - 6}" text-anchor="middle">${middle}</text><text class="end" x="100%" y="${height - 6}" text-anchor="end">${right}</text>
</svg>`
}
