import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MISSING_REASONS } from '../../lib/judge/ledger.ts'
import { type AuditRow, type CheckRow, type ExpectedAt, mergeRollups, rollUp } from '../../lib/judge/rollup.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { audit } from '../kit/audit.ts'

const EVERY = 300_000
const HOURS = 6
const SLOTS = (HOURS * HOUR_MS) / EVERY

const row = (slot: number, location: string, cause: Cause | null = null, totalMs: number | null = 100): CheckRow => ({
  slotMs: slot * EVERY,
  location,
  cause,
  outcome: outcomeOf(cause),
  phases: { totalMs, waitMs: totalMs === null ? null : totalMs / 2, dnsMs: null },
})

type Facts = { readonly rows: readonly CheckRow[]; readonly audits?: readonly AuditRow[] }

/** The rollup of slots in `[from, to)`; slot 10 to 20 are maintenance. */
function rolled(facts: Facts, span: { readonly from: number; readonly to: number } = { from: 0, to: SLOTS }) {
  const inSpan = ({ slotMs }: { readonly slotMs: number }) => slotMs >= span.from * EVERY && slotMs < span.to * EVERY
  const slots = Array.from({ length: span.to - span.from }, (_, index) => (span.from + index) * EVERY)
  const locations: readonly ExpectedAt[] = [
    { location: 'a', group: 'domestic', expected: new Set(slots), audits: new Set(slots) },
    { location: 'x', group: 'abroad', expected: new Set(slots.filter((ms) => ms >= 5 * EVERY)) },
    // It changed its group at slot 30.
    { location: 'c', group: 'domestic', expected: new Set(slots.filter((ms) => ms < 30 * EVERY)) },
    { location: 'c', group: 'abroad', expected: new Set(slots.filter((ms) => ms >= 30 * EVERY)) },
  ]
  return rollUp({
    rows: facts.rows.filter(inSpan),
    audits: (facts.audits ?? []).filter(inSpan),
    locations,
    isMaintenance: (ms) => ms >= 10 * EVERY && ms < 20 * EVERY,
    explain: ({ slotMs }) => MISSING_REASONS[(slotMs / EVERY) % MISSING_REASONS.length] ?? 'not_yet',
  })
}

const hours = (facts: Facts) =>
  Array.from({ length: HOURS }, (_, hour) => rolled(facts, { from: hour * 12, to: hour * 12 + 12 }))

const causes = fc.constantFrom<(Cause | null)[]>(null, null, null, null, 'http_5xx', 'blocked', 'monitor_timeout')
const rows = fc
  .uniqueArray(
    fc.record({
      slot: fc.nat(SLOTS + 5),
      location: fc.constantFrom('a', 'x', 'c', 'stranger'),
      cause: causes,
      totalMs: fc.option(fc.double({ min: 0, max: 30_000, noNaN: true })),
    }),
    { selector: ({ slot, location }) => `${slot} ${location}`, maxLength: 250, size: 'max' },
  )
  .map((list) => list.map(({ slot, location, cause, totalMs }) => row(slot, location, cause, totalMs)))
const audits = fc
  .uniqueArray(fc.record({ slot: fc.nat(SLOTS), lcpMs: fc.option(fc.nat(9_000)), cause: causes }), {
    selector: ({ slot }) => slot,
    maxLength: 20,
  })
  .map((list) =>
    list.map(({ slot, lcpMs, cause }) =>
      audit({
        location: 'a',
        slotMs: slot * EVERY,
        cause,
        outcome: outcomeOf(cause),
        metrics: { ...audit().metrics, lcpMs, cls: 0.013 },
        conditions: { ...audit().conditions, instrument: lcpMs === null ? null : String(lcpMs % 3) },
      }),
    ),
  )
const facts = fc.record({ rows, audits })

describe('for any rows', () => {
  test('hours merged, in any order, are byte for byte the day made of the rows', () => {
    fc.assert(
      fc.property(
        facts,
        fc.shuffledSubarray(
          Array.from({ length: HOURS }, (_, hour) => hour),
          { minLength: HOURS },
        ),
        (all, order) => {
          const parts = hours(all)
          const merged = mergeRollups(order.map((hour) => parts[hour] ?? { locations: [] }))
          expect(canonicalJson(merged)).toBe(canonicalJson(rolled(all)))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('neither order nor repetition of rows changes a byte', () => {
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffle = <T>(list: readonly T[]): readonly T[] =>
          [...list, ...list.filter(() => (random.next().value as number) % 3 === 0)]
            .map((item) => ({ item, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item)
        const other = { rows: shuffle(all.rows), audits: shuffle(all.audits) }
        expect(canonicalJson(rolled(other))).toBe(canonicalJson(rolled(all)))
      }),
      { numRuns: 60 },
    )
  })

  test('what is expected is present or explained', () => {
    fc.assert(
      fc.property(facts, (all) => {
        for (const { expected, present, missing, due, counts, causes: found } of rolled(all).locations) {
          expect(present + Object.values(missing).reduce((a, b) => a + b, 0)).toBe(expected)
          expect(counts.passed + counts.failed + counts.inconclusive).toBeLessThanOrEqual(Math.min(present, due))
          expect(Object.values(found).reduce((a, b) => a + b, 0)).toBe(counts.failed + counts.inconclusive)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a late row changes its own hour and no other', () => {
    fc.assert(
      fc.property(facts, fc.nat(SLOTS - 1), (all, slot) => {
        const without = { ...all, rows: all.rows.filter(({ slotMs }) => slotMs !== slot * EVERY) }
        const late = { ...without, rows: [row(slot, 'a', null, 77), ...without.rows] }
        const [before, after] = [hours(without), hours(late)]
        before.forEach((part, hour) => {
          if (hour !== Math.floor(slot / 12)) expect(after[hour]).toEqual(part)
        })
        expect(canonicalJson(mergeRollups(after))).toBe(canonicalJson(rolled(late)))
      }),
      { numRuns: 30 },
    )
  })
})

describe('audits', () => {
  test('are counted by outcome and cause, with the metrics of those that passed', () => {
    const at = (slot: number, changes: Parameters<typeof audit>[0] = {}) =>
      audit({ location: 'a', slotMs: slot * EVERY, ...changes })
    const by = (instrument: string | null) => ({ ...audit().conditions, instrument })
    const { audits: found } = rolled({
      rows: [],
      audits: [
        at(0, { score: 0.5, metrics: { ...audit().metrics, lcpMs: 1_000, tbtMs: 0 } }),
        at(1, { score: 0.7, metrics: { ...audit().metrics, lcpMs: 3_000, readyMs: 900 }, conditions: by('new') }),
        at(2, { outcome: 'inconclusive', cause: 'browser_crashed', score: null, conditions: by('old') }),
        at(12, { score: 0.1 }),
        at(3, { location: 'x', score: 0.1 }),
      ],
    }).locations[0] as ReturnType<typeof rolled>['locations'][number]
    expect(found).toEqual({
      counts: { passed: 2, failed: 0, inconclusive: 1 },
      causes: { browser_crashed: 1 },
      metrics: { score: [0.5, 0.7], lcpMs: [1_000, 3_000], tbtMs: [0], readyMs: [900] },
      // Of the first it isn't known; the third tells no figure.
      instruments: { new: 1 },
    })
  })
})

test('the day of a fleet of places fits into an item, however wide its values lie', () => {
  const slots = Array.from({ length: 8_640 }, (_, index) => index * 10_000)
  const places = Array.from({ length: 16 }, (_, index) => `place-${index}`)
  const values = slots.map((_, index) => 0.05 * 1.0021 ** (index % 6_600))
  const rollup = rollUp({
    rows: places.flatMap((location) =>
      slots.map((slotMs, index) => {
        const ms = values[index] ?? 0
        const phases = { totalMs: ms, waitMs: ms, dnsMs: ms, connectMs: ms, tlsMs: ms, downloadMs: ms }
        return { ...row(0, location), slotMs, phases }
      }),
    ),
    locations: places.map((location) => ({ location, group: 'abroad', expected: new Set(slots) })),
    isMaintenance: () => false,
    explain: () => 'not_answered',
  })
  expect(rollup.locations[0]?.phases.totalMs).toMatchObject({ n: 8_640 })
  // A DynamoDB item holds 400 KB, of which our own fields need few.
  expect(canonicalJson(rollup).length).toBeLessThan(390_000)
})

describe('what is rolled up of a location', () => {
  const at = (location: string, group: ExpectedAt['group'], slots: readonly number[], audits?: readonly number[]) => ({
    location,
    group,
    expected: new Set(slots),
    ...(audits ? { audits: new Set(audits) } : {}),
  })
  const made = (locations: readonly ExpectedAt[], slotsOfAudits: readonly number[] = []) =>
    rollUp({
      rows: [row(0, 'a')],
      audits: slotsOfAudits.flatMap((slotMs) => ['a', 'b'].map((location) => audit({ location, slotMs }))),
      locations,
      isMaintenance: () => false,
      explain: ({ location }) => (location === 'a' ? 'killed' : 'not_answered'),
    }).locations

  test('comes by its name, then its group', () => {
    const places = [at('b', 'abroad', [0]), at('a', 'domestic', [0]), at('c', 'domestic', [0]), at('a', 'abroad', [0])]
    for (const order of [places, places.toReversed()])
      expect(made(order).map(({ location, group }) => `${location} ${group}`)).toEqual([
        'a abroad',
        'a domestic',
        'b abroad',
        'c domestic',
      ])
  })

  test('is nothing where nothing was expected and no audit came, nor are audits that nobody expected', () => {
    expect(made([at('b', 'domestic', [], [0])])).toEqual([])
    const [a, b] = made([at('a', 'domestic', [0]), at('b', 'domestic', [], [0])], [0])
    expect([a?.audits.counts.passed, b?.audits.counts.passed]).toEqual([0, 1])
  })

  test('has the reason of its own for what is missing, and times that somebody took', () => {
    const [a, b] = made([at('a', 'domestic', [0, EVERY]), at('b', 'domestic', [0])])
    expect([a?.missing, b?.missing]).toEqual([{ killed: 1 }, { not_answered: 1 }])
    expect(Object.keys(a?.phases ?? {})).toEqual(['totalMs', 'waitMs'])
  })
})
