import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createAnswer } from './answer.ts'
import { selfSignedCertificate } from './certificate.ts'
import { createFaultBoard, type FaultSetting } from './fault-board.ts'
import { DEMO_PORTALS, findPortal } from './portals.ts'
import { createRequestCounter, type RequestCount } from './request-counter.ts'

export type FarmOptions = {
  /** 0 takes any free port. */
  readonly port: number
  /** Epoch ms from which the portals' timetables run. */
  readonly startedAtMs: number
  /** Epoch ms. Default: the system's clock. */
  readonly clock?: () => number
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string
}

export type Farm = {
  readonly port: number
  /** Address of a portal's page, by default its homepage. */
  readonly url: (portal: string, path?: string) => string
  /** Makes a portal fail, wholly or for some sources, until it is taken back with null. Throws on unknown names. */
  readonly setFault: (setting: FaultSetting) => void
  /** Requests received, by portal (`-` where the host names none), path without query, and source address. */
  readonly requests: () => readonly RequestCount[]
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>
}

/** First byte of a TLS record of type handshake (RFC 8446 §5.1); no HTTP method begins with it. */
const TLS_HANDSHAKE = 0x16
/** A connection that says nothing for so long is dropped. */
const SILENT_CONNECTION_MS = 60_000

/**
 * Starts the demo portals: `<id>.localhost`, HTTP and HTTPS on one port. Several farms may run in one process.
 * Rejects with the system's error where the port is taken (`EADDRINUSE`).
 */
export async function startFarm(options: FarmOptions): Promise<Farm> {
  const { startedAtMs, clock = Date.now, host = '127.0.0.1' } = options
  const secure = DEMO_PORTALS.find((portal) => portal.selfSigned)!
  const certificate = selfSignedCertificate({ host: `${secure.id}.localhost`, nowMs: Date.now() })
  const sockets = new Map<string, Socket>()
  const faults = createFaultBoard()
  const counter = createRequestCounter()
  const url = (portal: string, path = '/') => {
    const scheme = findPortal(portal)?.selfSigned ? 'https' : 'http'
    return `${scheme}://${portal}.localhost:${port}${path}`
  }
  const answer = createAnswer({
    faults,
    counter,
    url,
    elapsedMs: () => clock() - startedAtMs,
    // A TLS socket cannot be reset by itself: what lies below it can.
    reset: (socket) => sockets.get(nameOf(socket))?.resetAndDestroy(),
  })
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response)
  const http = createHttpServer(listener)
  const https = createHttpsServer(certificate, listener)
  const server = createServer((socket) => {
    const name = nameOf(socket)
    sockets.set(name, socket)
    socket.once('close', () => sockets.delete(name))
    receive(socket, { http, https })
  })
  server.listen({ port: options.port, host })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url,
    setFault: faults.set,
    requests: counter.counts,
    close: () => close(server, sockets),
  }
}

/** Looks at a connection's first byte and hands the connection over, that byte included. */
function receive(socket: Socket, { http, https }: { readonly http: Server; readonly https: Server }): void {
  // A client that resets its connection is no fault of the farm.
  socket.on('error', () => socket.destroy())
  socket.setTimeout(SILENT_CONNECTION_MS, () => socket.destroy())
  socket.once('data', (first) => {
    socket.setTimeout(0)
    socket.removeAllListeners('timeout')
    socket.pause()
    socket.unshift(first)
    if ((first as Buffer)[0] === TLS_HANDSHAKE) {
      https.emit('connection', socket)
    } else {
      http.emit('connection', socket)
      socket.resume()
    }
  })
}

function nameOf(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`
}

async function close(server: Server, sockets: ReadonlyMap<string, Socket>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets.values()) socket.destroy()
  await closed
}
