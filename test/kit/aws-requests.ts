import { existsSync, readFileSync } from 'node:fs'

/** Names the file that `record-requests.ts` writes to. */
export const RECORD_FILE = 'NHIP_TEST_RECORD_FILE'

/** A request that an embedded server has answered. */
export type AwsRequest = {
  /** Such as `PutItem`, `ReceiveMessage`, `Publish`. */
  readonly operation: string
  readonly status: number
  /** Of SendMessage and SendMessageBatch; null for others. */
  readonly body: string | null
}

/** A message that a queue has taken. */
export type SentMessage = { readonly queue: string; readonly body: unknown }

/** The environment of a platform whose embedded servers' answered requests are to be noted in `file`. */
export function recordingTo(file: string): NodeJS.ProcessEnv {
  return { [RECORD_FILE]: file, NODE_OPTIONS: `--import=${new URL('./record-requests.ts', import.meta.url).href}` }
}

/** What was noted so far; a line that a kill has cut is left out. */
export function readRequests(file: string): readonly AwsRequest[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as AwsRequest]
      } catch {
        return []
      }
    })
}

/** Messages that a queue has accepted, alone or in a batch. */
export function sentMessages(requests: readonly AwsRequest[]): readonly SentMessage[] {
  return requests
    .filter(({ status, body }) => status === 200 && body !== null)
    .flatMap(({ body }) => {
      const { QueueUrl, MessageBody, Entries } = JSON.parse(body ?? '') as {
        readonly QueueUrl: string
        readonly MessageBody?: string
        readonly Entries?: readonly { readonly MessageBody: string }[]
      }
      const queue = QueueUrl.split('/').at(-1) ?? ''
      const bodies = MessageBody === undefined ? (Entries ?? []).map((entry) => entry.MessageBody) : [MessageBody]
      return bodies.map((text) => ({ queue, body: JSON.parse(text) as unknown }))
    })
}
