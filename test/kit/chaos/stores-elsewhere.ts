import { localCredentials, TABLE_NAME } from '../../../lib/local/embedded-table.ts'
import { ARCHIVE } from '../../../lib/local/resources.ts'
import type { Stores } from '../../../lib/local/stores.ts'
import { createArchive } from '../../../lib/record/archive.ts'
import { createClients } from '../../../lib/record/clients.ts'
import { createTable } from '../../../lib/record/table.ts'

export type Endpoints = Pick<Stores, 'tableEndpoint' | 'messagesEndpoint'>

/** Stores that somebody else runs. */
export function storesElsewhere(at: Endpoints): Stores {
  const env = localCredentials({
    AWS_ENDPOINT_URL_DYNAMODB: at.tableEndpoint,
    AWS_ENDPOINT_URL_SQS: at.messagesEndpoint,
    AWS_ENDPOINT_URL_SNS: at.messagesEndpoint,
    AWS_ENDPOINT_URL_S3: at.messagesEndpoint,
  })
  const clients = createClients(env)
  return {
    ...at,
    env,
    clients,
    table: createTable(clients.dynamodb, TABLE_NAME),
    archive: createArchive(env, ARCHIVE),
    dropFiles: () => undefined,
    waiting: () => new Map(),
    close: () => Promise.resolve(clients.close()),
  }
}
