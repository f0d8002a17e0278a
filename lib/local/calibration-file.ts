import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Calibration, calibrationSchema } from '../model/calibration.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'

/** In a data folder: what `nhip doctor --calibrate` found for this machine. */
export const CALIBRATION_FILE = 'calibration.json'

/** To be asked before minutes go by: throws an `InputError` where the file can't be written. */
export async function refuseUnwritable(file: string): Promise<void> {
  try {
    const found = await stat(file).catch(() => null)
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    await writeFile(draftOf(file), '')
    await rm(draftOf(file))
  } catch (error) {
    throw unwritable(file, error)
  }
}

/** Writes it whole or not at all. Throws an `InputError` where the file can't be written. */
export async function writeCalibration(file: string, calibration: Calibration): Promise<void> {
  try {
    await writeFile(draftOf(file), `${JSON.stringify(calibration, null, 2)}\n`)
    await rename(draftOf(file), file)
  } catch (error) {
    throw unwritable(file, error)
  }
}

/** Null where the folder has none. Throws an `InputError` where it has one that can't be read. */
export async function readCalibration(dataDir: string): Promise<Calibration | null> {
  const file = join(dataDir, CALIBRATION_FILE)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const parsed = calibrationSchema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const why = parsed.error.issues[0]?.path.join('.') || 'not JSON'
  throw new InputError('bad_calibration', `${file}: ${why}: remove it, or run nhip doctor --calibrate again`)
}

/** The catalogue with this machine's calibration at the locations that it plays; what the catalogue says goes first. */
export function withCalibration(
  catalogue: Catalogue,
  { calibration, locations }: { readonly calibration: Calibration | null; readonly locations: readonly string[] },
): Catalogue {
  if (calibration === null) return catalogue
  return {
    ...catalogue,
    locations: catalogue.locations.map((location) =>
      locations.includes(location.id) ? { calibration, ...location } : location,
    ),
  }
}

function draftOf(file: string): string {
  return `${file}.draft`
}

function unwritable(file: string, error: unknown): InputError {
  return new InputError(
    'bad_out',
    `can't write ${file} (${(error as NodeJS.ErrnoException).code}): name another one with --out`,
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
