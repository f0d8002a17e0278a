import { Command, InvalidArgumentError } from 'commander'
import type { Acknowledged } from '../flow/acknowledge.ts'
import type { Incidents, ListedIncident, ShownIncident } from '../flow/incidents.ts'
import {
  type Acknowledge,
  type Acknowledgement,
  acknowledgeSchema,
  type IncidentNote,
} from '../model/acknowledgement.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { EVENT_WORDS, KIND_WORDS, SEVERITY_WORDS } from '../model/words.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = DataOptions & AwsTableOptions & { readonly json?: boolean; readonly lang?: Lang }
type ListOptions = Options & { readonly days: number; readonly open?: boolean }
type AckOptions = Options & { readonly name?: string; readonly note?: string }

const PATH = '/api/incidents'
const MAX_DAYS = 400

const STATE_WORDS: Readonly<Record<ListedIncident['state'], BilingualText>> = {
  open: { vi: 'đang diễn ra', en: 'open' },
  acknowledged: { vi: 'đã tiếp nhận', en: 'acknowledged' },
  resolved: { vi: 'đã khắc phục', en: 'resolved' },
}

/** `incident list`, `incident show` and `incident ack`. */
export function incidentCommand(): Command {
  const withOptions = (command: Command): Command => withCommonOptions(withTableOptions(command))
  return new Command('incident')
    .description('incidents of late, what was told of one, and taking one on')
    .addCommand(
      withOptions(
        new Command('list')
          .description('incidents that were open at some time within the last days, newest first')
          .option('--days <n>', `how many days back, 1 to ${MAX_DAYS}`, days, 7)
          .option('--open', 'only those that are not over'),
      ).action(async (options: ListOptions) => {
        process.exitCode = await runList(options)
      }),
    )
    .addCommand(
      withOptions(
        new Command('show').description('one incident, and what was told of it').argument('<id>', 'its id'),
      ).action(async (id: string, options: Options) => {
        process.exitCode = await runShow(id, options)
      }),
    )
    .addCommand(
      withOptions(
        new Command('ack')
          .description('take an open incident on: nobody is reminded of it any more; or say more of one that is')
          .argument('<id>', 'its id, as every alert has it')
          .option('--name <who>', 'who takes it on, as others should read it')
          .option('--note <text>', 'what is being done'),
      ).action(async (id: string, options: AckOptions) => {
        process.exitCode = await runAck(id, options)
      }),
    )
}

async function runList(options: ListOptions): Promise<Exit> {
  const io = createIo(options)
  const list = await fromData<Incidents>(options, {
    path: `${PATH}?days=${options.days}`,
    list: 'incidents',
    open: async ({ table }) => {
      const [{ incidents }, { systemClock }] = await flows()
      return incidents({ days: options.days, portals: null }, { table, clock: systemClock })
    },
  })
  const shown = list.incidents.filter(({ state }) => options.open !== true || state !== 'resolved')
  if (io.json) io.emit({ ...list, incidents: shown })
  else if (shown.length === 0) io.print(io.say({ vi: 'Không có sự cố nào.', en: 'There are no incidents.' }))
  else for (const incident of shown) show(io, incident)
  return EXIT.passed
}

async function runShow(id: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const shown = await fromData<ShownIncident>(options, {
    path: `${PATH}?id=${encodeURIComponent(id)}`,
    open: async ({ table }) => (await flows())[0].incident({ id, portals: null }, { table }),
  })
  if (io.json) io.emit(shown)
  else {
    show(io, shown)
    showNotes(io, shown.notes)
    for (const { atMs, event, severity, reason } of shown.events)
      io.print(
        `  ${new Date(atMs).toISOString()}  ${io.say(SEVERITY_WORDS[severity])}  ${io.say(EVENT_WORDS[event])}  ${io.say(reason)}`,
      )
  }
  return EXIT.passed
}

async function runAck(id: string, options: AckOptions): Promise<Exit> {
  const io = createIo(options)
  const asked: Acknowledge = { incident: id, name: options.name ?? null, note: options.note ?? null }
  const [issue] = acknowledgeSchema.safeParse(asked).error?.issues ?? []
  if (issue) throw new InputError('bad_acknowledgement', `${issue.path.join('.')}: ${issue.message}`)
  const done = await fromData<Acknowledged>(options, {
    path: `${PATH}/acknowledge`,
    method: 'POST',
    body: asked,
    open: async ({ table }) => {
      const [{ acknowledge }, { systemClock }] = await Promise.all([
        import('../flow/acknowledge.ts'),
        import('../flow/system-clock.ts'),
      ])
      return acknowledge(asked, { table, clock: systemClock, by: atKeyboard() })
    },
  })
  if (io.json) io.emit(done)
  else {
    io.print(takenOn(io, done))
    showNotes(io, done.notes)
  }
  return EXIT.passed
}

function flows() {
  return Promise.all([import('../flow/incidents.ts'), import('../flow/system-clock.ts')])
}

function show(io: Io, incident: ListedIncident): void {
  const { id, kind, severity, state, sinceMs, acknowledged } = incident
  const paint = { open: io.colour.red, acknowledged: io.colour.yellow, resolved: io.colour.green }[state]
  io.print(
    `${paint(io.say(STATE_WORDS[state]))}  ${io.say(KIND_WORDS[kind])} (${io.say(SEVERITY_WORDS[severity])})  ${io.say({ vi: 'từ', en: 'since' })} ${new Date(sinceMs).toISOString()}  ${id}`,
  )
  if (acknowledged) io.print(`  ${takenOn(io, acknowledged)}`)
}

function showNotes(io: Io, notes: readonly IncidentNote[]): void {
  for (const { atMs, note, ...of } of notes) io.print(`  ${new Date(atMs).toISOString()}  ${whoOf(of)}: ${note}`)
}

function whoOf({ name, by }: Pick<Acknowledgement, 'name' | 'by'>): string {
  return name === null ? by : `${name} (${by})`
}

function takenOn(io: Io, { atMs, note, ...of }: Acknowledgement): string {
  const who = whoOf(of)
  const at = new Date(atMs).toISOString()
  return `${io.say({ vi: `${who} đã tiếp nhận lúc ${at}`, en: `Taken on by ${who} at ${at}` })}${note === null ? '' : `: ${note}`}`
}

function days(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= MAX_DAYS) return count
  throw new InvalidArgumentError(`give a whole number from 1 to ${MAX_DAYS}.`)
}
