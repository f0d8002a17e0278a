import { expect, test } from 'vitest'
import { strataOf } from '../../lib/judge/stratum.ts'

const CALENDAR = { holidays: ['2026-09-02'], workingDays: ['2026-08-22'] }
const stratum = strataOf({ timezone: 'Asia/Ho_Chi_Minh', calendar: CALENDAR })
const at = (local: string): string => stratum(Date.parse(`${local}+07:00`))

test.each([
  [
    'a Monday',
    '2026-11-16',
    { work: ['07:30', '17:29'], evening: ['17:30', '21:59'], night: ['00:00', '07:29', '22:00', '23:59'] },
  ],
  ['a Saturday', '2026-11-21', { work: [], evening: ['07:30', '12:00', '21:59'], night: ['07:29', '22:00'] }],
  ['a Sunday', '2026-11-22', { work: [], evening: ['07:30', '17:30'], night: ['03:00'] }],
  ['a holiday in the week', '2026-09-02', { work: [], evening: ['07:30', '10:00', '18:00'], night: ['06:00'] }],
  ['a Saturday that is made up for', '2026-08-22', { work: ['07:30', '17:29'], evening: ['17:30'], night: ['22:00'] }],
])('the hours of %s', (_name, day, hours) => {
  for (const [wanted, times] of Object.entries(hours))
    for (const time of times) expect([time, at(`${day}T${time}:00`)]).toEqual([time, wanted])
})

test('bounds are exact to the millisecond, in the zone of the catalogue', () => {
  expect(at('2026-11-16T07:29:59.999')).toBe('night')
  expect(at('2026-11-16T17:30:00.000')).toBe('evening')
  const london = strataOf({ timezone: 'Europe/London', calendar: { holidays: [], workingDays: [] } })
  expect(london(Date.parse('2026-11-16T07:30:00Z'))).toBe('work')
  expect(london(Date.parse('2026-07-13T06:30:00Z'))).toBe('work')
  expect(london(Date.parse('2026-07-13T06:29:59Z'))).toBe('night')
  // Clocks go forward at one in the morning.
  expect(london(Date.parse('2026-03-29T06:29:59Z'))).toBe('night')
  expect(london(Date.parse('2026-03-29T06:30:00Z'))).toBe('evening')
})
