import { describe, expect, test } from 'vitest'
import { readTraceHeader, type TraceHeader, traceLineReader } from '../../lib/model/trace.ts'

const HEADER = {
  type: 'trace',
  cadenceSeconds: 300,
  locations: [
    { id: 'a', group: 'domestic' },
    { id: 'x', group: 'abroad', network: 'AS1' },
  ],
  pages: ['da-nang/home', 'hue/home'],
}
const LINE = {
  type: 'o',
  slotMs: 300_000,
  page: 'da-nang/home',
  location: 'a',
  outcome: 'passed',
  cause: null,
  totalMs: 412,
  waitMs: 180.5,
}

describe('header', () => {
  test('what may be absent has its default', () => {
    expect(readTraceHeader(HEADER)).toEqual({
      ...HEADER,
      timezone: 'Asia/Ho_Chi_Minh',
      calendar: { holidays: [], workingDays: [] },
      maintenance: [],
      locations: [
        { id: 'a', group: 'domestic', network: null },
        { id: 'x', group: 'abroad', network: 'AS1' },
      ],
    })
  })

  test('fields that are not known yet are no fault', () => {
    expect(readTraceHeader({ ...HEADER, seed: 1 })).not.toBeTypeOf('string')
  })

  test.each<[string, unknown, RegExp]>([
    ['no object', 7, /^header line: /],
    ['another type', { ...HEADER, type: 'o' }, /^header type: /],
    ['no cadence', { ...HEADER, cadenceSeconds: undefined }, /^header cadenceSeconds: /],
    ['a cadence that does not divide a day', { ...HEADER, cadenceSeconds: 7 }, /7 does not divide a day/],
    ['an unknown zone', { ...HEADER, timezone: 'Asia/Atlantis' }, /“Asia\/Atlantis” is not a time zone/],
    ['no location', { ...HEADER, locations: [] }, /^header locations: /],
    ['a location twice', { ...HEADER, locations: [HEADER.locations[0], HEADER.locations[0]] }, /same id twice/],
    ['a page twice', { ...HEADER, pages: ['a/b', 'a/b'] }, /same page twice/],
    ['a page that is no key', { ...HEADER, pages: ['a'] }, /^header pages\.0: /],
    ['a group that is none', { ...HEADER, locations: [{ id: 'a', group: 'moon' }] }, /^header locations\.0\.group: /],
    [
      'maintenance of a page that is not there',
      { ...HEADER, maintenance: [{ page: 'a/b', fromMs: 0, toMs: 1 }] },
      /“a\/b” is not in pages/,
    ],
  ])('%s', (_name, value, line) => {
    expect(readTraceHeader(value)).toEqual(expect.stringMatching(line))
  })
})

describe('line', () => {
  const read = traceLineReader(readTraceHeader(HEADER) as TraceHeader)

  test('may be late by any time, and later than those before by less than 400 days', () => {
    const reader = traceLineReader(readTraceHeader(HEADER) as TraceHeader)
    const day = 86_400_000
    const at = (slotMs: number) => reader({ ...LINE, slotMs })
    expect(at(1_000 * day)).toMatchObject({ slotMs: 1_000 * day })
    expect([at(0), at(1_399 * day)].map((one) => typeof one)).toEqual(['object', 'object'])
    expect(at(1_799 * day)).toBe(
      'slotMs: 155433600000 is 400 days after all lines before it: lines are in order of arrival, 400 days apart at most',
    )
    expect(at(1_798 * day)).toMatchObject({ slotMs: 1_798 * day })
  })

  test('as it is', () => {
    const { type: _type, ...line } = LINE
    expect(read(LINE)).toEqual(line)
    expect(read({ ...LINE, outcome: 'failed', cause: 'http_5xx' })).toMatchObject({
      outcome: 'failed',
      cause: 'http_5xx',
    })
    expect(read({ type: 'o', slotMs: 0, page: 'hue/home', location: 'x', outcome: 'passed' })).toMatchObject({
      cause: null,
      totalMs: null,
      waitMs: null,
    })
  })

  test.each<[string, unknown, string]>([
    ['no object', 7, 'not an object'],
    ['nothing', null, 'not an object'],
    ['another type', { ...LINE, type: 'x' }, 'type: expected "o", got "x"'],
    ['no slot', { ...LINE, slotMs: undefined }, 'slotMs: expected epoch ms, got nothing'],
    ['a slot as text', { ...LINE, slotMs: '300000' }, 'slotMs: expected epoch ms, got "300000"'],
    ['a slot before 1970', { ...LINE, slotMs: -300_000 }, 'slotMs: expected epoch ms, got -300000'],
    ['a slot between slots', { ...LINE, slotMs: 300_001 }, 'slotMs: 300001 is not a multiple of the cadence, 300 s'],
    ['a page that the header lacks', { ...LINE, page: 'a/b' }, 'page: "a/b" is not in the header'],
    ['a location that the header lacks', { ...LINE, location: 'b' }, 'location: "b" is not in the header'],
    ['a cause that is none', { ...LINE, outcome: 'failed', cause: 'x' }, 'cause: "x" is not a cause'],
    [
      'an outcome against its cause',
      { ...LINE, cause: 'http_5xx' },
      'outcome: "passed" does not go with cause "http_5xx"',
    ],
    ['a failure without a cause', { ...LINE, outcome: 'failed' }, 'outcome: "failed" does not go with cause null'],
    ['a negative time', { ...LINE, totalMs: -1 }, 'totalMs: expected ms, a day at most, or null, got -1'],
    ['a time of years', { ...LINE, totalMs: 1e300 }, 'totalMs: expected ms, a day at most, or null, got 1e+300'],
    [
      'a slot in microseconds',
      { ...LINE, slotMs: 1_790_000_100_000_000 },
      'slotMs: 1790000100000000 is after the year 2200: give milliseconds since 1970, not microseconds',
    ],
    ['a time as text', { ...LINE, waitMs: '1' }, 'waitMs: expected ms, a day at most, or null, got "1"'],
  ])('%s', (_name, value, message) => {
    expect(read(value)).toBe(message)
  })
})
