import type { Lang } from '../model/lang.ts'

/** To make a format takes a hundred times as long as to use it. */
const FORMATS = new Map<string, Intl.NumberFormat>()

/** A number as a language writes it, `–` where there is none. */
export function figure(value: number | null, of: { readonly lang: Lang; readonly digits?: number }): string {
  return value === null ? '–' : formatOf(of.lang, of.digits ?? 0).format(value)
}

/** A share in percent with two digits, rounded down: what isn't all is never shown as all. */
export function percent(share: number | null, lang: Lang): string {
  if (share === null) return '–'
  // A share such as 0.9995 times 10,000 may come out a hair below the whole number that it is.
  const hundredths = Math.floor(Number((share * 10_000).toFixed(6)))
  return `${formatOf(lang, 2).format(hundredths / 100)}%`
}

/** `31/12` of a day, and with its year. */
export function dayShort(day: string): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}`
}

export function dayLong(day: string): string {
  return `${dayShort(day)}/${day.slice(0, 4)}`
}

function formatOf(lang: Lang, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${lang} ${maximumFractionDigits}`
  const known = FORMATS.get(key) ?? new Intl.NumberFormat(lang, { maximumFractionDigits })
  FORMATS.set(key, known)
  return known
}
