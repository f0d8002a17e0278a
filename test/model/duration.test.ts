import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDurationMs } from '../../lib/model/duration.ts'

test.each([
  ['1s', 1_000],
  ['90s', 90_000],
  ['5m', 300_000],
  ['6h', 21_600_000],
  ['1d', 86_400_000],
])('%s', (text, durationMs) => {
  expect(parseDurationMs(text)).toBe(durationMs)
})

test.each([
  '',
  '5',
  'm',
  '0m',
  '05m',
  '-5m',
  '+5m',
  '1.5m',
  '1h30m',
  '5 m',
  '5M',
  ' 5m',
  '5m ',
  '5m\n',
  '5ms',
  '1w',
  '٥m',
  '1e3s',
  '9999999999s',
])('“%s” is none', (text) => {
  expect(parseDurationMs(text)).toBeNull()
})

test('the shortest spelling', () => {
  expect([1_000, 60_000, 90_000, 3_600_000, 5_400_000, 86_400_000, 172_800_000].map(formatDuration)).toEqual([
    '1s',
    '1m',
    '90s',
    '1h',
    '90m',
    '1d',
    '2d',
  ])
})

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      (seconds) => parseDurationMs(formatDuration(seconds * 1_000)) === seconds * 1_000,
    ),
  )
})
