import { describe, expect, test } from 'vitest'
import { daysOf, type Holiday, isHolidayOver, newHolidaysSchema } from '../../lib/model/holiday.ts'
import { holiday } from '../kit/holiday.ts'

const timezone = 'Asia/Ho_Chi_Minh'
const at = (text: string): number => Date.parse(`${text}:00+07:00`)
const days = (changes: Partial<Holiday>, untilYear = 2029) => daysOf(holiday(changes), { timezone, untilYear })

describe('the days of a planned holiday', () => {
  test('are those that begin after it was declared', () => {
    expect(days({})).toEqual(['2027-02-08'])
    expect(days({ declaredAtMs: at('2027-02-07T23:59') })).toEqual(['2027-02-08'])
    expect(days({ declaredAtMs: at('2027-02-08T00:00') })).toEqual([])
    expect(days({ declaredAtMs: at('2027-02-08T08:00') })).toEqual([])
  })

  test('and before it was taken back: what has begun stays what it was', () => {
    expect(days({ endedAtMs: at('2027-02-07T23:59') })).toEqual([])
    expect(days({ endedAtMs: at('2027-02-08T00:00') })).toEqual(['2027-02-08'])
    expect(days({ endedAtMs: at('2027-03-01T00:00') })).toEqual(['2027-02-08'])
  })

  test('of every year there are those of each year from then on', () => {
    expect(days({ day: '09-02' })).toEqual(['2027-09-02', '2028-09-02', '2029-09-02'])
    expect(days({ day: '01-01' })).toEqual(['2028-01-01', '2029-01-01'])
    expect(days({ day: '09-02', endedAtMs: at('2028-03-01T00:00') })).toEqual(['2027-09-02'])
    expect(days({ day: '02-29' })).toEqual(['2028-02-29'])
    expect(days({ day: '09-02' }, 2026)).toEqual([])
  })
})

test('it is over once its day has begun, or it was taken back; of every year it never is by itself', () => {
  const isOver = (changes: Partial<Holiday>, text: string) =>
    isHolidayOver(holiday(changes), { timezone, nowMs: at(text) })
  expect([isOver({}, '2027-02-07T23:59'), isOver({}, '2027-02-08T00:00')]).toEqual([false, true])
  expect(isOver({ day: '09-02' }, '2040-01-01T00:00')).toBe(false)
  expect(isOver({ day: '09-02', endedAtMs: 1 }, '2027-01-11T00:00')).toBe(true)
})

test('what plans days says them, and nothing that is not known', () => {
  expect(newHolidaysSchema.parse({ days: ['09-02'] })).toEqual({ days: ['09-02'], kind: 'holiday', note: null })
  for (const wrong of [{}, { days: [] }, { days: ['09-02'], kind: 'rest' }, { days: ['09-02'], every: 'year' }])
    expect(newHolidaysSchema.safeParse(wrong).success).toBe(false)
})
