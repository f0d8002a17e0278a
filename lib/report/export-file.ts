import type { Lang } from '../model/lang.ts'
import type { ScoreExport } from '../model/score-export.ts'
import { exportCsv } from './export-csv.ts'

export const EXPORT_FORMATS = ['csv', 'xlsx', 'json'] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
}

/** An export as a file with an ASCII name. `lang` is that of a CSV: a workbook is in Vietnamese, JSON has one form. */
export function exportFile(
  made: ScoreExport,
  of: { readonly format: ExportFormat; readonly lang: Lang },
): { readonly name: string; readonly contentType: string; readonly chunks: AsyncGenerator<Uint8Array> } {
  const { format } = of
  const who = made.only.portal ?? made.only.owner ?? made.only.vendor
  const packs = made.packs.length === 1 ? made.packs[0]?.criteria.criteria : null
  const parts = ['nhip-export', made.period.name, packs ?? null, who, made.status === 'preview' ? 'preview' : null]
  const name = `${parts.filter((part) => part !== null).join('-')}.${format}`
  return { name, contentType: CONTENT_TYPES[format], chunks: chunksOf(made, of) }
}

async function* chunksOf(
  made: ScoreExport,
  { format, lang }: { readonly format: ExportFormat; readonly lang: Lang },
): AsyncGenerator<Uint8Array> {
  if (format === 'json') yield Buffer.from(`${JSON.stringify(made)}\n`)
  else if (format === 'csv') for (const line of exportCsv(made, lang)) yield Buffer.from(line)
  else {
    // Few need it: it is loaded for them.
    const { workbook } = await import('./workbook/workbook.ts')
    yield await workbook(made)
  }
}
