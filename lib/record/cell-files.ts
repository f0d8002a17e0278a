import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Archive } from './archive.ts'
import { writeWhole } from './whole-file.ts'

/** Files that can be made again, and so may be lost; their paths begin with `CELLS`. */
export type CellFiles = {
  /** Null where there is none. */
  readonly get: (path: string) => Promise<Uint8Array | null>
  readonly put: (path: string, bytes: Uint8Array) => Promise<void>
}

/** In the bucket of a hub on AWS. */
export function createArchiveCells(archive: Pick<Archive, 'get' | 'put'>): CellFiles {
  return {
    get: (path) => archive.get(path),
    put: async (path, bytes) => void (await archive.put(path, bytes, { contentType: 'application/octet-stream' })),
  }
}

/** In the data folder of one machine. */
export function createCellFiles(folder: string): CellFiles {
  return {
    get: (path) =>
      readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      }),
    put: (path, bytes) => writeWhole(join(folder, path), bytes, { isSynced: false }),
  }
}
