import type { Socket } from 'node:net'
import {
  readConnect,
  readGreeting,
  SOCKS_NO_AUTH,
  SOCKS_NO_METHOD,
  SOCKS_REPLY,
  type SocksStep,
  type SocksTarget,
  socksReply,
} from './socks.ts'

const HANDSHAKE_MS = 10_000

/** The longest handshake: a greeting with 255 methods, then a request with a name of 255 bytes. */
const MAX_HANDSHAKE_BYTES = 2 + 255 + 4 + 256 + 2

/**
 * The server's side of a handshake, up to where the client wants to go; what the client sends after that stays in the
 * socket, which is left paused. Null where the client spoke something else or took longer than 10 s: it is dismissed.
 */
export async function socksHandshake(client: Socket): Promise<SocksTarget | null> {
  client.setTimeout(HANDSHAKE_MS, () => client.destroy())
  const greeting = await take(client, readGreeting)
  if (greeting === null) return null
  if (!greeting.offersNoAuth) return dismiss(client, SOCKS_NO_METHOD)
  client.write(SOCKS_NO_AUTH)
  const target = await take(client, readConnect)
  client.setTimeout(0)
  return target
}

async function take<T>(client: Socket, read: (input: Buffer) => SocksStep<T>): Promise<T | null> {
  let input: Buffer = Buffer.alloc(0)
  for (;;) {
    const chunk = client.read() as Buffer | null
    if (chunk === null) {
      if (client.readableEnded || client.destroyed) return null
      await readable(client)
      continue
    }
    input = Buffer.concat([input, chunk])
    const step = read(input)
    if (step.kind === 'complete') {
      if (input.length > step.usedBytes) client.unshift(input.subarray(step.usedBytes))
      return step.value
    }
    if (step.kind === 'malformed' || input.length > MAX_HANDSHAKE_BYTES) {
      return dismiss(
        client,
        socksReply(step.kind === 'malformed' && step.reply !== null ? step.reply : SOCKS_REPLY.failed),
      )
    }
  }
}

function dismiss(client: Socket, answer: Buffer): null {
  client.end(answer)
  client.destroySoon()
  return null
}

function readable(client: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['readable', 'end', 'close'] as const) client.off(event, done)
      resolve()
    }
    for (const event of ['readable', 'end', 'close'] as const) client.on(event, done)
  })
}
