import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ScoreSource } from '../flow/score-source.ts'
import { keepHeapSmall } from '../local/keep-heap-small.ts'
import type { Catalogue, VantageGroup } from '../model/catalogue.ts'
import type { Criteria } from '../model/criteria.ts'
import type { JobProgress } from '../model/job.ts'
import type { Period } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import type { Table } from '../record/table.ts'
import { type DataOptions, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { downloadJson } from './download.ts'
import type { Io } from './io.ts'
import { jobAtHub } from './job-at-hub.ts'

export type ScoreOptions = DataOptions & {
  readonly criteria: string
  readonly period: string
  readonly group?: VantageGroup
  readonly revision?: number
  readonly preview?: boolean
}

/** Adds the options that say what is scored, by what, and from which data. */
export function withScoreOptions(command: Command): Command {
  return withDataOptions(
    command
      .requiredOption('--criteria <id>', 'criteria pack: id or id@version of a published or shipped one, or a file')
      .requiredOption('--period <period>', '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30 (days inclusive)')
      .addOption(
        new Option('--group <group>', 'vantage group (default: domestic where there is one, else abroad)').choices([
          'domestic',
          'abroad',
        ]),
      )
      .option(
        '--revision <n>',
        'scores as they were kept: 0 the preview, 1 the closing, 2 and on corrections',
        revision,
      )
      .addOption(new Option('--preview', 'compute them anew, though the period is closed').conflicts('revision')),
  )
}

/** What scores of a folder are made of, and what else can be made of it while it is open. */
export type FolderScore = {
  readonly score: Score
  /** That they are of. */
  readonly catalogue: Catalogue
  readonly criteria: Criteria
  readonly source: ScoreSource
  readonly table: Table
  readonly nowMs: number
}

/** Makes scores from a data folder, and has `work` go on before it is closed. */
export async function withScoreOfFolder<T>(
  io: Io,
  { options, period }: { readonly options: ScoreOptions; readonly period: Period },
  work: (made: FolderScore) => Promise<T>,
): Promise<T> {
  const dataDir = resolve(options.data ?? '.nhip')
  keepHeapSmall()
  // While the table starts, in a thread of its own.
  const modules = Promise.all([
    import('./choose-criteria.ts'),
    import('../flow/score.ts'),
    import('../flow/kept-score.ts'),
    import('../flow/score-source.ts'),
    import('../local/folder-evidence.ts'),
  ])
  const done = await withFolder(dataDir, async ({ table }) => {
    const [{ chooseCriteria }, { catalogueAtEnd }, { standingScore }, { scoreSource }, { folderEvidence }] =
      await modules
    const { criteria } = await chooseCriteria(options.criteria, table)
    const nowMs = Date.now()
    const source = await scoreSource({ table, ...folderEvidence(dataDir), nowMs })
    const made = await standingScore(source, {
      table,
      criteria,
      period,
      nowMs,
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options.revision === undefined ? {} : { revision: options.revision }),
      isPreview: options.preview === true,
      onPage: ({ pages, of: all }) => io.progress(progressOf(io, { done: pages, total: all })),
    })
    return work({ score: made, catalogue: catalogueAtEnd(source.configs, period), criteria, source, table, nowMs })
  })
  io.progress(null)
  return done
}

/** Scores from a data folder, with the catalogue that they are of. */
export function scoreOfFolder(
  io: Io,
  of: { readonly options: ScoreOptions; readonly period: Period },
): Promise<Pick<FolderScore, 'score' | 'catalogue'>> {
  return withScoreOfFolder(io, of, async (made) => made)
}

/** Scores that a platform makes as a job. */
export async function scoreOfHub(io: Io, options: ScoreOptions & { readonly hub: string }): Promise<Score> {
  return (await downloadJson(await jobOfScore(io, { kind: 'score', options }))) as Score
}

/** Has a platform do a job about scores, and gives the link to its file; `more` are parameters besides. */
export async function jobOfScore(
  io: Io,
  of: { readonly kind: string; readonly options: ScoreOptions & { readonly hub: string }; readonly more?: object },
): Promise<string> {
  const hub = await hubAccess(of.options)
  const { criteria, period, group, revision: wanted, preview } = of.options
  const params = {
    criteria,
    period,
    ...(group === undefined ? {} : { group }),
    ...(wanted === undefined ? {} : { revision: wanted }),
    ...(preview === undefined ? {} : { preview }),
    ...of.more,
  }
  const body = { kind: of.kind, params }
  const url = await jobAtHub(body, { hub, onLook: ({ progress }) => io.progress(progressOf(io, progress)) })
  io.progress(null)
  return url
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
