import { median } from '../../../lib/judge/quantile.ts'
import { HOUR_MS } from '../../../lib/model/duration.ts'
import type { Source } from './series.ts'
import type { SeriesRun } from './series-run.ts'
import { type ClassFigures, figuresOf, pagesOf } from './statistics.ts'
import { percentOf, round, rows } from './table-text.ts'
import { type FoundRow, NHIP, type WorldResult } from './world.ts'

type SeriesClass = { readonly name: string; readonly holds: (row: FoundRow) => boolean }

const isPut = ({ id }: FoundRow): boolean => id.startsWith('put-')

const step = (size: number, least: number, most: number): SeriesClass => ({
  name: `${size}×, ${least}–${most} slots`,
  holds: (row) => isPut(row) && row.kind === 'step' && row.size === size && row.slots >= least && row.slots <= most,
})

const DOWN: SeriesClass = { name: 'down ≥ 3 slots', holds: (row) => isPut(row) && row.kind === 'down' }

const SLOW: SeriesClass = {
  name: '≥ 2×, ≥ 24 slots',
  holds: (row) => isPut(row) && row.kind === 'step' && row.size >= 2 && row.slots >= 24,
}

/** Of a source as it is: what its own results or publishers say. */
const FOUND: readonly SeriesClass[] = [
  { name: 'outages of ≥ 3 results, told of', holds: (row) => !isPut(row) && row.kind === 'down' && row.size >= 3 },
  { name: 'labelled, told of', holds: ({ id }) => id.startsWith('label-') },
]

const PUT: readonly SeriesClass[] = [
  DOWN,
  step(1.3, 24, 144),
  step(1.5, 24, 144),
  step(2, 6, 23),
  step(2, 24, 144),
  step(3, 6, 23),
  step(3, 24, 144),
]

/** For people: Markdown. What there is, what was told of it as it is, and what of the troubles that were put in. */
export function seriesTable(of: {
  readonly asIs: readonly SeriesRun[]
  readonly put: readonly SeriesRun[]
  readonly rivals: readonly string[]
}): string {
  const { asIs, put, rivals } = of
  const worlds = put.flatMap((run) => run.worlds)
  return [
    rows(
      ['source', 'slot', 'pages', 'days', 'results', 'slots with one, %', 'failed, %', 'median ms', 's of a day'],
      asIs.map(({ source }) => aboutSource(source)),
    ),
    rows(
      ['source', 'page-months', ...KINDS.map(({ name }) => name), ...FOUND.map(({ name }) => name)],
      asIs.map((run) => [
        run.source.name,
        round(monthsOf(run.worlds)),
        ...KINDS.map((kind) => toldOf(run, kind)),
        ...FOUND.map(({ holds }) => share(figuresOf(run.worlds, NHIP, holds))),
      ]),
    ),
    ...(put.length === 0 ? [] : [putTable(worlds), sourceTable(put), rivalTable(rivals, worlds)]),
  ].join('\n\n')
}

const KINDS = [
  { name: 'DOWN, BURN: pages', kinds: ['down', 'burn'], severity: 'page' },
  { name: 'DOWN, BURN: tickets', kinds: ['down', 'burn', 'regional'], severity: 'ticket' },
  { name: 'SLOW: pages', kinds: ['slow'], severity: 'page' },
  { name: 'SLOW: tickets', kinds: ['slow'], severity: 'ticket' },
  { name: 'SHIFT', kinds: ['shift'], severity: 'ticket' },
] as const

/** How many, and how many of them nothing explains. */
function toldOf({ alarms }: SeriesRun, { kinds, severity }: (typeof KINDS)[number]): string {
  const told = alarms.filter(
    (alarm) => kinds.some((kind) => kind === alarm.kind) && alarm.severity === severity && alarm.opened > 0,
  )
  const open = told.filter(({ explained }) => !explained).length
  return told.length === 0 ? '0' : `${told.length} (${open})`
}

function putTable(worlds: readonly WorldResult[]): string {
  return rows(
    ['put in', 'n', 'told of, %', '95 %', 'woken, %', 'p50 slots', 'p90 slots', '95 %', 'pages with a miss'],
    PUT.map(({ name, holds }) => {
      const figures = figuresOf(worlds, NHIP, holds)
      const missing = worlds.filter((world) => figuresOf([world], NHIP, holds).recall.value < 1).length
      return [
        name,
        `${figures.recall.n}`,
        ...percentOf(figures.recall),
        round(100 * figures.paged),
        round(figures.p50),
        round(figures.p90),
        `${round(figures.p90Interval.low)}–${round(figures.p90Interval.high)}`,
        `${missing}`,
      ]
    }),
  )
}

/** Where noise differs. */
function sourceTable(put: readonly SeriesRun[]): string {
  return rows(
    ['source', `${SLOW.name}: n`, 'told of, %', '95 %', 'p50 slots', 'p90 slots'],
    [...Map.groupBy(put, ({ source }) => source.name)].map(([name, runs]) => {
      const { recall, p50, p90 } = figuresOf(
        runs.flatMap(({ worlds }) => worlds),
        NHIP,
        SLOW.holds,
      )
      return [name, `${recall.n}`, ...percentOf(recall), round(p50), round(p90)]
    }),
  )
}

function rivalTable(rivals: readonly string[], worlds: readonly WorldResult[]): string {
  return rows(
    ['who', `${SLOW.name}: told of, %`, '95 %', 'p90 slots', 'unexplained pages, per page and month', '95 %'],
    [NHIP, ...rivals].map((who) => {
      const { recall, p90 } = figuresOf(worlds, who, SLOW.holds)
      const { falsePages } = pagesOf(worlds, who)
      return [
        who,
        ...percentOf(recall),
        round(p90),
        round(falsePages.value),
        `${round(falsePages.interval.low)}–${round(falsePages.interval.high)}`,
      ]
    }),
  )
}

function aboutSource({ name, everyMs, fromMs, toMs, pages }: Source): readonly string[] {
  const results = pages.flatMap(({ slots }) => [...slots.values()])
  const passed = results.filter((ms) => ms !== null)
  const due = (pages.length * (toMs - fromMs)) / everyMs
  return [
    name,
    `${everyMs / 60_000} min`,
    `${pages.length}`,
    round((toMs - fromMs) / (24 * HOUR_MS)),
    results.length.toLocaleString('en'),
    round((100 * results.length) / due),
    round((100 * (results.length - passed.length)) / results.length),
    round(median(passed)),
    round(median(pages.map(spreadOf))),
  ]
}

/** Of ln(ms) around the median of each day: how much slots differ, whatever the level is. */
function spreadOf({ slots }: Source['pages'][number]): number {
  const known = [...slots].flatMap(([slotMs, ms]) =>
    ms === null ? [] : [{ day: Math.floor(slotMs / (24 * HOUR_MS)), ln: Math.log(ms) }],
  )
  const off = [...Map.groupBy(known, ({ day }) => day).values()].flatMap((day) => {
    const middle = median(day.map(({ ln }) => ln))
    return day.map(({ ln }) => Math.abs(ln - middle))
  })
  return 1.4826 * median(off)
}

function share({ recall }: ClassFigures): string {
  return recall.n === 0 ? '–' : `${Math.round(recall.value * recall.n)} of ${recall.n}`
}

function monthsOf(worlds: readonly WorldResult[]): number {
  return worlds.reduce((sum, { months }) => sum + months, 0)
}
