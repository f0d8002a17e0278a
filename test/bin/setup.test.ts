import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type BareCheckout, bareCheckout } from '../kit/bare-checkout.ts'

let checkout: BareCheckout

beforeEach(() => {
  checkout = bareCheckout()
})
afterEach(() => checkout.close())

test('installs from the lockfile once, without install scripts, and says so on stderr alone', async () => {
  const first = await setUp()
  expect(first).toMatchObject({ code: 0, stdout: '' })
  expect(first.stderr).toMatch(/^nhip: installing 1 packages from package-lock.json .*\nnhip: installed in \d+ s\n$/)
  expect(await setUp()).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(checkout.installs()).toBe(1)
})

test('another lockfile is another installation', async () => {
  checkout.markReady()
  expect((await setUp()).stderr).toBe('')
  const packages = { '': { name: 'nhip', version: '2' }, 'node_modules/node': { version: process.versions.node } }
  writeFileSync(checkout.path('package-lock.json'), JSON.stringify({ packages }))
  expect((await setUp()).code).toBe(0)
  expect(checkout.installs()).toBe(1)
})

test('what npm install has brought by hand is taken as it is', async () => {
  const lock = { packages: { 'node_modules/node': { version: process.versions.node } } }
  checkout.markReady()
  writeFileSync(checkout.path('node_modules', '.nhip-setup', 'stamp'), 'another')
  writeFileSync(checkout.path('node_modules', '.package-lock.json'), JSON.stringify(lock))
  writeFileSync(checkout.path('node_modules', 'node', 'package.json'), '{}')
  expect(await setUp()).toMatchObject({ code: 0, stderr: '' })
  expect(checkout.installs()).toBe(0)
})

test.each([
  ['npm error code ECONNREFUSED', /registry could not be reached \(ECONNREFUSED\)/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)/],
  ['npm error code EACCES', /cannot be written/],
  ['npm error something else', /something else/],
])('%s: one line that says why, exit 4, tried again next time', async (output, why) => {
  checkout.onInstall(`echo '${output}' >&2; exit 1`)
  const failed = await setUp()
  expect(failed.code).toBe(4)
  expect(failed.stderr.trim().split('\n')).toHaveLength(2)
  expect(failed.stderr).toMatch(why)
  checkout.onInstall('eval "$BRING"')
  expect((await setUp()).stderr).not.toMatch(/starting over/)
})

test('files that npm could not write are a failure although npm exits 0, and the next one starts over', async () => {
  checkout.onInstall('eval "$BRING"; mkdir node_modules/torn; echo "npm warn tar TAR_ENTRY_ERROR ENOSPC" >&2')
  expect(await setUp()).toMatchObject({ code: 4, stderr: expect.stringMatching(/the disk is full/) })
  checkout.onInstall('eval "$BRING"')
  expect(await setUp()).toMatchObject({ code: 0, stderr: expect.stringMatching(/starting over/) })
  expect(existsSync(checkout.path('node_modules', 'torn'))).toBe(false)
})

test('after SIGKILL in the middle the next one starts over', async () => {
  checkout.onInstall('mkdir node_modules/torn; touch started; exec sleep 60')
  const killed = start()
  await vi.waitFor(() => expect(existsSync(checkout.path('started'))).toBe(true), { timeout: 30_000 })
  process.kill(-Number(killed.pid), 'SIGKILL')
  await once(killed, 'exit')
  checkout.onInstall('eval "$BRING"')
  expect(await setUp()).toMatchObject({ code: 0, stderr: expect.stringMatching(/interrupted: starting over/) })
  expect(existsSync(checkout.path('node_modules', 'torn'))).toBe(false)
})

test('Ctrl-C stops the installation and us, by the signal, and the next one starts over', async () => {
  checkout.onInstall('touch started; exec sleep 60')
  const stopped = start()
  await vi.waitFor(() => expect(existsSync(checkout.path('started'))).toBe(true), { timeout: 30_000 })
  process.kill(-Number(stopped.pid), 'SIGINT')
  expect((await once(stopped, 'exit'))[1]).toBe('SIGINT')
  checkout.onInstall('eval "$BRING"')
  expect((await setUp()).stderr).toMatch(/starting over/)
})

test('of three at once one installs, and the others wait for it', async () => {
  checkout.onInstall('touch started; while [ ! -e go ]; do sleep 0.05; done; eval "$BRING"')
  const all = [setUp(), setUp(), setUp()]
  await vi.waitFor(() => expect(existsSync(checkout.path('started'))).toBe(true), { timeout: 30_000 })
  writeFileSync(checkout.path('go'), '')
  for (const { code } of await Promise.all(all)) expect(code).toBe(0)
  expect(checkout.installs()).toBe(1)
})

test('without npm: one line, exit 4', async () => {
  const tools = checkout.path('empty')
  mkdirSync(tools)
  const ended = await finish(
    spawn(process.execPath, ['bin/setup.mjs'], { ...options(), env: { ...checkout.env, PATH: tools } }),
  )
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringMatching(/npm was not found/) })
})

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

function setUp(): Promise<Ended> {
  return finish(start())
}

function start(): ChildProcess {
  return spawn('node', ['bin/setup.mjs'], options())
}

function options(): SpawnOptions {
  return { cwd: checkout.root, env: checkout.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }
}

async function finish(child: ChildProcess): Promise<Ended> {
  const read = (stream: Readable | null) => (stream === null ? Promise.resolve('') : text(stream))
  const [stdout, stderr, [code]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}
