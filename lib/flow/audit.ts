import { type Audit, NO_METRICS } from '../model/audit.ts'
import { hostOf } from '../model/catalogue.ts'
import type { ObstructedCause, OwnCause } from '../model/cause.ts'
import type { Clock } from '../model/clock.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { loadStart } from '../model/gap.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { AuditVisit, ControlVisit } from '../model/visit.ts'
import type { AuditRequest } from '../observe/browser/audit-request.ts'
import { unless } from '../observe/browser/unless.ts'
import { auditBetweenControls } from './audit-between-controls.ts'
import { type BackOff, restingUntil } from './back-off.ts'
import { type ControlPage, NOT_LOADED } from './control-page.ts'
import type { Deliver } from './deliver.ts'

export type AuditPorts = {
  readonly clock: Clock
  /** Makes one audit; never two at once. Rejects when the process that makes it died, was stopped or cut off. */
  readonly audit: (request: AuditRequest, signal: AbortSignal) => Promise<Audit>
  /** Null: no control page is loaded, and audits say so. */
  readonly controls: ControlPage | null
  readonly backOff: BackOff
  readonly deliver: Deliver
  /** Where reports are kept, and what is done with them once their result is on its way; absent: none are made. */
  readonly reports?: ReportOutlet | null
  readonly allowPrivate: boolean
  readonly stop: AbortSignal
  /** What the platform leaves for this message. */
  readonly limit: AuditLimit
}

export type AuditLimit = {
  /** Epoch ms by which the audit is to be over by itself. */
  readonly untilMs: number
  /** Aborted a little later, while there is still time to say so. */
  readonly signal: AbortSignal
  /** How often the message was given out, this time included. */
  readonly taken: number
}

/** A folder that reports are written into and, where it isn't the place to stay, the way on; that never rejects. */
export type ReportOutlet = { readonly folder: string; readonly send?: () => Promise<void> }

/** A host in lasting trouble may have no free time left: its audits are then made beside its visits. */
const LONGEST_WAIT_MS = 7 * MINUTE_MS

const MAX_DETAIL = 1_000

/** What one load of the control page may take: its deadline, and a browser to be started. */
const CONTROL_MS = 2 * MINUTE_MS

/** So often a visit is looked at that takes longer than usual. */
const LOOK_MS = 3_000

/**
 * A message that was given out so often and came back each time ended whoever worked on it: nobody is left to say so
 * when the platform itself ends a function.
 */
const MOST_TAKEN = 5

/**
 * Makes the audit that is due and sends it. What couldn't start in time, or was stopped by the platform's limit, is
 * `monitor_timeout`. Rejects where the audit is to be made later: this process was told to stop.
 */
export async function runAudit(visit: AuditVisit, ports: AuditPorts): Promise<void> {
  const { clock, stop } = ports
  await clock.sleepUntil(visit.dueMs, stop)
  stop.throwIfAborted()
  if (clock.now() >= visit.untilMs)
    return ports.deliver(
      unmadeAudit(visit, { atMs: clock.now(), cause: 'monitor_timeout', detail: 'not started in time' }),
    )
  if (ports.limit.taken > MOST_TAKEN)
    return ports.deliver(
      unmadeAudit(visit, {
        atMs: clock.now(),
        cause: 'monitor_timeout',
        detail: `taken up ${ports.limit.taken - 1} times and never finished`,
      }),
    )
  const place = { location: visit.location, host: hostOf(visit.url) }
  await untilFree(visit, ports)
  const { restUntilMs } = await ports.backOff.of(place)
  if (clock.now() < restUntilMs)
    return ports.deliver(
      unmadeAudit(visit, { atMs: clock.now(), cause: 'rate_limited', detail: restingUntil(restUntilMs) }),
    )
  const request = requestOf(visit, ports)
  const make = (): Promise<Audit> => makeAudit(visit, request, ports)
  const audit = ports.controls
    ? await auditBetweenControls(visit, {
        make,
        clock,
        controls: inLimit(ports.controls, ports),
        unmade: (detail) => unmadeAudit(visit, { atMs: clock.now(), cause: 'monitor_overloaded', detail }),
      })
    : await make()
  if (audit.httpStatus === 429) await ports.backOff.asked(place, null)
  await ports.deliver(audit)
  // What there is no time for is sent after a later audit.
  const { signal } = ports.limit
  if (ports.reports?.send && !signal.aborted) await unless(signal, undefined, ports.reports.send())
}

/** Loads the control page at its time; what couldn't be begun within the hour is left to the next one. */
export async function runControlVisit(
  visit: ControlVisit,
  { clock, stop, controls, limit }: Pick<AuditPorts, 'clock' | 'stop' | 'controls' | 'limit'>,
): Promise<void> {
  await clock.sleepUntil(visit.dueMs, stop)
  stop.throwIfAborted()
  if (controls && clock.now() < visit.untilMs) await inLimit(controls, { clock, limit }).load(visit)
}

/** A load of the control page that may not end in the platform's time isn't begun, and none outlasts it. */
function inLimit(controls: ControlPage, { clock, limit }: Pick<AuditPorts, 'clock' | 'limit'>): ControlPage {
  return {
    ...controls,
    load: (place) =>
      clock.now() + CONTROL_MS > limit.untilMs
        ? Promise.resolve(NOT_LOADED)
        : unless(limit.signal, NOT_LOADED, controls.load(place, limit.signal)),
  }
}

function requestOf(
  visit: AuditVisit,
  { allowPrivate, reports, limit }: Pick<AuditPorts, 'allowPrivate' | 'reports' | 'limit'>,
): AuditRequest {
  return {
    page: visit.page,
    location: visit.location,
    slotMs: visit.slotMs,
    url: visit.url,
    expectText: visit.expectText,
    expectHosts: visit.expectHosts,
    runs: visit.runs,
    gap: visit.gap,
    untilMs: limit.untilMs,
    profile: visit.profile,
    cpuSlowdownMultiplier: visit.calibration?.multiplier ?? null,
    ready: visit.ready,
    form: visit.form,
    allow: visit.allow,
    journey: visit.journey,
    account: visit.account,
    contact: visit.contact,
    families: visit.families,
    allowPrivate,
    source: visit.source,
    catalogVersion: visit.catalogVersion,
    out: null,
    keep: reports?.folder ?? null,
  }
}

/** Whoever makes audits may die of one: it is made once more, by another, and then told as it is. */
async function makeAudit(visit: AuditVisit, request: AuditRequest, ports: AuditPorts): Promise<Audit> {
  const { clock, stop, limit } = ports
  for (let attempt = 1; ; attempt++) {
    try {
      const audit = await unless(limit.signal, null, ports.audit(request, limit.signal))
      return (
        audit ?? unmadeAudit(visit, { atMs: clock.now(), cause: 'monitor_timeout', detail: 'cut off by the limit' })
      )
    } catch (error) {
      if (stop.aborted || codeOf(error) === 'closed') throw error
      if (codeOf(error) === 'died' && attempt === 1 && !limit.signal.aborted) continue
      return unmadeAudit(visit, {
        atMs: clock.now(),
        cause: limit.signal.aborted || codeOf(error) === 'overdue' ? 'monitor_timeout' : 'audit_error',
        detail: String(error).slice(0, MAX_DETAIL),
      })
    }
  }
}

/** Of an `AuditProcessError`. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}

/** Waits for a visit to the host to end that takes longer than usual, and for a gap after it. */
async function untilFree(visit: AuditVisit, { clock, stop, backOff }: AuditPorts): Promise<void> {
  const place = { location: visit.location, host: hostOf(visit.url) }
  const latestMs = clock.now() + LONGEST_WAIT_MS
  for (;;) {
    const { busyUntilMs } = await backOff.of(place)
    const nowMs = clock.now()
    const startMs = busyUntilMs > nowMs ? Math.min(busyUntilMs, nowMs + LOOK_MS) : loadStart(visit.gap, nowMs)
    if (startMs === nowMs || startMs > latestMs) return
    await clock.sleepUntil(startMs, stop)
    stop.throwIfAborted()
  }
}

/** The result of an audit that was not made. */
export function unmadeAudit(
  visit: AuditVisit,
  why: { readonly atMs: number; readonly cause: OwnCause | ObstructedCause; readonly detail: string },
): Audit {
  return {
    type: 'audit',
    page: visit.page,
    location: visit.location,
    slotMs: visit.slotMs,
    startedAtMs: why.atMs,
    url: visit.url,
    finalUrl: null,
    outcome: 'inconclusive',
    cause: why.cause,
    detail: why.detail,
    httpStatus: null,
    journey: null,
    score: null,
    metrics: NO_METRICS,
    observed: { fcpMs: null, lcpMs: null, siMs: null, loadMs: null },
    engine: null,
    representative: null,
    spread: { score: null, lcpMs: null },
    runs: [],
    readiness: null,
    refusals: [],
    refusedRequests: [],
    conditions: {
      instrument: null,
      profile: visit.profile,
      throttling: {},
      cpuSlowdownMultiplier: null,
      benchmarkIndex: { before: null, after: null },
      chromiumMode: null,
      software: { nhip: NHIP_VERSION, node: process.versions.node },
    },
    durationMs: 0,
    catalogVersion: visit.catalogVersion,
  }
}
