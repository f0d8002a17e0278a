import { resolve } from 'node:path'
import { Argument, Command, Option } from 'commander'
import type { Evaluations } from '../flow/kept-score.ts'
import type { ShownJob } from '../flow/show-job.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Evaluation, Opening, PeriodAct, Revision, Signed } from '../model/evaluation.ts'
import type { Lang } from '../model/lang.ts'
import { parsePeriod } from '../model/period.ts'
import { EVALUATION_STATE_WORDS } from '../model/score-words.ts'
import { atKeyboard } from './at-keyboard.ts'
import { askHub, type DataOptions, fromData, hubAccess, withDataOptions, withFolder } from './data-source.ts'
import { downloadJson } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { awaitLink } from './job-at-hub.ts'

type Options = DataOptions & { readonly json?: boolean; readonly lang?: Lang }
type ActOptions = Options & {
  readonly criteria: string
  readonly group?: VantageGroup
  readonly signGap?: string
  readonly reason?: string
}
type Done = Signed<Opening> | Signed<Revision>

const PATH = '/api/periods'

/** `period open`, `preview`, `close`, `correct` and `show`. */
export function periodCommand(): Command {
  const gap = new Option('--sign-gap <reason>', 'why results of a location that may be missing are not waited for')
  return new Command('period')
    .description('open an evaluation period, preview its scores, close it; how periods stand')
    .addCommand(act('open', 'write down, signed, what the scores of a period will be made by'))
    .addCommand(act('preview', 'keep the scores of a period that is over, and begin the window for reviews'))
    .addCommand(act('close', 'freeze the scores of a period, once its reviews are decided').addOption(gap))
    .addCommand(
      act('correct', 'make a further revision of a closed period beside the others')
        .requiredOption('--reason <text>', 'why, as everybody reads it')
        .addOption(gap),
    )
    .addCommand(
      withCommonOptions(
        withDataOptions(
          new Command('show').description('periods that were opened: hashes, window, revisions').argument('[period]'),
        ),
      ).action(async (period: string | undefined, options: Options) => {
        process.exitCode = await runShow(period, options)
      }),
    )
}

function act(name: PeriodAct['act'], description: string): Command {
  return withCommonOptions(
    withDataOptions(
      new Command(name)
        .description(description)
        .addArgument(new Argument('<period>', '2026-11, 2026-Q4, 2026 or 2026-06-10..2026-06-30 (days inclusive)'))
        .requiredOption('--criteria <id>', 'criteria pack: id or id@version')
        .addOption(new Option('--group <group>', 'vantage group').choices(['domestic', 'abroad'])),
    ),
  ).action(async (period: string, options: ActOptions) => {
    process.exitCode = await runAct({ name, period }, options)
  })
}

async function runAct(
  { name, period }: { readonly name: PeriodAct['act']; readonly period: string },
  options: ActOptions,
): Promise<Exit> {
  const io = createIo(options)
  parsePeriod(period)
  const asked: PeriodAct = {
    act: name,
    criteria: options.criteria,
    period,
    gap: options.signGap ?? null,
    reason: options.reason ?? null,
    ...(options.group === undefined ? {} : { group: options.group }),
  }
  const onPage = (done: { readonly pages: number; readonly of: number }): void =>
    io.progress(io.say({ vi: `Đang chấm điểm… ${done.pages}/${done.of}`, en: `Scoring… ${done.pages}/${done.of}` }))
  const done = options.hub === undefined ? await inFolder(asked, { options, onPage }) : await atHub(asked, options)
  io.progress(null)
  if (io.json) io.emit(done)
  else showStatement(io, done)
  return EXIT.passed
}

async function inFolder(
  asked: PeriodAct,
  of: {
    readonly options: ActOptions
    readonly onPage: (done: { readonly pages: number; readonly of: number }) => void
  },
): Promise<Done> {
  const dataDir = resolve(of.options.data ?? '.nhip')
  return withFolder(dataDir, async ({ table }) => {
    const [{ periodAct }, { systemClock }, { folderEvidence }, { chooseCriteria }, { DEFAULT_POLICY }] =
      await Promise.all([
        import('../flow/period-act.ts'),
        import('../flow/system-clock.ts'),
        import('../local/folder-evidence.ts'),
        import('./choose-criteria.ts'),
        import('../model/policy.ts'),
      ])
    const pack = await chooseCriteria(asked.criteria, table)
    const ports = { table, clock: systemClock, by: atKeyboard(), policy: DEFAULT_POLICY, onPage: of.onPage }
    const { act, gap, reason, group } = asked
    const what = {
      act,
      gap,
      reason,
      pack,
      period: parsePeriod(asked.period),
      ...(group === undefined ? {} : { group }),
    }
    const evidence = folderEvidence(dataDir)
    // What scores are closed with is sealed; nobody else does so here.
    if (act === 'close' || act === 'correct')
      await (await import('../flow/archive-day.ts')).archiveDay({ ...ports, ...evidence, isUrgent: true })
    return periodAct(what, { ...ports, ...evidence })
  })
}

async function atHub(asked: PeriodAct, options: ActOptions): Promise<Done> {
  const hub = await hubAccess({ ...options, hub: options.hub as string })
  const { id } = await askHub<ShownJob>(hub, { path: PATH, method: 'POST', body: asked })
  return (await downloadJson(await awaitLink(id, { hub, onLook: () => undefined }))) as Done
}

async function runShow(period: string | undefined, options: Options): Promise<Exit> {
  const io = createIo(options)
  const list = await fromData<Evaluations>(options, {
    path: PATH,
    list: 'evaluations',
    open: async ({ table }) => {
      const { evaluations } = await import('../flow/kept-score.ts')
      return evaluations({ table, nowMs: Date.now() })
    },
  })
  const wanted = list.evaluations.filter((one) => period === undefined || one.period === period)
  if (io.json) io.emit({ ...list, evaluations: wanted })
  else if (wanted.length === 0) io.print(io.say({ vi: 'Chưa có kỳ nào được mở.', en: 'No such period was opened.' }))
  else for (const one of wanted) showEvaluation(io, one)
  return EXIT.passed
}

function showEvaluation(io: Io, { state, opening, revisions, ...id }: Evaluation): void {
  io.print(
    io.colour.bold(`${id.period}  ${id.criteria}@${id.version}  ${id.group}  ${io.say(EVALUATION_STATE_WORDS[state])}`),
  )
  showStatement(io, opening)
  for (const revision of revisions) showStatement(io, revision)
}

function showStatement(io: Io, { statement, signature }: Done): void {
  const at = (ms: number): string => new Date(ms).toISOString()
  if (statement.type === 'periodOpening') {
    const late = statement.isLate ? io.say({ vi: ' (mở muộn, sau khi kỳ bắt đầu)', en: ' (late: it had begun)' }) : ''
    io.print(
      `  ${io.say({ vi: 'mở', en: 'opened' })} ${at(statement.openedAtMs)}${late}  ${statement.by}  ${io.say({ vi: 'khóa', en: 'key' })} ${signature.keyId.slice(0, 16)}`,
    )
    for (const [name, sha256] of Object.entries(statement.hashes)) io.print(`    ${name.padEnd(10)} ${sha256}`)
    return
  }
  const { revision, madeAtMs, by, reason, deadlineMs, gap, changed, scoreSha256 } = statement
  const what =
    revision === 0
      ? io.say({ vi: 'kết quả dự kiến', en: 'preview' })
      : io.say({ vi: `bản ${revision}`, en: `revision ${revision}` })
  io.print(`  ${what}  ${at(madeAtMs)}  ${by}  ${scoreSha256}${reason === null ? '' : `  ${reason}`}`)
  if (deadlineMs !== null)
    io.print(
      `    ${io.say({ vi: 'nhận đề nghị xem xét lại đến', en: 'reviews may be asked for until' })} ${at(deadlineMs)}`,
    )
  if (gap !== null)
    io.print(
      `    ${io.say({ vi: 'thiếu số liệu của', en: 'signed for a gap of' })} ${gap.locations.map(({ location }) => location).join(', ')}: ${gap.reason}`,
    )
  if (changed.length > 0)
    io.print(`    ${io.say({ vi: 'đã thay đổi từ khi mở', en: 'changed since the opening' })}: ${changed.join(', ')}`)
}
