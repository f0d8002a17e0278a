import { expect, test } from 'vitest'
import { typicalAudits } from '../../lib/judge/typical-audit.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'

const seen = (startedAtMs: number, lcpMs: number | null) => ({ startedAtMs, metrics: { ...NO_METRICS, lcpMs } })
const order = (...audits: readonly ReturnType<typeof seen>[]) =>
  typicalAudits(audits).map(({ startedAtMs }) => startedAtMs)

test('the nearest to the median comes first, of two the later one', () => {
  expect(order(seen(1, 9_000), seen(2, 2_000), seen(3, 3_000), seen(4, 3_000), seen(5, 1_000))).toEqual([4, 3, 2, 5, 1])
})

test('the median is that of the values in order, not of when they came', () => {
  expect(order(seen(1, 1_000), seen(2, 20_000), seen(3, 1_500))).toEqual([3, 1, 2])
})

test('an audit without an LCP stands for nothing', () => {
  expect(order(seen(1, null), seen(2, 5_000))).toEqual([2])
  expect(order(seen(1, null))).toEqual([])
})
