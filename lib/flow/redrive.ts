import type { Clock } from '../model/clock.ts'
import type { RedriveRequest, RedriveStep } from '../model/redrive.ts'
import type { DeadLetter, DeadLetters } from '../record/dead-letters.ts'

/** Letters of one step: an answer stays small, and comes within seconds. */
const STEP_LETTERS = 500

/** Of a letter's body, what a person is shown. */
const BEGINS_CHARACTERS = 200

/**
 * Goes through dead letters: each goes back to the queue that it came from, then is removed, so that whatever breaks off
 * leaves it in one of the two, or in both: to write a result twice does no harm. One that was refused before it got into
 * any queue stays, as does what was sent at `beforeMs` or later, so that what fails again does not go round. A dry run
 * shows and leaves everything; the next step of one would show the same again.
 */
export async function redrive(
  request: RedriveRequest,
  ports: { readonly deadLetters: DeadLetters; readonly clock: Clock },
): Promise<RedriveStep> {
  const letters = ports.deadLetters
  const beforeMs = request.beforeMs ?? ports.clock.now()
  const seen = new Map<string, DeadLetter>()
  const later: DeadLetter[] = []
  const moved = new Set<string>()
  let isOver = false
  while (seen.size < STEP_LETTERS && !isOver) {
    const taken = await letters.take()
    const fresh = taken.filter(({ id, sentAtMs }) => sentAtMs < beforeMs && !seen.has(id))
    later.push(...taken.filter(({ sentAtMs }) => sentAtMs >= beforeMs))
    // Nothing but what was seen or came since: the way through is over.
    isOver = fresh.length === 0
    for (const letter of fresh) seen.set(letter.id, letter)
    if (!request.dryRun) for (const id of await putBack(fresh, letters)) moved.add(id)
  }
  await letters.release(request.dryRun ? [...seen.values(), ...later] : later)
  return {
    type: 'redrive',
    dryRun: request.dryRun,
    beforeMs,
    letters: [...seen.values()].map(({ id, sentAtMs, queue, reason, body }) => ({
      id,
      sentAtMs,
      queue,
      reason,
      begins: body.slice(0, BEGINS_CHARACTERS),
      isMoved: moved.has(id),
    })),
    isOver,
  }
}

async function putBack(found: readonly DeadLetter[], letters: DeadLetters): Promise<readonly string[]> {
  const moved: string[] = []
  for (const [queue, group] of Map.groupBy(found, (letter) => letter.queue)) {
    if (queue === null) continue
    await letters.beside(queue).sendAll(group.map(({ body }) => ({ body })))
    await letters.remove(group)
    moved.push(...group.map(({ id }) => id))
  }
  return moved
}
