import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { createQueue, type Queue } from './queue.ts'

/** A message that could not be used where it came. */
export type DeadLetter = {
  readonly id: string
  readonly body: string
  readonly sentAtMs: number
  /** Why; null: nobody said. */
  readonly reason: string | null
  /** The name of the queue that it was taken from; null: it was refused before it got into any. */
  readonly queue: string | null
  /** Names this taking of it. */
  readonly receipt: string
}

/** The queue of dead letters, for whoever goes through it. */
export type DeadLetters = Queue & {
  /** At most 10; what is taken is hidden from others for a minute. Empty: none is there. */
  readonly take: () => Promise<readonly DeadLetter[]>
  /** Shows again what was taken. */
  readonly release: (letters: readonly DeadLetter[]) => Promise<void>
  readonly remove: (letters: readonly DeadLetter[]) => Promise<void>
  /** The queue of that name beside this one. */
  readonly beside: (queue: string) => Queue
}

/** What a queue gives out, and takes, at once. */
const BATCH = 10

const HIDDEN_SECONDS = 60

/** Of a dead letter: where it came from and why it is one, each as short as an attribute is to be. */
export function letterAttributes(of: {
  readonly reason: string
  readonly queue: string | null
}): Readonly<Record<string, string>> {
  return { reason: of.reason.slice(0, 250), ...(of.queue === null ? {} : { queue: of.queue }) }
}

/** The address of a queue of that name in the client's region. */
export async function findQueue(client: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }))
  if (!QueueUrl) throw new Error(`the queue ${name} has no address`)
  return QueueUrl
}

export function createDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  return {
    ...createQueue(client, queueUrl),
    take: async () => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: HIDDEN_SECONDS,
          // Asks all of the queue's servers: an answer without messages then means that there are none.
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      )
      return Messages.map(letterOf)
    },
    release: async (letters) => {
      for (const part of parts(letters))
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            // 1 s and not 0, at which fauxqs loses the message until its next start.
            Entries: part.map((entry) => ({ ...entry, VisibilityTimeout: 1 })),
          }),
        )
    },
    remove: async (letters) => {
      for (const part of parts(letters)) {
        const { Failed = [] } = await client.send(
          new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...part] }),
        )
        if (Failed.length > 0) throw new Error(`the queue kept ${Failed.length} dead letters that were put back`)
      }
    },
    beside: (queue) => createQueue(client, `${queueUrl.slice(0, queueUrl.lastIndexOf('/'))}/${queue}`),
  }
}

function letterOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes }: Message): DeadLetter {
  // SQS itself says where it took what was tried too often.
  const arn = (Attributes as Readonly<Record<string, string>> | undefined)?.DeadLetterQueueSourceArn
  return {
    id: MessageId ?? '',
    body: Body ?? '',
    sentAtMs: Number(Attributes?.SentTimestamp ?? 0),
    reason: MessageAttributes?.reason?.StringValue ?? null,
    queue: MessageAttributes?.queue?.StringValue ?? arn?.slice(arn.lastIndexOf(':') + 1) ?? null,
    receipt: ReceiptHandle ?? '',
  }
}

function* parts(
  letters: readonly DeadLetter[],
): Generator<readonly { readonly Id: string; readonly ReceiptHandle: string }[]> {
  for (let i = 0; i < letters.length; i += BATCH)
    yield letters.slice(i, i + BATCH).map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }))
}
