import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Logger } from 'pino'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { readToken } from './read-token.ts'

export type DataOptions = { readonly data?: string; readonly hub?: string; readonly tokenFile?: string }

/** A platform, and what lets somebody in there. */
export type HubAccess = { readonly hub: string; readonly token: string }

type HubRequest = {
  readonly path: string
  /** Default: GET. */
  readonly method?: 'POST' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** The field of the answer that is a list and comes in parts: all of them are asked for. */
  readonly list?: string
}

/** Adds the options by which a data command finds its data. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(new Option('--data <dir>', 'data folder (default: .nhip)').conflicts('hub'))
    .option('--hub <url>', 'ask a running platform instead; its token comes from NHIP_TOKEN or --token-file')
    .option('--token-file <file>', 'file that holds the token')
}

/** Adds, to those of `withDataOptions`, the options by which a command finds a hub's table on AWS. */
export function withTableOptions(command: Command): Command {
  return withDataOptions(command)
    .addOption(
      new Option('--table <name>', "a hub's table on AWS, with the credentials of the environment").conflicts([
        'data',
        'hub',
      ]),
    )
    .addOption(new Option('--region <region>', 'where that table is (default: AWS_REGION)').conflicts(['data', 'hub']))
}

/** Asks the hub that was named, or opens the folder or the table, whichever the options say. */
export async function fromData<T>(
  options: DataOptions & AwsTableOptions,
  how: HubRequest & OpenOptions & { readonly open: (stores: Pick<Stores, 'table'>) => Promise<T> },
): Promise<T> {
  if (options.hub !== undefined) return askHub<T>(await hubAccess({ ...options, hub: options.hub }), how)
  if (options.table !== undefined) {
    const { withAwsTable } = await import('./aws-table.ts')
    return withAwsTable({ ...options, table: options.table }, how.open)
  }
  if (options.region !== undefined)
    throw new InputError('region_alone', '--region says where a table is: name the table with --table')
  return withFolder(options.data ?? '.nhip', how.open, { create: how.create === true })
}

/** Opens the table of a data folder that nobody else holds, and closes it afterwards. */
export function withFolder<T>(
  dir: string,
  work: (stores: Pick<Stores, 'table'>) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return withOpened<Pick<Stores, 'table' | 'close'>, T>(dir, {
    ...options,
    open: async (...of) => (await import('../local/table-alone.ts')).startTable(...of),
    work,
  })
}

/** As `withFolder`, with all of its stores. */
export function withStores<T>(
  dir: string,
  work: (stores: Stores) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return withOpened<Stores, T>(dir, {
    ...options,
    open: async (...of) => (await import('../local/stores.ts')).startStores(...of),
    work,
  })
}

type OpenOptions = { /** Makes the folder where it is not there. */ readonly create?: boolean }

type Open<S> = (dataDir: string, log: Logger) => Promise<S>

async function withOpened<S extends Pick<Stores, 'close'>, T>(
  dir: string,
  of: OpenOptions & { readonly open: Open<S>; readonly work: (opened: S) => Promise<T> },
): Promise<T> {
  const dataDir = resolve(dir)
  if (!existsSync(join(dataDir, 'table')) && of.create !== true) {
    throw new InputError(
      'no_data',
      `${dataDir} holds no data: name a folder that nhip up, round or import has filled with --data`,
    )
  }
  const [{ lockFolder }, { createLocalLog }] = await Promise.all([
    import('../local/lock.ts'),
    import('../local/local-log.ts'),
  ])
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'bad_folder',
      `can't make the data folder ${dataDir} (${error.code}): name another one with --data`,
    )
  })
  const lock = lockFolder(dataDir)
  try {
    const opened = await of.open(dataDir, createLocalLog({ dataDir, env: process.env }))
    try {
      return await of.work(opened)
    } finally {
      await opened.close()
    }
  } finally {
    lock.release()
  }
}

/** Throws an `InputError` where there is no token, or no address. */
export async function hubAccess(options: DataOptions & { readonly hub: string }): Promise<HubAccess> {
  const { hub } = options
  if (!URL.canParse(hub) || !/^https?:$/.test(new URL(hub).protocol))
    throw new InputError('bad_hub', `--hub ${hub} is not an address: write it in full, such as http://127.0.0.1:4400`)
  return { hub, token: await readToken(options) }
}

/** Asks a platform; rejects with an `InputError` for what the one who asks can mend. */
export async function askHub<T>(access: HubAccess, of: HubRequest): Promise<T> {
  const { list } = of
  const first = await askOnce(access, list === undefined ? of : { ...of, path: ofMost(of.path) })
  if (list === undefined) return first.value as T
  const entries = [...listIn(first.value, list)]
  for (let { next } = first; next !== null; ) {
    const part = await askOnce(access, { ...of, path: next })
    entries.push(...listIn(part.value, list))
    next = part.next
  }
  return { ...(first.value as object), [list]: entries } as T
}

/** As many entries in a part as there may be. */
function ofMost(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}limit=500`
}

function listIn(answer: unknown, name: string): readonly unknown[] {
  const list = (answer as Readonly<Record<string, unknown>>)[name]
  if (!Array.isArray(list)) throw new Error(`the platform’s answer has no ${name}`)
  return list
}

/** Of this platform, whatever host it names: the token goes nowhere else. */
function nextPath(answer: Response): string | null {
  const to = /<([^>]*)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  if (to === undefined) return null
  const { pathname, search } = new URL(to, answer.url)
  return `${pathname}${search}`
}

async function askOnce(
  { hub, token }: HubAccess,
  of: HubRequest,
): Promise<{ readonly value: unknown; readonly next: string | null }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const request: RequestInit = {
    method: of.method ?? 'GET',
    headers,
    // It would take the token elsewhere.
    redirect: 'error',
    ...(of.body === undefined ? {} : { body: JSON.stringify(of.body) }),
    ...(of.signal === undefined ? {} : { signal: of.signal }),
  }
  const answer = await fetch(new URL(of.path, hub), request).catch((error: Error) => {
    const cause = error.cause as NodeJS.ErrnoException | undefined
    throw new InputError(
      'hub_unreachable',
      `no platform answers at ${hub} (${cause?.code ?? cause?.message ?? error.message}): check the address`,
    )
  })
  if (answer.ok) return { value: await answer.json(), next: nextPath(answer) }
  if (answer.status === 401)
    throw new InputError(
      'unauthorized',
      `${hub} refuses the token, which is wrong, expired or revoked: use the one in its platform.json, or have one made by nhip token create`,
    )
  const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string }
  if (answer.status < 500) throw new InputError('refused', `${hub}: ${detail ?? `status ${answer.status}`}`)
  throw new Error(`${hub} answers ${answer.status}: ${detail ?? ''}`)
}
