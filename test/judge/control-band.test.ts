import { describe, expect, test } from 'vitest'
import {
  BAND_SPAN_MS,
  bandOf,
  type ControlHour,
  isCalibrated,
  placeInBand,
  sayOutside,
} from '../../lib/judge/control-band.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { CALIBRATION, controlAudit, controlSeen } from '../kit/control-audit.ts'

const NOW = Date.parse('2026-11-22T10:30:00Z')
const { instrument } = CALIBRATION

function hours(count: number, change: (index: number) => Partial<ControlHour> = () => ({})): ControlHour[] {
  return Array.from({ length: count }, (_, index) => ({
    hourMs: NOW - index * HOUR_MS,
    instrument,
    tbtMs: 1_100,
    lcpMs: 1_700,
    ...change(index),
  }))
}

const band = (history: readonly ControlHour[], calibration: typeof CALIBRATION | null = CALIBRATION) =>
  bandOf({ history, calibration, instrument, nowMs: NOW })

describe("the band's centre", () => {
  test('is what calibration found, until a day of hours is known by the same instrument', () => {
    const found = { tbtMs: 1_000, lcpMs: 1_600, from: 'calibration', hours: 0 }
    expect(band([])).toEqual(found)
    expect(band(hours(23))).toEqual(found)
    expect(band(hours(24))).toEqual({ tbtMs: 1_100, lcpMs: 1_700, from: 'history', hours: 24 })
    expect(band(hours(48, (index) => (index % 2 ? { instrument: 'another' } : {})))).toMatchObject({ hours: 24 })
    expect(band(hours(46, (index) => (index % 2 ? { instrument: 'another' } : {})))).toEqual(found)
  })

  test('is the median of what was seen, hours outside the band included, the lower of two middle ones', () => {
    expect(band(hours(25, (index) => (index < 12 ? { tbtMs: 9_000, lcpMs: 10 } : {})))).toMatchObject({
      tbtMs: 1_100,
      lcpMs: 1_700,
    })
    expect(band(hours(24, (index) => (index < 12 ? { tbtMs: 9_000, lcpMs: 10 } : {})))).toMatchObject({
      tbtMs: 1_100,
      lcpMs: 10,
    })
  })

  test('is of the last 28 days: an hour that begins just then counts no more, one a millisecond later does', () => {
    const at = (ageMs: number) => hours(24, (index) => (index === 0 ? { hourMs: NOW - ageMs } : {}))
    expect(BAND_SPAN_MS).toBe(28 * DAY_MS)
    expect(band(at(BAND_SPAN_MS - 1))).toMatchObject({ from: 'history' })
    expect(band(at(BAND_SPAN_MS))).toMatchObject({ from: 'calibration' })
    expect(band(at(-1))).toMatchObject({ from: 'calibration' })
  })

  test('is not known without calibration, nor by another instrument that has no history', () => {
    expect(band(hours(100), null)).toBeNull()
    expect(bandOf({ history: hours(100), calibration: CALIBRATION, instrument: 'new', nowMs: NOW })).toBeNull()
    const again = hours(24, () => ({ instrument: 'new' }))
    expect(bandOf({ history: again, calibration: CALIBRATION, instrument: 'new', nowMs: NOW })).toMatchObject({
      from: 'history',
    })
  })
})

describe('a load of the control page', () => {
  const centre = { tbtMs: 1_000, lcpMs: 1_600, from: 'calibration', hours: 0 } as const
  test.each([
    [900, 1_600, true],
    [899, 1_600, false],
    [1_100, 1_600, true],
    [1_101, 1_600, false],
    [1_000, 1_440, true],
    [1_000, 1_439, false],
    [1_000, 1_760, true],
    [1_000, 1_761, false],
    [1_101, 1_761, false],
  ])('with TBT %i and LCP %i is inside: %s', (tbtMs, lcpMs, within) => {
    const seen = placeInBand(controlAudit({ metrics: { ...NO_METRICS, tbtMs, lcpMs } }), centre)
    expect(seen).toMatchObject({ tbtMs, lcpMs, within, tbtRatio: tbtMs / 1_000 })
    expect(seen?.lcpRatio).toBeCloseTo(lcpMs / 1_600, 3)
  })

  test('has no ratio where there is no band, and no place where it has no figures', () => {
    expect(placeInBand(controlAudit(), null)).toMatchObject({
      id: 'sgn@1790000000000',
      tbtRatio: null,
      lcpRatio: null,
      within: null,
    })
    expect(placeInBand(controlAudit({ outcome: 'inconclusive', cause: 'browser_crashed' }), centre)).toBeNull()
    expect(placeInBand(controlAudit({ metrics: NO_METRICS }), centre)).toBeNull()
    for (const figures of [{ tbtMs: 1_000 }, { lcpMs: 1_600 }])
      expect(placeInBand(controlAudit({ metrics: { ...NO_METRICS, ...figures } }), centre)).toBeNull()
    const empty = controlAudit({ metrics: { ...NO_METRICS, tbtMs: 5, lcpMs: 1_600 } })
    expect(placeInBand(empty, { ...centre, tbtMs: 0 })).toMatchObject({ tbtRatio: 0, lcpRatio: 1, within: false })
  })

  test('what lies outside is told as times its centre', () => {
    expect(sayOutside(controlSeen({ tbtRatio: 1.32, lcpRatio: 1.04 }))).toBe(
      "TBT 1.32×, LCP 1.04× of the control page's centre",
    )
  })
})

test('an audit counts between two that are inside', () => {
  const side = { in: controlSeen({ within: true }), out: controlSeen({ within: false }), none: null }
  const of = (before: keyof typeof side, after: keyof typeof side) =>
    isCalibrated({ before: side[before], after: side[after] })
  expect(of('in', 'in')).toBe(true)
  for (const one of ['in', 'out', 'none'] as const) expect([of(one, 'out'), of('out', one)]).toEqual([false, false])
  expect([of('in', 'none'), of('none', 'in'), of('none', 'none')]).toEqual([null, null, null])
  expect(isCalibrated({ before: side.in, after: controlSeen({ within: null }) })).toBeNull()
})
