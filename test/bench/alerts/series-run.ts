import { createReplay } from '../../../lib/flow/replay.ts'
import { median } from '../../../lib/judge/quantile.ts'
import type { AlertEvent } from '../../../lib/model/alert.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../../lib/model/policy.ts'
import { type Alarm, alarmsOf } from './alarm.ts'
import { matchAlarms } from './match.ts'
import { TUNABLE_RIVALS, USUAL_RIVALS } from './rival-table.ts'
import { inARow, ofTheLast, type Rival, runRival } from './rivals.ts'
import { headerOf, linesOf, PLACE, type Source } from './series.ts'
import { failuresOf, planSeries } from './series-plan.ts'
import type { Truth } from './truth.ts'
import { type Judged, NHIP, type WorldResult } from './world.ts'

/** What was told of a source: as it is (no seed), or with troubles put into it. */
export type SeriesRun = {
  readonly source: Source
  readonly truths: readonly Truth[]
  readonly events: readonly AlertEvent[]
  /** Ours, from the end of the warm-up on, beside what explains them. */
  readonly alarms: readonly (Alarm & { readonly explained: boolean })[]
  /** One per page; times in slots instead of minutes, since sources differ in how long a slot is. */
  readonly worlds: readonly WorldResult[]
}

const MONTH_MS = 30 * DAY_MS

export function runSeries(
  source: Source,
  of: { readonly seed: number | null; readonly rivals: readonly string[] },
): SeriesRun {
  const truths = [
    ...failuresOf(source),
    ...(source.labels ?? []),
    ...(of.seed === null ? [] : planSeries(source, of.seed)),
  ].toSorted((a, b) => a.fromMs - b.fromMs)
  const replay = createReplay(headerOf(source), DEFAULT_POLICY)
  const rivals = seriesRivals(source)
    .filter(({ name }) => of.rivals.includes(name))
    .map((rival) => ({ name: rival.name, run: runRival(rival, { locations: [PLACE], pages: source.pages }) }))
  const events: AlertEvent[] = []
  let judgeMs = 0
  for (const batch of linesOf(source, truths)) {
    const startMs = performance.now()
    for (const line of batch) events.push(...replay.read(line))
    judgeMs += performance.now() - startMs
    for (const { run } of rivals) for (const line of batch) run.read(line)
  }
  events.push(...replay.end())
  const judges = [
    { who: NHIP, alarms: alarmsOf(events) },
    ...rivals.map(({ name, run }) => ({ who: name, alarms: run.end() })),
  ].map(({ who, alarms }) => ({ who, ...matched(source, truths, alarms) }))
  const { alarms, falseAlarms } = judges[0] as (typeof judges)[number]
  return {
    source,
    truths,
    events,
    alarms: alarms.map((alarm) => ({ ...alarm, explained: !falseAlarms.includes(alarm) })),
    worlds: source.pages.map(({ key, slots }) => ({
      seed: of.seed ?? 0,
      name: key,
      transients: 'independent',
      months: ([...slots.keys()].filter((slotMs) => slotMs >= firstMs(source)).length * source.everyMs) / MONTH_MS,
      lines: slots.size,
      judgeSeconds: judgeMs / 1_000 / source.pages.length,
      judged: judges.map((one) => judgedOf(one, key, source)),
    })),
  }
}

/** Of those that find slowness: all that look at one place, and besides a limit that is each page's own: some times the median of its first four weeks. */
export function seriesRivals({
  pages,
  fromMs,
  warmUpMs,
}: Pick<Source, 'pages' | 'fromMs' | 'warmUpMs'>): readonly Rival[] {
  const usualMs = new Map(
    pages.map(({ key, slots }) => {
      const known = [...slots].flatMap(([slotMs, ms]) => (ms === null || slotMs >= fromMs + warmUpMs ? [] : [ms]))
      return [key, known.length === 0 ? Number.POSITIVE_INFINITY : median(known)]
    }),
  )
  const own = [1.5, 2, 3].flatMap((times) =>
    [inARow(3, 2), ofTheLast(4, 6), ofTheLast(9, 12)].map(
      (detector, index): Rival => ({
        family: 'own limit',
        name: `wait ≥ ${times}× the page’s first median, ${['3/2', '4 of 6', '9 of 12'][index]}`,
        kind: 'slow',
        detector,
        isBad: ({ outcome, waitMs, page }) =>
          outcome !== 'passed' || waitMs === null ? null : waitMs >= times * (usualMs.get(page) as number),
        locations: 1,
        votes: 1,
      }),
    ),
  )
  return [...USUAL_RIVALS, ...TUNABLE_RIVALS, ...own].filter(
    ({ kind, locations }) => kind === 'slow' && locations === 1,
  )
}

function firstMs(source: Source): number {
  return source.fromMs + source.warmUpMs
}

function matched(source: Source, truths: readonly Truth[], all: readonly Alarm[]) {
  const alarms = all.filter(({ openedAtMs }) => openedAtMs >= firstMs(source))
  const { found, falseAlarms, trueAlarms } = matchAlarms(truths, alarms, source.everyMs)
  return { alarms, found, falseAlarms, trueAlarms }
}

function judgedOf(
  { who, found, falseAlarms, trueAlarms }: { readonly who: string } & ReturnType<typeof matched>,
  page: string,
  { everyMs, fromMs, warmUpMs }: Source,
): Judged {
  const here = (alarms: readonly Alarm[]): readonly Alarm[] => alarms.filter((alarm) => alarm.page === page)
  const pagesOf = (alarms: readonly Alarm[]): number =>
    here(alarms).filter(({ kind, severity }) => kind === 'slow' && severity === 'page').length
  return {
    who,
    rows: found
      .filter(({ truth }) => truth.pages.includes(page) && truth.fromMs >= fromMs + warmUpMs)
      .map(({ truth, ...rest }) => ({
        ...rest,
        delayMs: rest.delayMs === null ? null : (rest.delayMs / everyMs) * MINUTE_MS,
        kind: truth.kind,
        id: truth.id,
        fromMs: truth.fromMs,
        size: truth.size,
        slots: Math.round((truth.toMs - truth.fromMs) / everyMs),
        page: null,
      })),
    falseAlarms: here(falseAlarms).map((alarm) => ({ ...alarm, of: null })),
    falsePages: pagesOf(falseAlarms),
    truePages: pagesOf(trueAlarms),
  }
}
