import type { Clock } from '../model/clock.ts'
import type { ReportFolder } from '../record/report-folder.ts'
import { sweepReports } from './sweep-reports.ts'

export type SendReportsPorts = {
  readonly folder: ReportFolder
  /** Resolves once the file is kept; rejects where the hub is away. `refused`: it never will be. */
  readonly put: (key: string, body: Uint8Array) => Promise<'kept' | 'refused'>
  readonly clock: Clock
  /** Default 1 GB. */
  readonly maxBytes?: number
}

/** Reports may wait for their hub in so much room; then the oldest go, traces first. Results wait elsewhere. */
const WAITING_BYTES = 1_000_000_000

/**
 * Brings the reports that wait in a folder to where they are kept, the oldest first. Rejects with the first failure; what
 * is left waits on. Returns how many were brought.
 */
export async function sendReports({ folder, put, clock, maxBytes = WAITING_BYTES }: SendReportsPorts): Promise<number> {
  const files = await folder.list()
  if (files.length === 0) return 0
  await sweepReports(folder, { nowMs: clock.now(), maxBytes })
  let sent = 0
  for (const { key } of files) {
    const body = await folder.get(key)
    if (body === null) continue
    if ((await put(key, body)) === 'kept') sent++
    await folder.remove(key)
  }
  return sent
}
