import { setTimeout as delay } from 'node:timers/promises'
import type { Pump } from './pump.ts'

/** What takes longer to finish, such as audits that wait for each other, goes back to its queue. */
const DRAIN_MS = 24_000

/**
 * Ends pumps: `drain` finishes what is in flight, the pumps in `last` after all others, so that results on their way
 * are written; `handBack`, and what a drain can't finish in time, gives it back to its queue.
 */
export async function endPumps(
  how: 'drain' | 'handBack',
  of: { readonly pumps: readonly Pump[]; readonly last: readonly Pump[]; readonly stopping: AbortController },
): Promise<void> {
  if (how === 'drain' && (await inTime(drained(of.pumps, of.last)))) return
  of.stopping.abort(new Error('stopped by the operator'))
  await Promise.all([...of.pumps, ...of.last].map((each) => each.handBack()))
}

async function drained(pumps: readonly Pump[], last: readonly Pump[]): Promise<void> {
  await Promise.all(pumps.map((each) => each.drain()))
  await Promise.all(last.map((each) => each.drain()))
}

/** Whether work ends within the time that a drain may take. */
async function inTime(work: Promise<void>): Promise<boolean> {
  const over = new AbortController()
  const late = delay(DRAIN_MS, false, { signal: over.signal }).catch(() => false)
  const done = await Promise.race([work.then(() => true), late])
  over.abort()
  return done
}
