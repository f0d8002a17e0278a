import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps, type ServerOptions } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type TlsSite = {
  readonly port: number
  /** `https://<host>:port/`. */
  readonly url: (path?: string, host?: string) => string
  /** Every request that came, as `https GET /path` or `http GET /path`. */
  readonly requests: readonly string[]
  /** Connections that were made to it. */
  readonly connections: () => number
}

/**
 * A site that speaks both https and http on one free port of 127.0.0.1, so that what its certificate points at over
 * http is at a port that was named. `listen` is asked for every request, whichever way it came.
 */
export async function startTlsSite(options: ServerOptions, listen: RequestListener): Promise<TlsSite> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const recorded =
    (scheme: string): RequestListener =>
    (request, response) => {
      requests.push(`${scheme} ${request.method} ${request.url}`)
      listen(request, response)
    }
  const https = createHttps(options, recorded('https'))
  const http = createHttp(recorded('http'))
  https.on('tlsClientError', () => undefined)
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    socket.once('data', (first) => {
      socket.pause()
      socket.unshift(first)
      ;(first[0] === 0x16 ? https : http).emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: (path = '/', host = 'cong.localhost') => `https://${host}:${port}${path}`,
    requests,
    connections: () => connections,
  }
}
