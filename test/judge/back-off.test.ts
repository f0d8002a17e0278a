import { expect, test } from 'vitest'
import { backOffEnd } from '../../lib/judge/back-off.ts'

const NOW = Date.parse('2026-11-22T01:02:03Z')

test.each([
  ['seconds', '120', 120_000],
  ['with blanks', ' 7 ', 7_000],
  ['none', '0', 0],
  ['a date', 'Sun, 22 Nov 2026 01:03:33 GMT', 90_000],
  ['a date, the day in full', 'Sunday, 22-Nov-26 01:03:33 GMT', 90_000],
  ['a date without a zone is in UTC', 'Sun Nov 22 01:03:33 2026', 90_000],
  ['a date that has passed', 'Sun, 22 Nov 2026 01:00:00 GMT', 0],
  ['just an hour', '3600', 3_600_000],
  ['more than an hour', '86400', 3_600_000],
  ['no number that means anything', '9'.repeat(400), 3_600_000],
  ['nothing', null, 60_000],
  ['an empty text', '', 60_000],
  ['neither seconds nor a date', 'soon', 60_000],
  ['a day without a time', 'Sunday', 60_000],
  ['a time that there is not', 'Sun, 22 Nov 2026 25:03:03 GMT', 60_000],
  ['no whole seconds', '1.5', 60_000],
  ['less than none', '-5', 60_000],
  ['seconds with a unit', '30s', 60_000],
  ['a number after a word', 'soon 5', 60_000],
  ['a date after a word', 'after Sun, 22 Nov 2026 01:03:33 GMT', 60_000],
  ['a date of another kind', '2026-11-22T01:03:33Z', 60_000],
])('%s', (_name, retryAfter, expectedMs) => {
  expect(backOffEnd(retryAfter, NOW) - NOW).toBe(expectedMs)
})

test('a date without a zone is in UTC wherever this runs', () => {
  const { TZ: before } = process.env
  process.env.TZ = 'Asia/Ho_Chi_Minh'
  try {
    expect(backOffEnd('Sun Nov 22 01:03:33 2026', NOW) - NOW).toBe(90_000)
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})
