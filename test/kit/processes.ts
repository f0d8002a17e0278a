import { readdirSync, readFileSync } from 'node:fs'

/** Processes that descend from one, itself included, dead ones that nobody has collected aside. Linux only. */
export function family(pid: number): readonly number[] {
  const parents = new Map(livePids().map((live) => [live, stat(live)?.parent]))
  const found = new Set([pid])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const [child, parent] of parents) if (parent !== undefined && found.has(parent)) found.add(child)
  }
  return [...found].filter(isRunning)
}

/** True until a process has ended; one that is dead and not collected has. */
export function isRunning(pid: number): boolean {
  const found = stat(pid)
  return found !== null && found.state !== 'Z' && found.state !== 'X'
}

/** Children of a process that have ended and that it has not collected. Linux only. */
export function zombiesOf(pid: number): readonly number[] {
  return livePids().filter((child) => {
    const found = stat(child)
    return found?.parent === pid && found.state === 'Z'
  })
}

function livePids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function stat(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    // The name stands in brackets and may hold anything.
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}

/** A process's command line; empty once it has ended. Linux only. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** Processes of this machine whose command line holds a text. Linux only. */
export function processesWith(text: string): readonly number[] {
  return livePids().filter((pid) => isRunning(pid) && commandLine(pid).includes(text))
}
