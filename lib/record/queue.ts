import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'

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
  /** Sends all, ten a call; rejects where any was not accepted (those that were stay sent). */
  readonly sendAll: (messages: readonly OutgoingMessage[]) => Promise<void>
}

const BATCH = 10

export function createQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    send: async (message) =>
      void (await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...entry(message) }))),
    sendAll: async (messages) => {
      for (let i = 0; i < messages.length; i += BATCH) {
        const entries = messages.slice(i, i + BATCH).map((message, index) => ({ Id: String(index), ...entry(message) }))
        const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
        if (Failed && Failed.length > 0)
          throw new Error(`queue refused ${Failed.length} of ${entries.length} messages: ${Failed[0]?.Code}`)
      }
    },
  }
}

function entry({ body, delaySeconds, attributes }: OutgoingMessage) {
  return {
    MessageBody: body,
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
