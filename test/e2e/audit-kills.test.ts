import { expect, test } from 'vitest'
import { auditUnderKills } from '../kit/audit-kills.ts'
import { chooseSeed } from '../kit/random.ts'

const AUDITS = 8

test('audits whose browser, renderer or process is killed at random moments all have their row, and nobody else is to blame', async () => {
  const seed = chooseSeed()
  process.stdout.write(`NHIP_TEST_SEED=${seed}\n`)
  const made = await auditUnderKills({ audits: AUDITS, seed })
  process.stdout.write(`${JSON.stringify(made)}\n`)
  expect(made.rows).toEqual(Array.from({ length: AUDITS }, () => 1))
  const possible = ['passed', 'inconclusive browser_crashed', 'inconclusive audit_error']
  expect(Object.keys(made.ended).filter((ended) => !possible.includes(ended))).toEqual([])
  expect(made.wrongScores).toBe(0)
  expect(Object.values(made.kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  expect(made.processesLeft).toEqual([])
  expect(made.filesLeft).toEqual([])
})
