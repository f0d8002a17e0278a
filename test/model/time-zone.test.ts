import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { isCalendarDay, isTimeZone, parseTime } from '../../lib/model/time-zone.ts'

describe('parseTime', () => {
  test('wall-clock time in a zone without changes of clocks', () => {
    expect(parseTime('2026-11-22T22:00', 'Asia/Ho_Chi_Minh')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-11-22T15:00:00Z'),
    })
    expect(parseTime('2026-11-22T22:00:30', 'Asia/Ho_Chi_Minh')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-11-22T15:00:30Z'),
    })
  })

  test('an offset is taken as it stands, whatever the zone', () => {
    const atMs = Date.parse('2026-11-22T22:00:00Z')
    expect(parseTime('2026-11-22T22:00Z', 'Asia/Ho_Chi_Minh')).toEqual({ kind: 'once', atMs })
    expect(parseTime('2026-11-23T05:00+07:00', 'Europe/Berlin')).toEqual({ kind: 'once', atMs })
    expect(parseTime('2026-11-22T18:30-03:30', 'UTC')).toEqual({ kind: 'once', atMs })
  })

  test('clocks set forward: the hour that never is, and its edges', () => {
    expect(parseTime('2026-03-29T01:59', 'Europe/Berlin')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-03-29T00:59:00Z'),
    })
    expect(parseTime('2026-03-29T02:00', 'Europe/Berlin')).toEqual({ kind: 'never' })
    expect(parseTime('2026-03-29T02:59', 'Europe/Berlin')).toEqual({ kind: 'never' })
    expect(parseTime('2026-03-29T03:00', 'Europe/Berlin')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-03-29T01:00:00Z'),
    })
  })

  test('clocks set back: the hour that comes twice, and its edges', () => {
    expect(parseTime('2026-10-25T01:59', 'Europe/Berlin')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-10-24T23:59:00Z'),
    })
    expect(parseTime('2026-10-25T02:00', 'Europe/Berlin')).toEqual({
      kind: 'twice',
      firstMs: Date.parse('2026-10-25T00:00:00Z'),
      secondMs: Date.parse('2026-10-25T01:00:00Z'),
    })
    expect(parseTime('2026-10-25T03:00', 'Europe/Berlin')).toEqual({
      kind: 'once',
      atMs: Date.parse('2026-10-25T02:00:00Z'),
    })
  })

  test('half-hour changes and a skipped day', () => {
    expect(parseTime('2026-10-04T02:15', 'Australia/Lord_Howe')).toEqual({ kind: 'never' })
    expect(parseTime('2026-10-04T02:30', 'Australia/Lord_Howe')?.kind).toBe('once')
    expect(parseTime('2011-12-30T12:00', 'Pacific/Apia')).toEqual({ kind: 'never' })
  })

  test('agrees with Temporal at any minute of many zones', () => {
    const zone = fc.constantFrom(
      'Asia/Ho_Chi_Minh',
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'America/Sao_Paulo',
      'Africa/Casablanca',
      'Asia/Tehran',
      'Antarctica/Troll',
    )
    const minute = fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 })
    // Half of the cases lie within a day of a change of clocks in Berlin or St John's.
    const nearChange = fc
      .tuple(
        fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04'),
        fc.integer({ min: -1_440, max: 1_440 }),
      )
      .map(([day, offset]) => Date.parse(`${day}T02:00:00Z`) / 60_000 + offset)
    fc.assert(
      fc.property(zone, fc.oneof(minute, nearChange), (timezone, minutes) => {
        const text = new Date(minutes * 60_000).toISOString().slice(0, 16)
        const plain = Temporal.PlainDateTime.from(text)
        const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
          plain.toZonedDateTime(timezone, { disambiguation }),
        )
        const is = (zoned: Temporal.ZonedDateTime | undefined) => zoned?.toPlainDateTime().equals(plain)
        const expected =
          !is(earlier) || !earlier || !later
            ? { kind: 'never' }
            : earlier.epochMilliseconds === later.epochMilliseconds
              ? { kind: 'once', atMs: earlier.epochMilliseconds }
              : { kind: 'twice', firstMs: earlier.epochMilliseconds, secondMs: later.epochMilliseconds }
        expect(parseTime(text, timezone)).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    '2026-11-22',
    '22:00',
    '2026-11-22 22:00',
    '2026-11-22T24:00',
    '2026-11-22T22',
    '2026-02-29T10:00',
    '2026-13-01T10:00',
    '2026-11-22T22:00+7',
  ])('%s is no time', (text) => {
    expect(parseTime(text, 'UTC')).toBeNull()
  })
})

test.each([
  ['2026-01-15', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-04-31', false],
  ['2026-1-5', false],
  ['2026-00-10', false],
  ['2026-01-00', false],
  ['15/01/2026', false],
  ['2026-01-15T00:00', false],
])('%s is a day: %s', (text, expected) => {
  expect(isCalendarDay(text)).toBe(expected)
})

test.each([
  ['Asia/Ho_Chi_Minh', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Asia/Hanoi', false],
  ['+07:00', false],
  ['', false],
  ['local', false],
])('%s is a time zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected)
})
