import { Command } from 'commander'
import type { Agent } from '../local/agent.ts'
import { measuredPages } from '../model/catalogue.ts'
import { ID_PATTERN } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { noRoute } from './no-route.ts'
import { readToken } from './read-token.ts'
import { showResult } from './show-result.ts'
import { cutOffAfter, stopSignal } from './stop-signal.ts'

type Options = {
  readonly hub: string
  readonly location: string
  readonly data: string
  readonly tokenFile?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
  readonly lang?: Lang
}

/** Results that a person sees go by before the hub's page is the better place to look. */
const SHOWN_RESULTS = 10

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

export function agentCommand(): Command {
  return withCommonOptions(
    new Command('agent')
      .description('measure from this machine as a private location of a hub elsewhere')
      .requiredOption('--hub <url>', "the hub's address")
      .requiredOption('--location <id>', "this location's id in the hub's catalogue")
      .option('--token-file <file>', 'file that holds the token of this location (default: the text of NHIP_TOKEN)')
      .option('--data <dir>', 'folder for the configuration and for results that wait', '.nhip-agent')
      .option('--allow-private', 'admit loopback and private addresses')
      .addHelpText(
        'after',
        `
The hub's operator makes the token: nhip token create --role agent --location ID.
While the hub is away, checks go on by the last configuration, and results wait in the folder, for as long as it takes.
Ctrl-C: unfinished work goes back to its queue. SIGTERM: what is in flight is finished, 30 s at most.`,
      ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const stopped = stopSignal()
  if (!ID_PATTERN.test(options.location))
    throw new InputError(
      'bad_location',
      `--location ${options.location} is no id: small letters, digits and hyphens, 63 at most`,
    )
  const hubUrl = hubAddress(options.hub)
  const token = await readToken(options)
  const [{ startAgent }, { createLocalLog }] = await Promise.all([
    import('../local/agent.ts'),
    import('../local/local-log.ts'),
  ])
  let shown = 0
  const agent = await startAgent({
    hubUrl,
    token,
    location: options.location,
    dataDir: options.data,
    allowPrivate: options.allowPrivate === true,
    log: createLocalLog({ dataDir: options.data, env: process.env }),
    onResult: (result) => {
      if (!io.json && shown++ < SHOWN_RESULTS) showResult(io, result)
    },
  })
  await announce(io, { agent, hubUrl, location: options.location, allowPrivate: options.allowPrivate === true })
  const how = await stopped
  io.note(
    io.say(
      how === 'drain'
        ? { vi: 'Đang hoàn tất việc dở dang…', en: 'Finishing what is in flight…' }
        : { vi: 'Đang dừng…', en: 'Stopping…' },
    ),
  )
  cutOffAfter(how)
  await agent.stop(how)
  return EXIT.passed
}

/** Results and the token go to the hub: the way there has to be encrypted, unless it stays on this machine. */
function hubAddress(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InputError(
      'bad_hub',
      `--hub ${written} is not an address: write it in full, such as https://nhip.example.org`,
    )
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw new InputError('insecure_hub', `--hub ${written} would send the token in the open: use https`)
  if (url.username !== '' || url.password !== '')
    throw new InputError(
      'bad_hub',
      '--hub holds a user name or password: the token comes from NHIP_TOKEN or --token-file',
    )
  return url.href
}

async function announce(
  io: Io,
  of: {
    readonly agent: Agent
    readonly hubUrl: string
    readonly location: string
    readonly allowPrivate: boolean
  },
): Promise<void> {
  const { agent, hubUrl, location, allowPrivate } = of
  const catalogue = await agent.catalogue()
  const own = catalogue?.locations.find(({ id }) => id === location)
  const pages = catalogue === null ? null : measuredPages(catalogue).length
  const { routedFamilies } = await import('../transport/routes.ts')
  const routed = await routedFamilies({ source: own?.source ?? null, allowPrivate })
  if (io.json)
    return io.emit({
      type: 'ready',
      pid: process.pid,
      dataDir: agent.dataDir,
      hub: hubUrl,
      locations: [location],
      pages,
      waiting: agent.waiting(),
      trouble: agent.trouble()?.message ?? null,
      families: own?.families ?? null,
      routed,
      endpoints: { messages: agent.messagesEndpoint },
    })
  io.print(`${io.colour.bold('Nhịp')}  ${location} → ${io.colour.cyan(hubUrl)}`)
  io.print(
    pages === null
      ? io.say({
          vi: 'Chưa có cấu hình: sẽ bắt đầu đo khi liên lạc được với máy chủ trung tâm. Nhấn Ctrl-C để dừng.',
          en: 'No configuration yet: measuring begins once the hub can be reached. Ctrl-C stops.',
        })
      : io.say({
          vi: `${pages} trang được đo theo lịch. Kết quả chờ gửi: ${agent.waiting()}. Dữ liệu: ${agent.dataDir}. Nhấn Ctrl-C để dừng.`,
          en: `${pages} pages are measured by the timetable. Results waiting: ${agent.waiting()}. Data: ${agent.dataDir}. Ctrl-C stops.`,
        }),
  )
  for (const family of own?.families ?? []) if (!routed.includes(family)) io.note(io.say(noRoute(location, family)))
  if (catalogue !== null && own === undefined)
    io.note(
      io.say({
        vi: `Danh mục của máy chủ trung tâm không có điểm đo “${location}”: chưa có gì để đo.`,
        en: `The hub's catalogue has no location “${location}”: there is nothing to measure yet.`,
      }),
    )
}
