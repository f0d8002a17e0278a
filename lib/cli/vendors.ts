import { Command } from 'commander'
import { readCatalogue } from '../flow/read-catalogue.ts'
import { vendorTable } from '../judge/vendor-table.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { parsePeriod } from '../model/period.ts'
import { NO_SPREAD_WORDS, type VendorRow } from '../model/vendor-table.ts'
import { columns } from './columns.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { type ScoreOptions, scoreOfFolder, scoreOfHub, withScoreOptions } from './make-score.ts'
import { showScoreHead } from './show-score.ts'

type Options = ScoreOptions & { readonly catalog?: string; readonly json?: boolean; readonly lang?: Lang }

export function vendorsCommand(): Command {
  return withCommonOptions(
    withScoreOptions(
      new Command('vendors').description(
        'how points of a period spread inside each vendor’s portals, and each hosting operator’s; no order',
      ),
    ).option('--catalog <file>', 'with --hub: the catalogue that says who provides and who hosts what'),
  )
    .addHelpText(
      'after',
      '\nSoftware and hosting are told apart. Only where at least 5 portals of at least 3 owners have points; rows come by the\nalphabet, and rank nobody. Exit: 0; 2 wrong input.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const period = parsePeriod(options.period)
  const { hub, catalog } = options
  if ((hub === undefined) !== (catalog === undefined))
    throw new InputError(
      'catalog',
      '--hub and --catalog go together: a folder knows its own catalogue, a hub tells none',
    )
  const made =
    hub === undefined || catalog === undefined
      ? await scoreOfFolder(io, { options, period })
      : { catalogue: (await readCatalogue(catalog)).catalogue, score: await scoreOfHub(io, { ...options, hub }) }
  const { software, hosting, unnamed } = vendorTable(made.score, made.catalogue)
  const { portals: _, ...score } = made.score
  if (io.json) io.emit({ ...score, type: 'vendors', software, hosting, unnamed })
  else {
    showScoreHead(io, score)
    showRows(io, { title: SOFTWARE, rows: software, unnamed: unnamed.software })
    showRows(io, { title: HOSTING, rows: hosting, unnamed: unnamed.hosting })
  }
  return EXIT.passed
}

const SOFTWARE: BilingualText = { vi: 'Đơn vị cung cấp giải pháp', en: 'Software vendor' }
const HOSTING: BilingualText = { vi: 'Đơn vị vận hành hạ tầng', en: 'Hosting operator' }

function showRows(
  io: Io,
  of: { readonly title: BilingualText; readonly rows: readonly VendorRow[]; readonly unnamed: number },
): void {
  const { say, colour } = io
  const head = [
    say(of.title),
    say({ vi: 'cổng', en: 'portals' }),
    say({ vi: 'cơ quan chủ quản', en: 'owners' }),
    say({ vi: 'có điểm', en: 'with points' }),
    'p25',
    'p50',
    'p75',
    say({ vi: 'lý do', en: 'why not' }),
  ]
  io.print('')
  for (const [index, line] of columns([head, ...of.rows.map((row) => rowOf(io, row))], {
    right: [1, 2, 3, 4, 5, 6],
  }).entries())
    io.print(index === 0 ? colour.bold(line) : line)
  if (of.unnamed > 0)
    io.print(
      colour.dim(
        say({ vi: `${of.unnamed} cổng chưa rõ đơn vị`, en: `${of.unnamed} portals for which it is not known` }),
      ),
    )
}

function rowOf(io: Io, { name, portals, owners, scored, points, reason }: VendorRow): readonly string[] {
  const quartiles = points === null ? ['–', '–', '–'] : [points.p25, points.p50, points.p75].map((at) => at.toFixed(2))
  return [
    name,
    String(portals),
    String(owners),
    String(scored),
    ...quartiles,
    reason === null ? '' : io.say(NO_SPREAD_WORDS[reason]),
  ]
}
