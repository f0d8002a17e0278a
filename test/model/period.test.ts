import { expect, test } from 'vitest'
import { daysOf, parsePeriod, spanOf } from '../../lib/model/period.ts'

test.each([
  ['2026-11', '2026-11-01', '2026-11-30', 30],
  ['2028-02', '2028-02-01', '2028-02-29', 29],
  ['2026-12', '2026-12-01', '2026-12-31', 31],
  ['2026-Q1', '2026-01-01', '2026-03-31', 90],
  ['2026-Q4', '2026-10-01', '2026-12-31', 92],
  ['2026', '2026-01-01', '2026-12-31', 365],
  ['2026-06-10..2026-06-30', '2026-06-10', '2026-06-30', 21],
  ['2026-06-10..2026-06-10', '2026-06-10', '2026-06-10', 1],
  ['2020-01-01..2030-01-07', '2020-01-01', '2030-01-07', 3_660],
])('%s is from %s to %s, %d days', (text, from, to, days) => {
  const period = parsePeriod(text)
  expect(period).toEqual({ name: text, from, to })
  expect(daysOf(period)).toBe(days)
})

test.each([
  ['2026-13', /write it as 2026-11, 2026-Q4, 2026 or 2026-06-10\.\.2026-06-30/],
  ['2026-Q5', /write it as/],
  ['november', /"november" is no period/],
  ['2026-02-29..2026-03-01', /there is no day 2026-02-29/],
  ['2026-06-30..2026-06-10', /it ends before it begins; write 2026-06-10\.\.2026-06-30/],
  ['2020-01-01..2030-01-08', /it has 3661 days; 3660 are the most/],
  ['0001-01-01..9999-12-31', /its days have to be from 2000-01-01 to 2199-12-31/],
  ['2026-01-01..2200-01-01', /its days have to be from/],
  ['0026', /its days have to be from/],
  ['1999-12', /its days have to be from/],
  ['2200-Q1', /its days have to be from/],
])('%s is refused', (text, why) => {
  expect(() => parsePeriod(text)).toThrow(why)
})

test('its bounds are midnights of the zone, half-open', () => {
  const { fromMs, toMs } = spanOf(parsePeriod('2026-11'), 'Asia/Ho_Chi_Minh')
  expect(new Date(fromMs).toISOString()).toBe('2026-10-31T17:00:00.000Z')
  expect(new Date(toMs).toISOString()).toBe('2026-11-30T17:00:00.000Z')
})
