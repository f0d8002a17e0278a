import { html } from 'hono/html'
import type { Markup } from '../overview-say.ts'

/** Something that went live. */
export type ReleaseMark = {
  /** In days from the left edge. */
  readonly at: number
  /** Which one it is in the list beside the chart. */
  readonly number: number
  readonly title: string
}

/** Marks that are nearer than this share of the width have one number above them. */
const NEAR = 0.06

/** A line for each through the plot, and above it its number: `1`, or `2–4` of those that stand close together. */
export function releaseMarks(
  marks: readonly ReleaseMark[],
  of: {
    readonly days: number
    readonly x: (day: number) => string
    /** Px: of the numbers' baseline, and of the lines' ends. */
    readonly text: number
    readonly top: number
    readonly foot: number
  },
): Markup {
  const groups: ReleaseMark[][] = []
  for (const mark of marks) {
    const last = groups.at(-1)?.at(-1)
    if (last && mark.at - last.at < NEAR * of.days) groups.at(-1)?.push(mark)
    else groups.push([mark])
  }
  return html`${marks.map(({ at, number, title }) => html`<line class="release" x1="${of.x(at)}" x2="${of.x(at)}" y1="${of.top}" y2="${of.foot}"><title>${number}: ${title}</title></line>`)}${groups.map(
    (group) => {
      const [first, last] = [group[0] as ReleaseMark, group.at(-1) as ReleaseMark]
      const name = first === last ? `${first.number}` : `${first.number}–${last.number}`
      return html`<text class="releasename" x="${of.x((first.at + last.at) / 2)}" y="${of.text}" text-anchor="middle">${name}</text>`
    },
  )}`
}
