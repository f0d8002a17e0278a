import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Reply } from './reply.ts'

/** One request with what a fault needs to answer it well or badly. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The healthy answer. `apiFault`: an eForm's page then asks its API with this fault. */
  readonly healthy: (options?: { readonly apiFault?: string }) => Promise<Reply>
  /** Whether the request is for the login page, which a redirect to the login must not catch. */
  readonly isLogin: boolean
  /** Scheme, name and port of another portal. */
  readonly originOf: (portal: string) => string
  /** Ends the connection with a TCP reset. */
  readonly reset: () => void
  /** Aborted when the client has gone or the farm closes; not an error. */
  readonly signal: AbortSignal
}

const gzipAsync = promisify(gzip)
/** Smaller bodies fit in one packet anyway. */
const GZIP_FROM_BYTES = 1_400

/** Sends a whole answer, compressed where the client takes it and the body is text that is not compressed yet. */
export async function send({ request, response }: Exchange, reply: Reply): Promise<void> {
  const { headers, body } = await encode(request, reply)
  response.writeHead(reply.status, reply.status === 304 ? headers : { ...headers, 'content-length': body.length })
  response.end(body)
}

export function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
}

async function encode(request: IncomingMessage, { headers, body }: Reply): Promise<Pick<Reply, 'headers' | 'body'>> {
  const isText = /^(text\/|application\/json|image\/svg)/.test(headers['content-type'] ?? '')
  const isPlain = isText && headers['content-encoding'] === undefined && body.length >= GZIP_FROM_BYTES
  if (!isPlain || !acceptsGzip(request)) return { headers, body }
  const packed = await gzipAsync(body, { level: constants.Z_BEST_SPEED })
  return { headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body: packed }
}
