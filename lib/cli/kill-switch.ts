import { Command } from 'commander'
import type { Kills, TurnedKill } from '../flow/turn-kill.ts'
import { ID_PATTERN } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Kill, TurnKill } from '../model/kill.ts'
import type { Lang } from '../model/lang.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & AwsTableOptions & { readonly json?: boolean; readonly lang?: Lang }
type TurnOptions = Options & { readonly portal?: string; readonly all?: boolean; readonly note?: string }

const PATH = '/api/kill-switches'

/** `kill-switch on`, `kill-switch off` and `kill-switch list`. */
export function killSwitchCommand(): Command {
  const withOptions = (command: Command): Command => withCommonOptions(withTableOptions(command))
  const turning = (name: 'on' | 'off', description: string): Command =>
    withOptions(
      new Command(name)
        .description(description)
        .option('--portal <id>', 'the switch of one portal')
        .option('--all', 'the switch of all portals')
        .option('--note <text>', 'why, as the list shows it'),
    ).action(async (options: TurnOptions) => {
      process.exitCode = await runTurn(options, name === 'on')
    })
  return new Command('kill-switch')
    .description('keep everything of ours away from a portal, or from all, at once')
    .addHelpText(
      'after',
      '\nIt takes effect within three minutes at every location. What is not measured meanwhile is kept as “killed”, and counts for nobody.',
    )
    .addCommand(turning('on', 'stop visiting a portal, or all'))
    .addCommand(turning('off', 'visit it again'))
    .addCommand(
      withOptions(new Command('list').description('every switch that was ever turned')).action(
        async (options: Options) => {
          process.exitCode = await runList(options)
        },
      ),
    )
}

async function runTurn(options: TurnOptions, isOn: boolean): Promise<Exit> {
  const io = createIo(options)
  if ((options.portal === undefined) === (options.all !== true))
    throw new InputError('which_switch', 'name one portal with --portal ID, or all of them with --all')
  if (options.portal !== undefined && !ID_PATTERN.test(options.portal))
    throw new InputError(
      'bad_portal',
      `--portal ${options.portal} is no id: small letters, digits and hyphens, 63 at most`,
    )
  const asked: TurnKill = { portal: options.portal ?? null, isOn, note: options.note ?? null }
  const [{ turnKill }, { systemClock }] = await Promise.all([
    import('../flow/turn-kill.ts'),
    import('../flow/system-clock.ts'),
  ])
  const turned = await fromData<TurnedKill>(options, {
    path: PATH,
    method: 'POST',
    body: asked,
    open: ({ table }) => turnKill(asked, { table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(turned)
  else show(io, turned)
  if (turned.isKnown === false)
    io.note(
      io.say({
        vi: `Danh mục đã công bố không có cổng “${turned.portal}”.`,
        en: `The published catalogue has no portal “${turned.portal}”.`,
      }),
    )
  return EXIT.passed
}

async function runList(options: Options): Promise<Exit> {
  const io = createIo(options)
  const { kills } = await import('../flow/turn-kill.ts')
  const list = await fromData<Kills>(options, { path: PATH, open: ({ table }) => kills(table) })
  if (io.json) io.emit(list)
  else if (list.kills.length === 0)
    io.print(io.say({ vi: 'Chưa có công tắc nào từng được bật.', en: 'No switch was ever turned on.' }))
  else for (const kill of list.kills) show(io, kill)
  return EXIT.passed
}

function show(io: Io, { portal, isOn, atMs, note }: Kill): void {
  const state = isOn
    ? io.colour.red(io.say({ vi: 'ngừng đo', en: 'killed' }))
    : io.colour.green(io.say({ vi: 'đang đo', en: 'measured' }))
  const subject = portal ?? io.say({ vi: 'tất cả các cổng', en: 'all portals' })
  const since = io.say({ vi: 'từ', en: 'since' })
  io.print(
    `${state}  ${subject}  ${io.colour.dim(`${since} ${new Date(atMs).toISOString()}`)}${note ? `  ${note}` : ''}`,
  )
}
