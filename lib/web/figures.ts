import type { Lang } from '../model/lang.ts'

/** A number as a language writes it, `–` where there is none. */
export function figure(value: number | null, of: { readonly lang: Lang; readonly digits?: number }): string {
  return value === null ? '–' : value.toLocaleString(of.lang, { maximumFractionDigits: of.digits ?? 0 })
}

/** A share in percent with two digits, rounded down: what isn't all is never shown as all. */
export function percent(share: number | null, lang: Lang): string {
  if (share === null) return '–'
  // A share such as 0.9995 times 10,000 may come out a hair below the whole number that it is.
  const hundredths = Math.floor(Number((share * 10_000).toFixed(6)))
  return `${(hundredths / 100).toLocaleString(lang, { maximumFractionDigits: 2 })}%`
}

/** `31/12` of a day, and with its year. */
export function dayShort(day: string): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}`
}

export function dayLong(day: string): string {
  return `${dayShort(day)}/${day.slice(0, 4)}`
}
