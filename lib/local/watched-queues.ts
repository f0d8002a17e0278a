import type { WatchedQueues } from '../flow/watch.ts'
import type { QueueFacts } from '../judge/watch-facts.ts'
import type { Waiting } from './embedded-messages.ts'

/** What waits in the queues of a hub and of the locations on its machine, from the names of all queues. */
export function watchedQueues(all: ReadonlyMap<string, Waiting>, locations: readonly string[]): WatchedQueues {
  const factsOf = (queue: QueueFacts['queue'], location: string | null): readonly QueueFacts[] => {
    const found = all.get(location === null ? `nhip-${queue}` : `nhip-${location}-${queue}`)
    return found ? [{ queue, location, ...found }] : []
  }
  return {
    queues: [
      ...factsOf('observations', null),
      ...factsOf('jobs', null),
      ...locations.flatMap((location) => [...factsOf('checks', location), ...factsOf('audits', location)]),
    ],
    deadLetters: all.get('nhip-dead-letters')?.waiting ?? 0,
  }
}
