import { setTimeout as delay } from 'node:timers/promises'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Logger } from 'pino'

export type PumpOptions = {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly name: string
  readonly handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>
  /** Messages in one event, 1 to 10. */
  readonly batchSize: number
  /** Events under way at once. */
  readonly concurrency: number
  readonly log: Logger
}

export type Pump = {
  /** Takes nothing new; resolves when what was taken has been handled. */
  readonly drain: () => Promise<void>
  /** Takes nothing new and hands what was taken back to its queue, whatever its handler still does. */
  readonly handBack: () => Promise<void>
}

const LONG_POLL_SECONDS = 20
const BACK_OFF_MS = 1_000

/**
 * Plays the event-source mapping of a queue: batches, visibility, partial batch failures. A message is deleted once
 * its handler has succeeded; what failed comes again when its visibility ends.
 */
export function startPump(options: PumpOptions): Pump {
  const { sqs, queueUrl, log } = options
  const stop = new AbortController()
  const active = new Map<Promise<void>, readonly Message[]>()
  let broken = false

  const receive = async (): Promise<readonly Message[]> => {
    try {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: options.batchSize,
          WaitTimeSeconds: LONG_POLL_SECONDS,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: stop.signal, requestTimeout: LONG_POLL_SECONDS * 1_000 + 10_000 },
      )
      if (broken) log.info({ queue: options.name }, 'queue works again')
      broken = false
      return Messages ?? []
    } catch (error) {
      if (stop.signal.aborted) return []
      if (!broken) log.error({ queue: options.name, error: messageOf(error) }, 'queue cannot be read, trying on')
      broken = true
      await delay(BACK_OFF_MS, undefined, { signal: stop.signal }).catch(() => undefined)
      return []
    }
  }

  const handle = async (messages: readonly Message[]): Promise<void> => {
    const failed = await options
      .handler({ Records: messages.map((message) => recordOf(message, queueUrl)) }, contextOf(options.name))
      .then(({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)))
      .catch((error: unknown) => {
        if (!stop.signal.aborted)
          log.error({ queue: options.name, error: messageOf(error) }, 'handler failed, its messages will come again')
        return null
      })
    const done = failed === null ? [] : messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''))
    if (done.length === 0) return
    await sqs
      .send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: done.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle ?? '' })),
        }),
      )
      .catch((error: unknown) =>
        log.error(
          { queue: options.name, error: messageOf(error) },
          'handled messages could not be deleted, they will come again',
        ),
      )
  }

  const loop = (async () => {
    while (!stop.signal.aborted) {
      if (active.size >= options.concurrency) {
        await Promise.race(active.keys())
        continue
      }
      const messages = await receive()
      if (messages.length === 0) continue
      const work: Promise<void> = handle(messages).finally(() => active.delete(work))
      active.set(work, messages)
    }
  })()

  return {
    drain: async () => {
      stop.abort()
      await loop
      await Promise.all(active.keys())
    },
    handBack: async () => {
      stop.abort()
      await loop
      await Promise.all(
        [...active.values()].map((messages) =>
          // 1 s and not 0, at which fauxqs loses the message until its next start.
          sqs
            .send(
              new ChangeMessageVisibilityBatchCommand({
                QueueUrl: queueUrl,
                Entries: messages.map((message, index) => ({
                  Id: String(index),
                  ReceiptHandle: message.ReceiptHandle ?? '',
                  VisibilityTimeout: 1,
                })),
              }),
            )
            .catch((error: unknown) =>
              log.error(
                { queue: options.name, error: messageOf(error) },
                'could not hand messages back, they come again later',
              ),
            ),
        ),
      )
    },
  }
}

function recordOf(message: Message, queueUrl: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
      ...message.Attributes,
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:local:000000000000:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`,
    awsRegion: 'local',
  }
}

/** The part of a Lambda's context that means something here. */
export function contextOf(functionName: string): Context {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `local:${functionName}`,
    memoryLimitInMB: '0',
    awsRequestId: crypto.randomUUID(),
    logGroupName: '',
    logStreamName: '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 900_000,
  } as Context
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
