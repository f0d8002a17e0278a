import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockBracket, isOffBy, narrowest } from '../../lib/local/aws-clock.ts'

const NOON = Date.parse('2026-11-22T12:00:00Z')
const DATE = 'Sun, 22 Nov 2026 12:00:00 GMT'

test('a date cut to seconds leaves a second of doubt besides the exchange', () => {
  expect(clockBracket(DATE, { sentMs: NOON, receivedMs: NOON + 80 })).toEqual({ leastMs: -999, mostMs: 80 })
})

test.each([[undefined], ['yesterday'], ['']])('%j says nothing', (date) => {
  expect(clockBracket(date, { sentMs: NOON, receivedMs: NOON })).toBeNull()
})

test('the true offset always lies in the bracket', () => {
  const span = fc.integer({ min: 0, max: 5_000 })
  fc.assert(
    fc.property(
      fc.integer({ min: -10_000, max: 10_000 }),
      span,
      span,
      fc.nat(999),
      (offsetMs, thereMs, backMs, part) => {
        const serverMs = NOON + part
        const heardMs = serverMs + offsetMs
        const date = new Date(serverMs).toUTCString()
        const bracket = clockBracket(date, { sentMs: heardMs - thereMs, receivedMs: heardMs + backMs })
        expect(bracket?.leastMs).toBeLessThanOrEqual(offsetMs)
        expect(bracket?.mostMs).toBeGreaterThanOrEqual(offsetMs)
      },
    ),
  )
})

test('the quickest exchange tells most', () => {
  const quick = { leastMs: -900, mostMs: 200 }
  expect(narrowest([{ leastMs: -3_000, mostMs: 900 }, quick, { leastMs: 0, mostMs: 1_200 }])).toBe(quick)
  expect(narrowest([])).toBeNull()
})

test.each([
  [{ leastMs: 2_001, mostMs: 3_000 }, true],
  [{ leastMs: 2_000, mostMs: 3_000 }, null],
  [{ leastMs: -3_000, mostMs: -2_001 }, true],
  [{ leastMs: -3_000, mostMs: -2_000 }, null],
  [{ leastMs: -2_000, mostMs: 2_000 }, false],
  [{ leastMs: -2_001, mostMs: 2_000 }, null],
])('%j is off by more than 2 s: %s', (bracket, off) => {
  expect(isOffBy(bracket, 2_000)).toBe(off)
})
