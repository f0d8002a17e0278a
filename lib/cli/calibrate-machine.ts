import { join } from 'node:path'
import type { Calibrated } from '../local/calibrate.ts'
import type { Finding } from '../local/finding.ts'
import type { Calibration } from '../model/calibration.ts'
import type { Io } from './io.ts'

/** A calibration as it is told to machines. */
export type ToldCalibration = Omit<Calibrated, 'finding'> & {
  /** SHA-256 of the control page's bytes. */
  readonly pageSha256: string
  /** Where the calibration was written; null where this machine can't score. */
  readonly file: string | null
}

/**
 * Calibrates this machine, and writes what was found; a platform that runs in the folder would be in the way. Throws an
 * `InputError` where the folder is in use or the file can't be written.
 */
export async function calibrateMachine(
  { data, out, repetitions }: { readonly data: string; readonly out: string | undefined; readonly repetitions: number },
  io: Io,
): Promise<{ readonly finding: Finding; readonly calibration: ToldCalibration }> {
  const [
    { calibrate },
    { CALIBRATION_FILE, refuseUnwritable, writeCalibration },
    { createAuditClient },
    { makeFolder },
    { lockFolder },
  ] = await Promise.all([
    import('../local/calibrate.ts'),
    import('../local/calibration-file.ts'),
    import('../observe/browser/audit-client.ts'),
    import('../local/data-folder.ts'),
    import('../local/lock.ts'),
  ])
  const { CONTROL_PAGE_SHA256 } = await import('../observe/browser/control-page.ts')
  await makeFolder(data)
  const lock = lockFolder(data)
  const written = out ?? join(data, CALIBRATION_FILE)
  const client = createAuditClient()
  try {
    await refuseUnwritable(written)
    const { finding, ...told } = await calibrate({
      run: client.control,
      repetitions,
      nowMs: Date.now(),
      onProgress: (text) => io.progress(io.say(text)),
    })
    const file = told.calibration === null ? null : written
    if (file !== null && told.calibration !== null) await writeCalibration(file, told.calibration)
    return { finding, calibration: { ...told, pageSha256: CONTROL_PAGE_SHA256, file } }
  } finally {
    await client.close()
    lock.release()
  }
}

/** What to do with a calibration, in the words of a catalogue. */
export function showCalibration({ calibration, file }: ToldCalibration, io: Io): void {
  if (calibration === null || file === null) return
  io.print(io.say({ vi: `Đã ghi ${file}.`, en: `Written to ${file}.` }))
  io.print(
    io.say({
      vi: 'nhip up và nhip round dùng tệp calibration.json trong thư mục dữ liệu. Với nhip agent, chép vào điểm đo trong danh mục:',
      en: 'nhip up and nhip round use calibration.json of their data folder. For nhip agent, put this into the location in the catalogue:',
    }),
  )
  showForCatalogue(calibration, io)
}

/** As it is written in a catalogue. */
export function showForCatalogue({ multiplier, tbtMs, lcpMs, instrument, date }: Calibration, io: Io): void {
  io.print(
    `  calibration: { multiplier: ${multiplier}, tbtMs: ${tbtMs}, lcpMs: ${lcpMs}, instrument: "${instrument}", date: ${date} }`,
  )
}
