import type { Clients } from '../../lib/record/clients.ts'

/** Where a process dies: at its n-th call to a store or queue (from 1), before it is made or after it was done. */
export type CrashPoint = { readonly call: number; readonly when: 'before' | 'after' }

/** What ends all calls of a process that has died. */
export class Crash extends Error {
  constructor() {
    super('the process has died')
    this.name = 'Crash'
  }
}

type Middleware = (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>

type Stack = {
  readonly add: (middleware: Middleware, options: { step: 'initialize'; name: string; override: true }) => void
}

/**
 * Runs work as a process that dies at a point: from there on nothing of it reaches anybody. True where it died, false
 * where it was done before. Rejects with whatever else the work rejects for. One at a time for the same clients.
 */
export async function untilCrash(
  clients: Clients,
  point: CrashPoint | null,
  work: () => Promise<unknown>,
): Promise<boolean> {
  let calls = 0
  let isDead = false
  const middleware: Middleware = (next) => async (args) => {
    if (isDead) throw new Crash()
    const isLast = ++calls === point?.call
    if (isLast && point?.when === 'before') isDead = true
    if (isDead) throw new Crash()
    const answer = await next(args)
    if (isLast) isDead = true
    // Others that were on their way have been done, too, and nobody learns of it.
    if (isDead) throw new Crash()
    return answer
  }
  for (const { middlewareStack } of [clients.dynamodb, clients.sqs, clients.sns])
    (middlewareStack as unknown as Stack).add(middleware, { step: 'initialize', name: 'crash', override: true })
  try {
    await work()
    return isDead
  } catch (error) {
    if (isDead) return true
    throw error
  } finally {
    isDead = true
    for (const { middlewareStack } of [clients.dynamodb, clients.sqs, clients.sns]) middlewareStack.remove('crash')
  }
}
