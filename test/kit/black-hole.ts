import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { onTestFinished } from 'vitest'

/** Listens, says where, and never takes a connection: its thread sleeps for good. */
const LISTENER = `
const { createServer } = require('node:net')
const { parentPort } = require('node:worker_threads')
const server = createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
})`

/**
 * A port of 127.0.0.1 at which a connection is neither made nor refused: the queue of its listener is full, and the
 * kernel drops what comes. Ends with the test.
 */
export async function blackHole(): Promise<number> {
  const worker = new Worker(LISTENER, { eval: true })
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const fillers: Socket[] = []
  onTestFinished(async () => {
    for (const filler of fillers) filler.destroy()
    await worker.terminate()
  })
  // The queue holds one more than it says. Each filler waits for the one before; one too many stays without an answer.
  for (let made = 0; made < 2; made++) {
    const filler = connect({ port, host: '127.0.0.1' })
    fillers.push(filler)
    await new Promise<void>((resolve, reject) => filler.once('connect', resolve).once('error', reject))
  }
  return port
}
