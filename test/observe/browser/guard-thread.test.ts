import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openGuard } from '../../../lib/observe/browser/guard-thread.ts'

const OPTIONS = { allowPrivate: true, families: [4], namedPorts: new Set<number>(), source: null } as const

/** Asks a guard for a connection to a name; resolves with the code of its answer. */
async function ask(url: string, name: string, port: number): Promise<number | undefined> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(Buffer.from([5, 1, 0]))
  await once(socket, 'data')
  socket.write(Buffer.from([5, 1, 0, 3, name.length, ...Buffer.from(name), port >> 8, port & 255]))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return answer[1]
}

async function listen(): Promise<number> {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('guards of one thread keep their rules, their failures and their connections apart', async () => {
  const port = await listen()
  const open = await openGuard({ ...OPTIONS, namedPorts: new Set([port]) })
  const strict = await openGuard(OPTIONS)
  onTestFinished(open.close)
  expect(await ask(open.url, 'portal.localhost', port)).toBe(0)
  expect(await ask(strict.url, 'portal.localhost', port)).toBe(2)
  const [admitted, refused] = await Promise.all([open.report(), strict.report()])
  expect([...admitted.connectMs.keys()]).toEqual([`portal.localhost:${port}`])
  expect(admitted.failures).toEqual([])
  expect(refused.failures).toMatchObject([{ host: 'portal.localhost', port, cause: 'address_refused' }])
  expect(refused.connectMs.size).toBe(0)

  await strict.close()
  await expect(ask(strict.url, 'portal.localhost', port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await expect(strict.report()).rejects.toThrow(/no guard/)
  expect(await ask(open.url, 'portal.localhost', port)).toBe(0)
})

test('a thread without anybody who waits for it keeps no process alive', async () => {
  const module = fileURLToPath(new URL('../../../lib/observe/browser/guard-thread.ts', import.meta.url))
  const source = `const { openGuard } = await import(${JSON.stringify(module)})
const guard = await openGuard({ allowPrivate: true, families: [4], namedPorts: new Set(), source: null })
process.stdout.write(guard.url)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source])
  expect(stdout).toMatch(/^socks5:/)
})
