import type { Lang } from '../model/lang.ts'
import { shareText } from '../model/percent.ts'

/** To make a format takes a hundred times as long as to use it. */
const FORMATS = new Map<string, Intl.NumberFormat>()

/** A number as a language writes it, `–` where there is none. */
export function figure(value: number | null, of: { readonly lang: Lang; readonly digits?: number }): string {
  return value === null ? '–' : formatOf(of.lang, of.digits ?? 0).format(value)
}

/** A share as `shareText` writes it, `–` where there is none. */
export function percent(share: number | null, lang: Lang): string {
  return share === null ? '–' : shareText(share, lang)
}

/** Lighthouse's score (0–1) as its report has it, of 100: one that misses a round number is never shown as having it. */
export function lighthouseScore(score: number): number {
  // 0.57 times 100 is a hair below 57.
  return Math.floor(Number((score * 100).toFixed(6)))
}

/** A difference, with its sign; what rounds to nothing has none. */
export function signedFigure(value: number, of: { readonly lang: Lang; readonly digits?: number }): string {
  return formatOf(of.lang, of.digits ?? 0, 'exceptZero').format(value)
}

/** `31/12` of a day, and with its year. */
export function dayShort(day: string): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}`
}

export function dayLong(day: string): string {
  return `${dayShort(day)}/${day.slice(0, 4)}`
}

function formatOf(
  lang: Lang,
  maximumFractionDigits: number,
  signDisplay: 'auto' | 'exceptZero' = 'auto',
): Intl.NumberFormat {
  const key = `${lang} ${maximumFractionDigits} ${signDisplay}`
  const known = FORMATS.get(key) ?? new Intl.NumberFormat(lang, { maximumFractionDigits, signDisplay })
  FORMATS.set(key, known)
  return known
}
