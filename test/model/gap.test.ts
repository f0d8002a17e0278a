import { describe, expect, test } from 'vitest'
import { type Gap, LOAD_MS, loadStart, nextInGap } from '../../lib/model/gap.ts'

const GAP: Gap = { everyMs: 300_000, fromMs: 250_000, lengthMs: 92_000 }
const T0 = 1_800_000_000_000

describe('a load', () => {
  test.each([
    ['before the gap waits for it', 200_000, 250_000],
    ['at its beginning starts', 250_000, 250_000],
    ['with just enough left starts', 250_000 + 92_000 - LOAD_MS, 250_000 + 92_000 - LOAD_MS],
    ['with a little less left waits for the next', 250_000 + 92_000 - LOAD_MS + 1, 550_000],
    ['in a gap that reaches into the next cadence starts', 10_000, 10_000 - 0],
    ['after the gap waits for the next', 100_000, 250_000],
  ])('%s', (_name, intoMs, expectedMs) => {
    const inside = intoMs === 10_000 ? { ...GAP, fromMs: 290_000 } : GAP
    expect(nextInGap(inside, T0 + intoMs) - T0).toBe(expectedMs)
  })

  test('without a gap, or with one that is too far away, starts at once', () => {
    expect(loadStart(null, T0)).toBe(T0)
    const hourly = { everyMs: 3_600_000, fromMs: 0, lengthMs: 60_000 }
    expect(loadStart(hourly, T0 + 60_000)).toBe(T0 + 60_000)
    expect(loadStart(hourly, T0 + 3_600_000 - 6 * 60_000)).toBe(T0 + 3_600_000)
    expect(loadStart(hourly, T0 + 3_600_000 - 6 * 60_000 - 1)).toBe(T0 + 3_600_000 - 6 * 60_000 - 1)
  })
})
