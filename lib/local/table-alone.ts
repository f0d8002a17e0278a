import type { Logger } from 'pino'
import { createClients } from '../record/clients.ts'
import { createTable } from '../record/table.ts'
import { localCredentials, startEmbeddedTable, TABLE_NAME } from './embedded-table.ts'
import type { Stores } from './stores.ts'

/** Starts the table alone over a folder whose lock is held: half of what all of them cost, for whoever needs no other. */
export async function startTable(dataDir: string, log: Logger): Promise<Pick<Stores, 'table' | 'close'>> {
  const table = await startEmbeddedTable(dataDir, log)
  const clients = createClients(localCredentials({ AWS_ENDPOINT_URL_DYNAMODB: table.endpoint }))
  return {
    table: createTable(clients.dynamodb, TABLE_NAME),
    close: () => {
      clients.close()
      return table.close()
    },
  }
}
