import type { Lang } from '../../model/lang.ts'
import { escaped } from '../markup.ts'
import { sheetFaces } from './faces.ts'
import { SHEET_STYLE } from './style.ts'

/** Before the sections of a document of sheets. It loads nothing and runs nothing, whatever stands in a catalogue. */
export function sheetsHead({ period, lang }: { readonly period: string; readonly lang: Lang }): string {
  const title = `${lang === 'vi' ? 'Phiếu kết quả đo hiệu năng' : 'Results of measurement'} ${period}`
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<style>${sheetFaces()}${SHEET_STYLE}</style></head>
<body>
`
}

/** After them. */
export const SHEETS_END = '</body></html>\n'
