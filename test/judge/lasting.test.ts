import { expect, test } from 'vitest'
import { lasting } from '../../lib/judge/lasting.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'

test.each([
  [0, '0 s', '0 giây'],
  [19_400, '19 s', '19 giây'],
  [MINUTE_MS, '1 min', '1 phút'],
  [10 * MINUTE_MS, '10 min', '10 phút'],
  [2 * HOUR_MS - MINUTE_MS, '119 min', '119 phút'],
  [2 * HOUR_MS, '2 h', '2 giờ'],
  [2 * DAY_MS - HOUR_MS, '47 h', '47 giờ'],
  [2 * DAY_MS, '2 days', '2 ngày'],
  [31 * DAY_MS + 13 * HOUR_MS, '32 days', '32 ngày'],
  [-5, '0 s', '0 giây'],
])('%d ms', (ms, en, vi) => {
  expect([lasting(ms, 'en'), lasting(ms, 'vi')]).toEqual([en, vi])
})
