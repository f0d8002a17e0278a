import type { SheetChart, WriteSheet } from 'hucre/xlsx'
import type { ExportPack, ScoreExport } from '../../model/score-export.ts'
import { FONT, STYLES } from './cell.ts'
import { paper } from './sheet.ts'
import { packName, periodText, previewText } from './words.ts'

/** Where a pack's names and points stand, rows from 1, both included. */
export type Charted = {
  readonly pack: ExportPack
  readonly sheet: string
  readonly names: string
  readonly points: string
  readonly fromRow: number
  readonly toRow: number
}

const COLUMNS_WIDE = 14
const ROWS_ABOVE = 6
const ROWS_BETWEEN = 2

/** Bars of each pack's points, in the order of its table; a portal without a total has none. */
export function chartSheet(made: ScoreExport, charted: readonly Charted[]): WriteSheet {
  const charts: SheetChart[] = []
  const warning = previewText(made)
  const rowBreaks: number[] = []
  let row = 3
  for (const one of charted) {
    const count = one.toRow - one.fromRow + 1
    if (charts.length > 0) rowBreaks.push(row - 1)
    const rows = ROWS_ABOVE + Math.ceil(count * 1.5)
    charts.push(chartOf(one, { from: { row, col: 0 }, to: { row: row + rows, col: COLUMNS_WIDE } }))
    row += rows + ROWS_BETWEEN
  }
  const lines = [`ĐIỂM HIỆU NĂNG THEO CỔNG, KỲ ${periodText(made)}`, warning ?? '']
  return {
    name: 'Biểu đồ',
    columns: Array.from({ length: COLUMNS_WIDE }, () => ({ width: 11 })),
    cells: new Map(
      lines.map((value, index) => [
        `${index},0`,
        { value, type: 'string', style: index === 0 ? STYLES.title : STYLES.warning } as const,
      ]),
    ),
    charts,
    rowBreaks,
    ...paper(1),
  }
}

function chartOf({ pack, sheet, names, points, fromRow, toRow }: Charted, anchor: SheetChart['anchor']): SheetChart {
  const { criteria } = pack
  const of = (column: string): string => `'${sheet.replaceAll("'", "''")}'!$${column}$${fromRow}:$${column}$${toRow}`
  return {
    type: 'bar',
    title: `${packName(pack)}: điểm (tối đa ${criteria.points})`,
    titleFontSize: 13,
    titleFontFamily: FONT.name,
    series: [
      {
        name: 'Điểm hiệu năng',
        values: of(points),
        categories: of(names),
        color: '2F6DB5',
        dataLabels: { showValue: true },
      },
    ],
    anchor,
    gapWidth: 45,
    legend: false,
    axes: {
      x: { reverse: true, labelFontSize: 9, labelFontFamily: FONT.name },
      y: {
        scale: { min: 0, max: criteria.points * 1.1, majorUnit: criteria.points / 10 },
        labelFontSize: 9,
        labelFontFamily: FONT.name,
        numberFormat: { formatCode: '0' },
      },
    },
  }
}
