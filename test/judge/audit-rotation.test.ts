import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAudits } from '../../lib/judge/timetable.ts'
import { measuredPages } from '../../lib/model/catalogue.ts'
import type { Config } from '../../lib/model/config.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')

/** One page's audits in all cadences that are usual, on hosts that are visited more often than that, or less. */
const audited = fc.record({
  every: fc.constantFrom('10m', '15m', '30m', '1h', '90m', '2h', '6h', '8h', '12h', '24h'),
  http: fc.constantFrom('1m', '5m', '30m', '2h', '6h'),
  runs: fc.integer({ min: 1, max: 5 }),
  locations: fc.integer({ min: 1, max: 4 }),
  page: fc.nat(1_000),
})

function auditedConfig(shape: typeof audited extends fc.Arbitrary<infer T> ? T : never): Config {
  return configOf(
    catalogueOf({
      locations: Array.from({ length: shape.locations }, (_, index) => writtenLocation({ id: `l${index}` })),
      portals: [writtenPortal({ pages: [writtenPage({ id: `e${shape.page}` })] })],
      defaults: {
        http: { every: shape.http, timeout: '2s' },
        audit: { every: shape.every, runs: shape.runs },
      },
    }),
  )
}

/** `location slot` of all audits that are due in a span, asked for in pieces as dispatch does. */
function auditSlotsIn(configs: readonly Config[], fromMs: number, toMs: number, pieceMs: number): readonly string[] {
  const found: string[] = []
  for (let at = fromMs; at < toMs; at += pieceMs)
    for (const config of configs)
      for (const { id } of config.catalogue.locations)
        for (const { location, slotMs, dueMs } of dueAudits(config, {
          location: id,
          fromMs: at,
          toMs: Math.min(toMs, at + pieceMs),
        })) {
          expect(dueMs).toBeGreaterThanOrEqual(slotMs)
          found.push(`${location} ${slotMs}`)
        }
  return found
}

describe('audits rotate over the days', () => {
  test('every slot has one audit at each location, whatever the cadence, over days and a change of versions', () => {
    fc.assert(
      fc.property(
        audited,
        audited,
        fc.integer({ min: DAY_MS, max: 3 * DAY_MS }),
        fc.integer({ min: 7 * MINUTE_MS, max: 5 * 60 * MINUTE_MS }),
        (first, second, changeAfterMs, pieceMs) => {
          const changeMs = T0 + changeAfterMs
          const before = { ...auditedConfig(first), untilMs: changeMs }
          // The page keeps its name and cadence; its host's cadence, the runs and the order of locations may change.
          const after = {
            ...auditedConfig({ ...second, every: first.every, page: first.page, locations: first.locations }),
            effectiveFromMs: changeMs,
          }
          const [page] = measuredPages(after.catalogue)
          const everyMs = page?.audit.everyMs ?? 0
          const found = auditSlotsIn([before, after], T0, T0 + 5 * DAY_MS, pieceMs)
          expect(new Set(found).size).toBe(found.length)
          const expected = after.catalogue.locations.flatMap(({ id }) =>
            Array.from({ length: (3 * DAY_MS) / everyMs }, (_, slot) => `${id} ${T0 + slot * everyMs}`),
          )
          expect(expected.filter((slot) => !found.includes(slot))).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each(['24h', '12h', '6h', '2h', '1h'] as const)('every %s: four weeks see all of the cadence alike', (every) => {
    const config = auditedConfig({ every, http: '1m', runs: 1, locations: 2, page: 7 })
    const everyMs = measuredPages(config.catalogue)[0]?.audit.everyMs ?? 0
    for (const { id } of config.catalogue.locations) {
      const audits = dueAudits(config, { location: id, fromMs: T0, toMs: T0 + 30 * DAY_MS })
      const eighths = Array.from({ length: 8 }, () => new Set<number>())
      for (const { slotMs, dueMs } of audits)
        if (slotMs < T0 + 28 * DAY_MS)
          eighths[Math.floor(((dueMs - slotMs) * 8) / everyMs) % 8]?.add(Math.floor(slotMs / DAY_MS))
      // 28 days over eight parts are 3.5 each.
      for (const days of eighths) {
        expect(days.size).toBeGreaterThanOrEqual(2)
        expect(days.size).toBeLessThanOrEqual(5)
      }
    }
  })

  test('days are those of UTC: a new one begins with its first slot, and each location is a third of the cadence on', () => {
    // No load fits a window of 20 s: nothing moves an audit into a gap.
    const config = auditedConfig({ every: '12h', http: '1m', runs: 1, locations: 3, page: 7 })
    const [first, second, third] = ['l0', 'l1', 'l2'].map((location) =>
      dueAudits(config, { location, fromMs: T0, toMs: T0 + 3 * DAY_MS })
        .filter(({ slotMs }) => slotMs >= T0 && slotMs < T0 + 2 * DAY_MS)
        .map(({ slotMs, dueMs }) => (dueMs - slotMs) / MINUTE_MS),
    ) as [number[], number[], number[]]
    const [a, b, c, d] = first as [number, number, number, number]
    const later = (minutes: number | undefined, than: number | undefined) => ((minutes ?? 0) - (than ?? 0) + 720) % 720
    expect([b, d]).toEqual([expect.closeTo(a, 2), expect.closeTo(c, 2)])
    expect(later(c, a)).toBeCloseTo(0.618 * 720, 2)
    expect([later(second[0], a), later(third[0], a)]).toEqual([expect.closeTo(240, 2), expect.closeTo(480, 2)])
  })
})
