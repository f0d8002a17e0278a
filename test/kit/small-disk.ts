import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

export type SmallDisk = {
  /** A folder on it. */
  readonly folder: string
  /** Takes all the room that is left. */
  readonly fill: () => void
  readonly free: () => void
}

const MB = 1_048_576

/** A file system of its own, 48 MB in memory, gone with the test. Needs the right to mount. */
export function mountSmallDisk(): SmallDisk {
  const root = temporaryFolder()
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', root])
  // Lazily: what still has files open there is ended after this.
  onTestFinished(() => void execFileSync('/bin/umount', ['-l', root]))
  const folder = join(root, 'data')
  const filler = join(root, 'filler')
  mkdirSync(folder)
  return {
    folder,
    fill: () => {
      const file = openSync(filler, 'w')
      for (let size = MB; size >= 1; size = Math.floor(size / 2)) {
        const piece = Buffer.alloc(size, 1)
        while (fits(file, piece));
      }
      closeSync(file)
      if (statfsSync(root).bavail > 0) throw new Error('the disk is not full')
    },
    free: () => rmSync(filler),
  }
}

function fits(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) === piece.length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
