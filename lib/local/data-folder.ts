import { mkdir } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'

/** Makes a data folder that only this user can read. Throws an `InputError` where that can't be done. */
export async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new InputError(
      'bad_folder',
      `can't make the data folder ${dataDir} (${(error as NodeJS.ErrnoException).code}): name another one with --data`,
    )
  }
}
