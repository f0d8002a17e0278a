import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createGuardProxy, type GuardOptions, type GuardProxy, isRefusal } from '../../lib/transport/guard-proxy.ts'
import { readConnect, readGreeting, SOCKS_REPLY } from '../../lib/transport/socks.ts'

/** The default of a second is not enough for a busy machine. */
const SOON = { timeout: 20_000 }

const GREETING = Buffer.from([5, 1, 0])

/** A request to connect to a name. */
function toName(name: string, port: number): Buffer {
  return Buffer.from([5, 1, 0, 3, name.length, ...Buffer.from(name, 'latin1'), port >> 8, port & 255])
}

function toAddress(address: string, port: number): Buffer {
  return Buffer.from([5, 1, 0, 1, ...address.split('.').map(Number), port >> 8, port & 255])
}

async function startGuard(over: Partial<GuardOptions> = {}): Promise<GuardProxy> {
  const guard = await createGuardProxy({
    allowPrivate: true,
    families: [4],
    namedPorts: new Set(),
    source: null,
    ...over,
  })
  onTestFinished(guard.close)
  return guard
}

function refusalsOf(guard: GuardProxy) {
  return guard
    .failures()
    .filter(isRefusal)
    .map(({ host, detail }) => ({ host, reason: detail }))
}

/** A server that answers each connection with what it heard, and tells from where it came. */
async function startEcho(): Promise<{ readonly port: number; readonly peers: string[]; readonly sockets: Socket[] }> {
  const peers: string[] = []
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    peers.push(socket.remoteAddress ?? '')
    sockets.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, peers, sockets }
}

/** Opens a connection to the guard; `heard` has everything that came back so far. */
async function dial(guard: GuardProxy) {
  const socket = connect({ port: guard.port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  const state = { bytes: Buffer.alloc(0), ended: false, reset: false }
  socket.on('data', (chunk: Buffer) => (state.bytes = Buffer.concat([state.bytes, chunk])))
  socket.on('end', () => (state.ended = true))
  socket.on('error', () => (state.reset = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, state }
}

/** The reply's code, once it is there. */
async function replyOf(guard: GuardProxy, request: Buffer): Promise<number | undefined> {
  const { socket, state } = await dial(guard)
  socket.write(GREETING)
  socket.write(request)
  await vi.waitFor(() => expect(state.bytes.length).toBeGreaterThanOrEqual(4), SOON)
  return state.bytes[3]
}

describe('the guard lets through', () => {
  test('bytes both ways, to an address that is allowed and a port that is named', async () => {
    const echo = await startEcho()
    const guard = await startGuard({ namedPorts: new Set([echo.port]) })
    const { socket, state } = await dial(guard)
    const body = Buffer.alloc(5_000_000, 'sóng ')
    socket.write(GREETING)
    // What follows the request at once belongs to the visit.
    socket.write(Buffer.concat([toName('portal.localhost', echo.port), body]))
    socket.end()
    await vi.waitFor(() => expect(state.ended).toBe(true), SOON)
    expect([...state.bytes.subarray(0, 4)]).toEqual([5, 0, 5, SOCKS_REPLY.granted])
    expect(state.bytes.subarray(12).equals(body)).toBe(true)
    expect(guard.failures()).toEqual([])
  })

  test('from the source address that the location has', async () => {
    const echo = await startEcho()
    const guard = await startGuard({ namedPorts: new Set([echo.port]), source: '127.0.0.11' })
    expect(await replyOf(guard, toAddress('127.0.0.1', echo.port))).toBe(SOCKS_REPLY.granted)
    expect(echo.peers).toEqual(['127.0.0.11'])
  })

  test('a reset as a reset', async () => {
    const echo = await startEcho()
    const guard = await startGuard({ namedPorts: new Set([echo.port]) })
    const { socket, state } = await dial(guard)
    socket.write(GREETING)
    socket.write(toAddress('127.0.0.1', echo.port))
    await vi.waitFor(() => expect(echo.sockets.length).toBe(1), SOON)
    await vi.waitFor(() => expect(state.bytes.length).toBe(12), SOON)
    echo.sockets[0]?.resetAndDestroy()
    await vi.waitFor(() => expect(state.reset).toBe(true), SOON)
  })
})

describe('the guard refuses', () => {
  test.each(['169.254.169.254', '10.0.0.1', '127.0.0.1', '0.0.0.0', '224.0.0.1', '192.168.1.1'])(
    '%s',
    async (address) => {
      const guard = await startGuard({ allowPrivate: false })
      expect(await replyOf(guard, toAddress(address, 80))).toBe(SOCKS_REPLY.notAllowed)
      expect(refusalsOf(guard)).toEqual([{ host: address, reason: `${address} is not a public address` }])
    },
  )

  test('link-local addresses even where private ones are admitted, and in every notation', async () => {
    const guard = await startGuard()
    const mapped = Buffer.from([5, 1, 0, 4, ...Array(10).fill(0), 255, 255, 169, 254, 169, 254, 0, 80])
    expect(await replyOf(guard, toAddress('169.254.169.254', 80))).toBe(SOCKS_REPLY.notAllowed)
    expect(await replyOf(guard, mapped)).toBe(SOCKS_REPLY.notAllowed)
    expect(guard.failures().map(({ host, cause }) => [host, cause])).toEqual([
      ['169.254.169.254', 'address_refused'],
      ['[::ffff:a9fe:a9fe]', 'address_refused'],
    ])
  })

  test('names under .localhost without leave for private addresses', async () => {
    const guard = await startGuard({ allowPrivate: false })
    expect(await replyOf(guard, toName('portal.localhost', 80))).toBe(SOCKS_REPLY.notAllowed)
  })

  test('a port that is not named', async () => {
    const echo = await startEcho()
    const guard = await startGuard({ namedPorts: new Set([echo.port + 1]) })
    expect(await replyOf(guard, toAddress('127.0.0.1', echo.port))).toBe(SOCKS_REPLY.notAllowed)
    expect(echo.peers).toEqual([])
  })

  test('everything but connecting without a password', async () => {
    const guard = await startGuard()
    const bind = Buffer.from([5, 2, 0, 1, 127, 0, 0, 1, 0, 80])
    const unknownType = Buffer.from([5, 1, 0, 9, 1, 1, 1, 1, 0, 80])
    expect(await replyOf(guard, bind)).toBe(SOCKS_REPLY.commandUnknown)
    expect(await replyOf(guard, unknownType)).toBe(SOCKS_REPLY.addressTypeUnknown)
    const withPassword = await dial(guard)
    withPassword.socket.write(Buffer.from([5, 1, 2]))
    await vi.waitFor(() => expect([...withPassword.state.bytes]).toEqual([5, 255]), SOON)
    const web = await dial(guard)
    web.socket.write('GET http://127.0.0.1/ HTTP/1.1\r\n\r\n')
    await vi.waitFor(() => expect(web.state.ended || web.state.reset).toBe(true), SOON)
  })

  test('connections above the limit', async () => {
    const guard = await startGuard({ maxConnections: 1 })
    await dial(guard)
    const second = await dial(guard)
    await vi.waitFor(() => expect(second.state.ended || second.state.reset).toBe(true), SOON)
    expect(refusalsOf(guard)).toEqual([{ host: '*', reason: 'too many connections at once' }])
  })
})

describe('the guard tells', () => {
  test('a name that does not exist from a server that refuses', async () => {
    const echo = await startEcho()
    const { port } = echo
    const guard = await startGuard({ namedPorts: new Set([port, 1]) })
    expect(await replyOf(guard, toName('nowhere.invalid', port))).toBe(SOCKS_REPLY.hostUnreachable)
    expect(await replyOf(guard, toAddress('127.0.0.1', 1))).toBe(SOCKS_REPLY.connectionRefused)
    expect(guard.failures().map(({ host, cause }) => [host, cause])).toEqual([
      ['nowhere.invalid', 'dns_not_found'],
      ['127.0.0.1', 'connection_refused'],
    ])
    expect(refusalsOf(guard)).toEqual([])
  })

  test('that closing ends every connection', async () => {
    const echo = await startEcho()
    const guard = await startGuard({ namedPorts: new Set([echo.port]) })
    const { socket, state } = await dial(guard)
    socket.write(GREETING)
    socket.write(toAddress('127.0.0.1', echo.port))
    await vi.waitFor(() => expect(state.bytes.length).toBe(12), SOON)
    await guard.close()
    await vi.waitFor(() => expect(state.ended || state.reset).toBe(true), SOON)
    await vi.waitFor(() => expect(echo.sockets[0]?.destroyed || echo.sockets[0]?.readableEnded).toBe(true), SOON)
  })
})

test('a request is read the same in whatever pieces it comes', () => {
  const name = fc.stringMatching(/^[a-z0-9.-]{1,255}$/)
  fc.assert(
    fc.property(name, fc.integer({ min: 0, max: 65_535 }), fc.nat(300), (host, port, cut) => {
      const whole = toName(host, port)
      expect(readConnect(whole)).toEqual({ kind: 'complete', value: { host, port }, usedBytes: whole.length })
      if (cut < whole.length) expect(readConnect(whole.subarray(0, cut)).kind).toBe('incomplete')
      expect(readGreeting(Buffer.concat([GREETING, whole]))).toMatchObject({ kind: 'complete', usedBytes: 3 })
    }),
  )
})
