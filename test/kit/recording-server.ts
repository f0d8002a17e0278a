import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export type Recorded = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type RecordingServer = { readonly url: string; readonly requests: readonly Recorded[] }

/** An HTTP server on a port of loopback that keeps what it is asked, until the test ends; `answer` by request, from 0. */
export async function recordingServer(
  answer: (request: Recorded, index: number) => { readonly status: number; readonly body?: string },
): Promise<RecordingServer> {
  const requests: Recorded[] = []
  const server = createServer((request, response) => void reply(request, response))
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const recorded = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    }
    requests.push(recorded)
    const { status, body = '' } = answer(recorded, requests.length - 1)
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
