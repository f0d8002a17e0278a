import { Command, Option } from 'commander'
import type { Holidays } from '../flow/declare-holidays.ts'
import type { WindowPorts } from '../flow/declare-window.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { type Holiday, isOfEveryYear, type NewHolidays, newHolidaysSchema } from '../model/holiday.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & AwsTableOptions & { readonly json?: boolean; readonly lang?: Lang }
type AddOptions = Options & { readonly working?: boolean; readonly note?: string }

const PATH = '/api/holidays'

const KINDS: Readonly<Record<Holiday['kind'], BilingualText>> = {
  holiday: { vi: 'ngày nghỉ', en: 'holiday' },
  'working-day': { vi: 'ngày làm bù', en: 'working day' },
}

/** `holiday add`, `holiday list` and `holiday end`. */
export function holidayCommand(): Command {
  const add = withOptions(new Command('add').description('plan holidays besides the catalogue'))
    .argument('<day...>', '2027-09-02, a span 2027-02-05..2027-02-11, or one of every year 09-02')
    .addOption(new Option('--working', 'people work on these days, to make up for others'))
    .option('--note <text>', 'which, as the list shows it')
    .addHelpText('after', '\nDays that have begun stay what they were: nothing that was measured changes its hours.')
    .action(async (days: readonly string[], options: AddOptions) => {
      process.exitCode = await runAdd(days, options)
    })
  const list = withOptions(new Command('list').description('all that were ever planned, those to come first')).action(
    async (options: Options) => {
      process.exitCode = await runList(options)
    },
  )
  const end = withOptions(new Command('end').description('take one back, for the days that have not begun'))
    .argument('<id>', 'as the list has it')
    .action(async (id: string, options: Options) => {
      process.exitCode = await runEnd(id, options)
    })
  return new Command('holiday')
    .description('days that are no usual working days, and those that are worked instead')
    .addCommand(add)
    .addCommand(list)
    .addCommand(end)
}

function withOptions(command: Command): Command {
  return withCommonOptions(withTableOptions(command))
}

async function runAdd(days: readonly string[], options: AddOptions): Promise<Exit> {
  const read = newHolidaysSchema.safeParse({
    days,
    kind: options.working ? 'working-day' : 'holiday',
    note: options.note ?? null,
  })
  if (!read.success) {
    const [issue] = read.error.issues
    const [field, index] = issue?.path ?? []
    const what = field === 'note' ? '--note' : typeof index === 'number' ? `“${days[index]}”` : 'days'
    throw new InputError('bad_holiday', `${what}: ${issue?.message}`)
  }
  const asked: NewHolidays = read.data
  return shown(options, {
    method: 'POST',
    body: asked,
    open: async (ports) => (await flows()).planHolidays(asked, ports),
  })
}

function runList(options: Options): Promise<Exit> {
  return shown(options, { list: 'holidays', open: async (ports) => (await flows()).plannedHolidays(ports) })
}

function runEnd(id: string, options: Options): Promise<Exit> {
  return shown(options, {
    path: `${PATH}/${encodeURIComponent(id)}`,
    method: 'DELETE',
    open: async (ports) => (await flows()).endPlannedHoliday(id, ports),
  })
}

async function shown(
  options: Options,
  how: {
    readonly path?: string
    readonly method?: 'POST' | 'DELETE'
    readonly body?: NewHolidays
    readonly list?: string
    readonly open: (ports: WindowPorts) => Promise<Holidays>
  },
): Promise<Exit> {
  const io = createIo(options)
  const { systemClock } = await import('../flow/system-clock.ts')
  const found = await fromData<Holidays>(options, {
    path: PATH,
    ...how,
    open: ({ table }) => how.open({ table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(found)
  else if (found.holidays.length === 0) io.print(io.say({ vi: 'Chưa có mục nào.', en: 'There are none.' }))
  else for (const holiday of found.holidays) show(io, holiday)
  return EXIT.passed
}

function flows() {
  return import('../flow/declare-holidays.ts')
}

function show(io: Io, { id, kind, day, note, by, isOver, endedAtMs }: Holidays['holidays'][number]): void {
  const state = isOver
    ? io.colour.dim(
        endedAtMs === null ? io.say({ vi: 'đã qua', en: 'over' }) : io.say({ vi: 'đã rút', en: 'taken back' }),
      )
    : io.colour.yellow(io.say({ vi: 'hiệu lực', en: 'in force' }))
  const recurs = isOfEveryYear(day) ? ` ${io.say({ vi: 'hằng năm', en: 'every year' })}` : ''
  io.print(`${state}  ${id}  ${day}${recurs}  ${io.say(KINDS[kind])}  ${by}${note === null ? '' : `  ${note}`}`)
}
