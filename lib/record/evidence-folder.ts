import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** Evidence to be read as it is found. */
export type EvidenceSource = {
  /** Every path, with slashes, sorted; `isFile` false: a link or the like, which nobody sealed. Folders are none. */
  readonly list: () => Promise<readonly { readonly path: string; readonly isFile: boolean }[]>
  /** Rejects where it can't be read. */
  readonly read: (path: string) => Promise<Uint8Array>
}

/** A folder and what is below it. Links are not followed. */
export function openEvidenceFolder(folder: string): EvidenceSource {
  return {
    list: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => ({ path: pathOf(entry, folder), isFile: entry.isFile() }))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    read: (path) => readFile(join(folder, ...path.split('/'))),
  }
}

function pathOf(entry: Dirent, folder: string): string {
  return relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
}
