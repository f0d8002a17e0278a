import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import type { Stores } from '../../lib/local/stores.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { makeQueue } from './stores.ts'

export type Told = {
  readonly event: AlertEvent
  readonly attributes: Readonly<Record<string, string>>
  readonly subject: string
}

export type TestTopic = {
  readonly arn: string
  /** What subscribers have been told since the last call, in order. */
  readonly told: () => Promise<readonly Told[]>
}

type Envelope = {
  readonly Message: string
  readonly Subject: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>
}

let made = 0

/** A topic of its own with one subscriber; `policy` filters by attributes. */
export async function makeTopic(stores: Stores, policy?: object): Promise<TestTopic> {
  const { TopicArn: arn = '' } = await stores.clients.sns.send(
    new CreateTopicCommand({ Name: `test-${process.pid}-${++made}` }),
  )
  const queue = await makeQueue(stores)
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${queue.url.split('/').at(-1)}`
  const Attributes = policy ? { FilterPolicy: JSON.stringify(policy) } : undefined
  await stores.clients.sns.send(
    new SubscribeCommand({ TopicArn: arn, Protocol: 'sqs', Endpoint, ...(Attributes ? { Attributes } : {}) }),
  )
  return {
    arn,
    told: async () =>
      (await queue.received()).map(({ Body = '' }) => {
        const { Message, Subject, MessageAttributes = {} } = JSON.parse(Body) as Envelope
        return {
          event: JSON.parse(Message) as AlertEvent,
          subject: Subject,
          attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value])),
        }
      }),
  }
}
