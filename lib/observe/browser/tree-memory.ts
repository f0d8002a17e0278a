import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of the processes that descend from one, itself included. What they share is counted once in truth. */
export type TreeMemory = {
  /** Without anything that is shared. */
  readonly atLeast: number
  /** With what is shared as often as there are processes. */
  readonly atMost: number
}

/** Of Linux on every machine that Chromium runs on here. */
const PAGE_BYTES = 4096

/**
 * What a tree of processes takes, by two small files for each process and thread: 0.5 ms for a browser (measured). Null
 * where the system has no `/proc`, or it doesn't list children. Source: `man 5 proc`, `statm` and `children`.
 */
export function memoryOfTree(pid: number, root = '/proc'): TreeMemory | null {
  const pids = treeOf(pid, root)
  if (pids === null) return null
  const sums = { atLeast: 0, atMost: 0 }
  for (const one of pids) {
    const { resident, shared } = pagesOf(one, root)
    sums.atLeast += (resident - shared) * PAGE_BYTES
    sums.atMost += resident * PAGE_BYTES
  }
  return sums
}

/**
 * The same, what is shared by each one's share of it. The system looks at every page for it: 10 ms and more, for doubtful
 * cases. Of a process whose shares it tells root alone, as of Chromium's that can't be traced, what isn't shared counts.
 */
export function exactMemoryOfTree(pid: number, root = '/proc'): number | null {
  const pids = treeOf(pid, root)
  if (pids === null) return null
  return pids.reduce((sum, one) => {
    const share = /^Pss:\s+(\d+) kB$/m.exec(textOf(root, one, 'smaps_rollup') ?? '')?.[1]
    const { resident, shared } = pagesOf(one, root)
    return sum + (share === undefined ? (resident - shared) * PAGE_BYTES : Number(share) * 1024)
  }, 0)
}

/** None of a process that has ended. */
function pagesOf(pid: number, root: string): { readonly resident: number; readonly shared: number } {
  // The first is all of its address space.
  const [, resident = 0, shared = 0] = (textOf(root, pid, 'statm') ?? '').split(' ').map(Number)
  return { resident, shared }
}

/** Children are listed by the thread that made them. */
function treeOf(pid: number, root: string): readonly number[] | null {
  const lists = threadsOf(pid, root).map((thread) => textOf(root, pid, `task/${thread}/children`))
  if (lists.every((list) => list === null)) return null
  const children = lists.flatMap((list) => (list ?? '').split(' ').filter((text) => text !== ''))
  return [pid, ...children.flatMap((child) => treeOf(Number(child), root) ?? [])]
}

function threadsOf(pid: number, root: string): readonly string[] {
  try {
    return readdirSync(join(root, String(pid), 'task'))
  } catch {
    return []
  }
}

/** Null of a process that has ended. */
function textOf(root: string, pid: number, name: string): string | null {
  try {
    return readFileSync(join(root, String(pid), name), 'latin1')
  } catch {
    return null
  }
}
