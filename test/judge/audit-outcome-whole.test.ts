import { describe, expect, test } from 'vitest'
import { deservesNextRun, deservesRetry, isSeenThrough, isSpent, judgeAudit } from '../../lib/judge/audit-outcome.ts'
import { type AuditRun, NO_METRICS } from '../../lib/model/audit.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { PLAIN_SIGNS } from '../kit/page-signs.ts'

function run(cause: Cause | null, detail: string | null = null): AuditRun {
  return { score: null, metrics: NO_METRICS, durationMs: 1, outcome: outcomeOf(cause), cause, detail, attempts: 1 }
}

test('an audit without a run is none, but for a form that came without any', () => {
  expect(judgeAudit({ runs: [], readiness: null })).toMatchObject({ cause: 'audit_error', detail: 'no run was made' })
  const ready = { outcome: 'passed', cause: null, detail: null } as const
  expect(judgeAudit({ runs: [], readiness: ready })).toEqual(ready)
  expect(judgeAudit({ runs: [run('http_5xx', 'status 500')], readiness: ready })).toMatchObject({
    cause: 'http_5xx',
    detail: 'status 500',
  })
})

describe('a whole audit', () => {
  const judged = (...causes: (Cause | null)[]) =>
    judgeAudit({ runs: causes.map((cause) => run(cause)), readiness: null })

  test('passes with one valid run', () => {
    expect(judged('http_5xx', null, 'audit_error').cause).toBeNull()
  })

  test('has the commonest cause where no run is valid, the earliest of equals', () => {
    expect(judged('audit_error', 'http_5xx', 'http_5xx').cause).toBe('http_5xx')
    expect(judged('wait_timeout', 'http_5xx').cause).toBe('wait_timeout')
    expect(judged().outcome).toBe('inconclusive')
  })

  test('fails where the page does not become ready', () => {
    const readiness = { outcome: 'failed', cause: 'not_ready', detail: null } as const
    expect(judgeAudit({ runs: [run(null)], readiness }).cause).toBe('not_ready')
  })
})

test('only our own failures are tried again', () => {
  expect((['audit_error', 'browser_crashed'] as const).every(deservesRetry)).toBe(true)
  expect(([null, 'http_5xx', 'blocked', 'address_refused', 'wait_timeout'] as const).some(deservesRetry)).toBe(false)
})

test('runs go on until asking again is pointless or rude', () => {
  expect(deservesNextRun([])).toBe(true)
  expect(deservesNextRun([run('http_5xx')])).toBe(true)
  expect(deservesNextRun([run('http_5xx'), run('http_5xx')])).toBe(false)
  expect(deservesNextRun([run('http_5xx'), run('wait_timeout')])).toBe(true)
  expect(deservesNextRun([run(null), run('http_5xx'), run('http_5xx')])).toBe(true)
  const spent = { cause: 'audit_error', isSpent: true } as const
  expect(deservesNextRun([{ ...spent, isSpent: false }])).toBe(true)
  expect(deservesNextRun([spent])).toBe(false)
  expect(deservesNextRun([run(null), spent])).toBe(true)
  for (const cause of [
    'blocked',
    'rate_limited',
    'login_required',
    'captcha',
    'redirect_elsewhere',
    'address_refused',
    'no_ipv6',
  ] as const) {
    expect(deservesNextRun([run(cause)])).toBe(false)
  }
})

test('a load is spent that was ended by its time or its memory, and seen through where its page answers then', () => {
  const whole = { overdueMs: null, overMemory: null, fault: null }
  const spent = [{ overdueMs: 9 }, { overMemory: { tookBytes: 2, limitBytes: 1 } }, { fault: 'PAGE_HUNG' }]
  expect(spent.map((over) => isSpent({ ...whole, ...over }))).toEqual([true, true, true])
  const others = [{}, { fault: 'NO_FCP' }, { fault: 'LOST' }]
  expect(others.map((over) => isSpent({ ...whole, ...over }))).toEqual([false, false, false])
  expect(isSeenThrough({ overdueMs: 9, signs: PLAIN_SIGNS })).toBe(true)
  expect(isSeenThrough({ overdueMs: 9, signs: null })).toBe(false)
  expect(isSeenThrough({ overdueMs: null, signs: PLAIN_SIGNS })).toBe(false)
})
