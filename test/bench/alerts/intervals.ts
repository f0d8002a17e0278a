import type { Interval } from '../equivalence.ts'

const Z_95 = 1.959964

/**
 * 95 % interval of a share of independent trials, also at 0 and 1.
 * Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
 */
export function wilson(hits: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const z2 = Z_95 ** 2
  const middle = (hits + z2 / 2) / (trials + z2)
  const half = (Z_95 / (trials + z2)) * Math.sqrt((hits * (trials - hits)) / trials + z2 / 4)
  return { low: hits === 0 ? 0 : middle - half, high: hits === trials ? 1 : middle + half }
}

/**
 * Exact 95 % interval of what is expected where `count` were seen.
 * Source: Garwood 1936, "Fiducial Limits for the Poisson Distribution".
 */
export function poisson(count: number): Interval {
  return {
    low: count === 0 ? 0 : meanWhere((mean) => 1 - atMost(count - 1, mean) >= 0.025, count),
    high: meanWhere((mean) => atMost(count, mean) <= 0.025, count),
  }
}

/** 95 % interval of a statistic by drawing whole seeds anew: what one seed holds hangs together. */
export function bySeed<T>(
  seeds: readonly T[],
  options: { readonly statistic: (seeds: readonly T[]) => number; readonly share: () => number },
): Interval {
  const draws = Array.from({ length: 1_000 }, () =>
    options.statistic(seeds.map(() => seeds[Math.floor(options.share() * seeds.length)] as T)),
  )
    .filter((value) => !Number.isNaN(value))
    .toSorted((a, b) => a - b)
  const at = (q: number): number => draws[Math.floor(q * (draws.length - 1))] ?? Number.NaN
  return { low: at(0.025), high: at(0.975) }
}

/** P(X ≤ count), summed by logarithms: means of thousands don't underflow. */
function atMost(count: number, mean: number): number {
  let log = -mean
  let sum = Math.exp(log)
  for (let k = 1; k <= count; k++) {
    log += Math.log(mean / k)
    sum += Math.exp(log)
  }
  return Math.min(1, sum)
}

/** The least mean at which `holds`, which is false below it and true above. */
function meanWhere(holds: (mean: number) => boolean, count: number): number {
  let [low, high] = [0, 2 * count + 20]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
