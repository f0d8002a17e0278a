/** Steps of the standard normal's axis; a sum at equal steps of what dies away on both sides is as good as an integral. */
const Z_STEP = 0.2
const Z_END = 8.4

/** Steps of the axis of s, by Simpson's rule. */
const S_STEPS = 120

/** Of standard deviations of s so far from 1 nothing is left. */
const S_DEVIATIONS = 9

/**
 * The upper `alpha` quantile of the studentized range: of the largest difference between `groups` means, in units of
 * their standard error with `freedom` degrees of freedom. Rounded up to four decimals, as tables have it, so that what
 * is compared with it does not hang on a machine's last digits. `groups` from 2, `freedom` from 3, `alpha` from 0.01: of
 * less, and few degrees of freedom, the axis of s has too few steps where s is small.
 * Source: H. L. Harter, "Tables of range and studentized range", Annals of Mathematical Statistics 31 (1960).
 */
export function studentizedRange(of: {
  readonly alpha: number
  readonly groups: number
  readonly freedom: number
}): number {
  const { alpha, groups, freedom } = of
  if (groups < 2 || freedom < 3)
    throw new RangeError(`no studentized range of ${groups} groups and ${freedom} degrees of freedom`)
  const below = distribution(groups, freedom)
  let [low, high] = [1, 8]
  while (below(high) < 1 - alpha) [low, high] = [high, 2 * high]
  let [fromLow, fromHigh] = [below(low) - 1 + alpha, below(high) - 1 + alpha]
  // False position, the end that stays halved (Illinois): a tenth of the steps that halving would take.
  let at = high
  for (let last = 0; Math.abs(at - last) > 1e-7; ) {
    last = at
    at = (low * fromHigh - high * fromLow) / (fromHigh - fromLow)
    const off = below(at) - 1 + alpha
    if (off < 0) [low, fromLow, fromHigh] = [at, off, fromHigh / 2]
    else [high, fromHigh, fromLow] = [at, off, fromLow / 2]
  }
  return Math.ceil(Number((at * 1e4).toFixed(2))) / 1e4
}

/** The probability that the studentized range is below `q`: that of the range, over all values of s. */
function distribution(groups: number, freedom: number): (q: number) => number {
  const width = S_DEVIATIONS / Math.sqrt(2 * freedom)
  const fromS = Math.max(0, 1 - width)
  const step = (1 + width - fromS) / S_STEPS
  const logScale = Math.LN2 + (freedom / 2) * Math.log(freedom / 2) - logGammaOfHalf(freedom)
  const nodes = Array.from({ length: S_STEPS + 1 }, (_, index) => {
    const s = fromS + index * step
    const simpson = index === 0 || index === S_STEPS ? 1 : index % 2 === 1 ? 4 : 2
    const density = s === 0 ? 0 : Math.exp(logScale + (freedom - 1) * Math.log(s) - (freedom * s * s) / 2)
    return { s, weight: (density * simpson * step) / 3 }
  }).filter(({ weight }) => weight > 1e-14)
  const points = Array.from({ length: Math.round((2 * Z_END) / Z_STEP) + 1 }, (_, index) => {
    const z = -Z_END + index * Z_STEP
    return { z, density: normalDensity(z), below: normalBelow(z) }
  })
  const rangeBelow = (width: number): number =>
    groups *
    Z_STEP *
    points.reduce((sum, { z, density, below }) => sum + density * (below - normalBelow(z - width)) ** (groups - 1), 0)
  return (q) => nodes.reduce((sum, { s, weight }) => sum + weight * rangeBelow(q * s), 0)
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** Source of the series: G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11 (2004). */
function normalBelow(z: number): number {
  if (z < -Z_END) return 0
  if (z > Z_END) return 1
  let [sum, term] = [z, z]
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + sum * normalDensity(z)
}

/** ln Γ(n / 2), by Γ(x + 1) = x Γ(x) down to Γ(1) = 1 or Γ(1/2) = √π. */
function logGammaOfHalf(n: number): number {
  let sum = n % 2 === 0 ? 0 : Math.log(Math.PI) / 2
  for (let x = n / 2 - 1; x > 0; x--) sum += Math.log(x)
  return sum
}
