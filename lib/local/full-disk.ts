import { statfsSync } from 'node:fs'

/** Less room than this and the stores can't be relied on to write. */
const FULL_BYTES = 1024 * 1024
const LOOK_MS = 1_000

/** Whether the disk of a data folder is full, looked at once a second at most; never for null, which keeps nothing. */
export function fullDisk(dataDir: string | null): () => boolean {
  let lookedAtMs = 0
  let full = false
  return () => {
    if (dataDir === null) return false
    if (Date.now() - lookedAtMs < LOOK_MS) return full
    lookedAtMs = Date.now()
    const { bavail, bsize } = statfsSync(dataDir)
    full = bavail * bsize < FULL_BYTES
    return full
  }
}
