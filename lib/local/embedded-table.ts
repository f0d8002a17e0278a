import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { createClients } from '../record/clients.ts'
import { ensureTable } from '../record/table.ts'
import type { TableWorkerOptions, TableWorkerReport } from './table-worker.ts'

export type Embedded = { readonly endpoint: string; readonly close: () => Promise<void> }

export const TABLE_NAME = 'nhip'

const RESTART_MS = 1_000

/** Without limits a thread's heap grows to what the machine has, long before anything needs it. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 1_024 }

/**
 * A DynamoDB API on loopback over a folder of its own in `dataDir`, or in memory for null. A folder that is still
 * being made when its maker is killed stays unusable for dynalite, so it is made elsewhere and renamed.
 */
export async function startEmbeddedTable(dataDir: string | null, log: Logger): Promise<Embedded> {
  if (dataDir === null) {
    const table = await keepServing(null, log)
    await makeTable(table.endpoint)
    return table
  }
  const path = join(dataDir, 'table')
  if (!existsSync(path)) {
    const unfinished = `${path}.new`
    await rm(unfinished, { recursive: true, force: true })
    const table = await keepServing(unfinished, log)
    await makeTable(table.endpoint)
    await table.close()
    await rename(unfinished, path)
  }
  return keepServing(path, log)
}

/**
 * Runs the server in a thread of its own. dynalite throws when its store can't write (a full disk), and LevelDB
 * refuses all writes from then on until it is opened anew: the thread ends, and a new one takes its place and port.
 */
async function keepServing(path: string | null, log: Logger): Promise<Embedded> {
  let closing = false
  let worker: Worker
  const first = await serve({ path, port: 0 })
  worker = first.worker
  const watch = (): void => {
    worker.once('exit', () => {
      if (!closing) void restart()
    })
  }
  const restart = async (): Promise<void> => {
    while (!closing) {
      try {
        worker = (await serve({ path, port: first.port })).worker
        watch()
        log.info('the table works again')
        return
      } catch (error) {
        log.error({ error: String(error) }, 'the table cannot be opened, trying on')
        await delay(RESTART_MS)
      }
    }
  }
  watch()
  return {
    endpoint: `http://127.0.0.1:${first.port}`,
    close: async () => {
      closing = true
      if (worker.threadId === -1) return
      const { promise, resolve } = Promise.withResolvers<void>()
      worker.once('exit', () => resolve())
      worker.postMessage('close')
      await promise
    },
  }

  async function serve(options: TableWorkerOptions): Promise<{ readonly worker: Worker; readonly port: number }> {
    const started = new Worker(new URL('./table-worker.ts', import.meta.url), {
      workerData: options,
      resourceLimits: HEAP,
    })
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    started.on('error', (error) => {
      log.error({ error: String(error) }, 'the table broke, it is opened anew')
      reject(error)
    })
    started.once('exit', () => reject(new Error('the table ended before it was open')))
    started.once('message', ({ port }: TableWorkerReport) => resolve(port))
    return { worker: started, port: await promise }
  }
}

async function makeTable(endpoint: string): Promise<void> {
  const clients = createClients(localCredentials({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }))
  try {
    await ensureTable(clients.dynamodb, TABLE_NAME)
  } finally {
    clients.close()
  }
}

/** The embedded servers accept any credentials; the SDK insists on having some. */
export function localCredentials(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', ...env }
}
