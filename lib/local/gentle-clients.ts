import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Clients, createClients } from '../record/clients.ts'

/**
 * Clients of which at most `inFlight` requests to the table are under way, those that wait in order, and after each answer
 * everything else has its turn. On AWS a function has a processor of its own; on one machine a page that somebody waits for
 * shares its thread with work that would ask the table for hundreds of things at once. It takes no longer so: the table
 * answers one after the other.
 */
export function gentleClients(env: Readonly<Record<string, string | undefined>>, inFlight: number): Clients {
  const clients = createClients(env)
  const waiting: (() => void)[] = []
  let free = inFlight
  clients.dynamodb.middlewareStack.add(
    (next) => async (args) => {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await next(args)
      } finally {
        await nextTurn()
        const first = waiting.shift()
        if (first) first()
        else free++
      }
    },
    { step: 'initialize', name: 'gentle', priority: 'high' },
  )
  return clients
}
