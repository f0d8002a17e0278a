import { CreateTopicCommand, type SNSClient } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Clients } from '../record/clients.ts'

/** The queues and the topic of one machine, as the functions' environments name them. */
export type Resources = {
  readonly observations: string
  readonly deadLetters: string
  readonly topic: string
  readonly checks: (location: string) => string
  readonly audits: (location: string) => string
}

export type Visibility = {
  /** How long a message that somebody took stays hidden, whole seconds: longer than the work on it. */
  readonly checksSeconds: number
  readonly auditsSeconds: number
  readonly observationsSeconds: number
}

/** Data stays for 10 days, dead letters for 14: what SQS allows. */
const KEEP_SECONDS = 10 * 86_400
const KEEP_DEAD_SECONDS = 14 * 86_400

/** Makes the queues and the topic where they aren't there yet, and sets what may have changed. */
export async function ensureResources(
  clients: Pick<Clients, 'sqs' | 'sns'>,
  at: { readonly endpoint: string; readonly locations: readonly string[]; readonly visibility: Visibility },
): Promise<Resources> {
  const { visibility } = at
  // Queue URLs come back with a port of an earlier start; they are built from the endpoint instead.
  const url = (name: string): string => `${at.endpoint}/000000000000/${name}`
  const names: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['nhip-dead-letters', { MessageRetentionPeriod: String(KEEP_DEAD_SECONDS) }],
    [
      'nhip-observations',
      { MessageRetentionPeriod: String(KEEP_SECONDS), VisibilityTimeout: String(visibility.observationsSeconds) },
    ],
    ...at.locations.flatMap((location) => [
      [
        `nhip-${location}-checks`,
        { MessageRetentionPeriod: String(KEEP_SECONDS), VisibilityTimeout: String(visibility.checksSeconds) },
      ] as const,
      [
        `nhip-${location}-audits`,
        { MessageRetentionPeriod: String(KEEP_SECONDS), VisibilityTimeout: String(visibility.auditsSeconds) },
      ] as const,
    ]),
  ]
  for (const [name, attributes] of names) await ensureQueue(clients.sqs, { name, url: url(name), attributes })
  return {
    observations: url('nhip-observations'),
    deadLetters: url('nhip-dead-letters'),
    topic: await ensureTopic(clients.sns),
    checks: (location) => url(`nhip-${location}-checks`),
    audits: (location) => url(`nhip-${location}-audits`),
  }
}

/** Creating a queue that exists with other attributes is an error: it is looked up first, then set. */
async function ensureQueue(
  sqs: SQSClient,
  queue: { readonly name: string; readonly url: string; readonly attributes: Readonly<Record<string, string>> },
): Promise<void> {
  try {
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['QueueArn'] }))
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: queue.attributes }))
  } catch (error) {
    if (!(error instanceof Error) || !/NonExistent|DoesNotExist/.test(error.name)) throw error
    await sqs.send(new CreateQueueCommand({ QueueName: queue.name, Attributes: queue.attributes }))
  }
}

async function ensureTopic(sns: SNSClient): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'nhip-alerts' }))
  if (!TopicArn) throw new Error('the topic has no ARN')
  return TopicArn
}
