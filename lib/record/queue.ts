import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { sendable } from './sendable.ts'

export type OutgoingMessage = {
  readonly body: string
  /** Whole seconds, 0 to 900. */
  readonly delaySeconds?: number
  readonly attributes?: Readonly<Record<string, string>>
}

/** One queue, to send to. Receiving is the platform's: an event-source mapping, or the pump on one machine. */
export type Queue = {
  /** Resolves once the queue has the message. */
  readonly send: (message: OutgoingMessage) => Promise<void>
  /** Sends all, in as few calls as a queue allows; rejects where any was not accepted (those that were stay sent). */
  readonly sendAll: (messages: readonly OutgoingMessage[]) => Promise<void>
}

/** What one call may hold: so many messages, and so many bytes in all (a quarter of the limit is left for attributes). */
const BATCH = 10
const BATCH_BYTES = 192 * 1024

export function createQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    send: async (message) =>
      void (await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...entry(message) }))),
    sendAll: async (messages) => {
      for (const batch of batches(messages)) {
        const entries = batch.map((message, index) => ({ Id: String(index), ...entry(message) }))
        const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
        if (Failed && Failed.length > 0)
          throw new Error(`queue refused ${Failed.length} of ${entries.length} messages: ${Failed[0]?.Code}`)
      }
    },
  }
}

/** A message that alone is larger than a batch should be goes alone: the queue says whether it is too large. */
function batches(messages: readonly OutgoingMessage[]): readonly (readonly OutgoingMessage[])[] {
  const all: OutgoingMessage[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of messages) {
    const size = Buffer.byteLength(message.body)
    if (bytes + size > BATCH_BYTES || all.at(-1)?.length === BATCH) {
      all.push([])
      bytes = 0
    }
    all.at(-1)?.push(message)
    bytes += size
  }
  return all
}

function entry({ body, delaySeconds, attributes }: OutgoingMessage) {
  return {
    MessageBody: sendable(body),
    ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
    ...(attributes
      ? {
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
          ),
        }
      : {}),
  }
}
