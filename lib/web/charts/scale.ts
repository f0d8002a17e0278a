/** Shorter axes would have ticks between whole numbers, which are written as such. */
export const LEAST_AXIS = 4

/** Ticks from 0 on, about `count` of them, by steps of 1, 2 or 5 of a power of ten; the last is not below `most`. */
export function ticksTo(most: number, count = 4): readonly number[] {
  const least = Math.max(most, Number.MIN_VALUE) / count
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= least * (1 - 1e-9)) ?? least
  const steps = Math.max(1, Math.ceil(most / step - 1e-9))
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Runs of neighbours that have a value, as half-open index ranges. */
export function runsOf<T>(values: readonly (T | null)[]): readonly { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const last = runs.at(-1)
    if (last?.to === index) last.to++
    else runs.push({ from: index, to: index + 1 })
  }
  return runs
}
