import type { Logger } from 'pino'
import { type Archive, createArchive } from '../record/archive.ts'
import { type Clients, createClients } from '../record/clients.ts'
import { createTable, type Table } from '../record/table.ts'
import { type OldFiles, startEmbeddedMessages, type Waiting } from './embedded-messages.ts'
import { localCredentials, startEmbeddedTable, TABLE_NAME } from './embedded-table.ts'
import { ARCHIVE } from './resources.ts'

export { TABLE_NAME }

/** The embedded servers of one machine, and clients for them. */
export type Stores = {
  readonly table: Table
  readonly clients: Clients
  /** Its bucket is made by `ensureHubResources`. */
  readonly archive: Archive
  readonly dropFiles: (of: OldFiles) => void
  /** What waits in each queue, by its name. */
  readonly waiting: () => ReadonlyMap<string, Waiting>
  readonly tableEndpoint: string
  readonly messagesEndpoint: string
  /** What a function's environment needs to find them. */
  readonly env: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Starts them over a folder whose lock is held, or in memory for null. */
export async function startStores(dataDir: string | null, log: Logger): Promise<Stores> {
  const [table, messages] = await Promise.all([startEmbeddedTable(dataDir, log), startEmbeddedMessages(dataDir)])
  const env = localCredentials({
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SQS: messages.endpoint,
    AWS_ENDPOINT_URL_SNS: messages.endpoint,
    AWS_ENDPOINT_URL_S3: messages.endpoint,
  })
  const clients = createClients(env)
  return {
    table: createTable(clients.dynamodb, TABLE_NAME),
    clients,
    archive: createArchive(env, ARCHIVE),
    dropFiles: messages.dropFiles,
    waiting: messages.waiting,
    env,
    tableEndpoint: table.endpoint,
    messagesEndpoint: messages.endpoint,
    close: async () => {
      clients.close()
      await Promise.all([messages.close(), table.close()])
    },
  }
}
