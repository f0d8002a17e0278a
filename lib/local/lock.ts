import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../model/input-error.ts'
import { PLATFORM_FILE, platformFileSchema } from './platform-file.ts'

export type Lock = { readonly release: () => void }

/**
 * Takes a data folder for this process alone. SQLite's exclusive lock goes with the process, even by `kill -9`.
 * Throws an `InputError` that says who holds the folder.
 */
export function lockFolder(dataDir: string): Lock {
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (!/locked|busy/i.test(String(error))) throw error
    throw new InputError('folder_in_use', `${dataDir} is in use${holderOf(dataDir)}`)
  }
  return {
    release: () => {
      database.exec('ROLLBACK')
      database.close()
    },
  }
}

function holderOf(dataDir: string): string {
  try {
    const { url, pid } = platformFileSchema.parse(JSON.parse(readFileSync(join(dataDir, PLATFORM_FILE), 'utf8')))
    return ` by the platform at ${url} (pid ${pid}): ask it with --hub ${url}, or name another folder with --data`
  } catch {
    return ' by another nhip: wait for it, or name another folder with --data'
  }
}
