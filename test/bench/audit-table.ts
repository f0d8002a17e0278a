import type { SideRun } from './audit-sides.ts'
import { type Interval, pairedInterval } from './equivalence.ts'
import { medianOf } from './trend.ts'

/** The side that is proven, and the one it is held against. */
export type Pair = readonly [SideRun, SideRun]

export type PageResult = {
  readonly page: string
  readonly pairs: readonly Pair[]
  readonly peakMb: readonly [number, number]
}

/** One metric of one page on both sides. */
type Comparison = {
  readonly medians: readonly [number, number]
  /** Of the medians, in the unit of the limit. */
  readonly difference: number
  /** Largest minus smallest on each side. */
  readonly spreads: readonly [number, number]
  /** 90 % interval of the typical difference within a pair, in the unit of the limit. */
  readonly interval: Interval
  /** The difference that is still taken as none. */
  readonly limit: number
}

type Metric = {
  readonly name: string
  readonly of: (run: SideRun) => number | null | undefined
  /** `ratio`: differences are shares of the other side's. */
  readonly kind: 'plain' | 'ratio'
  readonly limit: (median: number) => number
  readonly digits: number
}

/** Differences of scores with two decimals are not exact in binary. */
const ROUNDING = 1e-9

/** The limits of agreement: two medians of five audits may differ by so much. */
const METRICS: readonly Metric[] = [
  { name: 'score', of: ({ score }) => score, kind: 'plain', limit: () => 0.02, digits: 2 },
  { name: 'FCP', of: ({ metrics }) => metrics?.fcpMs, kind: 'ratio', limit: () => 0.03, digits: 0 },
  { name: 'LCP', of: ({ metrics }) => metrics?.lcpMs, kind: 'ratio', limit: () => 0.03, digits: 0 },
  { name: 'SI', of: ({ metrics }) => metrics?.siMs, kind: 'ratio', limit: () => 0.03, digits: 0 },
  {
    name: 'TBT',
    of: ({ metrics }) => metrics?.tbtMs,
    kind: 'plain',
    limit: (median) => Math.max(30, 0.1 * median),
    digits: 0,
  },
  { name: 'CLS', of: ({ metrics }) => metrics?.cls, kind: 'plain', limit: () => 0.01, digits: 3 },
]

/** Pairs in which both sides have numbers. */
function validPairs({ pairs }: PageResult): readonly Pair[] {
  return pairs.filter((pair) => pair.every(({ score, metrics }) => score !== null && metrics !== null))
}

function compare(result: PageResult, metric: Metric): Comparison {
  const values = validPairs(result).map((pair) => pair.map((run) => metric.of(run) ?? Number.NaN)) as [number, number][]
  const sides = [values.map(([a]) => a), values.map(([, b]) => b)] as const
  const medians = [medianOf(sides[0]), medianOf(sides[1])] as const
  const distance = (a: number, b: number): number => (metric.kind === 'ratio' ? a / b - 1 : a - b)
  return {
    medians,
    difference: distance(...medians),
    spreads: [spread(sides[0]), spread(sides[1])],
    interval: pairedInterval(values.map(([a, b]) => distance(a, b))),
    limit: metric.limit(medians[1]),
  }
}

/** Rows of page and metric; `*` where the medians differ too much, `=` where the pairs prove that they are the same. */
export function pageTable(of: {
  readonly described: string
  readonly sides: readonly [string, string]
  readonly results: readonly PageResult[]
}): string {
  const [ours, theirs] = of.sides
  const rows = [['page', 'metric', ours, theirs, 'difference', 'limit', 'pairs, 90 %', '', 'spread', 'spread']]
  for (const result of of.results) {
    for (const metric of METRICS) {
      const found = compare(result, metric)
      const number = (value: number): string => value.toFixed(metric.digits)
      const distance = (value: number): string =>
        metric.kind === 'ratio' ? `${(value * 100).toFixed(1)} %` : number(value)
      const { low, high } = found.interval
      const isProven = low > -found.limit && high < found.limit
      rows.push([
        metric.name === 'score' ? result.page : '',
        metric.name,
        ...found.medians.map(number),
        distance(found.difference),
        distance(found.limit),
        `${distance(low)} … ${distance(high)}`,
        `${Math.abs(found.difference) > found.limit + ROUNDING ? '*' : ' '}${isProven ? '=' : ' '}`,
        ...found.spreads.map(number),
      ])
    }
  }
  return [
    of.described,
    'Medians; * differs by more than the limit, = the interval of paired differences lies within it (two one-sided',
    'tests at 5 %: Hodges–Lehmann interval by the signed-rank distribution).',
    '',
    ...aligned(rows),
    '',
    ...aligned(prices(of)),
    '',
  ].join('\n')
}

/** Columns of equal width: the first to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function prices(of: {
  readonly sides: readonly [string, string]
  readonly results: readonly PageResult[]
}): string[][] {
  const [ours, theirs] = of.sides
  const wall = (pairs: readonly Pair[], side: 0 | 1): number => medianOf(pairs.map((pair) => pair[side].wallMs)) / 1_000
  const row = (name: string, pairs: readonly Pair[], rest: readonly string[]): string[] => [
    name,
    wall(pairs, 0).toFixed(2),
    wall(pairs, 1).toFixed(2),
    (wall(pairs, 0) / wall(pairs, 1)).toFixed(2),
    ...rest,
  ]
  return [
    ['page', `${ours} s`, `${theirs} s`, 'ratio', `${ours} peak MB`, `${theirs} peak MB`, 'pairs', 'invalid'],
    ...of.results.map((result) => {
      const valid = validPairs(result)
      const rest = [...result.peakMb.map((mb) => mb.toFixed(0)), String(valid.length)]
      return row(result.page, valid, [...rest, String(result.pairs.length - valid.length)])
    }),
    row('all', of.results.flatMap(validPairs), []),
  ]
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values)
}
