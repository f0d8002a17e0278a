import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { historyOfDay, placesOf } from '../../lib/judge/history.ts'
import { type CheckRow, type ExpectedAt, rollUp } from '../../lib/judge/rollup.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { audit } from '../kit/audit.ts'

const SLOTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => index * 300_000)

const row = (slot: number, location: string, cause: Cause | null = null, totalMs: number | null = 100): CheckRow => ({
  slotMs: slot * 300_000,
  location,
  cause,
  outcome: outcomeOf(cause),
  phases: { totalMs, waitMs: totalMs === null ? null : totalMs / 2 },
})

const place = (
  location: string,
  group: 'domestic' | 'abroad' = 'domestic',
  slots: readonly number[] = SLOTS,
): ExpectedAt => ({ location, group, expected: new Set(slots) })

function day(
  rows: readonly CheckRow[],
  options: { readonly locations?: readonly ExpectedAt[]; readonly maintenance?: readonly number[] } = {},
) {
  const { locations = [place('a')], maintenance = [] } = options
  const rollup = rollUp({
    rows,
    locations,
    isMaintenance: (slotMs) => maintenance.includes(slotMs / 300_000),
    explain: () => 'not_answered',
  })
  return historyOfDay(
    '2026-11-22',
    placesOf(rollup),
    locations.map(({ location }) => location),
  )
}

describe('a location', () => {
  test('uptime, coverage and obstructed, each over its own whole', () => {
    const rows = [
      row(0, 'a'),
      row(1, 'a'),
      row(2, 'a'),
      row(3, 'a', 'http_5xx'),
      row(4, 'a', 'blocked'),
      row(5, 'a', 'captcha'),
      row(6, 'a', 'monitor_timeout'),
    ]
    expect(day(rows)[0]).toMatchObject({
      day: '2026-11-22',
      location: 'a',
      counts: { passed: 3, failed: 1, inconclusive: 3 },
      causes: { http_5xx: 1, blocked: 1, captcha: 1, monitor_timeout: 1 },
      uptime: 3 / 4,
      coverage: 4 / 10,
      obstructed: 2 / 10,
      expected: 10,
      present: 7,
      missing: { not_answered: 3 },
      due: 10,
    })
  })

  test('without a result that passed or failed has no uptime', () => {
    expect(day([row(0, 'a', 'monitor_network')])[0]).toMatchObject({ uptime: null, coverage: 0 })
    expect(day([])[0]).toMatchObject({ uptime: null, coverage: 0, present: 0, totalMs: { p50: null, n: 0 } })
  })

  test('percentiles are of what passed and was timed', () => {
    const rows = [
      row(0, 'a', null, 300),
      row(1, 'a', null, 100),
      row(2, 'a', null, 200),
      row(3, 'a', 'wait_timeout', 30_000),
      row(4, 'a', null, null),
    ]
    expect(day(rows)[0]).toMatchObject({
      totalMs: { p50: 200, p75: 300, p95: 300, p99: 300, n: 3, relativeError: 0 },
      waitMs: { p50: 100, n: 3 },
    })
  })

  test('of a time that nobody took there are no percentiles; of a hundred and more they are six digits long', () => {
    const timed = (count: number, phases: CheckRow['phases']) =>
      day(
        Array.from({ length: count }, (_, slot) => ({ ...row(slot, 'a'), phases })),
        {
          locations: [
            place(
              'a',
              'domestic',
              Array.from({ length: count }, (_, slot) => slot * 300_000),
            ),
          ],
        },
      )[0]
    expect(timed(2, { totalMs: 100, waitMs: null })).toMatchObject({ totalMs: { n: 2 }, waitMs: { p50: null, n: 0 } })
    const { totalMs } = timed(120, { totalMs: 123.456_789, waitMs: 1 }) ?? {}
    expect(totalMs).toEqual({ p50: 123.457, p75: 123.457, p95: 123.457, p99: 123.457, n: 120, relativeError: 0.01 })
  })

  test('rows in maintenance are expected and present, and not due', () => {
    const rows = [row(0, 'a'), row(1, 'a', 'http_5xx'), row(2, 'a', 'blocked')]
    expect(day(rows, { maintenance: [1, 2] })[0]).toMatchObject({
      expected: 10,
      present: 3,
      due: 8,
      counts: { passed: 1, failed: 0, inconclusive: 0 },
      uptime: 1,
      coverage: 1 / 8,
      obstructed: 0,
    })
  })

  test('a day that is all maintenance has neither', () => {
    const all = SLOTS.map((slotMs) => slotMs / 300_000)
    expect(day([row(0, 'a')], { maintenance: all })[0]).toMatchObject({
      due: 0,
      uptime: null,
      coverage: null,
      obstructed: null,
      present: 1,
    })
  })

  test('rows that nobody expected count nowhere', () => {
    const expected = day([row(0, 'a')])
    expect(day([row(0, 'a'), row(99, 'a', 'http_5xx'), row(0, 'stranger', 'http_5xx')])).toEqual(expected)
  })

  test('that was expected for audits alone is left out', () => {
    const rollup = rollUp({
      rows: [],
      audits: [audit({ location: 'b', slotMs: 0 })],
      locations: [{ ...place('b', 'domestic', []), audits: new Set([0]) }],
      isMaintenance: () => false,
      explain: () => 'not_answered',
    })
    expect(rollup.locations.map(({ location }) => location)).toEqual(['b'])
    expect(placesOf(rollup)).toEqual({ locations: [], groups: [] })
  })

  test('that was expected nowhere is left out', () => {
    expect(
      day([row(0, 'a')], { locations: [place('a'), place('b', 'abroad', [])] }).map(({ location }) => location),
    ).toEqual(['a', 'domestic'])
  })
})

test('groups come after locations and hold the sum of theirs', () => {
  const locations = [place('a'), place('x', 'abroad'), place('b', 'domestic', SLOTS.slice(0, 5))]
  const days = day([row(0, 'a'), row(0, 'b', 'http_5xx'), row(1, 'b'), row(0, 'x', 'blocked')], { locations })
  expect(days.map(({ location }) => location)).toEqual(['a', 'x', 'b', 'domestic', 'abroad'])
  expect(days[3]).toMatchObject({
    expected: 15,
    present: 3,
    due: 15,
    counts: { passed: 2, failed: 1, inconclusive: 0 },
    uptime: 2 / 3,
    coverage: 3 / 15,
  })
  expect(days[4]).toMatchObject({ expected: 10, present: 1, obstructed: 1 / 10 })
})

describe('for any rows', () => {
  const causes = fc.constantFrom<(Cause | null)[]>(
    null,
    null,
    null,
    'http_5xx',
    'wait_timeout',
    'blocked',
    'monitor_timeout',
  )
  const rows = fc
    .uniqueArray(
      fc.record({
        slot: fc.nat(11),
        location: fc.constantFrom('a', 'b', 'c'),
        cause: causes,
        totalMs: fc.option(fc.nat(30_000)),
      }),
      {
        selector: ({ slot, location }) => `${slot} ${location}`,
      },
    )
    .map((list) => list.map(({ slot, location, cause, totalMs }) => row(slot, location, cause, totalMs)))
  const locations = [place('a'), place('b', 'abroad', SLOTS.slice(2))]

  test('their order does not matter', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (list, random) => {
        const shuffled = list
          .map((value) => ({ value, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value)
        expect(day(shuffled, { locations })).toEqual(day(list, { locations }))
      }),
    )
  })

  test('nothing is counted twice or lost', () => {
    fc.assert(
      fc.property(rows, fc.subarray([0, 1, 2, 3, 4, 5]), (list, maintenance) => {
        for (const part of day(list, { locations, maintenance })) {
          const { passed, failed, inconclusive } = part.counts
          expect(passed + failed + inconclusive).toBeLessThanOrEqual(part.present)
          expect(part.present).toBeLessThanOrEqual(part.expected)
          expect(Object.values(part.causes).reduce((a, b) => a + b, 0)).toBe(failed + inconclusive)
          expect(part.uptime === null).toBe(passed + failed === 0)
          if (part.coverage !== null) expect(part.coverage * part.due).toBeCloseTo(passed + failed)
        }
      }),
    )
  })
})
