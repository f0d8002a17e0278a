import type { VerdictEntry } from '../judge/incident-state.ts'

/** Verdicts that differ in nothing but their slots, one after the other: `fromMs`, step, and how many. */
export type Run = Omit<VerdictEntry, 'slotMs'> & { readonly at: readonly [number, number, number] }

/** Most slots are like the one before: a calm day is one run for each group. */
export function packVerdicts(verdicts: readonly VerdictEntry[]): readonly Run[] {
  const runs: Run[] = []
  const open = new Map<string, number>()
  for (const { slotMs, ...rest } of verdicts) {
    const index = open.get(rest.group)
    const run = index === undefined ? undefined : runs[index]
    if (run && index !== undefined && isLike(run, rest)) {
      const [fromMs, stepMs, count] = run.at
      if (count === 1 || slotMs === fromMs + count * stepMs) {
        runs[index] = { ...run, at: [fromMs, count === 1 ? slotMs - fromMs : stepMs, count + 1] }
        continue
      }
    }
    open.set(rest.group, runs.length)
    runs.push({ ...rest, at: [slotMs, 0, 1] })
  }
  return runs
}

/** By slot; of one slot in the order in which their runs began. */
export function unpackVerdicts(runs: readonly Run[]): readonly VerdictEntry[] {
  return runs
    .flatMap(({ at: [fromMs, stepMs, count], ...rest }) =>
      Array.from({ length: count }, (_, index) => ({ slotMs: fromMs + index * stepMs, ...rest })),
    )
    .sort((a, b) => a.slotMs - b.slotMs)
}

function isLike(run: Omit<VerdictEntry, 'slotMs'>, entry: Omit<VerdictEntry, 'slotMs'>): boolean {
  return (
    run.group === entry.group &&
    run.verdict === entry.verdict &&
    run.maintenance === entry.maintenance &&
    run.inputs === entry.inputs
  )
}
