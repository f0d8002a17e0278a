import { ListTopicsCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { localCredentials } from '../../lib/local/embedded-table.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { type Clients, createClients } from '../../lib/record/clients.ts'
import type { Ready } from './nhip-process.ts'

/** An alert as a subscriber gets it. */
export type Received = { readonly event: AlertEvent; readonly attributes: Readonly<Record<string, string>> }

/** Clients of a platform's embedded servers. */
export function clientsOf({ endpoints }: Pick<Ready, 'endpoints'>): Clients {
  const { dynamodb, messages } = endpoints
  return createClients(
    localCredentials({
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ENDPOINT_URL_SQS: messages,
      AWS_ENDPOINT_URL_SNS: messages,
    }),
  )
}

/** Makes a queue that gets what of the alert topic its filter policy lets through, without envelope. */
export async function subscribeQueue(
  clients: Clients,
  { name, filterPolicy }: { readonly name: string; readonly filterPolicy: Readonly<Record<string, readonly string[]>> },
): Promise<void> {
  const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name }))
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const { Topics } = await clients.sns.send(new ListTopicsCommand({}))
  const topic = Topics?.find(({ TopicArn }) => TopicArn?.endsWith(':nhip-alerts'))
  if (!topic || !Attributes?.QueueArn) throw new Error('the alert topic, or the queue, is not there')
  await clients.sns.send(
    new SubscribeCommand({
      TopicArn: topic.TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes.QueueArn,
      Attributes: { FilterPolicy: JSON.stringify(filterPolicy), RawMessageDelivery: 'true' },
    }),
  )
}

/** Takes what the queue holds now, in the order of arrival. */
export async function takeAlerts(
  clients: Clients,
  { name, endpoint }: { readonly name: string; readonly endpoint: string },
): Promise<readonly Received[]> {
  const QueueUrl = `${endpoint}/000000000000/${name}`
  const taken: Received[] = []
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    )
    if (Messages.length === 0) return taken
    for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes ?? {}).map(([key, value]) => [key, value.StringValue ?? ''])
      taken.push({ event: JSON.parse(Body ?? '') as AlertEvent, attributes: Object.fromEntries(attributes) })
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}
