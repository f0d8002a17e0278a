import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import pino from 'pino'
import { type Stores, startStores } from '../../lib/local/stores.ts'
import { createDeadLetters, type DeadLetters } from '../../lib/record/dead-letters.ts'

export const SILENT = pino({ level: 'silent' })

/** The embedded stores, in memory for null. */
export function openStores(dataDir: string | null = null): Promise<Stores> {
  return startStores(dataDir, SILENT)
}

let made = 0

export type TestQueue = DeadLetters & { readonly url: string; readonly received: () => Promise<readonly Message[]> }

/** A queue of its own in the embedded stores; `received` takes what can be received now off it. */
export async function makeQueue(stores: Stores): Promise<TestQueue> {
  const name = `test-${process.pid}-${++made}`
  await stores.clients.sqs.send(new CreateQueueCommand({ QueueName: name }))
  const url = `${stores.messagesEndpoint}/000000000000/${name}`
  return { ...createDeadLetters(stores.clients.sqs, url), url, received: () => receiveAll(stores.clients.sqs, url) }
}

/** Takes every message that can be received now. */
export async function receiveAll(sqs: SQSClient, url: string): Promise<readonly Message[]> {
  const all: Message[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )
    if (Messages.length === 0) return all
    all.push(...Messages)
    const Entries = Messages.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }))
  }
}
