import type { Lang } from '../model/lang.ts'
import { shareText } from '../model/percent.ts'
import type { PublishedPoints } from '../model/score.ts'

/** How numbers of scores are written in a language; what there is none of is a dash. */
export type Figures = {
  /** Two digits behind the point. */
  readonly points: (value: number | null) => string
  /** With both bounds, where obstruction could tell either way. */
  readonly bounded: (value: PublishedPoints | null) => string
  /** As `shareText` writes it. */
  readonly share: (value: number | null) => string
  readonly number: (value: number | null) => string
}

const NONE = '–'

export function figures(lang: Lang): Figures {
  const local = (text: string): string => (lang === 'vi' ? text.replace('.', ',') : text)
  const points: Figures['points'] = (value) => (value === null ? NONE : local(value.toFixed(2)))
  return {
    points,
    bounded: (value) => {
      if (value === null) return NONE
      const { low, high } = value
      return low === high ? points(value.points) : `${points(value.points)} (${points(low)}–${points(high)})`
    },
    share: (value) => (value === null ? NONE : shareText(value, lang)),
    number: (value) => (value === null ? NONE : value.toLocaleString(lang, { maximumFractionDigits: 3 })),
  }
}
