import { mkdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { LinkedReview, Reviews, ShownReview } from '../flow/review.ts'
import type { Stores } from '../local/stores.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { pageKeySchema } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { MAX_REVIEW_BYTES, type NewDecision, type NewReview, newReviewSchema, type Review } from '../model/review.ts'
import { atKeyboard } from './at-keyboard.ts'
import { askHub, type DataOptions, hubAccess, withDataOptions, withStores } from './data-source.ts'
import { download } from './download.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & { readonly json?: boolean; readonly lang?: Lang }
type OpenOptions = Options & {
  readonly portal?: string
  readonly page?: string
  readonly location?: readonly string[]
  readonly from: string
  readonly to: string
  readonly cause: string
  readonly note: string
  readonly behalf?: string
  readonly file?: readonly string[]
}
type DecideOptions = Options & {
  readonly accept?: boolean
  readonly reject?: boolean
  readonly finding: NewDecision['finding']
  readonly reason: string
}

const PATH = '/api/reviews'

const STATE_WORDS = {
  open: { vi: 'chờ quyết định', en: 'open' },
  accepted: { vi: 'chấp nhận', en: 'accepted' },
  rejected: { vi: 'không chấp nhận', en: 'rejected' },
} as const satisfies Readonly<Record<string, BilingualText>>

/** `review open`, `list`, `show` and `decide`. */
export function reviewCommand(): Command {
  const withOptions = (command: Command): Command => withCommonOptions(withDataOptions(command))
  const open = withOptions(
    new Command('open')
      .description('contest a window of a portal in the scores of a period')
      .argument('<period>', 'as it was opened: 2026-11, 2026-Q4, …')
      .option('--portal <id>', 'every page of a portal')
      .option('--page <key>', 'one page, portal/page; neither: our method, for all portals (evaluators)')
      .option('--location <id>', 'only what this location saw; may be given again', collect)
      .requiredOption('--from <time>', "when it begins: 2026-11-22T22:00, in the catalogue's zone or with an offset")
      .requiredOption('--to <time>', 'when it ends')
      .requiredOption('--cause <text>', 'what happened, in a few words')
      .requiredOption('--note <text>', 'why the results are contested')
      .option('--behalf <who>', 'on whose behalf')
      .option('--file <file>', 'a file that shows it, 5 at most; may be given again', collect),
  ).action(async (period: string, options: OpenOptions) => {
    process.exitCode = await runOpen(period, options)
  })
  const list = withOptions(new Command('list').description('all that were asked for, open ones first')).action(
    async (options: Options) => {
      process.exitCode = await runList(options)
    },
  )
  const show = withOptions(
    new Command('show')
      .description('one review and its decision')
      .argument('<id>', 'as the list has it')
      .option('--out <dir>', 'folder into which its files are written'),
  ).action(async (id: string, options: Options & { readonly out?: string }) => {
    process.exitCode = await runShow(id, options)
  })
  const decide = withOptions(
    new Command('decide')
      .description('accept or reject one, as an evaluator who is not concerned')
      .argument('<id>', 'as the list has it')
      .addOption(new Option('--accept', 'its window is left out of scores, good results and bad').conflicts('reject'))
      .option('--reject', 'its window counts')
      .addOption(
        new Option('--finding <what>', 'what is accepted: about this portal, or about our method, for all portals')
          .choices(['portal', 'method'])
          .default('portal'),
      )
      .requiredOption('--reason <text>', 'why'),
  ).action(async (id: string, options: DecideOptions) => {
    process.exitCode = await runDecide(id, options)
  })
  return new Command('review')
    .description('reviews of scores: contested windows and what became of them (đề nghị xem xét lại)')
    .addCommand(open)
    .addCommand(list)
    .addCommand(show)
    .addCommand(decide)
}

async function runOpen(period: string, options: OpenOptions): Promise<Exit> {
  const io = createIo(options)
  const asked: NewReview = {
    period,
    ...placeOf(options),
    locations: options.location ?? null,
    from: options.from,
    to: options.to,
    cause: options.cause,
    note: options.note,
    behalf: options.behalf ?? null,
    files: await filesOf(options.file ?? []),
  } as NewReview
  const [issue] = newReviewSchema.safeParse(asked).error?.issues ?? []
  if (issue) throw new InputError('bad_review', `${issue.path.join('.')}: ${issue.message}`)
  const opened = await through<ShownReview>(options, {
    path: PATH,
    body: asked,
    open: async (stores) => {
      const [{ openReview }, { ensureBucket }] = await Promise.all([flow(), import('../local/resources.ts')])
      await ensureBucket(stores.messagesEndpoint)
      return openReview(asked, { ...(await portsOf(stores)), archive: stores.archive })
    },
  })
  return tell(io, opened)
}

async function runList(options: Options): Promise<Exit> {
  const io = createIo(options)
  const list = await through<Reviews>(options, {
    path: PATH,
    list: 'reviews',
    open: async (stores) => (await flow()).reviews(await portsOf(stores)),
  })
  if (io.json) io.emit(list)
  else if (list.reviews.length === 0) io.print(io.say({ vi: 'Chưa có đề nghị nào.', en: 'There are none.' }))
  else for (const review of list.reviews) show(io, review)
  return EXIT.passed
}

async function runShow(id: string, options: Options & { readonly out?: string }): Promise<Exit> {
  const io = createIo(options)
  const { out } = options
  const fetchFiles = async ({ links }: LinkedReview): Promise<void> => {
    if (out === undefined) return
    await mkdir(resolve(out), { recursive: true })
    for (const { name, url } of links)
      await download(url, { file: join(resolve(out), name), signal: new AbortController().signal })
  }
  const review = await through<LinkedReview>(options, {
    path: `${PATH}/${encodeURIComponent(id)}`,
    open: async (stores) => {
      const shown = await (await flow()).showReview(id, { ...(await portsOf(stores)), archive: stores.archive })
      // Its links are of a server that ends with this command.
      await fetchFiles(shown)
      return shown
    },
  })
  if (options.hub !== undefined) await fetchFiles(review)
  return tell(io, review)
}

async function runDecide(id: string, options: DecideOptions): Promise<Exit> {
  const io = createIo(options)
  if ((options.accept === true) === (options.reject === true))
    throw new InputError('which_decision', 'say either --accept or --reject')
  const decision: NewDecision = {
    isAccepted: options.accept === true,
    finding: options.finding,
    reason: options.reason,
  }
  const decided = await through<ShownReview>(options, {
    path: `${PATH}/${encodeURIComponent(id)}/decision`,
    body: decision,
    open: async (stores) => (await flow()).decideReview({ ...decision, id }, await portsOf(stores)),
  })
  return tell(io, decided)
}

function flow() {
  return import('../flow/review.ts')
}

/** Who has the folder at hand is taken for an evaluator, by the name of their account. */
async function portsOf({ table }: Pick<Stores, 'table'>) {
  const { systemClock } = await import('../flow/system-clock.ts')
  return { table, clock: systemClock, by: atKeyboard(), principal: { role: 'evaluator' } as const }
}

async function through<T>(
  options: Options,
  how: {
    readonly path: string
    readonly list?: string
    readonly body?: unknown
    readonly open: (stores: Stores) => Promise<T>
  },
): Promise<T> {
  if (options.hub === undefined) return withStores(options.data ?? '.nhip', how.open)
  const { path, body, open: _open, ...list } = how
  const request = body === undefined ? { path, ...list } : { path, body, method: 'POST' as const }
  return askHub<T>(await hubAccess({ ...options, hub: options.hub }), request)
}

function placeOf({ portal, page }: OpenOptions): Pick<NewReview, 'portal' | 'page'> {
  if (page === undefined) return { portal: portal ?? null, page: null }
  if (portal !== undefined) throw new InputError('which_page', 'name a portal with --portal or a page with --page')
  const key = pageKeySchema.safeParse(page)
  if (!key.success) throw new InputError('bad_page', `--page ${page}: write it as portal/page, such as da-nang/home`)
  const [ofPortal = '', id = ''] = key.data.split('/')
  return { portal: ofPortal, page: id }
}

async function filesOf(names: readonly string[]): Promise<NewReview['files']> {
  return Promise.all(
    names.map(async (name) => {
      const unreadable = (error: NodeJS.ErrnoException): never => {
        throw new InputError('unreadable', `can't read ${name} (${error.code}): name files that are there`)
      }
      const { size } = await stat(name).catch(unreadable)
      if (size > MAX_REVIEW_BYTES)
        throw new InputError('too_large', `${name} has ${size} bytes, all files may have ${MAX_REVIEW_BYTES}`)
      const bytes = await readFile(name).catch(unreadable)
      return { name: basename(name), base64: bytes.toString('base64') }
    }),
  )
}

function tell(io: Io, review: Review): Exit {
  if (io.json) io.emit(review)
  else show(io, review)
  return EXIT.passed
}

function show(io: Io, review: Review): void {
  const { id, portal, page, locations, fromMs, toMs, cause, note, files, by, behalf, decision } = review
  const state = decision === null ? 'open' : decision.isAccepted ? 'accepted' : 'rejected'
  const paint = { open: io.colour.yellow, accepted: io.colour.green, rejected: io.colour.red }[state]
  const place = portal === null ? io.say({ vi: 'phương pháp đo', en: 'our method' }) : portal
  const span = `${new Date(fromMs).toISOString()} – ${new Date(toMs).toISOString()}`
  io.print(
    `${paint(io.say(STATE_WORDS[state]))}  ${id}  ${review.period}  ${place}${page === null ? '' : `/${page}`}  ${span}${locations === null ? '' : `  ${locations.join(', ')}`}`,
  )
  io.print(`  ${cause}: ${note}  (${behalf === null ? by : `${behalf}, ${by}`})`)
  for (const file of files) io.print(`  ${file.name}  ${file.sizeBytes} B  ${file.sha256}`)
  if (decision !== null) {
    const method = decision.finding === 'method' ? io.say({ vi: ', cho mọi cổng', en: ', for all portals' }) : ''
    io.print(`  ${io.say({ vi: 'Quyết định', en: 'Decided' })} (${decision.by}${method}): ${decision.reason}`)
    const makers = decision.onWordOf ?? []
    if (makers.length > 0)
      io.print(
        `  ${io.say({ vi: 'Không phải người có liên quan, theo lời của người cấp đường dẫn hoặc mã truy cập', en: 'Another than those concerned on the word of who made links and tokens' })}: ${makers.join(', ')}`,
      )
  }
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
