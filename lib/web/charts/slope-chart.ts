import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'
import type { ChartText } from './chart.ts'
import { ticksTo } from './scale.ts'

export type SlopeEnd = {
  readonly value: number
  readonly interval: { readonly low: number; readonly high: number } | null
}

export type Slope = {
  /** Short: it stands beside its line. */
  readonly name: string
  readonly title: string
  readonly before: SlopeEnd
  readonly after: SlopeEnd
}

/** Px. */
const TOP = 36
const BOTTOM = 12
const LEAST_PLOT = 220
const LABEL = 17
/** Intervals of neighbours stand beside each other. */
const STEP = 4
const LANES = 5

const LEFT = '16%'
const RIGHT = '52%'

/**
 * A line for each from what it was to what it is, its name at the end: names never lie on each other, and a thin line
 * leads from each to its own. What has grown is drawn through, what has not is dashed. The scale begins where values do.
 */
export function slopeChart(
  slopes: readonly Slope[],
  of: ChartText & { readonly heads: readonly [string, string]; readonly tick: (value: number) => string },
): Markup {
  const all = slopes.flatMap(({ before, after }) =>
    [before, after].flatMap(({ value, interval }) => [value, interval?.low ?? value, interval?.high ?? value]),
  )
  const ticks = ticksFrom(Math.min(...all), Math.max(...all))
  const [bottom = 0, top = 1] = [ticks[0], ticks.at(-1)]
  const plot = Math.max(LEAST_PLOT, slopes.length * LABEL)
  const height = TOP + plot + BOTTOM
  const y = (value: number): number => Number((TOP + plot - ((value - bottom) / (top - bottom)) * plot).toFixed(1))
  const labels = apart(
    slopes.map(({ after }) => y(after.value)),
    { from: TOP, to: TOP + plot },
  )
  const lanes = LANES * STEP
  return html`<svg class="chart slopes" role="img" aria-labelledby="${of.id}-title ${of.id}-text" width="100%" height="${height}">
<title id="${of.id}-title">${of.title}</title><desc id="${of.id}-text">${of.description}</desc>
${ticks.map((tick) => html`<line class="gridline" x1="0" x2="${RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="0" y="${y(tick) - 4}">${of.tick(tick)}</text>`)}
<text x="${LEFT}" y="12" text-anchor="middle">${of.heads[0]}</text><text x="${RIGHT}" y="12" text-anchor="middle">${of.heads[1]}</text>
${slopes.map(({ name, title, before, after }, index) => {
  const lane = STEP * (1 + (index % LANES))
  const label = labels[index] ?? 0
  const isUp = after.value > before.value
  return html`<g class="slope${isUp ? '' : ' fallen'}"><title>${title}</title><line x1="${LEFT}" x2="${RIGHT}" y1="${y(before.value)}" y2="${y(after.value)}"/><circle cx="${LEFT}" cy="${y(before.value)}" r="3"/><circle cx="${RIGHT}" cy="${y(after.value)}" r="3"/><svg class="over" x="${LEFT}">${whisker(before, { x: -lane, y })}</svg><svg class="over" x="${RIGHT}">${whisker(after, { x: lane, y })}<path class="leader" d="M4 ${y(after.value)}H${lanes + 4}L${lanes + 14} ${label}"/><text x="${lanes + 17}" y="${label + 4}">${name}</text></svg></g>`
})}</svg>`
}

function whisker(
  { interval }: SlopeEnd,
  { x, y }: { readonly x: number; readonly y: (value: number) => number },
): Markup {
  return interval === null
    ? html``
    : html`<line class="whisker" x1="${x}" x2="${x}" y1="${y(interval.high)}" y2="${y(interval.low)}"/>`
}

/** Round values from one that is not above `low` to one that is not below `high`. */
function ticksFrom(low: number, high: number): readonly number[] {
  const step = ticksTo(Math.max(high - low, 0.1))[1] ?? 1
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** As near to where they belong as they can be and `LABEL` px from each other, in the same order. */
function apart(
  places: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly number[] {
  const order = places.map((place, index) => ({ place, index })).toSorted((a, b) => a.place - b.place)
  const put: number[] = []
  for (const { place } of order) put.push(Math.max(place, (put.at(-1) ?? from - LABEL) + LABEL))
  // Those that came to lie too far down push the ones above them back.
  for (let at = put.length - 1; at >= 0; at--) {
    const most = at === put.length - 1 ? to : (put[at + 1] as number) - LABEL
    put[at] = Math.min(put[at] as number, most)
  }
  const found: number[] = []
  for (const [at, { index }] of order.entries()) found[index] = Number((put[at] as number).toFixed(1))
  return found
}
