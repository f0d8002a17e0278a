import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { crc32 } from 'node:zlib'

/** An answer of an AWS API, as it goes over the wire. */
export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** A batch of which only a part is passed on. */
export type DividedBatch = {
  readonly done: Buffer
  /** The answer to the part, as one to the whole: it names what was not done. */
  readonly tell: (answer: Answer) => Answer
}

type Entry = { readonly Id: string }
type TableRequests = Readonly<Record<string, readonly unknown[] | { readonly Keys: readonly unknown[] }>>

/**
 * How each service says that there was too much at once. Sources: the API references of DynamoDB (common errors), SQS
 * (`ReceiveMessage`, `SendMessageBatch`) and SNS (`Publish`).
 */
export function throttledAnswer(asked: IncomingMessage): Answer {
  const target = String(asked.headers['x-amz-target'] ?? '')
  if (target.startsWith('DynamoDB')) {
    const code = target.endsWith('Query') ? 'ThrottlingException' : 'ProvisionedThroughputExceededException'
    return answerOf(asked, { status: 400, code })
  }
  if (target.endsWith('ReceiveMessage')) return answerOf(asked, { status: 400, code: 'OverLimit' })
  if (target.startsWith('AmazonSQS')) return answerOf(asked, { status: 400, code: 'RequestThrottled' })
  return answerOf(asked, { status: 429, code: 'Throttled' })
}

/** An error in the words of the service that was asked. */
export function answerOf(asked: IncomingMessage, of: { readonly status: number; readonly code: string }): Answer {
  const { status, code } = of
  const target = String(asked.headers['x-amz-target'] ?? '')
  if (target === '') {
    const body = `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>planned</Message></Error></ErrorResponse>`
    return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) }
  }
  const space = target.startsWith('DynamoDB') ? 'com.amazonaws.dynamodb.v20120810' : 'com.amazonaws.sqs'
  return json(
    { __type: `${space}#${code}`, message: 'planned' },
    { status, headers: { 'content-type': String(asked.headers['content-type']) } },
  )
}

/** Null where the call is no batch. */
export function divide(operation: string, body: Buffer): DividedBatch | null {
  if (operation === 'SendMessageBatch' || operation === 'DeleteMessageBatch') return divideEntries(body)
  if (operation === 'BatchWriteItem' || operation === 'BatchGetItem')
    return divideItems(body, operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems')
  return null
}

/** The first entry at least goes through: an empty batch is an error. */
function divideEntries(body: Buffer): DividedBatch {
  const asked = JSON.parse(body.toString()) as { readonly Entries: readonly Entry[] }
  const count = Math.max(1, Math.floor(asked.Entries.length / 2))
  const Failed = asked.Entries.slice(count).map(({ Id }) => ({
    Id,
    Code: 'InternalError',
    Message: 'planned',
    SenderFault: false,
  }))
  return {
    done: Buffer.from(JSON.stringify({ ...asked, Entries: asked.Entries.slice(0, count) })),
    tell: (answer) => {
      if (answer.status !== 200 || Failed.length === 0) return answer
      const told = JSON.parse(answer.body.toString()) as { readonly Failed?: readonly unknown[] }
      return json({ ...told, Failed: [...(told.Failed ?? []), ...Failed] }, answer)
    },
  }
}

function divideItems(body: Buffer, left: 'UnprocessedItems' | 'UnprocessedKeys'): DividedBatch {
  const asked = JSON.parse(body.toString()) as { readonly RequestItems: TableRequests }
  const halves = Object.entries(asked.RequestItems).map(([table, items]) => {
    const all = 'Keys' in items ? items.Keys : items
    const count = Math.max(1, Math.floor(all.length / 2))
    const again = (part: readonly unknown[]) => ('Keys' in items ? { ...items, Keys: part } : part)
    return { table, done: again(all.slice(0, count)), rest: all.slice(count), again }
  })
  const undone = Object.fromEntries(
    halves.filter(({ rest }) => rest.length > 0).map(({ table, rest, again }) => [table, again(rest)]),
  )
  return {
    done: Buffer.from(
      JSON.stringify({ ...asked, RequestItems: Object.fromEntries(halves.map(({ table, done }) => [table, done])) }),
    ),
    tell: (answer) =>
      answer.status === 200
        ? json({ ...(JSON.parse(answer.body.toString()) as object), [left]: undone }, answer)
        : answer,
  }
}

function json(value: unknown, like: Pick<Answer, 'status' | 'headers'>): Answer {
  const body = Buffer.from(JSON.stringify(value))
  const { 'x-amz-crc32': _sum, ...headers } = like.headers
  return { status: like.status, headers: { ...headers, 'x-amz-crc32': String(crc32(body)) }, body }
}
