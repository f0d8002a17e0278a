import { type Cell, colToLetter, type WriteOptions, type WriteSheet } from 'hucre/xlsx'
import { cellOf, STYLES, type Value } from './cell.ts'

export type Column<R> = {
  readonly head: string
  /** In characters. */
  readonly width: number
  readonly cell: (row: R, index: number) => Value
}

export type Table<R> = {
  readonly name: string
  readonly title: string
  /** Lines under the title. */
  readonly about: readonly string[]
  /** A line that must not be overlooked; null: nothing. */
  readonly warning: string | null
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  /** Columns that stay when the others are scrolled, and that begin every printed page. */
  readonly fixed: number
  /** Printed side by side; default 1. */
  readonly pagesWide?: number
}

const LONGEST_NAME = 31
const LINE_HEIGHT = 14.5

/** A text's indent, and its letters on average, measured by digits, as columns are. */
const INDENT = 1.5
const LETTER = 0.92

/** A title and a table under it: filtered, with a head that stays in sight and is repeated in print. */
export function tableSheet<R>({ columns, rows, fixed, pagesWide = 1, ...of }: Table<R>): WriteSheet {
  const above = [
    { text: of.title, style: STYLES.title },
    ...(of.warning === null ? [] : [{ text: of.warning, style: STYLES.warning }]),
    ...of.about.map((text) => ({ text, style: STYLES.about })),
  ]
  const head = above.length
  const cells = new Map<string, Partial<Cell>>()
  for (const [row, { text, style }] of above.entries())
    cells.set(`${row},0`, { value: text.normalize('NFC'), type: 'string', style })
  for (const [column, { head: text }] of columns.entries())
    cells.set(`${head},${column}`, { value: text.normalize('NFC'), type: 'string', style: STYLES.head })
  const rowDefs = new Map<number, { readonly height: number }>()
  const heads = columns.map((column) => column.head)
  rowDefs.set(head, {
    height: heightOf(
      heads,
      columns.map(({ width }) => width),
    ),
  })
  const letters = columns.map(({ width }) => (width - INDENT) / LETTER)
  for (const [index, row] of rows.entries()) {
    const values = columns.map(({ cell }) => cell(row, index))
    for (const [column, value] of values.entries()) cells.set(`${head + 1 + index},${column}`, cellOf(value))
    rowDefs.set(head + 1 + index, { height: heightOf(values, letters) })
  }
  const last = colToLetter(columns.length - 1)
  const bottom = head + 1 + rows.length
  return {
    name: sheetName(of.name),
    columns: columns.map(({ width }) => ({ width })),
    cells,
    rowDefs,
    autoFilter: { range: `A${head + 1}:${last}${Math.max(bottom, head + 2)}` },
    freezePane: { rows: head + 1, columns: fixed },
    ...paper(pagesWide),
  }
}

/** A4 across, as wide as so many pages, with the number of the page below. */
export function paper(pagesWide: number): Pick<WriteSheet, 'pageSetup' | 'headerFooter'> {
  return {
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: pagesWide,
      fitToHeight: 0,
      margins: { top: 0.6, bottom: 0.7, left: 0.5, right: 0.4, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&L&A&RTrang &P/&N' },
  }
}

/**
 * What is repeated on each page of tables: the head, and where one is several pages wide its fixed columns too. Written
 * as names, since the library's own setting leaves a sheet's name unquoted, which spreadsheets refuse for one with blanks.
 */
export function printTitles(sheets: readonly WriteSheet[]): NonNullable<WriteOptions['namedRanges']> {
  return sheets.flatMap(({ name, freezePane, pageSetup }) => {
    const { rows = 0, columns = 0 } = freezePane ?? {}
    if (rows === 0) return []
    const sheet = `'${name.replaceAll("'", "''")}'`
    const row = `${sheet}!$${rows}:$${rows}`
    const isWide = (pageSetup?.fitToWidth ?? 1) > 1 && columns > 0
    const range = isWide ? `${sheet}!$A:$${colToLetter(columns - 1)},${row}` : row
    return [{ name: '_xlnm.Print_Titles', range, scope: name }]
  })
}

/** As spreadsheets allow it. */
export function sheetName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[[\]:*?/\\]/g, ' ')
    .slice(0, LONGEST_NAME)
}

/** In points, for texts that are wrapped to so many letters: not every program finds it out by itself. */
function heightOf(values: readonly Value[], letters: readonly number[]): number {
  const lines = values.map((value, column) =>
    typeof value === 'string' ? linesOf(value, Math.max(1, letters[column] ?? 1)) : 1,
  )
  return LINE_HEIGHT * Math.max(1, ...lines) + 2
}

/** Lines of a text that is broken at blanks, and within what is longer than a line. */
function linesOf(text: string, width: number): number {
  let lines = 0
  for (const line of text.split('\n')) {
    lines++
    let used = 0
    for (const word of line.split(' ')) {
      if (used > 0 && used + 1 + word.length > width) {
        lines++
        used = 0
      }
      used += (used > 0 ? 1 : 0) + word.length
      lines += Math.ceil(used / width) - 1
      used = used > width ? used % width : used
    }
  }
  return lines
}
