import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'

/** Something that happened at a moment. */
export type Mark = {
  /** In days from the left edge. */
  readonly at: number
  /** What it is called in the list beside the chart: `1`, `A`. */
  readonly name: string
  readonly title: string
}

/** Marks that are nearer than this share of the width have one name above them. */
const NEAR = 0.06

/** A line for each through the plot, and above it its name: `1`, or `2–4` of those that stand close together. */
export function marksOver(
  marks: readonly Mark[],
  of: {
    readonly kind: 'release' | 'instrument'
    readonly days: number
    readonly x: (day: number) => string
    /** Px: of the names' baseline, and of the lines' ends. */
    readonly text: number
    readonly top: number
    readonly foot: number
  },
): Markup {
  const groups: Mark[][] = []
  for (const mark of marks) {
    const last = groups.at(-1)?.at(-1)
    if (last && mark.at - last.at < NEAR * of.days) groups.at(-1)?.push(mark)
    else groups.push([mark])
  }
  return html`${marks.map(({ at, name, title }) => html`<line class="${of.kind}" x1="${of.x(at)}" x2="${of.x(at)}" y1="${of.top}" y2="${of.foot}"><title>${name}: ${title}</title></line>`)}${groups.map(
    (group) => {
      const [first, last] = [group[0] as Mark, group.at(-1) as Mark]
      const name = first === last ? first.name : `${first.name}–${last.name}`
      return html`<text class="markname" x="${of.x((first.at + last.at) / 2)}" y="${of.text}" text-anchor="middle">${name}</text>`
    },
  )}`
}
