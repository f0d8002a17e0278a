import { Command } from 'commander'
import type { History } from '../flow/history.ts'
import type { Lang } from '../model/lang.ts'
import { shareText } from '../model/percent.ts'
import { type DataOptions, fromData, withDataOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'

type Options = DataOptions & { readonly days: number; readonly json?: boolean; readonly lang?: Lang }

export function historyCommand(): Command {
  return withCommonOptions(
    withDataOptions(
      new Command('history')
        .description('days of a page with uptime, coverage and percentiles, per location and vantage group')
        .argument('<PAGE>', 'page, as portal/page')
        .option('--days <n>', 'days back, today included', positiveInteger({ max: 400 }), 30),
    ),
  )
    .addHelpText(
      'after',
      '\nuptime = passed / (passed + failed); coverage = (passed + failed) / due; obstructed = share of due;\ndue = expected outside of maintenance declared before it began. Percentiles are of checks that passed.',
    )
    .action(async (page: string, options: Options) => {
      process.exitCode = await run(page, options)
    })
}

async function run(page: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const history = await fromData<History>(options, {
    path: `/api/history/${page.split('/').map(encodeURIComponent).join('/')}?days=${options.days}`,
    open: async ({ table }) => {
      const [{ history: historyOf }, { systemClock }] = await Promise.all([
        import('../flow/history.ts'),
        import('../flow/system-clock.ts'),
      ])
      return historyOf({ page, days: options.days }, { table, clock: systemClock })
    },
  })
  if (io.json) io.emit(history)
  else show(io, history)
  return EXIT.passed
}

function show(io: Io, history: History): void {
  io.print(io.colour.bold(`${history.page}  (${history.timezone})`))
  if (history.days.length === 0)
    return io.print(
      io.say({ vi: 'Không có lượt đo nào theo lịch trong những ngày này.', en: 'Nothing was expected on these days.' }),
    )
  const rows = history.days.map(({ day, location, uptime, coverage, obstructed, present, expected, totalMs }) => [
    day,
    location,
    share(uptime),
    share(coverage),
    share(obstructed),
    `${present}/${expected}`,
    ms(totalMs.p50),
    ms(totalMs.p95),
  ])
  const head = [
    io.say({ vi: 'ngày', en: 'day' }),
    io.say({ vi: 'điểm đo', en: 'location' }),
    io.say({ vi: 'sẵn sàng', en: 'uptime' }),
    io.say({ vi: 'bao phủ', en: 'coverage' }),
    io.say({ vi: 'cản trở', en: 'obstructed' }),
    io.say({ vi: 'có/theo lịch', en: 'present' }),
    'p50',
    'p95',
  ]
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  io.print(io.colour.dim(line(head)))
  for (const row of rows) io.print(line(row))
}

function share(value: number | null): string {
  return value === null ? '–' : shareText(value, 'en')
}

function ms(value: number | null): string {
  return value === null ? '–' : `${Math.round(value)} ms`
}
