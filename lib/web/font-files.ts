import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type FontFile = {
  /** Without its ending. */
  readonly name: string
  readonly weight: 400 | 600
  /** As CSS has it. */
  readonly range: string
  /** WOFF2, base64. */
  readonly base64: string
}

/** What most pages need: Latin with Vietnamese, for text and for what stands out. From its packages' `unicode.json`. */
const SUBSETS = ['latin', 'vietnamese'] as const
const WEIGHTS = [400, 600] as const
const PACKAGE = '@fontsource/be-vietnam-pro'

/** Be Vietnam Pro (OFL 1.1, its licence lies beside it in its package), read once when it is first asked for. */
export function fontFiles(): readonly FontFile[] {
  const ranges = JSON.parse(read('unicode.json').toString()) as Readonly<Record<string, string>>
  return SUBSETS.flatMap((subset) =>
    WEIGHTS.map((weight) => {
      const name = `be-vietnam-pro-${subset}-${weight}-normal`
      return { name, weight, range: ranges[subset] ?? '', base64: read(`files/${name}.woff2`).toString('base64') }
    }),
  )
}

function read(file: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(`${PACKAGE}/${file}`)))
}
