/**
 * Which of many tests tell of something, in their order, so that of those that are said to only a share `q` is expected to be
 * wrong. Also where the tests depend on each other as measurements of one thing do (positively).
 * Source: Benjamini and Hochberg 1995, "Controlling the False Discovery Rate".
 */
export function discoveries(chances: readonly number[], q: number): readonly boolean[] {
  const sorted = chances.toSorted((a, b) => a - b)
  const last = sorted.findLastIndex((chance, index) => chance <= ((index + 1) / sorted.length) * q)
  const limit = sorted[last] ?? -1
  return chances.map((chance) => chance <= limit)
}
