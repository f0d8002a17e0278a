import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { exitFor } from '../../lib/cli/exit.ts'
import { NHIP_VERSION } from '../../lib/model/software.ts'
import { nhip } from '../kit/nhip.ts'
import { html, startSite } from '../kit/site.ts'

const BUILT = [
  'check',
  'audit',
  'catalog',
  'up',
  'round',
  'status',
  'history',
  'export-history',
  'import',
  'score',
  'period',
  'review',
  'export',
  'vendors',
  'report',
  'bundle',
  'verify',
  'cost',
  'replay',
  'incident',
  'silence',
  'maintenance',
  'holiday',
  'release',
  'kill-switch',
  'redrive',
  'token',
  'sign-in',
  'agent',
  'doctor',
]

describe('nhip', () => {
  test('--help lists what is built, and nothing else', async () => {
    const { exit, stdout, stderr } = await nhip(['--help'])
    expect([exit, stderr]).toEqual([0, ''])
    const listed = stdout
      .slice(stdout.indexOf('Commands:'))
      .split('\n')
      .map((line) => /^ {2}([a-z-]+)/.exec(line)?.[1])
      .filter((name) => name !== undefined)
    expect(listed).toEqual([...BUILT, 'help'])
  })

  test.each(BUILT)('%s has --help', async (name) => {
    const { exit, stdout } = await nhip([name, '--help'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: nhip ${name}`))
  })

  test('--version', async () => {
    expect(await nhip(['--version'])).toEqual({ exit: 0, stdout: `${NHIP_VERSION}\n`, stderr: '' })
  })

  test.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['chek'], /check/],
    [['fly'], /unknown command 'fly'/],
    [['--frobnicate'], /unknown option '--frobnicate'/],
  ])('%o is wrong: exit 2', async (args, line) => {
    const { exit, stdout, stderr } = await nhip(args)
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
  })

  test('a reader that has seen enough is no fault', async () => {
    const site = await startSite({ '/': html('') })
    const program = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))
    const child = spawn(process.execPath, [
      program,
      'check',
      ...Array.from({ length: 300 }, () => site.url('/')),
      '--allow-private',
      '--json',
      '--in-flight',
      '5',
    ])
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    child.stdout.destroy()
    const [exit] = (await once(child, 'close')) as [number]
    expect(first.toString()).toMatch(/^\{"type":"observation"/)
    expect([exit, stderr]).toEqual([0, ''])
  })
})

test('the exit code of outcomes: any failed, then any inconclusive', () => {
  expect(exitFor([])).toBe(0)
  expect(exitFor(['passed', 'passed'])).toBe(0)
  expect(exitFor(['inconclusive', 'passed'])).toBe(3)
  expect(exitFor(['inconclusive', 'failed', 'passed'])).toBe(1)
})
