import { type AwsFault, awsFault } from '../local/aws-fault.ts'
import type { Stores } from '../local/stores.ts'
import { InputError } from '../model/input-error.ts'

export type AwsTableOptions = { readonly table?: string; readonly region?: string }

/** What the person can mend. */
const FIXES: Readonly<Record<AwsFault, string>> = {
  no_credentials: 'there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  bad_credentials: 'these AWS credentials are wrong or have expired: sign in again',
  denied: 'these AWS credentials may not use it: they need dynamodb:GetItem, PutItem and Query on it',
  throttled: 'AWS asks for fewer requests: try again in a minute',
  unreachable: 'nothing answers there: check AWS_ENDPOINT_URL and --region',
  not_found: 'there is no such table there: check --table and --region',
  other: 'AWS refuses it: check that --table is the table of a hub',
}

/**
 * Works on a hub's table on AWS, with the credentials of the environment. Rejects with an `InputError` for a table that
 * is not there or may not be used.
 */
export async function withAwsTable<T>(
  options: { readonly table: string; readonly region?: string },
  work: (stores: Pick<Stores, 'table'>) => Promise<T>,
): Promise<T> {
  const [{ createClients }, { createTable }] = await Promise.all([
    import('../record/clients.ts'),
    import('../record/table.ts'),
  ])
  const region = options.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  const clients = createClients({ ...process.env, AWS_REGION: region })
  try {
    return await work({ table: createTable(clients.dynamodb, options.table) })
  } catch (error) {
    if (error instanceof InputError) throw error
    const where = region === undefined ? '' : ` in ${region}`
    const refuse = (fix: string): InputError =>
      new InputError('no_table', `can't use the table ${options.table}${where}: ${fix}`, { cause: error })
    if (region === undefined && String(error).includes('Region is missing'))
      throw refuse('no region is known: name it with --region')
    throw refuse(FIXES[awsFault(error).fault])
  } finally {
    clients.close()
  }
}
