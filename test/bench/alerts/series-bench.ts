import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE_MS } from '../../../lib/model/duration.ts'
import { readSource } from './series.ts'
import { plotSeries } from './series-plot.ts'
import { runSeries, type SeriesRun, seriesRivals } from './series-run.ts'
import { seriesTable } from './series-table.ts'
import { bestOfEachFamily } from './tune.ts'

/** The rules count slots: where one is longer, two hours are too few of them. */
const LONGEST_MS = 15 * MINUTE_MS

/**
 * Real series below a folder, a source per folder of it: as they are, and with troubles put into those that nobody has labelled,
 * with slots of 15 minutes at most. Rivals are tuned on some seeds of these troubles and reported on others. Where a folder for plots
 * is named it gets a picture of each page as it is, and `told.csv`.
 */
export function benchSeries(of: {
  readonly folder: string
  readonly seeds: readonly number[]
  readonly tuningSeeds: readonly number[]
  readonly plotTo?: string
}): string {
  const sources = readdirSync(of.folder)
    .map((name) => join(of.folder, name))
    .filter((folder) => existsSync(join(folder, 'source.json')))
    .sort()
    .map(readSource)
  const asIs = sources.map((source) => runSeries(source, { seed: null, rivals: [] }))
  if (of.plotTo !== undefined) write(asIs, of.plotTo)
  const plain = sources.filter(({ labels, everyMs }) => labels === null && everyMs <= LONGEST_MS)
  const all = seriesRivals({ pages: [], fromMs: 0, warmUpMs: 0 })
  const names = all.map(({ name }) => name)
  const run = (seeds: readonly number[], rivals: readonly string[]): readonly SeriesRun[] =>
    plain.flatMap((source) =>
      seeds.map((seed) => {
        process.stderr.write(`${source.name}, seed ${seed}\n`)
        return runSeries(source, { seed, rivals })
      }),
    )
  const chosen = bestOfEachFamily(
    run(of.tuningSeeds, names).flatMap(({ worlds }) => worlds),
    all,
  ).map(({ name }) => name)
  const put = run(of.seeds, chosen)
  return seriesTable({ asIs, put, rivals: chosen })
}

function write(runs: readonly SeriesRun[], folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const run of runs)
    for (const page of run.source.pages)
      writeFileSync(join(folder, `${page.key.replace('/', '-')}.svg`), plotSeries(run, page))
  const lines = runs.flatMap(({ alarms, events }) =>
    alarms.map((alarm) => {
      const facts = events.find(
        ({ event, kind, page, sinceMs }) =>
          event === 'opened' && kind === alarm.kind && page === alarm.page && sinceMs === alarm.sinceMs,
      )?.facts
      return [
        alarm.page ?? alarm.location,
        alarm.kind,
        alarm.severity,
        alarm.rule,
        ...[alarm.sinceMs, alarm.openedAtMs, alarm.endedAtMs].map(at),
        facts?.ms,
        facts?.baselineMs,
        facts?.ratio,
        alarm.explained,
      ].join(',')
    }),
  )
  writeFileSync(
    join(folder, 'told.csv'),
    ['page,kind,severity,rule,since,told,until,ms,usual ms,ratio,explained', ...lines, ''].join('\n'),
  )
}

function at(timeMs: number): string {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString() : ''
}
