import { createServer, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { createMarkClock } from '../../../lib/observe/http/mark-clock.ts'

/** Writes a byte when it is told to, and tells the times before and after, epoch ms. */
const WRITER = `
const { parentPort, workerData } = require('node:worker_threads')
const socket = require('node:net').connect(workerData, '127.0.0.1')
const now = () => performance.timeOrigin + performance.now()
parentPort.on('message', (afterMs) => {
  const from = now()
  while (now() - from < afterMs);
  const before = now()
  socket.write('x')
  parentPort.postMessage([before, now()])
})`

test.each([
  { name: 'while the loop waits', holdMs: 0 },
  { name: 'while the loop is held up', holdMs: 120 },
])('what arrives $name arrived within the bounds of its mark', async ({ holdMs }) => {
  const clock = createMarkClock()
  const { socket, tell, told } = await writer()
  const read = Promise.withResolvers<ReturnType<typeof clock.arrived>>()
  const afterMs = performance.now()
  socket.once('data', () => read.resolve(clock.arrived(afterMs)))
  tell(40)
  const from = performance.now()
  while (performance.now() - from < holdMs);
  const [{ atMs, lateMs }, [before, after]] = await Promise.all([read.promise, told])
  const markMs = performance.timeOrigin + atMs
  expect(before).toBeLessThanOrEqual(markMs + lateMs)
  expect(after).toBeGreaterThanOrEqual(markMs - lateMs)
  // It can't know when, in the time that it was held up.
  if (holdMs > 0) expect(lateMs).toBeGreaterThan(holdMs / 4)
})

test('nothing has arrived before it was asked for', async () => {
  const clock = createMarkClock()
  const { socket, tell } = await writer()
  const read = Promise.withResolvers<void>()
  let asked = 0
  socket.once('data', () => {
    asked = performance.now()
    read.resolve()
  })
  tell(0)
  await read.promise
  const { atMs, lateMs } = clock.arrived(asked)
  // The middle and its bound are rounded apart: a nanosecond is no finding.
  expect(atMs - lateMs).toBeGreaterThanOrEqual(asked - 1e-6)
})

async function writer(): Promise<{
  readonly socket: Socket
  readonly tell: (afterMs: number) => void
  readonly told: Promise<readonly [number, number]>
}> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const worker = new Worker(WRITER, { eval: true, workerData: (server.address() as { port: number }).port })
  onTestFinished(async () => {
    await worker.terminate()
    server.close()
  })
  const told = new Promise<readonly [number, number]>((resolve) => worker.once('message', resolve))
  return { socket: await connected, tell: (afterMs) => worker.postMessage(afterMs), told }
}
