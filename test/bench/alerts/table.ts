import { CLASSES, GOALS, type TroubleClass } from './classes.ts'
import { NOISES, WORLD } from './parameters.ts'
import type { Rival } from './rivals.ts'
import { type ClassFigures, figuresOf, judgedBy, pagesOf, type Rate } from './statistics.ts'
import { percentOf, round, rows } from './table-text.ts'
import { type FoundRow, NHIP, type WorldResult } from './world.ts'

export type AlertsBench = {
  readonly type: 'alertsBench'
  readonly tuningSeeds: readonly number[]
  readonly heldOutSeeds: readonly number[]
  readonly months: number
  readonly lines: number
  /** Of the judge, for a month's lines. */
  readonly secondsAMonth: number
  readonly goals: readonly Goal[]
  readonly classes: readonly Named[]
  readonly rivals: readonly RivalFigures[]
  readonly noises: readonly NoiseFigures[]
  /** Alarms that nothing explains, by kind, rule and severity. */
  readonly falseAlarms: Readonly<Record<string, number>>
  /** Where to look: goal troubles that nobody was told of, and false pages; at most fifty of each. */
  readonly missed: readonly string[]
  readonly falsePages: readonly string[]
}

export type Goal = { readonly name: string; readonly goal: string; readonly value: string; readonly met: boolean }

type Named = ClassFigures & { readonly name: string }

type RivalFigures = {
  readonly who: string
  readonly of: string
  readonly recall: Rate
  readonly p90: number
  readonly falsePages: Rate
  readonly precision: Rate
}

type NoiseFigures = {
  readonly noise: string
  readonly calm: string
  readonly slow: ClassFigures
  readonly falsePages: number
  readonly falseTickets: number
}

/** Of 166 pages at 3 locations each 5 minutes, in 30 days. */
const LINES_A_MONTH = WORLD.pages * 3 * (WORLD.monthMs / WORLD.everyMs)

/** All figures of a run; what is reported is of the held-out seeds alone. */
export function summarize(
  worlds: readonly WorldResult[],
  options: { readonly tuningSeeds: readonly number[]; readonly rivals: readonly Rival[] },
): AlertsBench {
  const own = judgedBy(worlds, NHIP)
  const months = worlds.reduce((sum, world) => sum + world.months, 0)
  const judgeSeconds = worlds.reduce((sum, world) => sum + world.judgeSeconds, 0)
  const lines = worlds.reduce((sum, world) => sum + world.lines, 0)
  const secondsAMonth = (judgeSeconds / lines) * LINES_A_MONTH
  const falseAlarms = own.flatMap((one) => one.falseAlarms)
  return {
    type: 'alertsBench',
    tuningSeeds: options.tuningSeeds,
    heldOutSeeds: worlds.map(({ seed }) => seed),
    months,
    lines,
    secondsAMonth,
    goals: goalsOf(worlds, secondsAMonth),
    classes: CLASSES.map((one) => ({ name: one.name, ...figuresOf(worlds, NHIP, one.holds) })),
    rivals: [
      ...(['down', 'slow'] as const).map((kind) => rivalFigures(worlds, { name: NHIP, kind })),
      ...options.rivals.map((rival) => rivalFigures(worlds, rival)),
    ],
    noises: Object.keys(NOISES).flatMap((noise) =>
      (['quiet', 'noisy'] as const).map((calm) => {
        const here = (of: { readonly noise: string; readonly calm: string } | null): boolean =>
          of?.noise === noise && of.calm === calm
        const wrong = falseAlarms.filter(({ of }) => here(of))
        return {
          noise,
          calm,
          slow: figuresOf(worlds, NHIP, (row) => GOALS.slow.holds(row) && here(row.page)),
          falsePages: wrong.filter(({ severity }) => severity === 'page').length,
          falseTickets: wrong.filter(({ severity }) => severity === 'ticket').length,
        }
      }),
    ),
    falseAlarms: Object.fromEntries(
      [...Map.groupBy(falseAlarms, ({ kind, rule, severity }) => `${kind}${rule ? ` ${rule}` : ''}, ${severity}`)].map(
        ([name, alarms]) => [name, alarms.length],
      ),
    ),
    missed: worlds
      .flatMap(({ seed, judged }) =>
        judged
          .filter(({ who }) => who === NHIP)
          .flatMap(({ rows }) => rows.filter(isMissedGoal))
          .map(
            (row) =>
              `seed ${seed} ${row.id} ${row.kind} ${row.size}× ${row.slots} slots ${at(row.fromMs)} ${traits(row)}`,
          ),
      )
      .slice(0, 50),
    falsePages: worlds
      .flatMap(({ seed, judged }) =>
        judged.flatMap((one) =>
          one.falseAlarms
            .filter(({ severity }) => severity === 'page')
            .map((alarm) => `seed ${seed} ${alarm.kind} ${alarm.page ?? alarm.location} ${at(alarm.openedAtMs)}`),
        ),
      )
      .slice(0, 50),
  }
}

/** For people: Markdown, as the documents have it. */
export function alertsTable(bench: AlertsBench): string {
  const { goals, classes, rivals, noises } = bench
  return [
    `Tuned on seeds ${bench.tuningSeeds.join(', ')}; all figures of seeds ${bench.heldOutSeeds.join(', ')}: ${round(bench.months)} months of the fleet, ${bench.lines.toLocaleString('en')} lines. The judge needs ${round(bench.secondsAMonth)} s for a month.`,
    rows(
      ['goal', '', 'measured', ''],
      goals.map(({ name, goal, value, met }) => [name, goal, value, met ? 'met' : 'missed']),
    ),
    rows(
      ['what', 'n', 'told of, %', '95 %', 'woken, %', 'p50 min', 'p90 min', 'openings', 'of them pages', 'messages'],
      classes.map((one) => [
        one.name,
        `${one.recall.n}`,
        ...percentOf(one.recall),
        round(100 * one.paged),
        round(one.p50),
        round(one.p90),
        round(one.opened),
        round(one.openedPages),
        round(one.messages),
      ]),
    ),
    rows(
      ['who', 'for', 'told of, %', '95 %', 'p90 min', 'false pages a month', '95 %', 'true pages, %'],
      rivals.map((one) => [
        one.who,
        one.of,
        ...percentOf(one.recall),
        round(one.p90),
        round(one.falsePages.value),
        `${round(one.falsePages.interval.low)}–${round(one.falsePages.interval.high)}`,
        round(100 * one.precision.value),
      ]),
    ),
    rows(
      ['noise', '', '≥ 2× for ≥ 2 h: n', 'told of, %', '95 %', 'p50 min', 'p90 min', 'false pages', 'false tickets'],
      noises.map((one) => [
        one.noise,
        one.calm,
        `${one.slow.recall.n}`,
        ...percentOf(one.slow.recall),
        round(one.slow.p50),
        round(one.slow.p90),
        `${one.falsePages}`,
        `${one.falseTickets}`,
      ]),
    ),
    `False, over all these months: ${
      Object.entries(bench.falseAlarms)
        .map(([name, count]) => `${name}: ${count}`)
        .join('; ') || 'nothing'
    }.`,
  ].join('\n\n')
}

function goalsOf(worlds: readonly WorldResult[], secondsAMonth: number): readonly Goal[] {
  const down = figuresOf(worlds, NHIP, GOALS.down.holds)
  const slow = figuresOf(worlds, NHIP, GOALS.slow.holds)
  const p90 = (choice: TroubleClass, limit: number): Goal => {
    const { p90: value, p90Interval: interval } = figuresOf(worlds, NHIP, choice.holds)
    return {
      name: `${choice.name}: p90`,
      goal: `≤ ${limit} min`,
      value: `${round(value)} (${round(interval.low)}–${round(interval.high)})`,
      met: value <= limit,
    }
  }
  return [
    { name: GOALS.down.name, goal: '100 %', value: told(down), met: down.recall.value === 1 },
    { name: GOALS.slow.name, goal: '≥ 99 %', value: told(slow), met: slow.recall.value >= 0.99 },
    falsePagesGoal(worlds, 'independent', 'transients one by one'),
    falsePagesGoal(worlds, 'spells', 'transients in spells'),
    p90(GOALS.down, 11),
    p90(GOALS.slowQuiet, 45),
    p90(GOALS.slowNoisy, 75),
    {
      name: 'outages that woke more than once',
      goal: '0',
      value: `${down.pagedTwice} of ${down.recall.n}`,
      met: down.pagedTwice === 0,
    },
    { name: 'a month replayed', goal: '< 60 s', value: `${round(secondsAMonth)} s`, met: secondsAMonth < 60 },
  ]
}

function falsePagesGoal(worlds: readonly WorldResult[], transients: WorldResult['transients'], name: string): Goal {
  const { value, interval } = pagesOf(
    worlds.filter((world) => world.transients === transients),
    NHIP,
  ).falsePages
  return {
    name: `false pages a month, ${name}`,
    goal: '≤ 5',
    value: `${round(value)} (${round(interval.low)}–${round(interval.high)})`,
    met: value <= 5,
  }
}

function rivalFigures(worlds: readonly WorldResult[], { name, kind }: Pick<Rival, 'name' | 'kind'>): RivalFigures {
  const { recall, p90 } = figuresOf(worlds, name, GOALS[kind].holds)
  return { of: GOALS[kind].name, recall, p90, ...pagesOf(worlds, name) }
}

function isMissedGoal(row: FoundRow): boolean {
  return (GOALS.down.holds(row) || GOALS.slow.holds(row)) && row.detected !== 'yes' && row.detected !== 'covered'
}

function told({ recall }: ClassFigures): string {
  return `${round(100 * recall.value)} % of ${recall.n} (${round(100 * recall.interval.low)}–${round(100 * recall.interval.high)})`
}

function traits({ page }: FoundRow): string {
  return page ? `${page.noise} ${page.calm} ${Math.round(page.medianMs)} ms` : 'several pages'
}

function at(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
