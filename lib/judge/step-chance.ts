import type { LevelStep } from './level-step.ts'

/** A series that seems to have so much memory, and the gains that one of 10, 100, … 100,000 of them exceeds by chance. */
type Row = readonly [memory: number, ...gains: readonly number[]]

/**
 * What `scripts/shift-null.ts` printed: series of 56 days without a step, AR(1) with a memory from 0 to 0.8. A permutation of
 * blocks of seven days knows eight blocks alone, and their memory not at all.
 */
const TABLE: readonly Row[] = [
  [0.0, 2.03, 2.9, 3.5, 3.96, 4.3],
  [0.1, 2.21, 3.19, 3.83, 4.29, 4.68],
  [0.2, 2.26, 3.27, 3.97, 4.5, 4.84],
  [0.3, 2.33, 3.35, 4.07, 4.63, 5.08],
  [0.4, 2.4, 3.44, 4.17, 4.78, 5.25],
  [0.5, 2.51, 3.56, 4.3, 4.89, 5.36],
  [0.6, 2.65, 3.74, 4.47, 5.07, 5.5],
  [0.7, 2.88, 4.03, 4.8, 5.43, 5.93],
]

/** ln of one in ten. */
const TENTH = Math.log(0.1)

/**
 * How likely a step as large as this one is where there is none, in (0, 1]. Between the table's numbers, and beyond its last, the
 * logarithm of the chance goes with the gain's square, as that of a normal deviate nearly does.
 */
export function chanceOfStep({ gain, memory }: Pick<LevelStep, 'gain' | 'memory'>): number {
  const squares = [0, ...gainsAt(memory).map((one) => one ** 2)]
  const last = squares.length - 1
  const over = squares.findIndex((square) => square > gain ** 2)
  const to = over < 0 ? last : over
  const [low, high] = [squares[to - 1] as number, squares[to] as number]
  return Math.min(1, Math.exp(TENTH * (to - 1 + (gain ** 2 - low) / (high - low))))
}

/** Rows stand at tenths. */
function gainsAt(memory: number): readonly number[] {
  const place = Math.min(TABLE.length - 1, memory * 10)
  const [, ...low] = TABLE[Math.floor(place)] as Row
  const [, ...high] = TABLE[Math.ceil(place)] as Row
  return low.map((gain, index) => gain + (place - Math.floor(place)) * ((high[index] as number) - gain))
}
