import { Command } from 'commander'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { type Period, parsePeriod } from '../model/period.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { Sheet } from '../report/result-sheet.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { type FolderScore, type ScoreOptions, withScoreOfFolder, withScoreOptions } from './make-score.ts'
import { writeFileWhole } from './write-file.ts'

type Options = ScoreOptions & {
  readonly portal?: string
  readonly out: string
  readonly json?: boolean
  readonly lang?: Lang
}

export function reportCommand(): Command {
  return withCommonOptions(
    withScoreOptions(
      new Command('report')
        .description('printed sheets of a period’s results, in Vietnamese: one for each portal, one for all')
        .requiredOption('--out <file>', 'file to write, .html or .pdf; it is there once it is whole'),
    ).option('--portal <id>', 'the sheet of one portal'),
  )
    .addHelpText(
      'after',
      '\nFrom a data folder. A PDF is printed by the browser that audits have. Exit: 0 written, 2 wrong input.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const period = parsePeriod(options.period)
  const { out } = options
  if (!/\.(html|pdf)$/.test(out))
    throw new InputError('bad_out', `${out}: a report is .html or .pdf: name such a file with --out`)
  if (options.hub !== undefined)
    throw new InputError('no_hub', 'a report is made from a data folder: name it with --data')
  const html = await htmlOf(io, { options, period })
  const body = out.endsWith('.pdf')
    ? await (await import('../observe/browser/print.ts')).printPdf(html)
    : new TextEncoder().encode(html)
  const { sizeBytes, sha256 } = await writeFileWhole(out, (write) => write(body))
  if (io.json) io.emit({ type: 'reported', file: out, period: period.name, sizeBytes, sha256 })
  else io.print(`${out}: ${sizeBytes} bytes, SHA-256 ${sha256}`)
  return EXIT.passed
}

async function htmlOf(io: Io, of: { readonly options: Options; readonly period: Period }): Promise<string> {
  const { resultSheets } = await import('../report/result-sheet.ts')
  const { portal } = of.options
  return withScoreOfFolder(io, of, async (made) => {
    const { score, criteria, catalogue, nowMs } = made
    const wanted = score.portals.filter((one) => portal === undefined || one.portal === portal)
    if (wanted.length === 0)
      throw new InputError('unknown_portal', `there is no portal “${portal}” in this period: nhip score shows them`)
    const sheets: Sheet[] = []
    for (const published of wanted) sheets.push(await sheetOf(published, made))
    return resultSheets({
      score,
      criteria,
      catalogue,
      sheets,
      isFleet: portal === undefined,
      madeAtMs: nowMs,
      software: `Nhịp ${NHIP_VERSION}`,
    })
  })
}

async function sheetOf(
  published: FolderScore['score']['portals'][number],
  { score, criteria, catalogue, source, nowMs }: FolderScore,
): Promise<Sheet> {
  const { pageFacts } = await import('../flow/sheet.ts')
  const portal = catalogue.portals.find(({ id }) => id === published.portal)
  if (!portal) throw new Error(`portal ${published.portal} has a score and is not in the catalogue`)
  const pages: Sheet['pages'][number][] = []
  for (const page of published.pages)
    pages.push({ page, facts: await pageFacts(source, { page: page.page, score, criteria, nowMs }) })
  return { portal, published, pages }
}
