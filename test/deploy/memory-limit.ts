import { memoryOf } from '../kit/memory.ts'
import { family } from '../kit/processes.ts'

export type MemoryLimit = {
  /** The most that was in use at once when looked at, bytes. */
  readonly peakBytes: () => number
  /** Looks no more. */
  readonly stop: () => void
}

const LOOK_EVERY_MS = 200

/**
 * Ends a process and all that descend from it once they use more memory together than they may. By looking, for a
 * machine may lend nobody a control group: a peak shorter than 0.2 s can pass. What they share counts once.
 */
export function limitMemory(pid: number, limitBytes: number): MemoryLimit {
  let peakBytes = 0
  const timer = setInterval(() => {
    const pids = family(pid)
    const bytes = pids.map(shareOf).reduce((sum, own) => sum + own, 0)
    peakBytes = Math.max(peakBytes, bytes)
    if (bytes > limitBytes) for (const one of pids) end(one)
  }, LOOK_EVERY_MS)
  return { peakBytes: () => peakBytes, stop: () => clearInterval(timer) }
}

/** 0 once it has ended. */
function shareOf(pid: number): number {
  try {
    return memoryOf(pid)
  } catch {
    return 0
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
