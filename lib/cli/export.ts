import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { Stores } from '../local/stores.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import { parsePeriod } from '../model/period.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../report/export-file.ts'
import type { Exit } from './exit.ts'
import { createIo } from './io.ts'
import { chosen, type FileOptions, makeFile, showProgress, withFileOptions } from './make-file.ts'

type Options = FileOptions & {
  readonly period?: string
  readonly format?: ExportFormat
  readonly criteria?: string
  readonly group?: VantageGroup
  readonly portal?: string
  readonly owner?: string
  readonly vendor?: string
}

const NARROWING = ['criteria', 'group', 'portal', 'owner', 'vendor'] as const

export function exportCommand(): Command {
  return withFileOptions(
    new Command('export')
      .description('scores of a period with all that explains them, as a workbook, CSV or JSON')
      .option('--period <period>', '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30 (days inclusive)')
      .addOption(new Option('--format <format>', 'of the file').choices(EXPORT_FORMATS))
      .option('--criteria <id>', 'one pack: id or id@version of a published or shipped one, or a file (default: all)')
      .addOption(
        new Option('--group <group>', 'vantage group (default: domestic where there is one, else abroad)').choices([
          'domestic',
          'abroad',
        ]),
      )
      .option('--portal <id>', 'one portal')
      .option('--owner <id>', "one agency's portals")
      .option('--vendor <id>', "one vendor's portals"),
    ['period', 'format', ...NARROWING],
  )
    .addHelpText(
      'after',
      '\nExit 0 whenever the file was written: points that are missing are in it with the reason. A period that is not\nclosed is a preview, and the file says so. With --hub the platform makes the file as a job.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const wanted = options.job === undefined ? readWanted(options) : { period: '', format: 'json' as const }
  const lang = options.csvLang ?? io.lang
  const params = { ...wanted, lang, ...chosen(options, NARROWING) }
  // While the table starts, in a thread of its own.
  const modules = options.hub === undefined ? load() : null
  return makeFile(io, { options, command: 'export', kind: 'export', params, fromFolder })

  async function fromFolder({ table }: Pick<Stores, 'table'>): Promise<AsyncIterable<Uint8Array>> {
    const [
      { allCriteria, chooseCriteria },
      { filterOf },
      { scoreExport },
      { scoreSource },
      { exportFile },
      { folderEvidence },
    ] = await (modules ?? load())
    const packs =
      options.criteria === undefined ? await allCriteria(table) : [await chooseCriteria(options.criteria, table)]
    const { store, cells } = folderEvidence(resolve(options.data ?? '.nhip'))
    const nowMs = Date.now()
    const made = await scoreExport(await scoreSource({ table, store, cells, nowMs }), {
      packs,
      period: parsePeriod(wanted.period),
      only: filterOf(options),
      visible: null,
      nowMs,
      table,
      ...(options.group === undefined ? {} : { group: options.group }),
      onPage: ({ pages, of }) => showProgress(io, { status: 'running', progress: { done: pages, total: of } }),
    })
    return exportFile(made, { format: wanted.format, lang }).chunks
  }
}

function load() {
  return Promise.all([
    import('./choose-criteria.ts'),
    import('../flow/export-job.ts'),
    import('../flow/score-export.ts'),
    import('../flow/score-source.ts'),
    import('../report/export-file.ts'),
    import('../local/folder-evidence.ts'),
  ])
}

/** Before anything is opened. */
function readWanted({ period, format }: Options): { readonly period: string; readonly format: ExportFormat } {
  if (period === undefined || format === undefined)
    throw new InputError('bad_export', 'say what of when is exported: --period 2026-11 --format xlsx, csv or json')
  return { period: parsePeriod(period).name, format }
}
