import { NO_METRICS } from '../../lib/model/audit.ts'
import type { Calibration } from '../../lib/model/calibration.ts'
import type { ControlAudit } from '../../lib/model/control-audit.ts'
import type { ControlSeen } from '../../lib/model/control-seen.ts'
import { audit } from './audit.ts'

export const CALIBRATION: Calibration = {
  multiplier: 3.5,
  tbtMs: 1_000,
  lcpMs: 1_600,
  instrument: '00112233aabbccdd',
  date: '2026-11-01',
}

/** A load of the control page, right in the middle of `CALIBRATION`. */
export function controlAudit(changes: Partial<ControlAudit> = {}): ControlAudit {
  return {
    type: 'controlAudit',
    location: 'sgn',
    startedAtMs: 1_790_000_000_000,
    outcome: 'passed',
    cause: null,
    detail: null,
    pageSha256: '0'.repeat(64),
    score: 0.7,
    metrics: { ...NO_METRICS, tbtMs: CALIBRATION.tbtMs, lcpMs: CALIBRATION.lcpMs },
    conditions: { ...audit().conditions, instrument: CALIBRATION.instrument },
    durationMs: 2_500,
    ...changes,
  }
}

export function controlSeen(changes: Partial<ControlSeen> = {}): ControlSeen {
  return {
    id: 'sgn@1',
    startedAtMs: 1,
    tbtMs: 1_000,
    lcpMs: 1_600,
    tbtRatio: 1,
    lcpRatio: 1,
    within: true,
    ...changes,
  }
}
