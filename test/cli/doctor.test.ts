import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

type Said = {
  readonly findings: readonly { readonly check: string; readonly outcome: string; readonly fix: unknown }[]
}

test('nhip doctor looks at this machine, its browser and its fonts', async () => {
  const data = join(await scratch(), 'data')
  const { exit, stdout } = await nhip(['doctor', '--json', '--data', data])
  const { findings, ...rest } = JSON.parse(stdout) as Said
  expect(rest).toEqual({ type: 'doctor' })
  const outcomes = Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]))
  // Whether a time daemon runs, and a route to the internet, is this machine's business.
  expect(Object.keys(outcomes)).toEqual(['node', 'disk', 'clock', 'families', 'chromium', 'fonts'])
  expect(outcomes).toMatchObject({ node: 'passed', disk: 'passed', chromium: 'passed', fonts: 'passed' })
  expect(exit).toBe(outcomes.clock === 'passed' && outcomes.families === 'passed' ? 0 : 3)
  expect(existsSync(data)).toBe(true)
})
