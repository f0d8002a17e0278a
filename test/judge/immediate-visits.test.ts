import { describe, expect, test } from 'vitest'
import { immediateVisits } from '../../lib/judge/timetable.ts'
import type { Location } from '../../lib/model/catalogue.ts'
import type { Config } from '../../lib/model/config.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')

describe('at once', () => {
  const portals = [
    writtenPortal({
      pages: Array.from({ length: 9 }, (_, index) => ({
        id: `e${index}`,
        kind: 'eform',
        procedure: '1',
        url: `https://a.example.org/${index}`,
      })),
    }),
  ]
  const config = configOf(
    catalogueOf({ locations: [writtenLocation()], portals, defaults: { http: { every: '10m' } } }),
  )
  const nowMs = T0 + 3 * MINUTE_MS

  test('the current slot of every wanted page, three seconds apart', () => {
    const visits = immediateVisits(config, { location: 'sgn', nowMs, wanted: ({ id }) => id !== 'e4' })
    const checks = visits.flatMap((visit) => visit.checks)
    expect(checks.map(({ page }) => page)).not.toContain('da-nang/e4')
    expect(checks.map(({ dueMs }) => dueMs - nowMs)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((position) => position * 3_000),
    )
    expect(new Set(checks.map(({ slotMs }) => slotMs))).toEqual(new Set([T0]))
  })

  test('they may be made for a cadence, or as long as all locations need one after the other', () => {
    const until = (config: Config) =>
      immediateVisits(config, { location: config.played[0] as string, nowMs, wanted: () => true })[0]?.untilMs
    expect(until(config)).toBe(nowMs + 10 * MINUTE_MS)
    // Nine starts 3 s apart, twice 30 s of a timeout and 15 s before the retry: 99 s, of eight locations 13.2 min.
    const locations = Array.from({ length: 8 }, (_, index) => ({ ...config.catalogue.locations[0], id: `l${index}` }))
    const many = configOf({ ...config.catalogue, locations: locations as Location[] })
    expect(until(many)).toBe(nowMs + 8 * 99_000)
  })

  test('nothing where nothing is wanted', () => {
    expect(immediateVisits(config, { location: 'sgn', nowMs, wanted: () => false })).toEqual([])
    expect(immediateVisits(config, { location: 'stranger', nowMs, wanted: () => true })).toEqual([])
  })
})
