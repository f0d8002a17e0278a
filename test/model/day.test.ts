import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { addDays, dayOf, endOfPreviousMonth, startOfDay, utcDayKey } from '../../lib/model/day.ts'

// Among them zones whose clocks change at midnight, by half an hour, and one that left out a day.
const ZONES = [
  'Asia/Ho_Chi_Minh',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
  'America/Asuncion',
  'Asia/Tehran',
]

const zones = fc.constantFrom(...ZONES)
const moments = fc.integer({ min: Date.parse('2012-01-01'), max: Date.parse('2035-01-01') })

test("the day of any moment in any zone is Temporal's", () => {
  fc.assert(
    fc.property(moments, zones, (timeMs, zone) => {
      expect(dayOf(timeMs, zone)).toBe(
        Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(zone).toPlainDate().toString(),
      )
    }),
    { numRuns: 500 },
  )
})

test("the start of any day in any zone is Temporal's", () => {
  fc.assert(
    fc.property(moments, zones, (timeMs, zone) => {
      const day = new Date(timeMs).toISOString().slice(0, 10)
      expect(startOfDay(day, zone)).toBe(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 23],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', 23],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00Z', 25],
  ['2026-11-22', 'Asia/Ho_Chi_Minh', '2026-11-21T17:00:00Z', 24],
])('%s in %s begins at %s and has %i hours', (day, zone, start, hours) => {
  expect(startOfDay(day, zone)).toBe(Date.parse(start))
  expect((startOfDay(addDays(day, 1), zone) - startOfDay(day, zone)) / 3_600_000).toBe(hours)
})

test('days are counted over months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
  expect(addDays('2026-11-22', 0)).toBe('2026-11-22')
})

test('the UTC day as a key', () => {
  expect(utcDayKey(Date.parse('2026-11-22T23:59:59.999Z'))).toBe('20261122')
  expect(utcDayKey(Date.parse('2026-11-23T00:00:00Z'))).toBe('20261123')
})

test('the month before, after months of any length', () => {
  for (const [at, before] of [
    ['2026-12-01', '2026-11-30'],
    ['2026-03-01', '2026-02-28'],
    ['2026-01-31', '2025-12-31'],
    ['2028-03-31', '2028-02-29'],
  ]) {
    expect(new Date(endOfPreviousMonth(Date.parse(`${at}T00:00:00Z`))).toISOString()).toBe(`${before}T23:59:59.999Z`)
  }
})
