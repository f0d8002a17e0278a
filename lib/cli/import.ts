import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Lang } from '../model/lang.ts'
import { atKeyboard } from './at-keyboard.ts'
import { withStores } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'

type Options = { readonly data: string; readonly json?: boolean; readonly lang?: Lang }

export function importCommand(): Command {
  return withCommonOptions(
    new Command('import')
      .description('load a trace file as observations; loading it again changes nothing')
      .argument('<FILE>', 'trace file (NDJSON)')
      .requiredOption('--data <dir>', 'data folder; made where it is not there'),
  ).action(async (file: string, options: Options) => {
    process.exitCode = await run(file, options)
  })
}

async function run(file: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const [
    { importTrace },
    { readTrace },
    { systemClock },
    { createBulk },
    { createFolderEvidence },
    { TABLE_NAME },
    { evidenceFolder },
  ] = await Promise.all([
    import('../flow/import.ts'),
    import('../flow/read-trace.ts'),
    import('../flow/system-clock.ts'),
    import('../record/bulk.ts'),
    import('../record/evidence-store.ts'),
    import('../local/stores.ts'),
    import('../local/data-folder.ts'),
  ])
  // A file that can't be read must not leave a new folder behind.
  await readTrace(file)
  const report = await withStores(
    options.data,
    ({ table, clients }) =>
      importTrace(file, {
        table,
        bulk: createBulk(clients.dynamodb, TABLE_NAME),
        store: createFolderEvidence(evidenceFolder(resolve(options.data))),
        clock: systemClock,
        by: atKeyboard(),
        progress: (lines) => io.progress(`${lines}`),
      }),
    { create: true },
  )
  io.progress(null)
  if (io.json) io.emit(report)
  else {
    io.print(
      io.say({
        vi: `${report.lines} dòng: ${report.added} kết quả mới, ${report.duplicates} trùng, ${report.conflicts} mâu thuẫn; thêm ${report.pagesAdded} trang, ${report.locationsAdded} điểm đo.`,
        en: `${report.lines} lines: ${report.added} added, ${report.duplicates} duplicates, ${report.conflicts} conflicts; ${report.pagesAdded} pages and ${report.locationsAdded} locations added.`,
      }),
    )
  }
  return EXIT.passed
}
