import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EVIDENCE } from '../model/evidence.ts'
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

/** Where reports of audits are kept in a data folder. */
export function reportsFolder(dataDir: string): string {
  return join(dataDir, 'reports')
}

/** Where the files of the public status page are, and beside it what is remembered of their writing. */
export function siteFolder(dataDir: string): { readonly folder: string; readonly stateFile: string } {
  return { folder: join(dataDir, 'public'), stateFile: join(dataDir, 'public-state.json') }
}

/** Where the evidence of a data folder is. */
export function evidenceFolder(dataDir: string): string {
  return join(dataDir, 'archive', EVIDENCE)
}
