import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import dynalite from 'dynalite'
import { createClients } from '../record/clients.ts'
import { ensureTable } from '../record/table.ts'

export type Embedded = { readonly endpoint: string; readonly close: () => Promise<void> }

export const TABLE_NAME = 'nhip'

/**
 * A DynamoDB API on loopback over a folder of its own in `dataDir`, or in memory for null. A folder that is still
 * being made when its maker is killed stays unusable for LevelDB's table of tables, so it is made elsewhere and renamed.
 */
export async function startEmbeddedTable(dataDir: string | null): Promise<Embedded> {
  if (dataDir === null) {
    const table = await listen(null)
    await makeTable(table.endpoint)
    return table
  }
  const path = join(dataDir, 'table')
  if (!existsSync(path)) {
    const unfinished = `${path}.new`
    await rm(unfinished, { recursive: true, force: true })
    const table = await listen(unfinished)
    await makeTable(table.endpoint)
    await table.close()
    await rename(unfinished, path)
  }
  return listen(path)
}

async function listen(path: string | null): Promise<Embedded> {
  const server: Server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      const closed = Promise.withResolvers<void>()
      server.close((error) => (error ? closed.reject(error) : closed.resolve()))
      server.closeAllConnections()
      return closed.promise
    },
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
