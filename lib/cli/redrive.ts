import { Command, Option } from 'commander'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import type { RedriveRequest, RedriveStep } from '../model/redrive.ts'
import { atKeyboard } from './at-keyboard.ts'
import { withAwsQueue } from './aws-queue.ts'
import { askHub, type DataOptions, hubAccess, withDataOptions, withStores } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & {
  readonly queue?: string
  readonly region?: string
  readonly dryRun?: boolean
  readonly discard?: string
  readonly json?: boolean
  readonly lang?: Lang
}

/** Makes one step where the dead letters are. */
type TakeStep = (request: RedriveRequest) => Promise<RedriveStep>

type Letter = RedriveStep['letters'][number]

/** Letters of one queue that are dead for one reason. */
type Group = Pick<Letter, 'queue' | 'reason'> & {
  readonly letters: number
  readonly moved: number
  readonly discarded: number
}

const PATH = '/api/dead-letters/redrive'

export function redriveCommand(): Command {
  return withCommonOptions(
    withDataOptions(new Command('redrive').description('put dead letters back into the queues that they came from'))
      .addOption(
        new Option(
          '--queue <name>',
          'a queue of dead letters on AWS, with the credentials of the environment',
        ).conflicts(['data', 'hub']),
      )
      .addOption(
        new Option('--region <region>', 'where that queue is (default: AWS_REGION)').conflicts(['data', 'hub']),
      )
      .option('--dry-run', 'show them, and leave them where they are')
      .option(
        '--discard <why>',
        'remove them all instead, those too that would stay; the log of changes keeps what and why',
      )
      .addHelpText(
        'after',
        '\nDo it once what made them dead is mended: what still fails comes back with its reason. Exit 1: some stay.',
      ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const dryRun = options.dryRun === true
  const discard = options.discard?.trim() ?? null
  if (discard === '') throw new InputError('no_reason', 'say why they are worth nothing: --discard "WHY"')
  const letters = await fromDeadLetters(options, (step) => goThrough({ step, dryRun, discard, io }))
  const groups = groupsOf(letters)
  const moved = letters.filter(({ isMoved }) => isMoved).length
  const discarded = letters.filter(({ isDiscarded }) => isDiscarded).length
  const kept = letters.length - moved - discarded
  if (io.json)
    io.emit({
      type: 'redrive',
      dryRun,
      moved,
      discarded,
      kept,
      groups,
      ...(dryRun ? { letters: letters.map(({ isMoved: _, isDiscarded: __, ...letter }) => letter) } : {}),
    })
  else show(io, { letters, groups, moved, discarded, dryRun })
  return dryRun || kept === 0 ? EXIT.passed : EXIT.failed
}

/** Steps until nothing is left; a dry run is one step, since the next would show the same. */
async function goThrough(of: {
  readonly step: TakeStep
  readonly dryRun: boolean
  readonly discard: string | null
  readonly io: Io
}) {
  const seen = new Map<string, Letter>()
  let beforeMs: number | null = null
  for (;;) {
    const done: RedriveStep = await of.step({ dryRun: of.dryRun, beforeMs, discard: of.discard })
    beforeMs = done.beforeMs
    const before = seen.size
    for (const letter of done.letters) seen.set(letter.id, letter)
    of.io.progress(of.io.say({ vi: `${seen.size} mục…`, en: `${seen.size} letters…` }))
    // Those that stay are shown again after a minute.
    if (of.dryRun || done.isOver || seen.size === before) break
  }
  of.io.progress(null)
  return [...seen.values()]
}

/** Opens the folder, asks the hub, or uses the queue of AWS, whichever the options say. */
async function fromDeadLetters<T>(options: Options, work: (step: TakeStep) => Promise<T>): Promise<T> {
  if (options.hub !== undefined) {
    const access = await hubAccess({ ...options, hub: options.hub })
    return work((body) => askHub<RedriveStep>(access, { path: PATH, method: 'POST', body }))
  }
  const [{ redrive }, { systemClock }, { createDeadLetters }] = await Promise.all([
    import('../flow/redrive.ts'),
    import('../flow/system-clock.ts'),
    import('../record/dead-letters.ts'),
  ])
  if (options.queue !== undefined)
    return withAwsQueue({ ...options, queue: options.queue }, ({ sqs, url }) =>
      work((request) => redrive(request, { deadLetters: createDeadLetters(sqs, url), clock: systemClock })),
    )
  return withStores(options.data ?? '.nhip', async ({ table, clients, messagesEndpoint }) => {
    const { ensureLocationQueues, visibilityFor } = await import('../local/resources.ts')
    // A folder that nothing ran over has no queues yet.
    const queues = await ensureLocationQueues(clients.sqs, {
      endpoint: messagesEndpoint,
      locations: [],
      visibility: visibilityFor(null),
    })
    const deadLetters = createDeadLetters(clients.sqs, queues.deadLetters)
    const log = { table, by: atKeyboard() }
    return work((request) => redrive(request, { deadLetters, clock: systemClock, log }))
  })
}

function groupsOf(letters: readonly Letter[]): readonly Group[] {
  const groups = Map.groupBy(letters, ({ queue, reason }) => JSON.stringify([queue, reason]))
  return [...groups.values()]
    .map((group) => ({
      queue: group[0]?.queue ?? null,
      reason: group[0]?.reason ?? null,
      letters: group.length,
      moved: group.filter(({ isMoved }) => isMoved).length,
      discarded: group.filter(({ isDiscarded }) => isDiscarded).length,
    }))
    .sort((a, b) => b.letters - a.letters)
}

function show(
  io: Io,
  of: {
    readonly letters: readonly Letter[]
    readonly groups: readonly Group[]
    readonly moved: number
    readonly discarded: number
    readonly dryRun: boolean
  },
): void {
  if (of.letters.length === 0)
    return io.print(io.say({ vi: 'Không có mục nào bị giữ lại.', en: 'There are no dead letters.' }))
  if (of.dryRun)
    for (const { sentAtMs, queue, begins } of of.letters)
      io.print(io.colour.dim(`${new Date(sentAtMs).toISOString()}  ${queueWords(io, queue)}  ${begins.slice(0, 100)}`))
  for (const { queue, reason, letters } of of.groups)
    io.print(
      `${String(letters).padStart(6)}  ${queueWords(io, queue)}  ${reason ?? io.say({ vi: 'không rõ lý do', en: 'no reason given' })}`,
    )
  if (of.dryRun) return
  if (of.discarded > 0)
    return io.print(io.say({ vi: `Đã bỏ ${of.discarded} mục.`, en: `${of.discarded} were discarded.` }))
  const kept = of.letters.length - of.moved
  io.print(
    io.say({
      vi: `Đã đưa ${of.moved} mục về hàng đợi${kept === 0 ? '' : `; ${kept} mục ở lại vì bị từ chối ngay khi gửi đến`}.`,
      en: `${of.moved} were put back${kept === 0 ? '' : `; ${kept} stay, since they were refused before they got into any queue`}.`,
    }),
  )
}

function queueWords(io: Io, queue: string | null): string {
  return queue ?? io.say({ vi: '(bị từ chối)', en: '(refused)' })
}
