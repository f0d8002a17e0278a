import { Command, Option } from 'commander'
import type { DeclaredWindow, WindowPorts, Windows } from '../flow/declare-window.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { MINUTE_MS, parseDurationMs } from '../model/duration.ts'
import { pageKeySchema } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { RECURRENCES, type Recurrence } from '../model/recurrence.ts'
import type { NewMaintenance, NewSilence, Window } from '../model/window.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & AwsTableOptions & { readonly json?: boolean; readonly lang?: Lang }
type AboutOptions = Options & { readonly portal?: string; readonly page?: string }
type SilenceOptions = AboutOptions & { readonly for: string; readonly reason: string }
type MaintenanceOptions = AboutOptions & {
  readonly from: string
  readonly to: string
  readonly every?: Recurrence
  readonly until?: string
  readonly note?: string
}

const RECURS: Readonly<Record<Recurrence, BilingualText>> = {
  day: { vi: 'hằng ngày', en: 'every day' },
  week: { vi: 'hằng tuần', en: 'every week' },
  month: { vi: 'hằng tháng', en: 'every month' },
  'month-end': { vi: 'ngày cuối mỗi tháng', en: 'at the end of every month' },
}

const PATHS: Readonly<Record<Window['kind'], string>> = { silence: '/api/silences', maintenance: '/api/maintenance' }

/** `silence add`, `silence list` and `silence end`. */
export function silenceCommand(): Command {
  const add = about(new Command('add').description('switch the alerts of a portal or page off for a while'))
    .requiredOption('--for <duration>', 'how long from now: 30m, 4h, 2d; 30 days at most')
    .requiredOption('--reason <text>', 'why, as the list shows it')
    .action(async (options: SilenceOptions) => {
      process.exitCode = await runSilence(options)
    })
  return new Command('silence')
    .description('measured and shown as always, but not told')
    .addCommand(add)
    .addCommand(listCommand('silence'))
    .addCommand(endCommand('silence'))
}

/** `maintenance add`, `maintenance list` and `maintenance end`. */
export function maintenanceCommand(): Command {
  const add = about(new Command('add').description('plan maintenance besides the catalogue'))
    .requiredOption('--from <time>', "when it begins: 2026-11-22T22:00, in the catalogue's zone or with an offset")
    .requiredOption('--to <time>', 'when it ends')
    .addOption(
      new Option('--every <span>', 'it recurs, at the same time of day; month-end: on the last of each month').choices(
        RECURRENCES,
      ),
    )
    .option('--until <time>', 'from when on it recurs no more')
    .option('--note <text>', 'what is done, as the list shows it')
    .addHelpText(
      'after',
      '\nWhat has begun already when it is planned is not left out of figures: it only takes the alerts.',
    )
    .action(async (options: MaintenanceOptions) => {
      process.exitCode = await runMaintenance(options)
    })
  return new Command('maintenance')
    .description('neither judged nor due while it lasts')
    .addCommand(add)
    .addCommand(listCommand('maintenance'))
    .addCommand(endCommand('maintenance'))
}

function withOptions(command: Command): Command {
  return withCommonOptions(withTableOptions(command))
}

function about(command: Command): Command {
  return withOptions(
    command.option('--portal <id>', 'every page of a portal').option('--page <key>', 'one page, portal/page'),
  )
}

function listCommand(kind: Window['kind']): Command {
  return withOptions(new Command('list').description('all that were ever declared, those to come first')).action(
    async (options: Options) => {
      process.exitCode = await runList(kind, options)
    },
  )
}

function endCommand(kind: Window['kind']): Command {
  return withOptions(new Command('end').description('end one early').argument('<id>', 'as the list has it')).action(
    async (id: string, options: Options) => {
      process.exitCode = await runEnd({ kind, id }, options)
    },
  )
}

async function runSilence(options: SilenceOptions): Promise<Exit> {
  const forMs = parseDurationMs(options.for)
  if (forMs === null || forMs % MINUTE_MS !== 0 || forMs > 30 * 24 * 60 * MINUTE_MS)
    throw new InputError(
      'bad_duration',
      `--for ${options.for}: write whole minutes, hours or days, such as 30m, 4h, 2d; 30 days at most`,
    )
  const asked: NewSilence = { ...aboutOf(options), minutes: forMs / MINUTE_MS, note: options.reason }
  return declare('silence', { options, asked, open: async (ports) => (await flows()).silence(asked, ports) })
}

async function runMaintenance(options: MaintenanceOptions): Promise<Exit> {
  const asked: NewMaintenance = {
    ...aboutOf(options),
    from: options.from,
    to: options.to,
    every: options.every ?? null,
    until: options.until ?? null,
    note: options.note ?? null,
  }
  return declare('maintenance', {
    options,
    asked,
    open: async (ports) => (await flows()).planMaintenance(asked, ports),
  })
}

async function declare(
  kind: Window['kind'],
  of: {
    readonly options: Options
    readonly asked: NewSilence | NewMaintenance
    readonly open: (ports: WindowPorts) => Promise<DeclaredWindow>
  },
): Promise<Exit> {
  const io = createIo(of.options)
  const { systemClock } = await import('../flow/system-clock.ts')
  const declared = await fromData<DeclaredWindow>(of.options, {
    path: PATHS[kind],
    method: 'POST',
    body: of.asked,
    open: ({ table }) => of.open({ table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(declared)
  else show(io, { ...declared, isOver: false })
  return EXIT.passed
}

async function runList(kind: Window['kind'], options: Options): Promise<Exit> {
  const io = createIo(options)
  const { systemClock } = await import('../flow/system-clock.ts')
  const list = await fromData<Windows>(options, {
    path: PATHS[kind],
    list: 'windows',
    open: async ({ table }) => (await flows()).declaredWindows(kind, { table, clock: systemClock }),
  })
  if (io.json) io.emit(list)
  else if (list.windows.length === 0) io.print(io.say({ vi: 'Chưa có mục nào.', en: 'There are none.' }))
  else for (const window of list.windows) show(io, window)
  return EXIT.passed
}

async function runEnd(of: { readonly kind: Window['kind']; readonly id: string }, options: Options): Promise<Exit> {
  const io = createIo(options)
  const { systemClock } = await import('../flow/system-clock.ts')
  const ended = await fromData<DeclaredWindow>(options, {
    path: `${PATHS[of.kind]}/${encodeURIComponent(of.id)}`,
    method: 'DELETE',
    open: async ({ table }) => (await flows()).endDeclared(of, { table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(ended)
  else show(io, { ...ended, isOver: true })
  return EXIT.passed
}

function flows() {
  return import('../flow/declare-window.ts')
}

/** Which portal, and which page of it. */
function aboutOf({ portal, page }: AboutOptions): { readonly portal: string; readonly page: string | null } {
  if ((portal === undefined) === (page === undefined))
    throw new InputError('which_page', 'name one portal with --portal ID, or one page with --page PORTAL/PAGE')
  if (page === undefined) return { portal: portal ?? '', page: null }
  const key = pageKeySchema.safeParse(page)
  if (!key.success) throw new InputError('bad_page', `--page ${page}: write it as portal/page, such as da-nang/home`)
  const [ofPortal = '', id = ''] = key.data.split('/')
  return { portal: ofPortal, page: id }
}

function show(io: Io, window: Windows['windows'][number]): void {
  const { id, portal, page, fromMs, toMs, every, endedAtMs, isOver, note, by } = window
  const recurs = every && ` ${io.say(RECURS[every])}`
  const state = isOver
    ? io.colour.dim(io.say({ vi: 'đã hết', en: 'over' }))
    : io.colour.yellow(io.say({ vi: 'hiệu lực', en: 'in force' }))
  const span = `${new Date(fromMs).toISOString()} – ${new Date(endedAtMs ?? toMs).toISOString()}`
  io.print(
    `${state}  ${id}  ${portal}${page === null ? '' : `/${page}`}  ${span}${recurs ?? ''}  ${by}${note === null ? '' : `  ${note}`}`,
  )
}
