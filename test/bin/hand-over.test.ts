import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BareCheckout, bareCheckout } from '../kit/bare-checkout.ts'

/** A stand-in for the command line: says what it was given and what reaches it, and stays while told to. */
const PROGRAM = `
const [how, value] = process.argv.slice(2)
let told = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {
  told += 1
  console.log(signal + ' ' + told)
  setTimeout(() => process.exit(7), 300)
})
// Not before a signal would be heard.
console.log(JSON.stringify({ argv: process.argv.slice(2), parent: process.ppid }))
if (how === 'exit') process.exit(Number(value))
if (how === 'die') process.kill(process.pid, value)
if (how === 'echo') process.stdin.pipe(process.stdout)
if (how === 'stay') setInterval(() => {}, 1_000)
`

let checkout: BareCheckout
let output: string
const children: ChildProcess[] = []

beforeEach(() => {
  checkout = bareCheckout()
  checkout.markReady()
  writeFileSync(checkout.path('bin', 'nhip.ts'), PROGRAM)
  output = ''
})
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  checkout.close()
})

describe('from an older Node, in a child', () => {
  test('arguments, streams and the exit code are the child’s', async () => {
    const child = start(['exit', '3', '--json'])
    expect(await once(child, 'close')).toEqual([3, null])
    expect(JSON.parse(output)).toMatchObject({ argv: ['exit', '3', '--json'], parent: child.pid })
    const echo = start(['echo'])
    echo.stdin?.end('Ế ộ ữ ằ\n')
    expect(await once(echo, 'close')).toEqual([0, null])
    expect(output).toContain('Ế ộ ữ ằ\n')
  })

  test('a child that dies by a signal takes us with it by the same', async () => {
    expect(await once(start(['die', 'SIGKILL']), 'close')).toEqual([null, 'SIGKILL'])
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s to us alone reaches the child once', async (signal) => {
    const child = start(['stay'])
    await vi.waitFor(() => expect(output).toContain('argv'), { timeout: 30_000 })
    child.kill(signal)
    await vi.waitFor(() => expect(output).toContain(signal), { timeout: 30_000 })
    expect(await once(child, 'close')).toEqual([7, null])
    expect(output.match(/SIG.*/g)).toEqual([`${signal} 1`])
  })

  test('Ctrl-C in a terminal reaches the child once', async () => {
    const child = start(['stay'], 'terminal')
    await vi.waitFor(() => expect(output).toContain('argv'), { timeout: 30_000 })
    child.stdin?.write('\x03')
    expect((await once(child, 'close'))[0]).toBe(7)
    expect(output.match(/SIG[A-Z]+ \d+/g)).toEqual(['SIGINT 1'])
  })
})

test('from Node 24, in the process itself', async () => {
  const child = start(['exit', '3'], 'node 24')
  expect(await once(child, 'close')).toEqual([3, null])
  expect(JSON.parse(output)).toMatchObject({ argv: ['exit', '3'], parent: process.pid })
})

function start(args: readonly string[], how: 'plain' | 'terminal' | 'node 24' = 'plain'): ChildProcess {
  output = ''
  const env = how === 'node 24' ? { ...checkout.env, NODE_OPTIONS: '' } : checkout.env
  const command = ['node', 'bin/nhip.mjs', ...args]
  // `script` gives its command a terminal of its own.
  const [file = '', ...rest] =
    how === 'terminal' ? ['script', '-qfec', `exec ${command.join(' ')}`, '/dev/null'] : command
  const child = spawn(file, rest, { cwd: checkout.root, env, detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  children.push(child)
  return child
}
