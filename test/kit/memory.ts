import { readFileSync } from 'node:fs'

/** Memory of a process, shared pages by their share (PSS), bytes. Linux only. */
export function memoryOf(pid: number): number {
  const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  if (!match) throw new Error(`process ${pid} has no PSS`)
  return Number(match[1]) * 1_024
}
