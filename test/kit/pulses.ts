import { spawn } from 'node:child_process'
import { once } from 'node:events'

const RUNNING_MS = 10
const STOPPED_MS = 30

/** Ends with its input, and leaves nobody stopped. */
const CODE = `
  const send = (name) => { try { process.kill(-process.argv[1], name) } catch { process.exit() } }
  let over = false
  process.stdin.resume().once('end', () => { over = true })
  const stop = () => {
    send('SIGSTOP')
    setTimeout(() => {
      send('SIGCONT')
      process.stdout.write('.')
      if (over) process.exit()
      setTimeout(stop, ${RUNNING_MS})
    }, ${STOPPED_MS})
  }
  stop()`

/**
 * Does something while a process group has a quarter of its time only, whatever else the machine does: it is stopped
 * and goes on again all the time. Nobody of the group is stopped afterwards.
 */
export async function underPulses<T>(groupId: number, does: () => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, ['-e', CODE, String(groupId)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdout.resume()
  try {
    return await does()
  } finally {
    child.stdin.end()
    await exited
  }
}
