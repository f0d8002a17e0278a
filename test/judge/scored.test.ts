import { expect, test } from 'vitest'
import { scoredAudit, scoredObservation } from '../../lib/judge/scored.ts'
import { audit } from '../kit/audit.ts'
import { observation } from '../kit/observation.ts'

const attempt = (changes = {}) => ({ startedAtMs: 0, outcome: 'passed' as const, cause: null, totalMs: 1, ...changes })

test('a retry that passed hides no failure: the first attempt counts', () => {
  const retried = observation({
    attempts: [attempt({ outcome: 'failed', cause: 'http_5xx' }), attempt()],
  })
  expect(retried.outcome).toBe('passed')
  expect(scoredObservation(retried, 'totalMs')).toBe('failed')
})

test('values are whole milliseconds, half up', () => {
  const phases = { dnsMs: 1, connectMs: 1, tlsMs: null, waitMs: 1_999.4999, downloadMs: 1, totalMs: 1_999.5 }
  const row = observation({ phases, attempts: [attempt()] })
  expect(scoredObservation(row, 'totalMs')).toBe(2_000)
  expect(scoredObservation(row, 'waitMs')).toBe(1_999)
})

test.each([
  ['blocked', 'obstructed'],
  ['captcha', 'obstructed'],
  ['login_required', 'login'],
  ['rate_limited', 'obstructed'],
  ['monitor_network', 'unmeasured'],
  ['killed', 'unmeasured'],
] as const)('what is %s is %s', (cause, scored) => {
  const row = observation({ outcome: 'inconclusive', cause, attempts: [attempt({ outcome: 'inconclusive', cause })] })
  expect(scoredObservation(row, 'totalMs')).toBe(scored)
  const made = audit({ outcome: 'inconclusive', cause })
  expect(scoredAudit(made, { from: 'audit', basis: 'simulated', metric: 'lcpMs' }, { official: false })).toBe(scored)
})

test('an audit by its basis, and in an official score only between controls', () => {
  const made = audit({ metrics: { ...audit().metrics, lcpMs: 4_000, cls: 0.1234, readyMs: null }, calibrated: null })
  const scored = (basis: 'simulated' | 'observed' | 'applied', metric: 'lcpMs' | 'cls' | 'readyMs', official = false) =>
    scoredAudit({ ...made, observed: { ...made.observed, lcpMs: 900 } }, { from: 'audit', basis, metric }, { official })
  expect(scored('simulated', 'lcpMs')).toBe(4_000)
  expect(scored('observed', 'lcpMs')).toBe(900)
  expect(scored('simulated', 'cls')).toBe(0.1234)
  expect(scored('applied', 'readyMs')).toBe('unmeasured')
  expect(scored('simulated', 'lcpMs', true)).toBe('unmeasured')
})

test('between controls an audit counts in an official score, outside of them it does not', () => {
  const rule = { from: 'audit', basis: 'simulated', metric: 'lcpMs' } as const
  const scored = (calibrated: boolean) => scoredAudit(audit({ calibrated }), rule, { official: true })
  expect([scored(true), scored(false)]).toEqual([2_100, 'unmeasured'])
})

test('what an audit does not have is unmeasured, not 0', () => {
  const scored = (metric: 'cls' | 'longestTaskMs', metrics: object) =>
    scoredAudit(
      audit({ metrics: metrics as never }),
      { from: 'audit', basis: 'simulated', metric },
      { official: false },
    )
  expect([scored('cls', { cls: null }), scored('cls', {}), scored('longestTaskMs', {})]).toEqual([
    'unmeasured',
    'unmeasured',
    'unmeasured',
  ])
})
