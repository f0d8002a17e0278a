import type { Lang } from '../model/lang.ts'

/** A text, a number, a day of a calendar, or nothing. */
export type Cell = string | number | { readonly day: string } | null

type Form = { readonly separator: string; readonly point: string; readonly day: (day: string) => string }

const FORMS: Readonly<Record<Lang, Form>> = {
  en: { separator: ',', point: '.', day: (day) => day },
  vi: { separator: ';', point: ',', day: (day) => day.split('-').toReversed().join('/') },
}

/**
 * What a file of a language begins with: spreadsheets set to Vietnamese take a file for UTF-8 only with this mark.
 * Source: https://www.rfc-editor.org/rfc/rfc3629#section-6
 */
export function csvStart(lang: Lang): string {
  return lang === 'vi' ? '\ufeff' : ''
}

/**
 * One record with its line end. `en` is RFC 4180, days in ISO 8601; `vi` has semicolons, decimal commas and days as
 * dd/mm/yyyy, as spreadsheets there read them. Numbers are not rounded, and nothing is an empty cell, never 0.
 */
export function csvLine(cells: readonly Cell[], lang: Lang): string {
  const form = FORMS[lang]
  return `${cells.map((cell) => field(cell, form)).join(form.separator)}\r\n`
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe, which says that it is text. Blanks before it
 * don't help.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function harmless(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
}

function field(cell: Cell, form: Form): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell).replace('.', form.point) : ''
  if (typeof cell === 'object') return form.day(cell.day)
  return quoted(harmless(cell.normalize('NFC')), form)
}

function quoted(text: string, { separator }: Form): string {
  return text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
