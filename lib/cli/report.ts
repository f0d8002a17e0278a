import { resolve } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { parsePeriod } from '../model/period.ts'
import { downloadText } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { jobOfScore, type ScoreOptions, withScoreOfFolder, withScoreOptions } from './make-score.ts'
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
        .description('printed sheets of a period’s results: one for each portal, one for all')
        .requiredOption('--out <file>', 'file to write, .html or .pdf; it is there once it is whole'),
    ).option('--portal <id>', 'the sheet of one portal'),
  )
    .addHelpText(
      'after',
      '\nSheets are in Vietnamese unless --lang en is given. A PDF is printed here, by the browser that audits have. With\n--hub the platform makes the sheets as a job. Exit: 0 written, 2 wrong input.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const period = parsePeriod(options.period)
  const { out, hub } = options
  if (!/\.(html|pdf)$/.test(out))
    throw new InputError('bad_out', `${out}: a report is .html or .pdf: name such a file with --out`)
  const html = await (hub === undefined ? fromFolder(io, options) : fromHub(io, { ...options, hub }))
  const body = out.endsWith('.pdf')
    ? await (await import('../observe/browser/print.ts')).printPdf(html, options.lang ?? 'vi')
    : Buffer.from(html)
  const { sizeBytes, sha256 } = await writeFileWhole(out, (write) => write(body))
  if (io.json) io.emit({ type: 'reported', file: out, period: period.name, sizeBytes, sha256 })
  else io.print(`${out}: ${sizeBytes} ${io.say({ vi: 'byte', en: 'bytes' })}, SHA-256 ${sha256}`)
  return EXIT.passed
}

async function fromHub(io: Io, options: Options & { readonly hub: string }): Promise<string> {
  const { portal, lang } = options
  const more = { ...(portal === undefined ? {} : { portal }), lang: lang ?? 'vi' }
  return downloadText(await jobOfScore(io, { kind: 'report', options, more }))
}

function fromFolder(io: Io, options: Options): Promise<string> {
  const { portal, lang } = options
  return withScoreOfFolder(io, { options, period: parsePeriod(options.period) }, async (made) => {
    const [{ chosenPortals }, { scoreSheets }, { createFolderReports }, { createReportFolder }, { reportsFolder }] =
      await Promise.all([
        import('../flow/score-export.ts'),
        import('../flow/score-sheets.ts'),
        import('../record/reports.ts'),
        import('../record/report-folder.ts'),
        import('../local/data-folder.ts'),
      ])
    const chunks: Uint8Array[] = []
    const sheets = scoreSheets(made.source, {
      ...made,
      portals: chosenPortals(made.catalogue, {
        only: { portal: portal ?? null, owner: null, vendor: null },
        visible: null,
      }),
      isFleet: portal === undefined,
      lang: lang ?? 'vi',
      reports: createFolderReports(createReportFolder(reportsFolder(resolve(options.data ?? '.nhip')))),
    })
    for await (const chunk of sheets) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  })
}
