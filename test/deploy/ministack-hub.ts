import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Clients } from '../../lib/record/clients.ts'
import { ACCOUNT, type MiniStack } from '../kit/ministack.ts'
import { until } from '../kit/until.ts'

/** Functions of the hub that run by themselves. */
const SCHEDULED = ['nhip-close-slots', 'nhip-publish', 'nhip-close-day', 'nhip-archive-day', 'nhip-sweep', 'nhip-watch']
const INGEST = 'nhip-ingest'

/** What an operator can do to the hub of a deployment. */
export type Hub = {
  /** Stops all that it does: nothing is read from its queue, and nothing runs. Resolves when nothing is in flight. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Names of all functions in its region. */
  readonly functions: () => Promise<readonly string[]>
  /** Messages of a queue by its name: to be had, and taken by somebody who has not deleted them yet. */
  readonly messages: (queue: string) => Promise<{ readonly waiting: number; readonly taken: number }>
}

export function operateHub(at: {
  readonly ministack: MiniStack
  readonly clients: Clients
  readonly region: string
}): Hub {
  const lambda = new LambdaClient({
    region: at.region,
    endpoint: at.ministack.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const feed = async (enabled: boolean) => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: INGEST }))
    if (EventSourceMappings.length === 0) throw new Error(`nothing feeds ${INGEST}`)
    for (const { UUID } of EventSourceMappings)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }))
  }
  const messages: Hub['messages'] = async (queue) => {
    const { Attributes = {} } = await at.clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: `${at.ministack.url}/${ACCOUNT}/${queue}`,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      taken: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    }
  }
  return {
    stop: async () => {
      await feed(false)
      // A batch that is thrown back comes again only after the queue has hidden it for its time.
      await until('ingest has done what it had begun', async () => (await messages('nhip-observations')).taken === 0)
      for (const name of [INGEST, ...SCHEDULED])
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }))
    },
    start: async () => {
      for (const name of [INGEST, ...SCHEDULED])
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }))
      await feed(true)
    },
    functions: async () => {
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}))
      return Functions.map(({ FunctionName = '' }) => FunctionName)
    },
    messages,
  }
}
