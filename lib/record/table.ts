import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { TableOperation } from '../model/access.ts'
import type { Key } from './keys.ts'

/** An item as it is stored: its keys, the version of its schema, and its own fields. */
export type Item = Key & { readonly schema: number } & Readonly<Record<string, unknown>>

/** What every store must do; only what DynamoDB and dynalite share. */
export type Table = {
  readonly get: (key: Key) => Promise<Item | null>
  readonly put: (item: Item) => Promise<void>
  /** Puts the item only where the condition holds; false where it doesn't. */
  readonly putIf: (item: Item, condition: Condition) => Promise<boolean>
  /** Deletes the item only where the condition holds; false where it doesn't, as where there is none. */
  readonly deleteIf: (key: Key, condition: Condition) => Promise<boolean>
  /** Items of a partition in the order of their sort keys, `from` and `to` inclusive. */
  readonly query: (range: Range) => Promise<readonly Item[]>
}

export type Condition = {
  readonly expression: string
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, unknown>>
}

export type Range = {
  readonly pk: string
  readonly from?: string
  readonly to?: string
  /** Latest first. */
  readonly descending?: boolean
  readonly limit?: number
  /** Only these attributes, with the keys where they are among them; default: the whole item. */
  readonly fields?: readonly string[]
}

export const SCHEMA = 1

/** The table behind a DynamoDB API. Rejects only for infrastructure faults, after the SDK's own retries. */
export function createTable(client: DynamoDBDocumentClient, tableName: string): Table {
  const putIf = (item: Item, condition: Condition | null): Promise<boolean> =>
    held(() => client.send(new PutCommand({ TableName: tableName, Item: item, ...conditionOf(condition) })))
  return {
    get: async ({ pk, sk }) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }),
      )
      return (Item as Item | undefined) ?? null
    },
    put: async (item) => void (await putIf(item, null)),
    putIf,
    deleteIf: ({ pk, sk }, condition) =>
      held(() => client.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk }, ...conditionOf(condition) }))),
    query: async (range) => {
      const items: Item[] = []
      let startKey: Record<string, unknown> | undefined
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression:
              range.from === undefined && range.to === undefined ? 'pk = :pk' : 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':pk': range.pk,
              ...(range.from === undefined && range.to === undefined
                ? {}
                : { ':from': range.from ?? ' ', ':to': range.to ?? '\uffff' }),
            },
            ...(range.fields === undefined ? {} : projectionOf(range.fields)),
            ScanIndexForward: range.descending !== true,
            ...(range.limit === undefined ? {} : { Limit: range.limit - items.length }),
            ...(startKey ? { ExclusiveStartKey: startKey } : {}),
          }),
        )
        items.push(...((page.Items ?? []) as Item[]))
        startKey = page.LastEvaluatedKey
      } while (startKey && (range.limit === undefined || items.length < range.limit))
      return items
    },
  }
}

/** Whether the condition of a write held. */
async function held(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

function conditionOf(condition: Condition | null) {
  return {
    ...(condition === null ? {} : { ConditionExpression: condition.expression }),
    ...(condition?.names ? { ExpressionAttributeNames: { ...condition.names } } : {}),
    ...(condition?.values ? { ExpressionAttributeValues: { ...condition.values } } : {}),
  }
}

/** By other names, since many words are reserved. */
function projectionOf(fields: readonly string[]) {
  return {
    ProjectionExpression: fields.map((_, index) => `#f${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((field, index) => [`#f${index}`, field])),
  }
}

/** A table that can do no more than what was granted: anything else rejects as a bug of ours. */
export function permit(table: Table, operations: readonly TableOperation[] = []): Table {
  const refuse = (operation: TableOperation) => (): Promise<never> =>
    Promise.reject(new Error(`this function may not ${operation}: see lib/model/access.ts`))
  const may = (operation: TableOperation): boolean => operations.includes(operation)
  return {
    get: may('get') ? table.get : refuse('get'),
    put: may('put') ? table.put : refuse('put'),
    putIf: may('putIf') ? table.putIf : refuse('putIf'),
    deleteIf: may('deleteIf') ? table.deleteIf : refuse('deleteIf'),
    query: may('query') ? table.query : refuse('query'),
  }
}

/** Makes the table where it isn't there yet: for stores on one machine, where no stack makes it. */
export async function ensureTable(client: DynamoDBDocumentClient, tableName: string): Promise<void> {
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }))
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    )
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 1 }, { TableName: tableName })
  }
}
