import { createRequire } from 'node:module'
import { filesDigest } from './files-digest.ts'
import { fontFolders, shippedFontFiles } from './fonts.ts'
import { observerCode } from './observer-code.ts'

/** What an audit's process brings along; it stays the same for as long as the process lives. */
export type Surroundings = {
  /** Digest of our own code that loads pages and reads them. */
  readonly observer: string
  /** Digest of the fonts that pages can be drawn with: letters of another width shift and paint otherwise. */
  readonly fonts: string
  /** It carries the traffic of every page: its major version. */
  readonly node: number
  readonly puppeteer: string
}

let known: Surroundings | null = null

export function surroundings(): Surroundings {
  known ??= {
    observer: observerCode(),
    fonts: filesDigest([...fontFolders(), ...shippedFontFiles()], 'sizes'),
    node: Number.parseInt(process.versions.node, 10),
    puppeteer: (createRequire(import.meta.url)('puppeteer-core/package.json') as { readonly version: string }).version,
  }
  return known
}
