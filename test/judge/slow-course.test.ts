import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COURSE_SLOTS, meanOf, nextCourse, sinceRise } from '../../lib/judge/slow-course.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

/** A course of ratios of the wait, and of as many totals; null: nobody could tell. */
function courseOf(ratios: readonly (number | null)[], total = 1): string {
  return ratios.reduce<string>(
    (course, ratio) =>
      nextCourse(
        course,
        ratio === null
          ? { sign: '?', wait: null, total: null }
          : { sign: '.', wait: { ratio }, total: { ratio: total } },
        DEFAULT_POLICY,
      ),
    '',
  )
}

test('the mean over the latest slots, to a thirtieth, no slot counting for more than e times', () => {
  const lns = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 60 })
  fc.assert(
    fc.property(lns, (list) => {
      const mean = list.slice(-12).reduce((sum, ln) => sum + ln, 0) / 12
      expect(meanOf(courseOf(list.map(Math.exp)), 'wait', 12)).toBeCloseTo(mean, 1)
    }),
  )
  expect(meanOf(courseOf([1_000, 1, 1, 1]), 'wait', 4)).toBe(0.25)
  expect(meanOf(courseOf([1, 1, 1, 0.0001]), 'wait', 4)).toBe(-0.25)
})

test('wait and total each have their own', () => {
  const course = courseOf([Math.E, Math.E], 1 / Math.E)
  expect([meanOf(course, 'wait', 2), meanOf(course, 'total', 2)]).toEqual([1, -1])
})

test('what is not known any more was as usual; slots in which nobody could tell are passed over', () => {
  expect(meanOf(courseOf([Math.E, null, null, Math.E]), 'wait', 4)).toBe(0.5)
  expect(meanOf(courseOf([Math.E, null, null, null, Math.E]), 'wait', 4)).toBe(0.25)
})

test('of nothing a slot in which nobody could tell makes nothing', () => {
  expect(courseOf([null])).toBe('')
})

test('it is as long as the longest window, whatever could not be told', () => {
  const course = courseOf(Array.from({ length: 300 }, (_, at) => (at % 3 === 0 ? 2 : null)))
  expect(course.replaceAll('?', '')).toHaveLength(2 * COURSE_SLOTS)
  expect(course.length).toBeLessThan(6 * COURSE_SLOTS + 6)
})

test('a rise began where most of the slots since have been above the level', () => {
  const rise = courseOf([1, 1, 2, 1, 2, 2, 2])
  expect(sinceRise(rise, 'wait', { slots: 7, level: 0.2 })).toBe(4)
  expect(sinceRise(rise, 'wait', { slots: 7, level: 0.5 })).toBe(2)
  expect(sinceRise(courseOf([2, 2, null, 2]), 'wait', { slots: 12, level: 0.2 })).toBe(3)
  expect(sinceRise(courseOf([2, 2, 2, 2, 2, 2]), 'wait', { slots: 3, level: 0.2 })).toBe(2)
  expect(sinceRise(courseOf([1, 1, 2]), 'wait', { slots: 7, level: 0 })).toBe(0)
  expect(sinceRise(courseOf([1, 1], 2), 'total', { slots: 12, level: 0.2 })).toBe(1)
})
