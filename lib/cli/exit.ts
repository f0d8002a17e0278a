/** Exit codes of every command (`docs/commands.md`). */
export const EXIT = {
  /** Done, and all passed. */
  passed: 0,
  /** Done, and something failed its check. */
  failed: 1,
  /** The command or its input is wrong; nothing was done. */
  input: 2,
  /** Nothing failed, something could not be measured. */
  inconclusive: 3,
  /** Ours: it broke. */
  broken: 4,
} as const

export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** The exit code for a set of outcomes: any failed wins, then any inconclusive. */
export function exitFor(outcomes: Iterable<'passed' | 'failed' | 'inconclusive'>): Exit {
  let exit: Exit = EXIT.passed
  for (const outcome of outcomes) {
    if (outcome === 'failed') return EXIT.failed
    if (outcome === 'inconclusive') exit = EXIT.inconclusive
  }
  return exit
}
