import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { lastedText } from '../../lib/web/lasted.ts'

test.each([
  [0, '1 phút', '1 min'],
  [90 * MINUTE_MS, '90 phút', '90 min'],
  [3 * HOUR_MS, '3 giờ', '3 h'],
  [5.5 * HOUR_MS, '5,5 giờ', '5.5 h'],
  [3 * DAY_MS, '3 ngày', '3 days'],
  [90.25 * DAY_MS, '90,3 ngày', '90.3 days'],
  [1_200 * DAY_MS, '1.200 ngày', '1,200 days'],
] as const)('%i ms: %s', (ms, vi, en) => {
  expect([lastedText(ms, { lang: 'vi' }), lastedText(ms, { lang: 'en' })]).toEqual([vi, en])
})
