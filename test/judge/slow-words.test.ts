import { expect, test } from 'vitest'
import { formatMs } from '../../lib/judge/slow-words.ts'

test('a time is told in milliseconds below a second, as it is shown', () => {
  expect([0.4, 412.4, 999.4, 999.5, 1_000, 9_249].map((ms) => formatMs(ms, 'vi'))).toEqual([
    '0 ms',
    '412 ms',
    '999 ms',
    '1,0 giây',
    '1,0 giây',
    '9,2 giây',
  ])
  expect(formatMs(9_250, 'en')).toBe('9.3 s')
})
