import type { Cell, CellStyle } from 'hucre/xlsx'
import { DAY_MS } from '../../model/duration.ts'
import { percentDigits } from '../../model/percent.ts'
import { localTime } from '../../model/time-zone.ts'
import { harmless } from '../csv.ts'

/** What stands in a cell. Shares are from 0 to 1; `sides` are what a share must not seem to be on the other side of. */
export type Value =
  | string
  | null
  | { readonly count: number | null }
  | { readonly points: number | null }
  | { readonly ms: number | null }
  | { readonly ratio: number | null }
  | { readonly hours: number | null }
  | { readonly share: number | null; readonly sides?: readonly number[] }
  | { readonly atMs: number | null; readonly timezone: string }

export const FONT = { name: 'Times New Roman', size: 11 } as const

const LINE = { style: 'thin', color: { rgb: 'BFBFBF' } } as const
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE } as const

export const STYLES = {
  title: { font: { ...FONT, size: 14, bold: true } },
  about: { font: { ...FONT, italic: true } },
  warning: { font: { ...FONT, bold: true, color: { rgb: 'C00000' } } },
  head: {
    font: { ...FONT, bold: true },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'DDE7F3' } },
    border: BORDER,
    alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
  },
} as const satisfies Record<string, CellStyle>

/** Days between 30 December 1899, day 0 of spreadsheets, and 1 January 1970. */
const EPOCH_DAYS = 25_569

/** A cell of a table; what has no value is empty. */
export function cellOf(value: Value): Partial<Cell> {
  if (value === null || typeof value === 'string') {
    if (value === null || value === '') return EMPTY
    return { value: harmless(value.normalize('NFC').replace(NO_TEXT, '\ufffd')), type: 'string', style: TEXT }
  }
  if ('count' in value) return numberCell(value.count, '#,##0')
  if ('points' in value) return numberCell(value.points, '0.00')
  if ('ms' in value) return numberCell(value.ms, '#,##0')
  if ('ratio' in value) return numberCell(value.ratio, '0.000')
  if ('hours' in value) return numberCell(value.hours, '0.0')
  if ('atMs' in value) return numberCell(serialOf(value), 'dd/mm/yyyy hh:mm:ss')
  return numberCell(value.share, shareFormat(value.share, value.sides ?? []))
}

/** Of a share in percent, as `percentDigits` tells it. */
export function shareFormat(share: number | null, sides: readonly number[]): string {
  return `0.${'0'.repeat(percentDigits(share ?? 0, sides))}%`
}

/** What XML can't hold, or nobody can see, but line ends. */
const NO_TEXT = /(?!\n)\p{Cc}|[\ufffe\uffff]/gu

const TEXT: CellStyle = {
  font: FONT,
  border: BORDER,
  alignment: { horizontal: 'left', vertical: 'top', wrapText: true, indent: 1 },
}
const EMPTY: Partial<Cell> = { value: null, type: 'empty', style: TEXT }
const NUMBERS = new Map<string, CellStyle>()

function numberCell(value: number | null, numFmt: string): Partial<Cell> {
  if (value === null) return EMPTY
  const style = NUMBERS.get(numFmt) ?? { font: FONT, border: BORDER, alignment: { vertical: 'top' }, numFmt }
  NUMBERS.set(numFmt, style)
  return { value, type: 'number', style }
}

/** Spreadsheets have no zones: the wall clock is what they are given. */
function serialOf({ atMs, timezone }: { readonly atMs: number | null; readonly timezone: string }): number | null {
  return atMs === null ? null : Date.parse(`${localTime(atMs, timezone)}Z`) / DAY_MS + EPOCH_DAYS
}
