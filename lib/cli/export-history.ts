import { Command, Option } from 'commander'
import type { HistoryExport } from '../flow/history-job.ts'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'
import type { Exit } from './exit.ts'
import { createIo } from './io.ts'
import { chosen, type FileOptions, makeFile, showProgress, withFileOptions } from './make-file.ts'
import { positiveInteger } from './numbers.ts'

type Options = FileOptions & {
  readonly page?: string
  readonly portal?: string
  readonly days?: number
  readonly format?: 'csv' | 'json'
}

const CHOICES = ['page', 'portal', 'days', 'format'] as const

export function exportHistoryCommand(): Command {
  return withFileOptions(
    new Command('export-history')
      .description('days of a page, a portal or all pages with uptime, coverage and percentiles, as a file')
      .option('--page <page>', 'one page, as portal/page (default: all that may be read)')
      .addOption(new Option('--portal <id>', 'the pages of one portal').conflicts('page'))
      .option('--days <n>', 'days back, today included (default: 30)', positiveInteger({ max: 400 }))
      .addOption(new Option('--format <format>', 'of the file (default: csv)').choices(['csv', 'json'])),
    CHOICES,
  )
    .addHelpText(
      'after',
      '\nWith --hub the platform makes the file as a job, which goes on where this command is stopped: Ctrl-C says how to\ncome back to it. Jobs and their files are kept for 7 days.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const params = { ...chosen(options, CHOICES), lang: options.csvLang ?? io.lang }
  return makeFile(io, { options, command: 'export-history', kind: 'history', params, fromFolder })

  /** As the platform would make it, by the same job, without a queue. */
  async function fromFolder({ table }: Pick<Stores, 'table'>): Promise<AsyncIterable<Uint8Array>> {
    const [{ historyExportSchema, historyJob }, { systemClock }] = await Promise.all([
      import('../flow/history-job.ts'),
      import('../flow/system-clock.ts'),
    ])
    const read: HistoryExport = readParams(historyExportSchema.safeParse(params))
    const output = await historyJob.run(read, {
      owner: { role: 'operator' },
      table,
      clock: systemClock,
      signal: new AbortController().signal,
      progress: (progress) => showProgress(io, { status: 'running', progress }),
    })
    return output.chunks
  }
}

function readParams<P>(parsed: {
  readonly success: boolean
  readonly data?: P
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
}): P {
  if (parsed.success) return parsed.data as P
  const issue = parsed.error?.issues[0]
  throw new InputError('bad_export', `--${issue?.path.map(String).join('.')}: ${issue?.message}`)
}
