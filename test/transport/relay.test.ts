import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { relay } from '../../lib/transport/relay.ts'
import { until } from '../kit/until.ts'

/** An alert as TLS 1.3 seals it: head, and nineteen bytes that nobody but the browser can read. */
const ALERT = Buffer.from([0x17, 3, 3, 0, 19, ...Buffer.alloc(19, 7)])
/** `certificate required` in the open, as TLS 1.2 tells it before the keys are changed. */
const OPEN_ALERT = Buffer.from([0x15, 3, 3, 0, 2, 2, 116])
const NEVER_MS = 600_000

type End = { readonly socket: Socket; readonly heard: () => Buffer; readonly ended: () => boolean }

/** Two ends of a connection on loopback. */
async function pair(): Promise<readonly [Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const { port } = server.address() as AddressInfo
  const dialled = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const sockets = [await accepted, dialled] as const
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return sockets
}

function heard(socket: Socket): End {
  const chunks: Buffer[] = []
  let ended = false
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  for (const event of ['end', 'error', 'close'] as const) socket.on(event, () => (ended = true))
  return { socket, heard: () => Buffer.concat(chunks), ended: () => ended }
}

/** A browser and a server with the relay between them, and the relay's own ends of the two connections. */
async function between(noticeMs = NEVER_MS) {
  const [toBrowser, browser] = await pair()
  const [server, toServer] = await pair()
  toBrowser.on('error', () => toBrowser.destroy())
  relay(toBrowser, toServer, { noticeMs })
  return { browser: heard(browser), server: heard(server), toBrowser, toServer }
}

/** Both have said their parts of a handshake, and the server answers the last one with these bytes. */
async function answered(answer: Buffer, noticeMs?: number) {
  const { browser, server, ...ours } = await between(noticeMs)
  browser.socket.write('hello')
  await until('the hello', () => server.heard().length === 5)
  server.socket.write('hello, and this is who I am')
  await until('the hello', () => browser.heard().length === 27)
  browser.socket.write('finished')
  await until('the end of the handshake', () => server.heard().length === 13)
  server.socket.write(answer)
  const rest = () => browser.heard().subarray(27)
  await until('the answer', () => rest().length === answer.length)
  return { browser: { ...browser, heard: rest }, server, ...ours }
}

describe('an alert and nothing else: its end is held back', () => {
  test.each([
    ['sealed', ALERT],
    ['in the open', OPEN_ALERT],
  ])('%s, until the browser has ended its side', async (_name, alert) => {
    const { browser, server, toBrowser, toServer } = await answered(alert)
    server.socket.end()
    await until('the end', () => toServer.readableEnded)
    expect(toBrowser.writableEnded).toBe(false)
    browser.socket.end()
    await until('the end', browser.ended)
    await until('both are closed', () => toBrowser.destroyed && toServer.destroyed)
  })

  test('whether the browser speaks meanwhile or not, and what it says does not keep its end from being heard', async () => {
    const { browser, server, toBrowser, toServer } = await answered(ALERT)
    browser.socket.write('GET / HTTP/1.1')
    await until('the request', () => server.heard().length === 27)
    server.socket.resetAndDestroy()
    await until('the reset', () => toServer.destroyed)
    expect(toBrowser.destroyed || toBrowser.writableEnded).toBe(false)
    browser.socket.write(Buffer.alloc(2_000_000))
    browser.socket.end()
    await until('the end', browser.ended)
    await until('it is closed', () => toBrowser.destroyed)
  })

  test('in whatever pieces it came', async () => {
    const { browser, server, toBrowser, toServer } = await answered(ALERT.subarray(0, 3))
    server.socket.end(ALERT.subarray(3))
    await until('the end', () => toServer.readableEnded)
    expect(toBrowser.writableEnded).toBe(false)
    expect(browser.heard()).toEqual(ALERT)
  })

  test('and no longer than the browser may take', async () => {
    const { browser, server, toBrowser } = await answered(ALERT, 1)
    server.socket.end()
    await until('the end', browser.ended)
    expect(toBrowser.readableEnded).toBe(false)
  })

  test('and not where the browser ended first', async () => {
    const { browser, server, toBrowser } = await answered(ALERT)
    browser.socket.end()
    await until('its end', () => toBrowser.readableEnded)
    server.socket.end()
    await until('the end', browser.ended)
    expect(browser.heard()).toEqual(ALERT)
  })
})

describe('an end is passed on at once', () => {
  test.each([
    ['after more than an alert', Buffer.concat([ALERT, ALERT])],
    ['after a record of another length', Buffer.from([0x17, 3, 3, 0, 20, ...Buffer.alloc(20, 7)])],
    ['after a record of another kind', Buffer.from([0x16, ...ALERT.subarray(1)])],
    ['after less than an alert', ALERT.subarray(0, 23)],
  ])('%s', async (_name, answer) => {
    const { browser, server } = await answered(answer)
    server.socket.end()
    await until('the end', browser.ended)
    expect(browser.heard()).toEqual(answer)
  })

  test('where an alert comes behind an answer', async () => {
    const { browser, server } = await answered(Buffer.from('HTTP/1.1 200 OK'))
    server.socket.end(ALERT)
    await until('the end', browser.ended)
    expect(browser.heard().subarray(15)).toEqual(ALERT)
  })

  test('and where nobody said anything', async () => {
    const { browser, server } = await between()
    server.socket.end()
    await until('the end', browser.ended)
    expect(browser.heard()).toHaveLength(0)
  })
})
