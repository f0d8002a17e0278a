import { seededRandom } from '../../kit/random.ts'

/** Draws that follow from a seed alone. */
export type Draws = {
  /** In [0, 1). */
  readonly share: () => number
  readonly between: (low: number, high: number) => number
  /** Equal steps of the logarithm are equally likely. */
  readonly betweenLog: (low: number, high: number) => number
  /** Whole, both ends included. */
  readonly count: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(values: readonly T[]) => T
  /** Mean 0, deviation 1. */
  readonly normal: () => number
  readonly exponential: (mean: number) => number
}

/** One stream of draws per purpose, so that more draws of one leave the others as they were. */
export function drawsOf(...purpose: readonly (string | number)[]): Draws {
  const share = seededRandom(hashOf(purpose.join('/')))
  const between = (low: number, high: number): number => low + (high - low) * share()
  let spare: number | null = null
  return {
    share,
    between,
    betweenLog: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    count: (low, high) => low + Math.floor(share() * (high - low + 1)),
    chance: (probability) => share() < probability,
    pick: (values) => values[Math.floor(share() * values.length)] as (typeof values)[number],
    // Box and Muller: two at a time.
    normal: () => {
      if (spare !== null) {
        const kept = spare
        spare = null
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log(1 - share()))
      const angle = 2 * Math.PI * share()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    exponential: (mean) => -mean * Math.log(1 - share()),
  }
}

/** FNV-1a, then mixed: neighbouring seeds give unlike streams. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
