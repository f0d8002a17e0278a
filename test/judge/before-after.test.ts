import { describe, expect, test } from 'vitest'
import { beforeAfter } from '../../lib/judge/before-after.ts'

describe('before and after', () => {
  test('of four weeks that all lie apart is a change, by tables of the rank sum: 2 of 70 orders', () => {
    const { before, after, answer } = beforeAfter([10, 11, 12, 13], [1, 2, 3, 4])
    expect([before, after]).toEqual([11.5, 2.5])
    expect(answer?.p).toBeCloseTo(2 / 70, 12)
    expect(answer).toMatchObject({ shift: -9, low: -12, high: -6 })
    expect(answer?.level).toBeCloseTo(1 - 2 / 70, 12)
  })

  test('of eight weeks: 13 is the greatest U that is significant at 0.05, as tables have it', () => {
    const before = [0, 2, 4, 6, 8, 10, 12, 14]
    // The others are greater than 10 of the pairs' first ones; the last one adds 5, 4 or 3.
    const answers = [9, 7, 5].map((last) => beforeAfter(before, [-5, -3, -1, 1, 3, 5, 7, last]).answer)
    expect(answers.map((answer) => (answer?.p ?? 1) < 0.05)).toEqual([false, false, true])
    expect(answers.map((answer) => (answer?.high ?? 0) < 0)).toEqual([false, false, true])
  })

  test('is the same the other way round, but for its sign', () => {
    const [a, b] = [
      [5, 9, 2, 7, 8],
      [6, 12, 4, 11],
    ]
    const [one, other] = [beforeAfter(a, b).answer, beforeAfter(b, a).answer]
    expect(other?.p).toBe(one?.p)
    expect(other?.shift).toBe(-(one?.shift ?? 0))
    expect([other?.low, other?.high]).toEqual([-(one?.high ?? 0), -(one?.low ?? 0)])
  })

  test('of equal weeks is none', () => {
    expect(beforeAfter([3, 3, 3, 3], [3, 3, 3, 3]).answer).toMatchObject({ p: 1, shift: 0, low: 0, high: 0 })
  })

  test('weeks that are equal count half for each side', () => {
    // Of 16 pairs 15 are above and one is equal: U is half, and 2 of 70 orders have one of 1 or less.
    expect(beforeAfter([1, 2, 3, 4], [4, 5, 6, 7]).answer?.p).toBeCloseTo(4 / 70, 12)
    expect(beforeAfter([4, 5, 6, 7], [1, 2, 3, 4]).answer?.p).toBeCloseTo(4 / 70, 12)
  })

  test('of too few weeks is not decided', () => {
    expect(beforeAfter([1, 2, 3], [9, 9, 9, 9])).toEqual({
      before: 2,
      after: 9,
      weeks: { before: 3, after: 4 },
      answer: null,
    })
    expect(beforeAfter([], [])).toMatchObject({ before: null, after: null, answer: null })
  })

  test('of chance alone is a change in less than one of twenty', () => {
    // Every way in which 8 weeks can be parted in halves.
    let significant = 0
    let all = 0
    for (let parts = 0; parts < 256; parts++) {
      const weeks = Array.from({ length: 8 }, (_, index) => index)
      const before = weeks.filter((week) => (parts >> week) % 2 === 1)
      if (before.length !== 4) continue
      all++
      const answer = beforeAfter(
        before,
        weeks.filter((week) => !before.includes(week)),
      ).answer
      if ((answer?.p ?? 1) < 0.05) significant++
      if (answer) expect(answer.low > 0 || answer.high < 0).toBe(answer.p < 0.05)
    }
    expect([all, significant]).toEqual([70, 2])
  })
})
