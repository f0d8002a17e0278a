import { writeXlsx } from 'hucre/xlsx'
import type { ScoreExport } from '../../model/score-export.ts'
import { FONT } from './cell.ts'
import { chartSheet } from './chart.ts'
import { codesSheet } from './codes.ts'
import { coverageSheet, pagesSheet, rulesSheet } from './details.ts'
import { methodSheet } from './method.ts'
import { conditionsSheet, exclusionsSheet, reviewsSheet } from './records.ts'
import { printTitles, sheetName } from './sheet.ts'
import { summarySheet } from './summary.ts'
import { packName, periodText, previewText } from './words.ts'

/**
 * The workbook of a period, XLSX. Each pack has a summary of its own, so that nothing adds up points of two; the other
 * sheets hold all packs, with a column to filter by. Its size grows with portals, pages and rules only.
 */
export function workbook(made: ScoreExport): Promise<Uint8Array> {
  const names = summaryNames(made)
  const summaries = made.packs.map((pack, index) => {
    const name = names[index] ?? ''
    return { pack, name, sheet: summarySheet(made, { pack, name }) }
  })
  const charted = summaries.flatMap(({ pack, name, sheet }) => {
    const head = sheet.freezePane?.rows ?? 0
    const rows = pack.score.portals.length
    if (pack.score.portals.every(({ points }) => points === null)) return []
    return [{ pack, sheet: name, names: 'E', points: 'K', fromRow: head + 1, toRow: head + rows }]
  })
  const sheets = [
    ...summaries.map(({ sheet }) => sheet),
    ...(charted.length === 0 ? [] : [chartSheet(made, charted)]),
    pagesSheet(made),
    rulesSheet(made),
    coverageSheet(made),
    conditionsSheet(made),
    reviewsSheet(made),
    exclusionsSheet(made),
    methodSheet(made),
    codesSheet(made),
  ]
  return writeXlsx({
    sheets,
    namedRanges: printTitles(sheets),
    defaultFont: FONT,
    properties: {
      title: `Kết quả đo hiệu năng cổng dịch vụ công, kỳ ${periodText(made)}`,
      creator: `Nhịp ${made.nhip}`,
      description: [previewText(made), ...made.packs.map(packName)].filter((text) => text !== null).join(' '),
      created: new Date(made.atMs),
      modified: new Date(made.atMs),
    },
  })
}

/** With the pack's id where there are several; what is too long for a name keeps its beginning, and gets its number. */
function summaryNames({ packs }: ScoreExport): readonly string[] {
  if (packs.length === 1) return ['Tổng hợp']
  const names = packs.map(({ criteria }) => sheetName(`Tổng hợp ${criteria.criteria}`))
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name)
      ? name
      : sheetName(`Tổng hợp ${index + 1} ${packs[index]?.criteria.criteria}`),
  )
}
