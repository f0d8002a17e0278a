import type { TraceLine } from '../../../lib/model/trace.ts'
import { inARow, ofTheLast, type Rival } from './rivals.ts'

/** What passed is good, what failed bad; what could not be measured says nothing. */
const failed = ({ outcome }: TraceLine): boolean | null => (outcome === 'inconclusive' ? null : outcome === 'failed')

/** Failures are another alert's. */
const slowerThan =
  (limitMs: number) =>
  ({ waitMs, outcome }: TraceLine): boolean | null =>
    outcome !== 'passed' || waitMs === null ? null : waitMs >= limitMs

/** As people set them up first. */
export const USUAL_RIVALS: readonly Rival[] = [
  {
    family: 'one probe',
    name: 'one probe',
    kind: 'down',
    detector: inARow(1, 1),
    isBad: failed,
    locations: 1,
    votes: 1,
  },
  {
    family: 'in a row',
    name: 'Gatus 3/2',
    kind: 'down',
    detector: inARow(3, 2),
    isBad: failed,
    locations: 1,
    votes: 1,
  },
  {
    family: 'of the last',
    name: '3 of 5',
    kind: 'down',
    detector: ofTheLast(3, 5),
    isBad: failed,
    locations: 1,
    votes: 1,
  },
  {
    family: 'threshold',
    name: 'wait ≥ 2 s, 3/2',
    kind: 'slow',
    detector: inARow(3, 2),
    isBad: slowerThan(2_000),
    locations: 1,
    votes: 1,
  },
]

const PLACES = [
  { locations: 1, votes: 1 },
  { locations: 3, votes: 1 },
  { locations: 3, votes: 2 },
] as const

/** All settings that tuning chooses from, a best one per family. */
export const TUNABLE_RIVALS: readonly Rival[] = PLACES.flatMap(({ locations, votes }): readonly Rival[] => {
  const where = locations === 1 ? 'one location' : `${votes} of all locations`
  const places = { locations, votes }
  return [
    ...[1, 2, 3, 4].flatMap((open) =>
      [2, 3].map((close) => ({
        family: 'in a row',
        name: `${open}/${close}, ${where}`,
        kind: 'down' as const,
        detector: inARow(open, close),
        isBad: failed,
        ...places,
      })),
    ),
    ...(
      [
        [2, 3],
        [2, 4],
        [3, 4],
        [3, 5],
        [4, 6],
      ] as const
    ).map(([open, of]) => ({
      family: 'of the last',
      name: `${open} of ${of}, ${where}`,
      kind: 'down' as const,
      detector: ofTheLast(open, of),
      isBad: failed,
      ...places,
    })),
    ...[1_000, 2_000, 4_000, 8_000].flatMap((limitMs) =>
      [inARow(3, 2), ofTheLast(9, 12)].map((detector, index) => ({
        family: 'threshold',
        name: `wait ≥ ${limitMs / 1_000} s, ${index === 0 ? '3/2' : '9 of 12'}, ${where}`,
        kind: 'slow' as const,
        detector,
        isBad: slowerThan(limitMs),
        ...places,
      })),
    ),
  ]
})
