import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createRemoteMeasurer, SECOND_THREAD_FROM } from '../../lib/local/remote-measurer.ts'
import { httpRequest } from '../kit/http-request.ts'
import { until } from '../kit/until.ts'

test('much under way is measured in two threads, and all of it is answered', { timeout: 180_000 }, async () => {
  const site = await heldSite()
  const before = threads()
  const measurer = createRemoteMeasurer({ processors: 2 })
  onTestFinished(measurer.close)
  const count = SECOND_THREAD_FROM + 10
  const made = Array.from({ length: count }, () => measurer.measure(httpRequest(site.url, { timeoutMs: 40_000 })))
  await until('all are in flight', () => site.held.length === count)
  expect(threads() - before).toBe(2)
  site.release()
  // What a busy machine spoils is measured again, and may be marked; an answer it has all the same.
  expect((await Promise.all(made)).map(({ facts }) => facts.status)).toEqual(Array(count).fill(200))
})

test('with one processor, one thread does it all', { timeout: 180_000 }, async () => {
  const site = await heldSite()
  const before = threads()
  const measurer = createRemoteMeasurer({ processors: 1 })
  onTestFinished(measurer.close)
  const count = SECOND_THREAD_FROM + 10
  const made = Array.from({ length: count }, () => measurer.measure(httpRequest(site.url, { timeoutMs: 40_000 })))
  await until('all are in flight', () => site.held.length === count)
  expect(threads() - before).toBe(1)
  site.release()
  await Promise.all(made)
})

test('a closed one measures no more, and what it had is given up', async () => {
  const site = await heldSite()
  const measurer = createRemoteMeasurer({ processors: 2 })
  const made = measurer.measure(httpRequest(site.url, { timeoutMs: 40_000 }))
  await until('it is in flight', () => site.held.length === 1)
  const [given] = await Promise.allSettled([made, measurer.close()])
  expect(given).toMatchObject({ reason: { message: 'the measuring thread ended' } })
  await expect(measurer.measure(httpRequest(site.url, { timeoutMs: 40_000 }))).rejects.toThrow('closed')
})

/** Threads of this process that run JavaScript beside the main one. */
function threads(): number {
  const names = readdirSync('/proc/self/task').map((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim())
  return names.filter((name) => name === 'WorkerThread').length
}

/** Answers when it is told to, and from then on at once. */
async function heldSite(): Promise<{
  readonly url: string
  readonly held: readonly ServerResponse[]
  readonly release: () => void
}> {
  const held: ServerResponse[] = []
  let released = false
  const server = createServer((_request, response) => {
    if (released) response.end('đã nhận')
    else held.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    held,
    release: () => {
      released = true
      for (const response of held) response.end('đã nhận')
    },
  }
}
