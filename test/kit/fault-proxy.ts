import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, answerOf, divide, throttledAnswer } from './fault-answers.ts'

export type Fault = (typeof FAULTS)[number]

export type ProxiedCall = {
  /** Counts from 1. */
  readonly number: number
  /** Such as `PutItem`, `ReceiveMessage`, `Publish`. */
  readonly operation: string
}

/** What is to happen to a call; null: nothing. */
export type FaultPlan = (call: ProxiedCall) => Fault | null

export type FaultProxy = {
  readonly endpoint: string
  /** Where calls go from now on. */
  readonly setTarget: (endpoint: string) => void
  readonly setPlan: (plan: FaultPlan) => void
  /** How many of each there were. */
  readonly made: () => Readonly<Partial<Record<Fault, number>>>
  readonly close: () => Promise<void>
}

/**
 * Before anything is done: `throttled`, `broken` (a 500), `cut` (the connection ends). After it was done: `lost` (the
 * connection ends instead of the answer), `unsure` (a 500 instead of it), `hung` (no answer ever). `partial`: of a batch
 * only the first half is done, and the answer says so. `slow`: all is well, later.
 */
export const FAULTS = ['throttled', 'broken', 'cut', 'lost', 'unsure', 'hung', 'partial', 'slow'] as const

/** Longer than what else happens at once, so that others overtake it. */
const SLOW_MS = 60

const NO_FAULTS: FaultPlan = () => null

/** A call that was done, whether whoever asked learns of it or not. */
export type DoneCall = { readonly operation: string; readonly body: string; readonly answer: string }

/** Stands on loopback between an AWS SDK and an embedded server, and does to its calls what a plan says. */
export async function startFaultProxy(
  target: string,
  options: { readonly onDone?: (call: DoneCall) => void } = {},
): Promise<FaultProxy> {
  let plan = NO_FAULTS
  let to = target
  let number = 0
  const made: Partial<Record<Fault, number>> = {}

  const handle = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(asked)
    const operation = operationOf(asked, body)
    const fault = plan({ number: ++number, operation })
    if (fault !== null) made[fault] = (made[fault] ?? 0) + 1
    if (fault === 'cut') return void asked.socket.resetAndDestroy()
    if (fault === 'throttled') return send(response, throttledAnswer(asked))
    if (fault === 'broken') return send(response, answerOf(asked, { status: 500, code: 'InternalServerError' }))
    if (fault === 'slow') await delay(SLOW_MS)
    const parts = fault === 'partial' ? divide(operation, body) : null
    const answer = await pass(to, asked, parts?.done ?? body)
    if (answer.status === 200)
      options.onDone?.({ operation, body: (parts?.done ?? body).toString(), answer: answer.body.toString() })
    if (fault === 'lost') return void asked.socket.resetAndDestroy()
    if (fault === 'hung') return
    if (fault === 'unsure') return send(response, answerOf(asked, { status: 500, code: 'InternalServerError' }))
    send(response, parts ? parts.tell(answer) : answer)
  }
  const server = createServer((asked, response) => {
    // Whoever asked has gone, or what is behind is away: both look like a connection that ends.
    handle(asked, response).catch(() => asked.socket.destroy())
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setTarget: (endpoint) => {
      to = endpoint
    },
    setPlan: (next) => {
      plan = next
    },
    made: () => ({ ...made }),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A plan that follows from a seed: so many of a thousand calls have one of these faults. */
export function randomFaults(
  random: () => number,
  of: { readonly perMille: number; readonly faults: readonly Fault[] },
): FaultPlan {
  return () => (random() * 1_000 < of.perMille ? (of.faults[Math.floor(random() * of.faults.length)] ?? null) : null)
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** DynamoDB and SQS name the operation in a header (`AmazonSQS.SendMessage`), SNS in its form. */
function operationOf(asked: IncomingMessage, body: Buffer): string {
  const target = asked.headers['x-amz-target']
  return typeof target === 'string'
    ? target.replace(/^.*\./, '')
    : (new URLSearchParams(body.toString()).get('Action') ?? `${asked.method}`)
}

async function pass(to: string, asked: IncomingMessage, body: Buffer): Promise<Answer> {
  const passed = request(new URL(asked.url ?? '/', to), {
    method: asked.method ?? 'POST',
    headers: { ...asked.headers, 'content-length': String(body.byteLength) },
  })
  // Nobody waits for an answer any more: a long poll that goes on would take messages.
  const giveUp = (): void => void passed.destroy()
  asked.socket.once('close', giveUp)
  try {
    passed.end(body)
    const [answer] = (await once(passed, 'response')) as [IncomingMessage]
    return { status: answer.statusCode ?? 500, headers: answer.headers, body: await bodyOf(answer) }
  } finally {
    asked.socket.off('close', giveUp)
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _chunked, connection: _connection, ...others } = headers
  response.writeHead(status, { ...others, 'content-length': String(body.byteLength) })
  response.end(body)
}
