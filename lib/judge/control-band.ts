import type { Calibration } from '../model/calibration.ts'
import { type ControlAudit, controlIdOf } from '../model/control-audit.ts'
import type { Band, ControlSeen, Controls } from '../model/control-seen.ts'
import { DAY_MS } from '../model/duration.ts'
import { nearestRank } from './quantile.ts'

/** The control page as it was seen last in some hour. */
export type ControlHour = {
  readonly hourMs: number
  readonly instrument: string
  readonly tbtMs: number
  readonly lcpMs: number
}

/** An audit counts while its location's control page is within so many per cent of its centre, both bounds included. */
const TOLERANCE_PERCENT = 10

/** How far back the centre is taken from. */
export const BAND_SPAN_MS = 28 * DAY_MS

/** With fewer hours of history the centre is what calibration found. */
const LEAST_HOURS = 24

/**
 * What a location's control page is compared with: the medians over the last 28 days of one instrument, else what
 * calibration found by that instrument. Null where the location is not calibrated, or was by another instrument and
 * has no history by this one yet. Hours outside the band count too: what lasts is how the location is.
 */
export function bandOf(of: {
  readonly history: readonly ControlHour[]
  readonly calibration: Calibration | null
  readonly instrument: string
  readonly nowMs: number
}): Band | null {
  const { calibration, instrument } = of
  if (calibration === null) return null
  const hours = of.history.filter(
    (hour) => hour.instrument === instrument && hour.hourMs > of.nowMs - BAND_SPAN_MS && hour.hourMs <= of.nowMs,
  )
  if (hours.length >= LEAST_HOURS)
    return {
      tbtMs: median(hours.map(({ tbtMs }) => tbtMs)),
      lcpMs: median(hours.map(({ lcpMs }) => lcpMs)),
      from: 'history',
      hours: hours.length,
    }
  if (calibration.instrument !== instrument) return null
  return { tbtMs: calibration.tbtMs, lcpMs: calibration.lcpMs, from: 'calibration', hours: 0 }
}

/** Where a load of the control page lies; null where it has no figures: then nothing stood there. */
export function placeInBand(control: ControlAudit, band: Band | null): ControlSeen | null {
  const { tbtMs, lcpMs } = control.metrics
  if (control.outcome !== 'passed' || tbtMs === null || lcpMs === null) return null
  return {
    id: controlIdOf(control),
    startedAtMs: control.startedAtMs,
    tbtMs,
    lcpMs,
    tbtRatio: band && ratioOf(tbtMs, band.tbtMs),
    lcpRatio: band && ratioOf(lcpMs, band.lcpMs),
    within: band && isWithin(tbtMs, band.tbtMs) && isWithin(lcpMs, band.lcpMs),
  }
}

/** Whether an audit counts: both sides inside the band; one outside and it doesn't; null where one of them isn't known. */
export function isCalibrated({ before, after }: Pick<Controls, 'before' | 'after'>): boolean | null {
  const sides = [before?.within ?? null, after?.within ?? null]
  if (sides.includes(false)) return false
  return sides.includes(null) ? null : true
}

/** What lay outside, for a person: `TBT 1.32×, LCP 1.04× of the control page's centre`. */
export function sayOutside({ tbtRatio, lcpRatio }: ControlSeen): string {
  return `TBT ${tbtRatio}×, LCP ${lcpRatio}× of the control page's centre`
}

/** Whether a figure in whole milliseconds is near enough to its centre; exact at the bounds. */
export function isWithin(value: number, centre: number): boolean {
  return Math.abs(value - centre) * 100 <= centre * TOLERANCE_PERCENT
}

/** The lower of the two middle ones of an even number: a value that was seen; 0 of none. */
export function median(values: readonly number[]): number {
  return (
    nearestRank(
      values.toSorted((a, b) => a - b),
      0.5,
    ) ?? 0
  )
}

/** To 3 decimals; 0 for a centre of 0, which only an empty page has. */
function ratioOf(value: number, centre: number): number {
  return centre === 0 ? 0 : Math.round((value * 1_000) / centre) / 1_000
}
