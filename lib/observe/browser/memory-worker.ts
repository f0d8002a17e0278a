import { parentPort } from 'node:worker_threads'
import { exactMemoryOfTree, memoryOfTree } from './tree-memory.ts'

/** To the worker: the browser to watch from now on, or to forget. Its process and its group have the same id. */
export type MemoryCall =
  | {
      readonly type: 'watch'
      readonly groupId: number
      readonly limitBytes: number
      /** Of one number: what the browser took when it was ended for it; 0 until then. */
      readonly took: Float64Array
    }
  | { readonly type: 'forget'; readonly groupId: number }

/** A page can take a gigabyte in a second. */
const LOOK_EVERY_MS = 500

const port = parentPort
if (!port) throw new Error('this is a worker thread')

const watched = new Map<number, NodeJS.Timeout>()

port.on('message', (call: MemoryCall) => {
  if (call.type === 'forget') forget(call.groupId)
  else watched.set(call.groupId, setInterval(look, LOOK_EVERY_MS, call))
})

function look({ groupId, limitBytes, took }: MemoryCall & { readonly type: 'watch' }): void {
  const bytes = memoryAbove(groupId, limitBytes)
  if (bytes === 'within') return
  forget(groupId)
  if (bytes === 'unknown') return
  // Told first: who hears that the browser is gone asks for it.
  took[0] = bytes
  try {
    process.kill(-groupId, 'SIGKILL')
  } catch {
    // It has ended in between.
  }
}

/** What the browser takes where that is more than it may; `unknown` once it has ended, and where the system tells nothing. */
function memoryAbove(groupId: number, limitBytes: number): number | 'within' | 'unknown' {
  const memory = memoryOfTree(groupId)
  if (memory === null) return 'unknown'
  if (memory.atMost <= limitBytes) return 'within'
  const bytes = memory.atLeast > limitBytes ? memory.atLeast : (exactMemoryOfTree(groupId) ?? 0)
  return bytes > limitBytes ? bytes : 'within'
}

function forget(groupId: number): void {
  clearInterval(watched.get(groupId))
  watched.delete(groupId)
}
