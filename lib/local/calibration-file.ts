import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Calibration, calibrationSchema } from '../model/calibration.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'

/** In a data folder: what `nhip doctor --calibrate` found for this machine. */
export const CALIBRATION_FILE = 'calibration.json'

/** Writes it whole or not at all. Throws an `InputError` where the file can't be written. */
export async function writeCalibration(file: string, calibration: Calibration): Promise<void> {
  try {
    await writeFile(`${file}.draft`, `${JSON.stringify(calibration, null, 2)}\n`)
    await rename(`${file}.draft`, file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new InputError('bad_out', `can't write ${file} (${code}): name another one with --out`)
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
