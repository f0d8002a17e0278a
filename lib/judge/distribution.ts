import { DDSketch } from '@datadog/sketches-js'
import { nearestRank } from './quantile.ts'

/**
 * How the values of a metric lie: a pure function of the values, whatever order or parts they came in. Fewer than
 * `EXACT_BELOW` values are kept as they are, ascending; more as a sketch.
 */
export type Distribution = readonly number[] | Sketch

/** The bins of a DDSketch, and beside them what bins don't tell. */
export type Sketch = {
  readonly n: number
  /** Of the values in ten-thousandths, each rounded: whole numbers add up to the same in any order. */
  readonly sum: number
  readonly min: number
  readonly max: number
  /** How many values are 0, which has no bin. */
  readonly zeros: number
  /** Key of the first bin, its count, then the steps to the next keys, each with its count; keys ascend. */
  readonly bins: readonly number[]
}

/** A quantile from a sketch is within this share of the exact one; below `EXACT_BELOW` values it is the exact one. */
export const RELATIVE_ERROR = 0.01

export const EXACT_BELOW = 100

const TEN_THOUSANDTHS = 10_000

/** Between values and keys of bins. Only this is used of the library: its own forms lose the sum and pad the bins. */
const { mapping } = new DDSketch({ relativeAccuracy: RELATIVE_ERROR })

/** `values` finite and not negative, in any order. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length < EXACT_BELOW ? sorted : sketchOf([sorted])
}

/** The distribution of all values together: exactly what `distributionOf` would make of them. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  if (parts.length === 1 && parts[0]) return parts[0]
  const n = parts.reduce((total, part) => total + countOf(part), 0)
  if (n >= EXACT_BELOW) return sketchOf(parts)
  return parts.flatMap((part) => ('bins' in part ? [] : part)).toSorted((a, b) => a - b)
}

export function countOf(distribution: Distribution): number {
  return 'bins' in distribution ? distribution.n : distribution.length
}

/** By nearest rank; null where there is no value. `q` in (0, 1]. */
export function quantileOf(distribution: Distribution, q: number): number | null {
  return quantilesOf(distribution, [q])[0] ?? null
}

/** The same for several, ascending, in one way through the bins. */
export function quantilesOf(distribution: Distribution, qs: readonly number[]): readonly (number | null)[] {
  if (!('bins' in distribution)) return qs.map((q) => nearestRank(distribution, q))
  const { n, min, max, zeros, bins } = distribution
  let key = bins[0] ?? 0
  let at = 0
  let seen = zeros + (bins[1] ?? 0)
  return qs.map((q) => {
    const rank = Math.ceil(Number((q * n).toFixed(9)))
    if (rank <= zeros) return 0
    while (seen < rank && at + 2 < bins.length) {
      at += 2
      key += bins[at] ?? 0
      seen += bins[at + 1] ?? 0
    }
    return Math.min(max, Math.max(min, mapping.value(key)))
  })
}

/** The arithmetic mean; null where there is no value. */
export function meanOf(distribution: Distribution): number | null {
  const n = countOf(distribution)
  if (n === 0) return null
  const sum = 'bins' in distribution ? distribution.sum : sumOf(distribution)
  return sum / TEN_THOUSANDTHS / n
}

function sketchOf(parts: readonly Distribution[]): Sketch {
  let n = 0
  let sum = 0
  let zeros = 0
  let min = Number.POSITIVE_INFINITY
  let max = 0
  let bins: readonly number[] = []
  for (const part of parts) {
    if ('bins' in part) {
      n += part.n
      sum += part.sum
      zeros += part.zeros
      min = Math.min(min, part.min)
      max = Math.max(max, part.max)
      bins = mergeBins(bins, part.bins)
    } else {
      n += part.length
      sum += sumOf(part)
      min = Math.min(min, part[0] ?? min)
      max = Math.max(max, part.at(-1) ?? max)
      const binned = binsOf(part)
      zeros += part.length - binned.count
      bins = mergeBins(bins, binned.bins)
    }
  }
  return { n, sum, min, max, zeros, bins }
}

/** Of values that ascend; `count` of them have a bin. */
function binsOf(values: readonly number[]): { readonly bins: readonly number[]; readonly count: number } {
  const bins: number[] = []
  let count = 0
  let last = 0
  for (const value of values) {
    if (value <= mapping.minPossible) continue
    const key = mapping.key(value)
    if (count > 0 && key === last) bins[bins.length - 1] = (bins.at(-1) ?? 0) + 1
    else bins.push(key - last, 1)
    last = key
    count++
  }
  return { bins, count }
}

/** Both ascend by steps, and so does what they are together: one way through, since most of a merge is this. */
function mergeBins(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const merged: number[] = []
  let [atA, atB] = [0, 0]
  let [keyA, keyB] = [a[0] ?? 0, b[0] ?? 0]
  let last = 0
  while (atA < a.length || atB < b.length) {
    const fromA = atB >= b.length || (atA < a.length && keyA <= keyB)
    const fromB = atA >= a.length || (atB < b.length && keyB <= keyA)
    const key = fromA ? keyA : keyB
    merged.push(key - last, (fromA ? (a[atA + 1] ?? 0) : 0) + (fromB ? (b[atB + 1] ?? 0) : 0))
    last = key
    if (fromA) {
      atA += 2
      keyA += a[atA] ?? 0
    }
    if (fromB) {
      atB += 2
      keyB += b[atB] ?? 0
    }
  }
  return merged
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + Math.round(value * TEN_THOUSANDTHS), 0)
}
