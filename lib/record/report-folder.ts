import { readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { REPORTS_PREFIX } from '../model/report-file.ts'
import { writeWhole } from './whole-file.ts'

export type FolderFile = {
  readonly key: string
  readonly sizeBytes: number
  /** Of the slot that its key names. */
  readonly slotMs: number
}

/**
 * Reports in a folder, by their keys: where one machine keeps them, and where a location keeps those that its hub doesn't
 * have yet. A file is whole or not there.
 */
export type ReportFolder = {
  readonly path: string
  readonly put: (key: string, body: Uint8Array) => Promise<void>
  /** Null where there is none. */
  readonly get: (key: string) => Promise<Uint8Array | null>
  readonly remove: (key: string) => Promise<void>
  /** Those of the earliest slots first. */
  readonly list: () => Promise<readonly FolderFile[]>
  readonly freeBytes: () => Promise<number>
}

/** The folder need not be there yet. Keys are those of `reportKey`; any other, such as one with `..`, is a bug: it throws. */
export function createReportFolder(path: string): ReportFolder {
  const fileOf = (key: string): string => {
    if (!key.startsWith(REPORTS_PREFIX) || !/^[a-z0-9/.-]+$/.test(key) || key.includes('..'))
      throw new Error(`${key} is no key of a report`)
    return join(path, ...key.split('/'))
  }
  return {
    path,
    put: async (key, body) => writeWhole(fileOf(key), body),
    get: async (key) => readFile(fileOf(key)).catch(nullWhereNone),
    remove: async (key) => {
      await rm(fileOf(key), { force: true })
      await removeEmpty(dirname(fileOf(key)))
    },
    list: async () => {
      const entries = await readdir(join(path, REPORTS_PREFIX), { recursive: true, withFileTypes: true }).catch(
        nullWhereNone,
      )
      const files: FolderFile[] = []
      for (const entry of entries ?? []) {
        const slotMs = Number(/(\d+)-[a-z0-9-]+$/.exec(entry.parentPath)?.[1] ?? 0)
        const file = join(entry.parentPath, entry.name)
        if (!entry.isFile() || entry.name.includes('.part-')) continue
        const found = await stat(file).catch(nullWhereNone)
        if (found) files.push({ key: relative(path, file).split(sep).join('/'), sizeBytes: found.size, slotMs })
      }
      return files.toSorted((a, b) => a.slotMs - b.slotMs || (a.key < b.key ? -1 : 1))
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(path)
      return bavail * bsize
    },
  }

  async function removeEmpty(folder: string): Promise<void> {
    for (let at = folder; at.length > path.length; at = dirname(at)) {
      const left = await readdir(at).catch(nullWhereNone)
      if (left === null || left.length > 0) return
      await rm(at, { recursive: true, force: true })
    }
  }
}

function nullWhereNone(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw error
}
