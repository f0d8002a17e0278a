import { expect, test } from 'vitest'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { type Recurrence, recurrenceFault } from '../../lib/model/recurrence.ts'
import { isToCome, occurrences, type Window } from '../../lib/model/window.ts'

const at = (text: string): number => Date.parse(text)

function window(changes: Partial<Window> = {}): Window {
  return {
    id: '1',
    kind: 'maintenance',
    portal: 'da-nang',
    page: null,
    fromMs: at('2026-11-22T22:00:00+07:00'),
    toMs: at('2026-11-23T02:00:00+07:00'),
    every: null,
    untilMs: null,
    note: null,
    declaredAtMs: 0,
    by: 'x',
    endedAtMs: null,
    ...changes,
  }
}
const begin = (changes: Partial<Window>, before: string, timezone = 'Asia/Ho_Chi_Minh') =>
  occurrences(window(changes), { timezone, beforeMs: at(before) }).map(
    ({ fromMs, toMs }) => `${new Date(fromMs).toISOString().slice(0, 16)} ${(toMs - fromMs) / HOUR_MS} h`,
  )

test('one that does not recur is there once, from its beginning on', () => {
  expect(begin({}, '2026-11-22T22:00:00+07:00')).toEqual([])
  expect(begin({}, '2026-12-22T00:00:00Z')).toEqual(['2026-11-22T15:00 4 h'])
})

test('one that recurs is at the same time of day, until it ends', () => {
  expect(begin({ every: 'week' }, '2026-12-07T00:00:00Z')).toEqual([
    '2026-11-22T15:00 4 h',
    '2026-11-29T15:00 4 h',
    '2026-12-06T15:00 4 h',
  ])
  const untilMs = at('2026-11-24T22:00:00+07:00')
  expect(begin({ every: 'day', untilMs }, '2027-01-01T00:00:00Z')).toEqual([
    '2026-11-22T15:00 4 h',
    '2026-11-23T15:00 4 h',
  ])
})

test('also where clocks change: one that they jump over is left out', () => {
  const span = { fromMs: at('2026-03-27T02:30:00+01:00'), toMs: at('2026-03-27T03:30:00+01:00'), every: 'day' } as const
  expect(begin(span, '2026-03-31T00:00:00Z', 'Europe/Berlin')).toEqual([
    '2026-03-27T01:30 1 h',
    '2026-03-28T01:30 1 h',
    '2026-03-30T00:30 1 h',
  ])
})

test('one that is ended early is over then, and comes no more', () => {
  expect(begin({ every: 'day', endedAtMs: at('2026-11-23T16:00:00Z') }, '2026-12-01T00:00:00Z')).toEqual([
    '2026-11-22T15:00 4 h',
    '2026-11-23T15:00 1 h',
  ])
  expect(begin({ endedAtMs: at('2026-11-01T00:00:00Z') }, '2026-12-01T00:00:00Z')).toEqual([])
})

test('one that recurs is to come while its next occurrence is', () => {
  const of = (nowText: string) => ({ timezone: 'Asia/Ho_Chi_Minh', nowMs: at(nowText) })
  expect(isToCome(window(), of('2026-11-22T18:59:00Z'))).toBe(true)
  expect(isToCome(window(), of('2026-11-22T19:00:00Z'))).toBe(false)
  expect(isToCome(window({ every: 'week' }), of('2026-11-22T19:00:00Z'))).toBe(true)
  expect(isToCome(window({ every: 'week', untilMs: at('2026-11-23T00:00:00Z') }), of('2026-11-23T00:00:00Z'))).toBe(
    false,
  )
})

test('one that recurs each month is on the same day, or on the last one', () => {
  expect(begin({ every: 'month' }, '2027-03-01T00:00:00Z').map((line) => line.slice(0, 10))).toEqual([
    '2026-11-22',
    '2026-12-22',
    '2027-01-22',
    '2027-02-22',
  ])
  const ends = {
    fromMs: at('2026-11-30T22:00:00+07:00'),
    toMs: at('2026-12-01T01:00:00+07:00'),
    every: 'month-end',
  } as const
  expect(begin(ends, '2027-04-01T00:00:00Z')).toEqual(
    ['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31'].map((day) => `${day}T15:00 3 h`),
  )
  const nowMs = at('2026-12-02T00:00:00Z')
  expect(isToCome(window(ends), { timezone: 'Asia/Ho_Chi_Minh', nowMs })).toBe(true)
})

test.each<[Recurrence, string, string, string | null]>([
  ['day', '2026-11-22T22:00', '2026-11-23T21:59', null],
  ['day', '2026-11-22T22:00', '2026-11-23T22:00', 'every day, and so it would never end: write an earlier to'],
  ['week', '2026-11-22T22:00', '2026-11-28T22:00', null],
  ['week', '2026-11-22T22:00', '2026-11-29T22:00', 'every week, and so it would never end'],
  ['month', '2026-11-28T22:00', '2026-11-28T23:00', null],
  ['month', '2026-11-29T22:00', '2026-11-29T23:00', 'not every month has a day 29: write a from on day 28 or before'],
  ['month', '2026-11-01T22:00', '2026-11-29T22:00', 'every month, and so it would never end'],
  ['month-end', '2028-02-29T22:00', '2028-02-29T23:00', null],
  ['month-end', '2026-11-29T22:00', '2026-11-29T23:00', 'day 29 is none: write a from on day 30, or month'],
])('every %s from %s to %s: %s', (every, from, to, said) => {
  const [fromMs, toMs] = [from, to].map((text) => at(`${text}:00+07:00`)) as [number, number]
  const fault = recurrenceFault({ fromMs, toMs, every, untilMs: null }, 'Asia/Ho_Chi_Minh')
  if (said === null) expect(fault).toBeNull()
  else expect(`${fault?.message}: ${fault?.fix}`).toContain(said)
})

test('one that ends before it begins would never be', () => {
  const { fromMs, toMs } = window()
  const of = (untilMs: number) => recurrenceFault({ fromMs, toMs, every: 'day', untilMs }, 'Asia/Ho_Chi_Minh')
  expect(of(fromMs)?.message).toBe('it recurs no more before it begins, and so it would never be')
  expect(of(fromMs + 1)).toBeNull()
})
