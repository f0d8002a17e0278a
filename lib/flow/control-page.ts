import { BAND_SPAN_MS, bandOf, type ControlHour, placeInBand } from '../judge/control-band.ts'
import type { Calibration } from '../model/calibration.ts'
import type { Clock } from '../model/clock.ts'
import { slotOf } from '../model/config.ts'
import type { ControlAudit } from '../model/control-audit.ts'
import type { Band, ControlSeen } from '../model/control-seen.ts'
import { HOUR_MS } from '../model/duration.ts'
import type { ControlRequest } from '../observe/browser/control-request.ts'
import { controlHoursOf, putControlHour } from '../record/controls.ts'
import type { Table } from '../record/table.ts'
import type { Deliver } from './deliver.ts'

export type ControlPagePorts = {
  /** Loads the control page once; never beside an audit. Cut off by the signal. */
  readonly run: (request: ControlRequest, signal?: AbortSignal) => Promise<ControlAudit>
  /** The location's own. */
  readonly table: Table
  readonly deliver: Deliver
  readonly clock: Clock
  /** Told where the page could not be loaded at all, as when the process that does so died. */
  readonly onFailed: (error: unknown) => void
}

/** Which location, and what calibration found for it. */
export type ControlPlace = { readonly location: string; readonly calibration: Calibration | null }

/** A load of the control page, where it lies (null: it has no figures), and what it was compared with. */
export type ControlStanding = { readonly seen: ControlSeen | null; readonly band: Band | null }

/** The control page as one process loads it: what was seen last, and the history that it is compared with. */
export type ControlPage = {
  /** Nothing stands there where it could not be loaded: an audit that was made before is not to be lost by that. */
  readonly load: (place: ControlPlace, signal?: AbortSignal) => Promise<ControlStanding>
  /** The last load, if it is no older than this; null: there is none. */
  readonly last: (place: ControlPlace, maxAgeMs: number) => ControlStanding | null
}

export const NOT_LOADED: ControlStanding = { seen: null, band: null }

export function createControlPage(ports: ControlPagePorts): ControlPage {
  const histories = new Map<string, { readonly hourMs: number; readonly hours: Promise<ControlHour[]> }>()
  const latest = new Map<string, { readonly atMs: number; readonly standing: ControlStanding }>()

  /** Read anew each hour: other processes of the location add to it. */
  const historyOf = (location: string): Promise<ControlHour[]> => {
    const nowMs = ports.clock.now()
    const hourMs = slotOf(nowMs, HOUR_MS)
    const known = histories.get(location)
    if (known?.hourMs === hourMs) return known.hours
    const read = controlHoursOf(ports.table, { location, fromMs: nowMs - BAND_SPAN_MS }).then((found) => [...found])
    histories.set(location, { hourMs, hours: read })
    // What could not be read is read again by the next load.
    read.catch(() => histories.delete(location))
    return read
  }

  const remember = async (control: ControlAudit, instrument: string, history: ControlHour[]): Promise<void> => {
    const { tbtMs, lcpMs } = control.metrics
    if (control.outcome !== 'passed' || tbtMs === null || lcpMs === null) return
    const hour = { hourMs: slotOf(control.startedAtMs, HOUR_MS), instrument, tbtMs, lcpMs }
    const same = history.findIndex((other) => other.hourMs === hour.hourMs && other.instrument === instrument)
    if (same === -1) history.push(hour)
    else history[same] = hour
    await putControlHour(ports.table, { ...hour, location: control.location })
  }

  return {
    load: async (place, signal) => {
      const { location, calibration } = place
      const request = { location, cpuSlowdownMultiplier: calibration?.multiplier ?? null }
      const control = await ports.run(request, signal).catch((error: unknown) => {
        ports.onFailed(error)
        return null
      })
      if (control === null) return NOT_LOADED
      const history = await historyOf(location)
      const { instrument } = control.conditions
      const band = instrument === null ? null : bandOf({ history, calibration, instrument, nowMs: control.startedAtMs })
      const standing = { seen: placeInBand(control, band), band }
      latest.set(keyOf(place), { atMs: ports.clock.now(), standing })
      if (instrument !== null) await remember(control, instrument, history)
      await ports.deliver(control)
      return standing
    },
    last: (place, maxAgeMs) => {
      const found = latest.get(keyOf(place))
      return found && ports.clock.now() - found.atMs <= maxAgeMs ? found.standing : null
    },
  }
}

/** What was seen with another slowdown says nothing. */
function keyOf({ location, calibration }: ControlPlace): string {
  return `${location} ${calibration?.multiplier}`
}
