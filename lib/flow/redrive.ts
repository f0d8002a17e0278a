import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import type { RedriveRequest, RedriveStep, SeenLetter } from '../model/redrive.ts'
import { logChange } from '../record/change-log.ts'
import type { DeadLetter, DeadLetters } from '../record/dead-letters.ts'
import type { Table } from '../record/table.ts'

export type RedrivePorts = {
  readonly deadLetters: DeadLetters
  readonly clock: Clock
  /** Where it is kept what was put back or discarded, and by whom; absent: nothing can be discarded. */
  readonly log?: { readonly table: Table; readonly by: string }
}

/** Letters of one step: an answer stays small, and comes within seconds. */
const STEP_LETTERS = 500

/** Of a letter's body, what a person is shown. */
const BEGINS_CHARACTERS = 200

/**
 * Goes through dead letters: each goes back to the queue that it came from, then is removed, so that whatever breaks off
 * leaves it in one of the two, or in both: to write a result twice does no harm. One that was refused before it got into
 * any queue stays, as does what was sent at `beforeMs` or later, so that what fails again does not go round. A dry run
 * shows and leaves everything; the next step of one would show the same again. What is discarded is logged, and then
 * removed; rejects with an `InputError` where nobody keeps a log.
 */
export async function redrive(request: RedriveRequest, ports: RedrivePorts): Promise<RedriveStep> {
  const letters = ports.deadLetters
  const beforeMs = request.beforeMs ?? ports.clock.now()
  const seen = new Map<string, DeadLetter>()
  const later: DeadLetter[] = []
  const moved = new Set<string>()
  const discarded = new Set<string>()
  const { discard } = request
  if (discard !== null && ports.log === undefined)
    throw new InputError(
      'no_log',
      'letters are discarded where it can be logged: name the hub with --hub, or its data folder with --data',
    )
  let isOver = false
  while (seen.size < STEP_LETTERS && !isOver) {
    const taken = await letters.take()
    const fresh = taken.filter(({ id, sentAtMs }) => sentAtMs < beforeMs && !seen.has(id))
    later.push(...taken.filter(({ sentAtMs }) => sentAtMs >= beforeMs))
    // Nothing but what was seen or came since: the way through is over.
    isOver = fresh.length === 0
    for (const letter of fresh) seen.set(letter.id, letter)
    if (request.dryRun) continue
    if (discard === null) for (const id of await putBack(fresh, letters)) moved.add(id)
    else for (const id of await throwAway(fresh, { why: discard, ports })) discarded.add(id)
  }
  await letters.release(request.dryRun ? [...seen.values(), ...later] : later)
  if (moved.size > 0 && ports.log !== undefined)
    await logChange(ports.log.table, {
      atMs: ports.clock.now(),
      by: ports.log.by,
      act: 'redrive_letters',
      about: 'dead-letters',
      details: { letters: moved.size },
    })
  return {
    type: 'redrive',
    dryRun: request.dryRun,
    beforeMs,
    letters: [...seen.values()].map((letter) => ({
      ...shown(letter),
      isMoved: moved.has(letter.id),
      isDiscarded: discarded.has(letter.id),
    })),
    isOver,
  }
}

function shown({ id, sentAtMs, queue, reason, body }: DeadLetter): SeenLetter {
  return { id, sentAtMs, queue, reason, begins: body.slice(0, BEGINS_CHARACTERS) }
}

async function throwAway(
  found: readonly DeadLetter[],
  { why, ports }: { readonly why: string; readonly ports: RedrivePorts },
): Promise<readonly string[]> {
  const { log, clock, deadLetters } = ports
  if (found.length === 0 || log === undefined) return []
  await logChange(log.table, {
    atMs: clock.now(),
    by: log.by,
    act: 'discard_letters',
    about: 'dead-letters',
    details: { why, letters: found.map(shown) },
  })
  await deadLetters.remove(found)
  return found.map(({ id }) => id)
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
