import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Fleet, fleetOf } from './alerts/fleet.ts'
import { WORLD } from './alerts/parameters.ts'
import { plotMonth } from './alerts/plot.ts'
import { TUNABLE_RIVALS, USUAL_RIVALS } from './alerts/rival-table.ts'
import { runWorlds } from './alerts/run-worlds.ts'
import { benchSeries } from './alerts/series-bench.ts'
import { shiftTable } from './alerts/shift-table.ts'
import { alertsTable, summarize } from './alerts/table.ts'
import { bestOfEachFamily } from './alerts/tune.ts'
import type { WorldJob } from './alerts/world.ts'
import { writeWorld } from './alerts/write-world.ts'

/**
 * The judge against what really was wrong: simulated months of a fleet with a truth, and usual ways to alert beside it.
 * Rivals are tuned on seeds from 1 on, everything is reported on seeds from 1,001 on. Exits 1 where a goal is missed.
 * `--keep DIR` keeps each world's result there once it is known, and takes what is there already instead of running it again:
 * for long runs of one commit. `--write DIR` writes the first seed's trace and truth instead, `--plot FILE` a picture (SVG) of its month, and `--shifts` is
 * the rule of shifts alone, which needs more days than those months have. `--series DIR` takes real series instead, and `--plot DIR` then
 * draws each.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '12' },
    'tuning-seeds': { type: 'string', default: '4' },
    'first-seed': { type: 'string', default: '1001' },
    'at-once': { type: 'string', default: `${availableParallelism()}` },
    json: { type: 'boolean', default: false },
    keep: { type: 'string' },
    series: { type: 'string' },
    shifts: { type: 'boolean', default: false },
    write: { type: 'string' },
    plot: { type: 'string' },
  },
})
const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i)
const tuningSeeds = seedsFrom(1, Number(values['tuning-seeds']))
const startedAtMs = Date.now()
const run = (jobs: readonly WorldJob[]) =>
  runWorlds(jobs, {
    atOnce: Number(values['at-once']),
    ...(values.keep === undefined ? {} : { keepIn: values.keep }),
    onResult: ({ seed, name, judgeSeconds }) => {
      const seconds = Math.round((Date.now() - startedAtMs) / 1_000)
      process.stderr.write(`${seconds} s: seed ${seed} (${name}), judge ${judgeSeconds.toFixed(1)} s\n`)
    },
  })

const firstFleet = (): Fleet => fleetOf(Number(values['first-seed']))
if (values.write !== undefined) {
  const { trace, truth } = await writeWorld(firstFleet(), values.write)
  process.stdout.write(`${trace}\n${truth}\n`)
} else if (values.series !== undefined)
  process.stdout.write(
    `${benchSeries({
      folder: values.series,
      seeds: seedsFrom(Number(values['first-seed']), Number(values.seeds)),
      tuningSeeds,
      ...(values.plot === undefined ? {} : { plotTo: values.plot }),
    })}\n`,
  )
else if (values.plot !== undefined) await writeFile(values.plot, plotMonth(firstFleet()))
else if (values.shifts)
  process.stdout.write(`${shiftTable({ months: 100, series: 1_000, firstSeed: Number(values['first-seed']) })}\n`)
else await bench()

async function bench(): Promise<void> {
  const names = TUNABLE_RIVALS.map(({ name }) => name)
  const tuned = bestOfEachFamily(
    await run(tuningSeeds.map((seed) => ({ seed, nhip: false, rivals: names, size: WORLD }))),
  )
  const rivals = [...USUAL_RIVALS, ...tuned.filter(({ name }) => !USUAL_RIVALS.some((usual) => usual.name === name))]
  const worlds = await run(
    seedsFrom(Number(values['first-seed']), Number(values.seeds)).map((seed) => ({
      seed,
      nhip: true,
      rivals: rivals.map(({ name }) => name),
      size: WORLD,
    })),
  )
  const summary = summarize(worlds, { tuningSeeds, rivals })
  process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${alertsTable(summary)}\n`)
  process.exitCode = summary.goals.every(({ met }) => met) ? 0 : 1
}
