import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FACES = [
  { file: '400-normal', rules: 'font-style:normal;font-weight:400' },
  { file: '400-italic', rules: 'font-style:italic;font-weight:400' },
  { file: '700-normal', rules: 'font-style:normal;font-weight:700' },
] as const

/** Letters of Vietnamese and English, each from a file of its own; their ranges are those of the package. */
const SUBSETS = ['vietnamese', 'latin'] as const
const PACKAGE = '@fontsource/tinos'

/**
 * The face Tinos as CSS that needs no other file. It has the measures of Times New Roman, so that a sheet looks the same on
 * every machine, whatever is installed there. OFL 1.1, its licence lies beside it in its package.
 */
export function sheetFaces(): string {
  const ranges = JSON.parse(read('unicode.json').toString()) as Readonly<Record<string, string>>
  const rules = FACES.flatMap(({ file, rules: face }) =>
    SUBSETS.map((subset) => {
      const base64 = read(`files/tinos-${subset}-${file}.woff2`).toString('base64')
      const source = `url(data:font/woff2;base64,${base64}) format('woff2')`
      return `@font-face{font-family:Tinos;${face};src:${source};unicode-range:${ranges[subset]}}`
    }),
  )
  return `/* Tinos: SIL Open Font License 1.1 */\n${rules.join('\n')}\n`
}

function read(file: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(`${PACKAGE}/${file}`)))
}
