import { Command } from 'commander'
import type { DeclaredRelease, ReleasePorts, Releases } from '../flow/releases.ts'
import { idSchema } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { newReleaseSchema, type Release } from '../model/release.ts'
import type { Table } from '../record/table.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions &
  AwsTableOptions & { readonly portal: string; readonly json?: boolean; readonly lang?: Lang }
type AddOptions = Options & {
  readonly at: string
  readonly label: string
  readonly note?: string
  readonly replaces?: string
}

/** `release add`, `release list` and `release withdraw`. */
export function releaseCommand(): Command {
  const withOptions = (command: Command): Command =>
    withCommonOptions(withTableOptions(command.requiredOption('--portal <id>', 'of which portal')))
  const add = withOptions(new Command('add').description('declare that something went live on a portal'))
    .requiredOption('--at <time>', "when it did: 2026-11-22T22:00, in the catalogue's zone or with an offset")
    .requiredOption('--label <text>', 'its version, or what else it is called; 40 characters at most')
    .option('--note <text>', 'what has changed; 300 characters at most')
    .option('--replaces <id>', 'the one that this one corrects: it is withdrawn')
    .action(async (options: AddOptions) => {
      process.exitCode = await runAdd(options)
    })
  const list = withOptions(new Command('list').description('all that were ever declared, newest first')).action(
    async (options: Options) => {
      process.exitCode = await runList(options)
    },
  )
  const withdraw = withOptions(
    new Command('withdraw').description('mark one no more').argument('<id>', 'as the list has it'),
  ).action(async (id: string, options: Options) => {
    process.exitCode = await runWithdraw(id, options)
  })
  return new Command('release')
    .description('what went live on a portal, marked in its charts')
    .addCommand(add)
    .addCommand(list)
    .addCommand(withdraw)
}

async function runAdd(options: AddOptions): Promise<Exit> {
  const { at, label, note = null, replaces = null } = options
  const asked = newReleaseSchema.safeParse({ at, label, note, replaces })
  if (!asked.success) {
    const [issue] = asked.error.issues
    throw new InputError('bad_release', `--${issue?.path.join('.')}: ${issue?.message}`)
  }
  const portal = portalOf(options)
  const declared = await fromData<DeclaredRelease>(options, {
    path: pathOf(portal),
    method: 'POST',
    body: asked.data,
    open: async ({ table }) => (await flow()).declareRelease({ ...asked.data, portal }, await portsOf(table)),
  })
  return tell(options, declared)
}

async function runList(options: Options): Promise<Exit> {
  const io = createIo(options)
  const portal = portalOf(options)
  const list = await fromData<Releases>(options, {
    path: pathOf(portal),
    list: 'releases',
    open: async ({ table }) => (await flow()).declaredReleases(portal, await portsOf(table)),
  })
  if (io.json) io.emit(list)
  else if (list.releases.length === 0) io.print(io.say({ vi: 'Chưa có mục nào.', en: 'There are none.' }))
  else for (const release of list.releases) show(io, release)
  return EXIT.passed
}

async function runWithdraw(id: string, options: Options): Promise<Exit> {
  const portal = portalOf(options)
  const withdrawn = await fromData<DeclaredRelease>(options, {
    path: `${pathOf(portal)}/${encodeURIComponent(id)}`,
    method: 'DELETE',
    open: async ({ table }) => (await flow()).withdrawRelease({ portal, id }, await portsOf(table)),
  })
  return tell(options, withdrawn)
}

function flow() {
  return import('../flow/releases.ts')
}

async function portsOf(table: Table): Promise<ReleasePorts & { readonly by: string }> {
  const { systemClock } = await import('../flow/system-clock.ts')
  return { table, clock: systemClock, principal: { role: 'operator' }, by: atKeyboard() }
}

function portalOf({ portal }: Options): string {
  if (idSchema.safeParse(portal).success) return portal
  throw new InputError('bad_portal', `--portal ${portal}: write a portal's id, such as da-nang`)
}

function pathOf(portal: string): string {
  return `/api/releases/${portal}`
}

function tell(options: Options, release: DeclaredRelease): Exit {
  const io = createIo(options)
  if (io.json) io.emit(release)
  else show(io, release)
  return EXIT.passed
}

function show(io: Io, { id, portal, atMs, label, note, by, withdrawnAtMs }: Release): void {
  const state =
    withdrawnAtMs === null
      ? io.colour.green(io.say({ vi: 'đánh dấu', en: 'marked' }))
      : io.colour.dim(io.say({ vi: 'đã rút', en: 'withdrawn' }))
  io.print(
    `${state}  ${id}  ${portal}  ${new Date(atMs).toISOString()}  ${label}  ${by}${note === null ? '' : `  ${note}`}`,
  )
}
