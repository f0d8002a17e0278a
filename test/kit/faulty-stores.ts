import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { sqsHandler } from '../../functions/shell.ts'
import { contextOf } from '../../lib/local/pump.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Clients, createClients } from '../../lib/record/clients.ts'
import { createQueue, type Queue } from '../../lib/record/queue.ts'
import { createTable, ensureTable, type Table } from '../../lib/record/table.ts'
import { type FaultPlan, startFaultProxy } from './fault-proxy.ts'
import { sqsEvent } from './lambda.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from './stores.ts'

/** The embedded stores, and clients whose calls have faults by plan. */
export type FaultyStores = {
  /** Without faults. */
  readonly stores: Stores
  readonly clients: Clients
  readonly setPlan: (plan: FaultPlan | null) => void
  readonly makeTable: () => Promise<FaultyTable>
  readonly makeQueue: () => Promise<FaultyQueue>
  readonly close: () => Promise<void>
}

export type FaultyTable = {
  readonly faulty: Table
  readonly clean: Table
  readonly drop: () => Promise<void>
}

export type FaultyQueue = {
  readonly faulty: Queue
  readonly clean: TestQueue
  /** For the clients with faults. */
  readonly url: string
  /**
   * Takes at most so many messages, and deletes those for which `each` resolves, as an event-source mapping does; the
   * others can be taken again at once. Resolves with how many it took, whatever fails.
   */
  readonly pump: (limit: number, each: (body: string) => Promise<void>) => Promise<number>
}

/** What doesn't answer is given up so soon: the platform's own time-out is made for networks. */
const TIMEOUT_MS = 250

/** Of the tables in a process. */
let made = 0

export async function openFaultyStores(): Promise<FaultyStores> {
  const stores = await openStores()
  const table = await startFaultProxy(stores.tableEndpoint)
  const messages = await startFaultProxy(stores.messagesEndpoint)
  const clients = createClients({
    ...stores.env,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SQS: messages.endpoint,
    AWS_ENDPOINT_URL_SNS: messages.endpoint,
  })
  for (const { config } of [clients.dynamodb, clients.sqs, clients.sns]) {
    ;(config.requestHandler as unknown as TimedHandler).updateHttpClientConfig('requestTimeout', TIMEOUT_MS)
    // As often as ever, and without the pauses between.
    const { retryBackoffStrategy } = (await config.retryStrategy()) as unknown as RetryStrategy
    Object.assign(retryBackoffStrategy, { computeNextBackoffDelay: () => 1 })
  }
  return {
    stores,
    clients,
    setPlan: (plan) => {
      for (const proxy of [table, messages]) proxy.setPlan(plan ?? (() => null))
    },
    makeTable: async () => {
      const name = `nhip-${++made}`
      await ensureTable(stores.clients.dynamodb, name)
      return {
        faulty: createTable(clients.dynamodb, name),
        clean: createTable(stores.clients.dynamodb, name),
        drop: async () => void (await stores.clients.dynamodb.send(new DeleteTableCommand({ TableName: name }))),
      }
    },
    makeQueue: async () => {
      const clean = await makeQueue(stores)
      const url = clean.url.replace(stores.messagesEndpoint, messages.endpoint)
      return { clean, url, faulty: createQueue(clients.sqs, url), pump: pumpOf(clients, url) }
    },
    close: async () => {
      clients.close()
      await Promise.all([table.close(), messages.close()])
      await stores.close()
    },
  }
}

type RetryStrategy = { readonly retryBackoffStrategy: object }
type TimedHandler = { readonly updateHttpClientConfig: (key: 'requestTimeout', value: number) => void }

function pumpOf({ sqs }: Clients, url: string): FaultyQueue['pump'] {
  return async (limit, each) => {
    const handler = sqsHandler({ log: SILENT, each: ({ body }) => each(body) })
    const { Messages = [] } = await sqs
      .send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: Math.min(10, limit), VisibilityTimeout: 0 }),
      )
      .catch(() => ({ Messages: [] }))
    if (Messages.length === 0) return 0
    const { batchItemFailures } = await handler(sqsEvent(...Messages.map(({ Body = '' }) => Body)), contextOf('pump'))
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    const done = Messages.filter((_, index) => !failed.has(`m${index}`))
    const Entries = done.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }))
    if (Entries.length > 0)
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries })).catch(() => undefined)
    return Messages.length
  }
}
