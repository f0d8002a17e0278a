import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { VantageGroup } from '../model/catalogue.ts'
import type { JobProgress } from '../model/job.ts'
import type { Lang } from '../model/lang.ts'
import { type Period, parsePeriod } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import { type DataOptions, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { downloadJson } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { jobAtHub } from './job-at-hub.ts'
import { showScore } from './show-score.ts'

type Options = DataOptions & {
  readonly criteria: string
  readonly period: string
  readonly group?: VantageGroup
  readonly portal?: string
  readonly revision?: number
  readonly preview?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

export function scoreCommand(): Command {
  return withCommonOptions(
    withDataOptions(
      new Command('score')
        .description('scores of a period by criteria: per portal, page and rule, with coverage and intervals')
        .requiredOption('--criteria <id>', 'criteria pack: id or id@version of a published or shipped one, or a file')
        .requiredOption('--period <period>', '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30 (days inclusive)')
        .addOption(
          new Option('--group <group>', 'vantage group (default: domestic where there is one, else abroad)').choices([
            'domestic',
            'abroad',
          ]),
        )
        .option('--portal <id>', 'show one portal, with its pages and rules')
        .option(
          '--revision <n>',
          'scores as they were kept: 0 the preview, 1 the closing, 2 and on corrections',
          revision,
        )
        .addOption(new Option('--preview', 'compute them anew, though the period is closed').conflicts('revision')),
    ),
  )
    .addHelpText(
      'after',
      '\nFrom the first attempt of every check that was due; what could not be measured is never counted against a portal.\nOf a closed period what was kept; else a preview, of which nothing is. Exit: 0 every portal has a total, 3 one has none; the reason stands beside it.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const period = parsePeriod(options.period)
  const made = options.hub === undefined ? await fromFolder(io, { options, period }) : await fromHub(io, options)
  io.progress(null)
  if (io.json) io.emit(made)
  else showScore(io, made, options.portal)
  return made.portals.some(({ points }) => points === null) ? EXIT.inconclusive : EXIT.passed
}

async function fromFolder(io: Io, of: { readonly options: Options; readonly period: Period }): Promise<Score> {
  const { options, period } = of
  const dataDir = resolve(options.data ?? '.nhip')
  return withFolder(dataDir, async ({ table }) => {
    const [{ chooseCriteria }, { standingScore }, { scoreSource }, { folderEvidence }] = await Promise.all([
      import('./choose-criteria.ts'),
      import('../flow/kept-score.ts'),
      import('../flow/score-source.ts'),
      import('../local/folder-evidence.ts'),
    ])
    const { criteria } = await chooseCriteria(options.criteria, table)
    const nowMs = Date.now()
    const source = await scoreSource({ table, store: folderEvidence(dataDir).store, nowMs })
    return standingScore(source, {
      table,
      criteria,
      period,
      nowMs,
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options.revision === undefined ? {} : { revision: options.revision }),
      isPreview: options.preview === true,
      onPage: ({ pages, of: all }) => io.progress(progressOf(io, { done: pages, total: all })),
    })
  })
}

async function fromHub(io: Io, options: Options): Promise<Score> {
  const hub = await hubAccess({ ...options, hub: options.hub as string })
  const { criteria, period, group, revision: wanted, preview } = options
  const params = {
    criteria,
    period,
    ...(group === undefined ? {} : { group }),
    ...(wanted === undefined ? {} : { revision: wanted }),
    ...(preview === undefined ? {} : { preview }),
  }
  const body = { kind: 'score', params }
  const url = await jobAtHub(body, { hub, onLook: ({ progress }) => io.progress(progressOf(io, progress)) })
  return (await downloadJson(url)) as Score
}

function progressOf(io: Io, progress: JobProgress | null): string {
  const { done = 0, total = 0 } = progress ?? {}
  const pages = total === 0 ? '' : ` ${done}/${total}`
  return io.say({ vi: `Đang chấm điểm…${pages} trang`, en: `Scoring…${pages} pages` })
}

function revision(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a whole number, from 0.')
}
