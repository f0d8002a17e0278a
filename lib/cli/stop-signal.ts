import { EXIT } from './exit.ts'

/** How long Ctrl-C and SIGTERM may take. */
const HAND_BACK_MS = 4_500
const DRAIN_MS = 30_000

/** The first signal decides how to stop; a third one of the operator's ends at once. */
export function stopSignal(): Promise<'drain' | 'handBack'> {
  const { promise, resolve } = Promise.withResolvers<'drain' | 'handBack'>()
  let asked = 0
  process.on('SIGINT', () => {
    if (++asked > 2) process.exit(EXIT.broken)
    resolve('handBack')
  })
  process.on('SIGTERM', () => resolve('drain'))
  return promise
}

/** What doesn't end by itself is cut off: everything that was acknowledged is on the disk by now. */
export function cutOffAfter(how: 'drain' | 'handBack'): void {
  setTimeout(() => process.exit(EXIT.passed), how === 'drain' ? DRAIN_MS : HAND_BACK_MS).unref()
}
