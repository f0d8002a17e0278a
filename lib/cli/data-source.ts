import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'

export type DataOptions = { readonly data?: string; readonly hub?: string; readonly tokenFile?: string }

/** Adds the options by which a data command finds its data. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(new Option('--data <dir>', 'data folder (default: .nhip)').conflicts('hub'))
    .option('--hub <url>', 'ask a running platform instead; its token comes from NHIP_TOKEN or --token-file')
    .option('--token-file <file>', 'file that holds the token')
}

/** Asks the hub that was named, or opens the folder, whichever the options say. */
export async function fromData<T>(
  options: DataOptions,
  how: { readonly path: string; readonly open: (stores: Stores) => Promise<T> },
): Promise<T> {
  if (options.hub !== undefined) return askHub<T>(options.hub, { path: how.path, token: await tokenOf(options) })
  return withFolder(options.data ?? '.nhip', how.open)
}

/** Opens a data folder that nobody else holds, and closes it afterwards. */
export async function withFolder<T>(
  dir: string,
  work: (stores: Stores) => Promise<T>,
  options: { readonly create?: boolean } = {},
): Promise<T> {
  const dataDir = resolve(dir)
  if (!existsSync(join(dataDir, 'table')) && options.create !== true) {
    throw new InputError(
      'no_data',
      `${dataDir} holds no data: name a folder that nhip up, round or import has filled with --data`,
    )
  }
  const [{ lockFolder }, { startStores }, { createLocalLog }, { mkdir }] = await Promise.all([
    import('../local/lock.ts'),
    import('../local/stores.ts'),
    import('../local/local-log.ts'),
    import('node:fs/promises'),
  ])
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'bad_folder',
      `can't make the data folder ${dataDir} (${error.code}): name another one with --data`,
    )
  })
  const lock = lockFolder(dataDir)
  try {
    const stores = await startStores(dataDir, createLocalLog({ dataDir, env: process.env }))
    try {
      return await work(stores)
    } finally {
      await stores.close()
    }
  } finally {
    lock.release()
  }
}

async function tokenOf(options: DataOptions): Promise<string> {
  if (options.tokenFile !== undefined) {
    const text = await readFile(options.tokenFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new InputError(
        'unreadable',
        `can't read ${options.tokenFile} (${error.code}): name a file that holds the token`,
      )
    })
    return text.trim()
  }
  if (process.env.NHIP_TOKEN) return process.env.NHIP_TOKEN
  throw new InputError(
    'no_token',
    '--hub needs a token: set NHIP_TOKEN, or name a file with --token-file (a local platform writes its own into platform.json)',
  )
}

async function askHub<T>(hub: string, of: { readonly path: string; readonly token: string }): Promise<T> {
  if (!URL.canParse(hub) || !/^https?:$/.test(new URL(hub).protocol))
    throw new InputError('bad_hub', `--hub ${hub} is not an address: write it in full, such as http://127.0.0.1:4400`)
  const answer = await fetch(new URL(of.path, hub), { headers: { authorization: `Bearer ${of.token}` } }).catch(
    (error: Error) => {
      throw new InputError(
        'hub_unreachable',
        `no platform answers at ${hub} (${(error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message}): check the address`,
      )
    },
  )
  if (answer.ok) return (await answer.json()) as T
  if (answer.status === 401)
    throw new InputError('unauthorized', `${hub} refuses the token: use the one in its platform.json`)
  const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string }
  if (answer.status < 500) throw new InputError('refused', `${hub}: ${detail ?? `status ${answer.status}`}`)
  throw new Error(`${hub} answers ${answer.status}: ${detail ?? ''}`)
}
