import type { Stores } from '../local/stores.ts'
import { withAwsClients } from './aws-clients.ts'

export type AwsTableOptions = { readonly table?: string; readonly region?: string }

/** Works on a hub's table on AWS, as `withAwsClients` does. */
export async function withAwsTable<T>(
  { table: name, region }: { readonly table: string; readonly region?: string },
  work: (stores: Pick<Stores, 'table'>) => Promise<T>,
): Promise<T> {
  const { createTable } = await import('../record/table.ts')
  const rights = 'dynamodb:GetItem, PutItem and Query'
  const thing = {
    kind: 'table',
    name,
    isOf: 'the table of a hub',
    rights,
    ...(region === undefined ? {} : { region }),
  } as const
  return withAwsClients(thing, ({ dynamodb }) => work({ table: createTable(dynamodb, name) }))
}
