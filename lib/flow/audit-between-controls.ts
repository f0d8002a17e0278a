import { isCalibrated, sayOutside } from '../judge/control-band.ts'
import { type Audit, NO_METRICS } from '../model/audit.ts'
import { outcomeOf } from '../model/cause.ts'
import type { Clock } from '../model/clock.ts'
import type { Controls } from '../model/control-seen.ts'
import { HOUR_MS, MINUTE_MS } from '../model/duration.ts'
import { type ControlPage, type ControlPlace, type ControlStanding, NOT_LOADED } from './control-page.ts'

type Making = {
  readonly controls: ControlPage
  readonly clock: Clock
  /** Makes the audit. */
  readonly make: () => Promise<Audit>
  /** What is told of a check for which no audit was made. */
  readonly unmade: (detail: string) => Audit
}

/** The last load of the control page stands before an audit while it is no older than this. */
const FRESH_MS = 15 * MINUTE_MS

/** So often the control page is loaded before an audit, until it is inside its band. */
const MOST_LOADS = 3

/** An audit is made once more only where the first took no longer: whoever makes it has a quarter of an hour. */
const REPEATABLE_MS = 3 * MINUTE_MS

/**
 * An audit between two loads of the control page. At a calibrated location it counts only where both are inside the
 * band: else it is made once more, and where that doesn't help, or the page isn't inside before it, it is
 * `monitor_overloaded`; what was dropped stays in `discarded`. Where the location is not calibrated nothing is dropped
 * and nobody waits: the page is loaded after an audit where its last load is more than an hour old.
 */
export async function auditBetweenControls(place: ControlPlace, making: Making): Promise<Audit> {
  const { controls, clock } = making
  if (place.calibration === null) return beside(place, making)
  const begunMs = clock.now()
  const discarded: NonNullable<Audit['discarded']> = []
  for (;;) {
    const before = await standing(place, controls)
    if (before.seen?.within === false) {
      const around = controlsOf(before, NOT_LOADED)
      return dropped({ audit: null, around, discarded, outside: `before: ${sayOutside(before.seen)}` }, making)
    }
    const audit = await making.make()
    // Without figures there is nothing that a machine could have spoilt.
    if (audit.representative === null)
      return { ...audit, calibrated: null, controls: controlsOf(before, NOT_LOADED), ...said(discarded) }
    const after = await controls.load(place)
    const around = controlsOf(before, after)
    if (after.seen?.within !== false)
      return { ...audit, calibrated: isCalibrated(around), controls: around, ...said(discarded) }
    const outside = `after: ${sayOutside(after.seen)}`
    const mayRepeat = discarded.length === 0 && clock.now() - begunMs <= REPEATABLE_MS
    if (!mayRepeat) return dropped({ audit, around, discarded, outside }, making)
    discarded.push(discardOf(audit, around, outside))
  }
}

/** The page as it was seen a moment ago, or as it is now; what is outside gets some more chances. */
async function standing(place: ControlPlace, controls: ControlPage): Promise<ControlStanding> {
  const last = controls.last(place, FRESH_MS)
  if (last?.seen && last.seen.within !== false) return last
  let loaded = await controls.load(place)
  for (let loads = 1; loads < MOST_LOADS && (loaded.seen === null || loaded.seen.within === false); loads++)
    loaded = await controls.load(place)
  return loaded
}

async function beside(place: ControlPlace, { controls, make }: Making): Promise<Audit> {
  const before = controls.last(place, HOUR_MS)
  const audit = await make()
  const after = before === null ? await controls.load(place) : NOT_LOADED
  return { ...audit, calibrated: null, controls: controlsOf(before ?? NOT_LOADED, after) }
}

function dropped(
  of: {
    readonly audit: Audit | null
    readonly around: Controls
    readonly discarded: NonNullable<Audit['discarded']>
    readonly outside: string
  },
  { unmade }: Making,
): Audit {
  const { audit, around, discarded, outside } = of
  const detail = `control page outside its band ${outside}`
  const told = { calibrated: false, controls: around }
  if (audit === null) return { ...unmade(detail), ...told, ...said(discarded) }
  const cause = 'monitor_overloaded'
  return {
    ...audit,
    outcome: outcomeOf(cause),
    cause,
    detail,
    // Its figures are in what was discarded: nobody may take them for the page's.
    score: null,
    metrics: NO_METRICS,
    representative: null,
    ...told,
    ...said([...discarded, discardOf(audit, around, outside)]),
  }
}

function discardOf(audit: Audit, around: Controls, reason: string): NonNullable<Audit['discarded']>[number] {
  const { startedAtMs, durationMs, score, metrics } = audit
  return { startedAtMs, durationMs, score, metrics, reason, controls: around }
}

function controlsOf(before: ControlStanding, after: ControlStanding): Controls {
  return { band: after.band ?? before.band, before: before.seen, after: after.seen }
}

function said(discarded: NonNullable<Audit['discarded']>): Pick<Audit, 'discarded'> {
  return discarded.length === 0 ? {} : { discarded }
}
