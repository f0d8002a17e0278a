import { type ReportFileName, reportEndMs } from '../model/report-file.ts'
import type { FolderFile, ReportFolder } from '../record/report-folder.ts'

/** A folder of reports may take so much, and never more than half of what its disk has left. */
const MAX_BYTES = 20_000_000_000

/**
 * Removes from a folder what has served its time and, where the rest takes more room than it may, the oldest: of all
 * traces first. Returns how many files went.
 */
export async function sweepReports(
  folder: ReportFolder,
  { nowMs, maxBytes = MAX_BYTES }: { readonly nowMs: number; readonly maxBytes?: number },
): Promise<number> {
  const files = await folder.list()
  if (files.length === 0) return 0
  const takenBytes = sizeOf(files)
  const [expired, current] = [files.filter((file) => isOver(file, nowMs)), files.filter((file) => !isOver(file, nowMs))]
  let overBytes = sizeOf(current) - Math.min(maxBytes, (takenBytes + (await folder.freeBytes())) / 2)
  const excess: FolderFile[] = []
  for (const file of [...current.filter(isTrace), ...current.filter((one) => !isTrace(one))]) {
    if (overBytes <= 0) break
    excess.push(file)
    overBytes -= file.sizeBytes
  }
  for (const { key } of [...expired, ...excess]) await folder.remove(key)
  return expired.length + excess.length
}

function isTrace({ key }: FolderFile): boolean {
  return key.includes('/trace/')
}

function isOver({ key, slotMs }: FolderFile, nowMs: number): boolean {
  return nowMs >= reportEndMs(slotMs, key.slice(key.lastIndexOf('/') + 1) as ReportFileName)
}

function sizeOf(files: readonly FolderFile[]): number {
  return files.reduce((total, { sizeBytes }) => total + sizeBytes, 0)
}
