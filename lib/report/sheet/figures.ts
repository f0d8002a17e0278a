import type { Day } from '../../model/day.ts'
import type { Lang } from '../../model/lang.ts'
import { shareText } from '../../model/percent.ts'
import type { PublishedPoints } from '../../model/score.ts'

/** Stands where there is no value: never 0. */
export const NONE = '–'

/** Of whatever unit, with what separates thousands; at most three decimals. */
export function figure(value: number | null, lang: Lang, decimals = 3): string {
  return value === null ? NONE : value.toLocaleString(lang, { maximumFractionDigits: decimals })
}

/** With two decimals, as points are published. */
export function hundredths(value: number, lang: Lang): string {
  return value.toFixed(2).replace('.', lang === 'vi' ? ',' : '.')
}

/** Points, and behind them what they may be where not all could be measured. */
export function pointsText(points: PublishedPoints | null, lang: Lang): string {
  if (points === null) return NONE
  const { low, high } = points
  const told = hundredths(points.points, lang)
  return low === high ? told : `${told} (${hundredths(low, lang)}–${hundredths(high, lang)})`
}

/** As `shareText` writes it. */
export function share(value: number | null, lang: Lang): string {
  return value === null ? NONE : shareText(value, lang)
}

export function dayText(day: Day, lang: Lang): string {
  return lang === 'vi' ? day.split('-').reverse().join('/') : day
}

/** To the minute. */
export function timeText(atMs: number, of: { readonly timezone: string; readonly lang: Lang }): string {
  const [two, year] = ['2-digit', 'numeric'] as const
  const form = { day: two, month: two, year, hour: two, minute: two, hourCycle: 'h23', timeZone: of.timezone } as const
  const parts = new Map(
    new Intl.DateTimeFormat('en', form).formatToParts(atMs).map(({ type, value }) => [type, value] as const),
  )
  const day = dayText(`${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`, of.lang)
  return `${day} ${parts.get('hour')}:${parts.get('minute')}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
