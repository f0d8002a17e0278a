import { describe, expect, test } from 'vitest'
import { judgeLoad, judgeReadiness } from '../../lib/judge/audit-outcome.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { facts } from '../kit/load-facts.ts'
import { PLAIN_SIGNS } from '../kit/page-signs.ts'

describe('a page that did not become ready', () => {
  const missing = (over: Parameters<typeof facts>[0] = {}) =>
    judgeReadiness({ ...facts({ overdueMs: 30_000, ...over }), readyMs: null })
  const stopped = (cause: Cause, over: Parameters<typeof facts>[0] = {}) =>
    judgeLoad(facts({ stopped: { cause, detail: 'as seen' }, ...over }))

  test('says for how long it was waited', () => {
    expect(missing()).toEqual({
      outcome: outcomeOf('not_ready'),
      cause: 'not_ready',
      detail: 'no form could be used in 30000 ms',
    })
  })

  test('is what the load was where that did not come', () => {
    expect(missing({ document: null }).cause).toBe('audit_error')
    expect(missing({ document: { httpStatus: null } }).cause).toBe('wait_timeout')
    expect(missing({ document: { httpStatus: 500 } }).cause).toBe('http_5xx')
    expect(missing({ fault: 'NO_FCP' })).toMatchObject({ cause: 'audit_error', detail: 'cut off after 30000 ms' })
  })

  test('may ask its visitor to sign in', () => {
    const signs = { ...PLAIN_SIGNS, loginDemand: true }
    expect(missing({ signs })).toMatchObject({
      cause: 'login_required',
      detail: 'the page asks its visitor to sign in',
    })
    expect(stopped('http_5xx', { signs }).cause).toBe('http_5xx')
  })

  test('may ask for the answer to a captcha, unless it asks its visitor to sign in', () => {
    const captcha = 'a captcha of Turnstile'
    expect(missing({ captcha })).toMatchObject({
      cause: 'captcha',
      detail: 'no form could be used in 30000 ms; the page shows a captcha of Turnstile',
    })
    expect(missing({ captcha, signs: { ...PLAIN_SIGNS, loginDemand: true } }).cause).toBe('login_required')
    expect(stopped('http_5xx', { captcha }).cause).toBe('http_5xx')
  })

  test('may have its form in a frame, or lack what it was refused: that is ours', () => {
    const frame = { mayHold: 'the frame https://f.example.vn/' }
    const refused = { refusedNeed: { method: 'POST', url: 'https://api.example.vn/' } }
    expect(missing(frame)).toMatchObject({
      cause: 'audit_error',
      detail:
        'no form could be used in 30000 ms; it may be in the frame https://f.example.vn/: `ready` may name its field',
    })
    expect(missing({ ...frame, ...refused })).toMatchObject({
      cause: 'audit_error',
      detail:
        'no form could be used in 30000 ms; POST https://api.example.vn/ was refused: where it only reads, the page may allow it',
    })
    expect(stopped('http_5xx', { ...frame, ...refused })).toMatchObject({ cause: 'http_5xx', detail: 'as seen' })
    expect(stopped('not_ready')).toMatchObject({ cause: 'not_ready', detail: 'as seen' })
  })
})

describe('readiness', () => {
  test('passes with a time', () => {
    expect(judgeReadiness({ ...facts(), readyMs: 1_200 }).cause).toBeNull()
  })

  test('a page that came and never became ready is not_ready', () => {
    expect(judgeReadiness({ ...facts({ overdueMs: 60_000 }), readyMs: null }).cause).toBe('not_ready')
    expect(
      judgeReadiness({ ...facts({ overdueMs: 60_000, document: { finished: false } }), readyMs: null }).cause,
    ).toBe('not_ready')
  })

  test('a page that did not come has the cause for that', () => {
    const busy = facts({ document: { httpStatus: 503 }, fault: 'LOST' })
    expect(judgeReadiness({ ...busy, readyMs: null }).cause).toBe('http_5xx')
    const silent = facts({ document: { httpStatus: null, finished: false }, fault: 'LOST' })
    expect(judgeReadiness({ ...silent, readyMs: null }).cause).toBe('wait_timeout')
    expect(judgeReadiness({ ...facts({ browserGone: true }), readyMs: null }).cause).toBe('browser_crashed')
  })
})
