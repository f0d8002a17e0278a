import type { Clients } from '../record/clients.ts'
import { withAwsClients } from './aws-clients.ts'

/** Works on a queue of dead letters on AWS, as `withAwsClients` does. */
export async function withAwsQueue<T>(
  { queue: name, region }: { readonly queue: string; readonly region?: string },
  work: (of: { readonly sqs: Clients['sqs']; readonly url: string }) => Promise<T>,
): Promise<T> {
  const { findQueue } = await import('../record/dead-letters.ts')
  const rights =
    'sqs:GetQueueUrl, ReceiveMessage, ChangeMessageVisibility and DeleteMessage, and sqs:SendMessage on the queues beside it,'
  const thing = {
    kind: 'queue',
    name,
    isOf: 'a queue of dead letters',
    rights,
    ...(region === undefined ? {} : { region }),
  } as const
  return withAwsClients(thing, async ({ sqs }) => work({ sqs, url: await findQueue(sqs, name) }))
}
