import { Command } from 'commander'
import type { Platform } from '../local/platform.ts'
import { measuredPages } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { PREVIEW_PATH } from '../model/publication.ts'
import { chooseCatalogue } from './choose-catalogue.ts'
import { shippedCriteria } from './choose-criteria.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { portNumber, several } from './numbers.ts'
import { readNotifiers } from './read-notifiers.ts'
import { readSignIn } from './read-sign-in.ts'
import { showAlert, showResult } from './show-result.ts'
import { cutOffAfter, stopSignal } from './stop-signal.ts'

type Options = {
  readonly catalog?: string
  readonly data: string
  readonly port?: number
  readonly location?: readonly string[]
  readonly agent?: readonly string[]
  readonly allowPrivate?: boolean
  readonly heartbeat?: string
  readonly notifiers?: string
  readonly signIn?: string
  readonly json?: boolean
  readonly lang?: Lang
}

/** Results that a person sees go by before the page is the better place to look. */
const SHOWN_RESULTS = 10

export function upCommand(): Command {
  return withCommonOptions(
    new Command('up')
      .description('run the whole platform on this machine until Ctrl-C')
      .option('--catalog <file>', 'portals to measure (default: the demo, with its own portals)')
      .option('--data <dir>', 'folder for everything that is kept', '.nhip')
      .option('--port <n>', 'port of the page on 127.0.0.1 (default: 4400, or the next free one)', portNumber)
      .option(
        '--location <id>',
        'location that this machine plays; may be repeated (default: the first, in the demo all)',
        several,
      )
      .option('--agent <id>', 'location that a nhip agent elsewhere plays; may be repeated (default: none)', several)
      .option('--allow-private', 'admit loopback and private addresses (the demo always does)')
      .option(
        '--heartbeat <url>',
        'address that is asked each minute while the platform works, so that somebody outside hears when it is dead (default: NHIP_HEARTBEAT)',
      )
      .option('--notifiers <file>', 'tell alerts by webhook and mail, too (default: NHIP_NOTIFIERS)')
      .option('--sign-in <file>', 'let people sign in by an OpenID Connect provider, too (default: NHIP_SIGN_IN)')
      .addHelpText(
        'after',
        '\nCtrl-C: unfinished work goes back to its queue. SIGTERM: what is in flight is finished, 30 s at most.',
      ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const heartbeat = heartbeatOf(options)
  const notifiers = await readNotifiers(options.notifiers ?? process.env.NHIP_NOTIFIERS)
  const signIn = await readSignIn(options.signIn ?? process.env.NHIP_SIGN_IN, process.env)
  const stopped = stopSignal()
  const [{ startPlatform }, { createLocalLog }] = await Promise.all([
    import('../local/platform.ts'),
    import('../local/local-log.ts'),
  ])
  const chosen = await chooseCatalogue(options)
  let shown = 0
  const platform = await startPlatform({
    catalogue: chosen.catalogue,
    criteria: await shippedCriteria(),
    dataDir: options.data,
    port: options.port ?? null,
    locations: chosen.locations,
    agents: chosen.agents,
    allowPrivate: chosen.isDemo || options.allowPrivate === true,
    ...(heartbeat === null ? {} : { heartbeat }),
    ...(notifiers === null ? {} : { notifiers }),
    ...(signIn === null ? {} : { signIn }),
    log: createLocalLog({ dataDir: options.data, env: process.env }),
    onResult: (result) => {
      if (!io.json && shown++ < SHOWN_RESULTS) showResult(io, result)
      if (!io.json && shown === SHOWN_RESULTS)
        io.print(
          io.colour.dim(
            io.say({ vi: '… các kết quả tiếp theo xem trên trang', en: '… further results are on the page' }),
          ),
        )
    },
    onAlert: (alert) => {
      if (!io.json) showAlert(io, alert)
    },
  }).catch(async (error: unknown) => {
    await chosen.close()
    throw error
  })
  announce(io, { platform, chosen, port: options.port })
  await platform.machine.measureNow({ kinds: ['http', 'audit'] })
  platform.machine.keepTime()
  const how = await stopped
  io.note(
    io.say(
      how === 'drain'
        ? { vi: 'Đang hoàn tất việc dở dang…', en: 'Finishing what is in flight…' }
        : { vi: 'Đang dừng…', en: 'Stopping…' },
    ),
  )
  cutOffAfter(how)
  await platform.stop(how)
  await chosen.close()
  return EXIT.passed
}

/** Throws an `InputError` for what is no address of the web. */
function heartbeatOf(options: Options): string | null {
  const url = options.heartbeat ?? process.env.NHIP_HEARTBEAT
  if (url === undefined || url === '') return null
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  const name = options.heartbeat === undefined ? 'NHIP_HEARTBEAT' : '--heartbeat'
  throw new InputError(
    'bad_heartbeat',
    `${name} ${url} is not an address: write it in full, such as https://example.org/ping/nhip`,
  )
}

function announce(
  io: Io,
  of: {
    readonly platform: Pick<Platform, 'url' | 'signInUrl' | 'dataDir' | 'stores'>
    readonly chosen: Awaited<ReturnType<typeof chooseCatalogue>>
    readonly port: number | undefined
  },
): void {
  const { url, signInUrl, dataDir, stores } = of.platform
  const { catalogue, locations } = of.chosen
  const statusPage = catalogue.publish === undefined ? null : `${url}${PREVIEW_PATH}`
  // The embedded servers' addresses are for subscribers: a queue of one's own at the topic, through any AWS SDK.
  const endpoints = { dynamodb: stores.tableEndpoint, messages: stores.messagesEndpoint }
  if (io.json) return io.emit({ type: 'ready', url, pid: process.pid, dataDir, locations, statusPage, endpoints })
  if (of.port === undefined && !url.endsWith(':4400'))
    io.note(
      io.say({
        vi: 'Cổng 4400 đã có chương trình khác dùng; chuyển sang cổng kế tiếp còn trống.',
        en: 'Port 4400 is taken; using the next free one.',
      }),
    )
  const pages = measuredPages(catalogue).length
  io.print(`${io.colour.bold('Nhịp')}  ${io.colour.cyan(url)}`)
  io.print(
    io.say({
      vi: `Đăng nhập (một lần, trong 30 phút): ${signInUrl}`,
      en: `Sign in (once, within 30 minutes): ${signInUrl}`,
    }),
  )
  io.print(
    io.say({
      vi: `Danh mục ${catalogue.catalog}: ${catalogue.portals.length} cổng, ${pages} trang được đo, điểm đo ${locations.join(', ')}. Dữ liệu: ${dataDir}. Nhấn Ctrl-C để dừng.`,
      en: `Catalogue ${catalogue.catalog}: ${catalogue.portals.length} portals, ${pages} measured pages, locations ${locations.join(', ')}. Data: ${dataDir}. Ctrl-C stops.`,
    }),
  )
  if (statusPage !== null)
    io.print(
      io.say({
        vi: `Trang tình trạng công khai: ${statusPage} (tệp trong ${dataDir}/public)`,
        en: `Public status page: ${statusPage} (files in ${dataDir}/public)`,
      }),
    )
}
