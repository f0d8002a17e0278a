import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP server on a free port of 127.0.0.1 that does to each connection what it is told, closed with the test. */
export async function rawServer(
  onConnection: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly url: string }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://raw.localhost:${port}/` }
}

/** Writes a text once the request has been read to its end; `then` says what follows. */
export function answering(text: string, then: 'end' | 'hold' | 'reset' = 'end'): (socket: Socket) => void {
  return (socket) => {
    let seen = ''
    socket.on('data', (chunk) => {
      const before = seen
      seen += chunk.toString('latin1')
      if (before.includes('\r\n\r\n') || !seen.includes('\r\n\r\n')) return
      socket.write(text, () => {
        if (then === 'end') socket.end()
        if (then === 'reset') socket.resetAndDestroy()
      })
    })
  }
}

/** An address of 127.0.0.1 where nobody listens: a server was there a moment ago. */
export async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://gone.localhost:${port}`
}
