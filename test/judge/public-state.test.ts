import { describe, expect, test } from 'vitest'
import { publicState, publicUptime, sumOfDays, worstState } from '../../lib/judge/public-state.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { PublicDay } from '../../lib/model/public-status.ts'
import type { Verdict } from '../../lib/model/verdict.ts'

const EVERY = 5 * MINUTE_MS
const NOW = 1_000 * EVERY

/** Verdicts of the last slots, the latest at `NOW`; one in brackets is within maintenance. */
const verdicts = (...all: readonly (Verdict | readonly [Verdict])[]) =>
  all.map((verdict, index) => ({
    slotMs: NOW - (all.length - 1 - index) * EVERY,
    verdict: typeof verdict === 'string' ? verdict : verdict[0],
    maintenance: typeof verdict !== 'string',
  }))
const state = (all: ReturnType<typeof verdicts>, laterMs = 0) =>
  publicState(all, { nowMs: NOW + laterMs, everyMs: EVERY })

describe('a page is', () => {
  test('as its last verdict says, since the first of its kind', () => {
    expect(state(verdicts('ok', 'down', 'down'))).toEqual({ state: 'down', sinceMs: NOW - EVERY })
    expect(state(verdicts('down', 'ok'))).toEqual({ state: 'ok', sinceMs: NOW })
    expect(state(verdicts('ok', 'regional'))).toEqual({ state: 'partial', sinceMs: NOW })
    expect(state(verdicts('ok', 'slow', 'down'))).toEqual({ state: 'down', sinceMs: NOW })
    expect(state(verdicts('ok', 'slow'))).toEqual({ state: 'slow', sinceMs: NOW })
    expect(state(verdicts('ok', 'unknown'))).toEqual({ state: 'unknown', sinceMs: NOW })
  })

  test('so since longer than is remembered, which is not told as a time', () => {
    expect(state(verdicts('ok', 'ok'))).toEqual({ state: 'ok', sinceMs: null })
  })

  test('under maintenance, whatever was seen', () => {
    expect(state(verdicts('ok', ['down'], ['ok']))).toEqual({ state: 'maintenance', sinceMs: NOW - EVERY })
  })

  test('unknown where nothing is known, or nothing new', () => {
    const unknown = { state: 'unknown', sinceMs: null }
    expect(state([])).toEqual(unknown)
    expect(state(verdicts('ok', 'down'), 20 * MINUTE_MS)).toMatchObject({ state: 'down' })
    expect(state(verdicts('ok', 'down'), 20 * MINUTE_MS + 1)).toEqual(unknown)
  })
})

test('a portal is as its worst page is, and one of which too little is known is not called well', () => {
  expect(worstState(['ok', 'slow', 'down', 'partial'])).toBe('down')
  expect(worstState(['ok', 'unknown', 'maintenance'])).toBe('unknown')
  expect(worstState(['maintenance', 'ok'])).toBe('maintenance')
  expect(worstState([])).toBe('unknown')
})

describe('uptime', () => {
  const day = (passed: number, failed: number, due = 100): PublicDay => ({
    day: '2026-11-22',
    passed,
    failed,
    due,
    expected: due,
    latency: null,
  })

  test('is the share of checks that passed, of all days together', () => {
    expect(publicUptime([day(100, 0), null, day(50, 50)])).toBe(0.75)
  })

  test('is not told below four fifths of what was due, nor of nothing', () => {
    expect(publicUptime([day(80, 0)])).toBe(1)
    expect(publicUptime([day(79, 0)])).toBeNull()
    expect(publicUptime([null, day(0, 0, 0)])).toBeNull()
  })

  test('of several pages is that of their sums, without response times', () => {
    const latency = { p50: 100, p75: 200, p95: 300 } as unknown as PublicDay['latency']
    expect(sumOfDays([{ ...day(90, 5, 100), expected: 110, latency }, null, day(10, 0, 20)])).toEqual({
      passed: 100,
      failed: 5,
      due: 120,
      expected: 130,
    })
  })
})
