import { setTimeout as delay } from 'node:timers/promises'
import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Key } from './keys.ts'
import type { Item } from './table.ts'

/** Many items at once, without conditions: only for who is alone with them, as with a folder that is locked. */
export type Bulk = {
  /** The items that there are, in any order. No key twice. */
  readonly getAll: (keys: readonly Key[]) => Promise<readonly Item[]>
  /** No key twice. Rejects where some may not be written; the others then are. */
  readonly putAll: (items: readonly Item[]) => Promise<void>
}

/** What DynamoDB takes in one request. */
const GET_LIMIT = 100
const PUT_LIMIT = 25

/** Requests under way at once. */
const LANES = 8

const TRIES = 8

/** The table behind a DynamoDB API, by batches. */
export function createBulk(client: DynamoDBDocumentClient, tableName: string): Bulk {
  return {
    getAll: async (keys) => {
      const found: Item[] = []
      await inBatches(keys, GET_LIMIT, async (batch) => {
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({
            RequestItems: { [tableName]: { Keys: batch.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: true } },
          }),
        )
        found.push(...((Responses?.[tableName] ?? []) as Item[]))
        return (UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[]
      })
      return found
    },
    putAll: (items) =>
      inBatches(items, PUT_LIMIT, async (batch) => {
        const { UnprocessedItems } = await client.send(
          new BatchWriteCommand({ RequestItems: { [tableName]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
        )
        return (UnprocessedItems?.[tableName] ?? []).map(({ PutRequest }) => PutRequest?.Item as Item)
      }),
  }
}

/** `work` returns what it could not do; that is tried again, ever later. */
async function inBatches<T>(
  all: readonly T[],
  size: number,
  work: (batch: readonly T[]) => Promise<readonly T[]>,
): Promise<void> {
  const batches: (readonly T[])[] = []
  for (let at = 0; at < all.length; at += size) batches.push(all.slice(at, at + size))
  const lane = async (): Promise<void> => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      let left: readonly T[] = await work(batch)
      for (let tries = 1; left.length > 0; tries++) {
        if (tries === TRIES) throw new Error(`the table refuses ${left.length} items for being too many at once`)
        await delay(2 ** tries * 25)
        left = await work(left)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(LANES, batches.length) }, lane))
}
