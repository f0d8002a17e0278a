import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const FACES = [
  { file: '400-normal', rules: 'font-style:normal;font-weight:400' },
  { file: '400-italic', rules: 'font-style:italic;font-weight:400' },
  { file: '700-normal', rules: 'font-style:normal;font-weight:700' },
] as const

/** Letters of Vietnamese and English, each from a file of its own; their ranges are those of the package. */
const SUBSETS = ['vietnamese', 'latin'] as const

/**
 * Puts the face Tinos, which has the measures of Times New Roman, into a document of sheets: it then looks the same on
 * every machine, whatever is installed there. Tinos is under the SIL Open Font License 1.1.
 */
export async function withFaces(html: string): Promise<string> {
  const require = createRequire(import.meta.url)
  const ranges = JSON.parse(await readFile(require.resolve('@fontsource/tinos/unicode.json'), 'utf8')) as Readonly<
    Record<(typeof SUBSETS)[number], string>
  >
  const rules: string[] = []
  for (const { file, rules: face } of FACES)
    for (const subset of SUBSETS) {
      const bytes = await readFile(require.resolve(`@fontsource/tinos/files/tinos-${subset}-${file}.woff2`))
      const source = `url(data:font/woff2;base64,${bytes.toString('base64')}) format('woff2')`
      rules.push(`@font-face{font-family:Tinos;${face};src:${source};unicode-range:${ranges[subset]}}`)
    }
  return html.replace('<style>', () => `<style>/* Tinos: SIL Open Font License 1.1 */\n${rules.join('\n')}\n`)
}
