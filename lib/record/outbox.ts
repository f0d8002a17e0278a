import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { createQueue } from './queue.ts'

/** What waits at a location while the hub is away. */
export type Outbox = {
  /** Resolves once the message is kept. */
  readonly put: (body: string) => Promise<void>
  /** At most `limit` messages, in any order; they stay until they are removed. Empty: nothing waits. */
  readonly take: (limit: number) => Promise<readonly Waiting[]>
  readonly remove: (messages: readonly Waiting[]) => Promise<void>
}

export type Waiting = { readonly id: string; readonly body: string }

/** What a queue gives out at once. */
const BATCH = 10

/**
 * What was taken and not removed is given out again after this long. While the hub is away one message is taken each
 * minute: given out more often, it would reach the thousandth time, at which a queue gives a message up, before the ten
 * days are over that a queue keeps it.
 */
const HIDDEN_SECONDS = 900

/** An outbox that is a queue; what it gives out is hidden for a quarter of an hour. */
export function createQueueOutbox(client: SQSClient, queueUrl: string): Outbox {
  const queue = createQueue(client, queueUrl)
  return {
    put: (body) => queue.send({ body }),
    take: async (limit) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(BATCH, limit),
          VisibilityTimeout: HIDDEN_SECONDS,
          // Asks all of the queue's servers: an answer without messages then means that none waits.
          WaitTimeSeconds: 1,
        }),
      )
      return Messages.map((message) => ({ id: message.ReceiptHandle ?? '', body: message.Body ?? '' }))
    },
    remove: async (messages) => {
      for (let i = 0; i < messages.length; i += BATCH) {
        const Entries = messages.slice(i, i + BATCH).map(({ id }, index) => ({ Id: String(index), ReceiptHandle: id }))
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        if (Failed.length > 0) throw new Error(`the outbox kept ${Failed.length} messages that were sent`)
      }
    },
  }
}
