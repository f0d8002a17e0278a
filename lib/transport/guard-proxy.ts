import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Fault, resolutionFault, socketFault } from './fault.ts'
import { relay } from './relay.ts'
import { type AddressFamily, type Resolution, type ResolvedAddress, resolveHost } from './resolve.ts'
import { SOCKS_REPLY, type SocksReply, type SocksTarget, socksReply } from './socks.ts'
import { socksHandshake } from './socks-handshake.ts'

export type GuardOptions = {
  readonly allowPrivate: boolean
  readonly families: readonly AddressFamily[]
  /** Ports that may be visited besides 80 and 443. */
  readonly namedPorts: ReadonlySet<number>
  /** Local address to connect from; null: the system's choice. */
  readonly source: string | null
  /** Default 30 s. */
  readonly connectTimeoutMs?: number
  /** Connections of the browser at once; what comes above is dropped. Default 256. */
  readonly maxConnections?: number
}

/** Why a connection that the browser asked for did not come about. `host` is as asked for, `*` where it wasn't heard. */
export type GuardFailure = SocksTarget & Fault

export type GuardProxy = {
  readonly port: number
  /** For `proxyServer`: `socks5://127.0.0.1:<port>`. */
  readonly url: string
  /** In order of time, the first 200. */
  readonly failures: () => readonly GuardFailure[]
  /** The shortest connection to each target so far, `host:port` as asked for: TCP alone, ms. */
  readonly connectMs: () => ReadonlyMap<string, number>
  /** Ends every connection; the next request makes a new one. */
  readonly disconnect: () => void
  /** As `disconnect`, and makes none any more. */
  readonly seal: () => void
  /** As `disconnect`, and stops listening. */
  readonly close: () => Promise<void>
}

const DEFAULT_PORTS = [80, 443]
const CONNECT_TIMEOUT_MS = 30_000
const MAX_CONNECTIONS = 256
const MAX_FAILURES = 200

type Guard = {
  readonly options: GuardOptions
  readonly resolve: (host: string) => Promise<Resolution>
  readonly track: (socket: Socket) => void
  readonly fail: (failure: GuardFailure) => void
  readonly connected: (target: SocksTarget, tookMs: number) => void
}

/**
 * A SOCKS 5 server on loopback through which a browser is made to go, so that it is held to the rule for every visit:
 * each host is resolved once for the server's life, every address of it must be allowed, only named ports, and the
 * connection goes to exactly the address that was checked. It passes bytes and sees no content: TLS is the browser's.
 * Source of the protocol: RFC 1928.
 */
export async function createGuardProxy(options: GuardOptions): Promise<GuardProxy> {
  const resolved = new Map<string, Promise<Resolution>>()
  const sockets = new Set<Socket>()
  const failures: GuardFailure[] = []
  const shortest = new Map<string, number>()
  const guard: Guard = {
    options,
    resolve: (host) => {
      const known = resolved.get(host)
      if (known) return known
      const resolution = resolveHost(host, options)
      resolved.set(host, resolution)
      // A resolver that failed may do better next time; what it answered stands.
      void resolution.then(({ kind }) => (kind === 'error' || kind === 'ours') && resolved.delete(host))
      return resolution
    },
    track: (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
    fail: (failure) => {
      if (failures.length < MAX_FAILURES) failures.push(failure)
    },
    connected: ({ host, port }, tookMs) => {
      const key = `${host}:${port}`
      shortest.set(key, Math.min(tookMs, shortest.get(key) ?? tookMs))
    },
  }
  let isSealed = false
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (isSealed) client.destroy()
    else void serve(client, guard)
  })
  server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS
  server.on('drop', () =>
    guard.fail({ host: '*', port: 0, cause: 'address_refused', detail: 'too many connections at once' }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    url: `socks5://127.0.0.1:${port}`,
    failures: () => [...failures],
    connectMs: () => new Map(shortest),
    disconnect,
    seal: () => {
      isSealed = true
      disconnect()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        disconnect()
      }),
  }
}

/** Whether it is the guard's own refusal. */
export function isRefusal({ cause }: Fault): boolean {
  return cause === 'address_refused'
}

async function serve(client: Socket, guard: Guard): Promise<void> {
  guard.track(client)
  // The client's own failures: its connection ends, and with it the other one; there is nobody to tell.
  client.on('error', () => client.destroy())
  const target = await socksHandshake(client)
  if (target === null) return
  const reached = await reach(target, guard)
  if ('cause' in reached) {
    guard.fail({ ...target, ...reached })
    client.end(socksReply(replyFor(reached)))
    client.destroySoon()
    return
  }
  if (client.destroyed) {
    reached.destroy()
    return
  }
  client.write(socksReply(SOCKS_REPLY.granted))
  relay(client, reached)
}

async function reach(target: SocksTarget, guard: Guard): Promise<Socket | Fault> {
  const { options } = guard
  if (!DEFAULT_PORTS.includes(target.port) && !options.namedPorts.has(target.port)) {
    return { cause: 'address_refused', detail: `port ${target.port} is not named` }
  }
  const resolution = await guard.resolve(target.host)
  if (resolution.kind === 'refused')
    return { cause: 'address_refused', detail: `${resolution.address} is not a public address` }
  if (resolution.kind !== 'resolved') return resolutionFault(target.host, resolution, options.families)
  const begunMs = performance.now()
  const reached = await connectTo(resolution.addresses[0] as ResolvedAddress, target.port, guard)
  if (!('cause' in reached)) guard.connected(target, performance.now() - begunMs)
  return reached
}

function connectTo(
  { address, family }: ResolvedAddress,
  port: number,
  { options, track }: Guard,
): Promise<Socket | Fault> {
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      autoSelectFamily: false,
      noDelay: true,
      allowHalfOpen: true,
      ...(options.source === null ? {} : { localAddress: options.source }),
    })
    track(socket)
    const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    const timer = setTimeout(() => {
      socket.destroy()
      resolve({ cause: 'connect_timeout', detail: `no connection in ${timeoutMs} ms` })
    }, timeoutMs)
    const failed = (error: NodeJS.ErrnoException) => resolve(socketFault(error, family))
    socket.once('close', () => clearTimeout(timer))
    socket.once('error', failed)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

function replyFor({ cause }: Fault): SocksReply {
  if (cause === 'address_refused') return SOCKS_REPLY.notAllowed
  if (cause === 'connection_refused') return SOCKS_REPLY.connectionRefused
  return SOCKS_REPLY.hostUnreachable
}
