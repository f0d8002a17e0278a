import { expect, test } from 'vitest'
import { liveFigures, liveTable } from './live-table.ts'

const of = { everyMs: 20_000, timeoutMs: 2_000 }
const refused = (atMs: number, toldAtMs: number | null) =>
  ({ page: 'a/home', fault: 'refused', atMs, toldAtMs }) as const

test('times are in cadences, of what was told; what was not told is counted', () => {
  const onsets = [refused(0, 40_000), refused(5_000, 35_000), refused(10_000, null), refused(1_000, 51_000)]
  expect(liveFigures(onsets, of).find(({ fault }) => fault === 'refused')).toEqual({
    fault: 'refused',
    onsets: 4,
    told: 3,
    p50: 2,
    p90: 2.5,
    most: 2.5,
    seconds: 0,
    mostMinutes: 12.5,
  })
})

test('what hangs takes time-outs besides, which are no part of the cadence', () => {
  const figures = liveFigures([{ page: 'a/home', fault: 'hang', atMs: 0, toldAtMs: 44_000 }], of)
  expect(figures.find(({ fault }) => fault === 'hang')).toMatchObject({ p50: 2, most: 2, seconds: 4, mostMinutes: 11 })
  expect(liveTable(figures)).toContain('| hang | 1 of 1 | 2.00 | 2.00 | 2.00 | 4 | 11.0 |')
  expect(liveTable(figures)).toContain('| 503 | 0 of 0 | NaN | NaN | NaN | – | NaN |')
})
