import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * 16 hex digits of the files at some paths, each a file or a folder with all that lies below it; what isn't there
 * counts as empty. `texts`: of their names and contents, `sizes`: of their names and lengths, where reading them all
 * would take too long. The same files elsewhere have the same digest.
 */
export function filesDigest(paths: readonly string[], by: 'texts' | 'sizes'): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(`${basename(path)}\0`)
    for (const file of filesBelow(path)) {
      const whole = join(path, file)
      const content = by === 'texts' ? readFileSync(whole) : String(statSync(whole).size)
      hash.update(`${file}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Relative to the path, in order; an empty name for a file itself. Links that lead nowhere are no files. */
function filesBelow(path: string): readonly string[] {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind === undefined) return []
  if (kind.isFile()) return ['']
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(path, file), { throwIfNoEntry: false })?.isFile() === true)
    .toSorted()
}
