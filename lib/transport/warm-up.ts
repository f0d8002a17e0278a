import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exchange } from './exchange.ts'

/**
 * Goes once through what an exchange goes through, with a server of its own on loopback: what a process compiles and
 * loads for its first one would otherwise hold up the loop while the first portal answers (some 350 ms, measured).
 */
export async function warmUp(): Promise<void> {
  const server = createServer((_request, response) => response.end('warm'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  try {
    await exchange(
      {
        url: new URL(`http://127.0.0.1:${port}/`),
        headers: {},
        families: [4],
        allowPrivate: true,
        namedPorts: new Set([port]),
        source: null,
        timeoutMs: 5_000,
      },
      { begin: () => undefined, write: () => null, end: () => Promise.resolve(null) },
    )
  } finally {
    server.close()
  }
}
