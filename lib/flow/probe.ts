import { type Cause, NETWORK_CAUSES, type OwnCause } from '../model/cause.ts'
import type { Clock } from '../model/clock.ts'
import { VISITED_MS } from '../model/gap.ts'
import { isLoopbackHost, PAGE_SPACING_MS, retryDelayMs } from '../model/host-fit.ts'
import type { ControlFacts } from '../model/observation.ts'
import { userAgent } from '../model/software.ts'
import type { HttpCheck, Visit } from '../model/visit.ts'
import { requestIdOf } from '../transport/request-id.ts'
import type { AddressFamily } from '../transport/resolve.ts'
import { type BackOff, restingUntil } from './back-off.ts'
import { type Control, isClockOff } from './control.ts'
import type { Deliver } from './deliver.ts'
import { type FamilyTry, overFamilies } from './families.ts'
import { type MadeCheck, type Measurer, observationOf, type Try, unmeasured } from './measure.ts'

export type ProbePorts = {
  readonly clock: Clock
  readonly measurer: Measurer
  readonly control: Control
  readonly backOff: BackOff
  readonly deliver: Deliver
  readonly allowPrivate: boolean
  /** Aborted when the process is told to stop: what has not started is given back. */
  readonly stop: AbortSignal
}

/** After this many failures to connect, the host's other pages get the short time-out. */
const CONNECT_FAILURES = 2
const SHORT_TIMEOUT_MS = 5_000

/**
 * Visits one host: first attempts of all its pages in their order, then the retries of those that failed. One result
 * per check, sent as soon as it stands. What hadn't started at the window's end is `monitor_timeout`; what came while the
 * host wants to be left alone is `rate_limited`, without a request.
 * Rejects when results can't be sent, or the process is told to stop: the whole visit is then to be tried again,
 * and results that were sent are not harmed by their repetition.
 */
export async function probe(visit: Visit, ports: ProbePorts): Promise<void> {
  const { clock, deliver, stop } = ports
  const skip = (check: HttpCheck, why: { readonly cause: Cause; readonly detail: string }): Promise<void> =>
    deliver(unmeasured(identityOf(visit, check), { atMs: clock.now(), ...why }))
  const again: { readonly check: HttpCheck; readonly first: Try }[] = []
  let connectFailures = 0
  const usualMs = (visit.checks.at(-1)?.dueMs ?? 0) + VISITED_MS
  const { restUntilMs: restMs, wasLong } = await ports.backOff.of(visit)
  let restUntilMs = restMs
  // Its pages are loaded in browsers, too: not before this visit is over.
  if (wasLong) await ports.backOff.visited(visit, { busyUntilMs: visit.untilMs, wasLong })
  const turn = turnsOf(visit, ports)
  const look = async (check: HttpCheck): Promise<Try> => {
    const made = await attempt(visit, check, { ports, turn, short: connectFailures >= CONNECT_FAILURES })
    const isRefused = made.facts.status === 429 || made.families?.some(({ cause }) => cause === 'rate_limited')
    if (isRefused) restUntilMs = await ports.backOff.asked(visit, made.facts.retryAfter)
    return made
  }
  for (const check of visit.checks) {
    await clock.sleepUntil(check.dueMs, stop)
    stop.throwIfAborted()
    if (clock.now() >= visit.untilMs) {
      await skip(check, { cause: 'monitor_timeout', detail: 'not started within its window' })
      continue
    }
    if (clock.now() < restUntilMs) {
      await skip(check, { cause: 'rate_limited', detail: restingUntil(restUntilMs) })
      continue
    }
    const first = await look(check)
    if (first.cause !== null && NETWORK_CAUSES.has(first.cause)) connectFailures++
    if (first.outcome === 'failed') again.push({ check, first })
    else await deliver(observationOf(identityOf(visit, check), [first]))
  }
  if (!wasLong && again.length > 0) await ports.backOff.visited(visit, { busyUntilMs: visit.untilMs, wasLong: true })
  for (const { check, first } of again) {
    await clock.sleepUntil(Math.min(first.facts.startedAtMs + retryDelayMs(check.everyMs), visit.untilMs), stop)
    stop.throwIfAborted()
    const nowMs = clock.now()
    const second = nowMs >= visit.untilMs || nowMs < restUntilMs ? null : await look(check)
    // A retry that our own window cut short says nothing against the first attempt, nor for it.
    const tries: [Try, ...Try[]] = second === null || second.cause === 'monitor_timeout' ? [first] : [first, second]
    await deliver(observationOf(identityOf(visit, check), tries))
  }
  const isLong = clock.now() > usualMs
  // Its last request, too, is followed by nothing for a while.
  if (wasLong || isLong)
    await ports.backOff.visited(visit, { busyUntilMs: clock.now() + PAGE_SPACING_MS, wasLong: isLong })
}

type How = {
  readonly ports: ProbePorts
  /** Resolves when the next request may start. */
  readonly turn: () => Promise<void>
  readonly short: boolean
}

/** The timetable spaces first attempts; retries and further families keep the same distance. */
function turnsOf(visit: Visit, { clock, stop }: ProbePorts): How['turn'] {
  const spacingMs = isLoopbackHost(visit.host.slice(0, visit.host.lastIndexOf(':'))) ? 0 : PAGE_SPACING_MS
  let nextMs = 0
  return async () => {
    if (nextMs > clock.now()) await clock.sleepUntil(nextMs, stop)
    stop.throwIfAborted()
    nextMs = clock.now() + spacingMs
  }
}

/** Over each address family that the page asks for, in turn; a host that asks for rest is spared the others. */
async function attempt(visit: Visit, check: HttpCheck, how: How): Promise<Try> {
  const tries: FamilyTry[] = []
  for (const family of check.families) {
    const made = await attemptOver(family, { visit, check, ...how })
    tries.push({ family, made })
    if (made.facts.status === 429) break
  }
  return overFamilies(tries)
}

async function attemptOver(
  family: AddressFamily,
  { visit, check, ports, turn, short }: How & { readonly visit: Visit; readonly check: HttpCheck },
): Promise<Try> {
  await turn()
  const startedAtMs = ports.clock.now()
  const controlled = { ...visit, family }
  const glanced = ports.control.glance(controlled)
  const timeoutMs = short ? Math.min(check.timeoutMs, SHORT_TIMEOUT_MS) : check.timeoutMs
  const leftMs = visit.untilMs - startedAtMs
  const made = await ports.measurer.measure({
    url: check.url,
    expectHosts: check.expectHosts,
    expectText: check.expectText,
    families: [family],
    allowPrivate: ports.allowPrivate,
    source: visit.source,
    userAgent: userAgent(visit.contact),
    requestId: identityOf(visit, check).requestId,
    signal: ports.stop,
    timeoutMs: Math.max(1, Math.min(timeoutMs, leftMs)),
  })
  if (made.cause === 'killed') throw new Error('stopped in the middle of a check')
  const cut = leftMs < timeoutMs && made.cause !== null && made.cause.endsWith('_timeout')
  if (cut) return ours(made, { cause: 'monitor_timeout', detail: 'cut off at the end of its window' })
  // A failure to reach a portal calls for a look that is younger than it.
  return withControl(made, isUnreached(made) ? await ports.control.look(controlled, startedAtMs) : glanced)
}

/** Ours or theirs: what a location's own network or clock has spoilt says nothing about a portal. */
function withControl(made: Try, control: ControlFacts | null): Try {
  if (control === null) return made
  if (isUnreached(made) && !control.reached)
    return {
      ...ours(made, {
        cause: 'monitor_network',
        detail: `${made.cause}, but the control target can't be reached either (${control.cause})`,
      }),
      control,
    }
  if (isClockOff(control))
    return {
      ...ours(made, {
        cause: 'monitor_clock',
        detail: `this location's clock is ${control.clockOffsetMs} ms off the control target's`,
      }),
      control,
    }
  return { ...made, control }
}

/** Nothing came from the portal: its network may be at fault, or ours. */
function isUnreached({ outcome, cause }: Try): boolean {
  return outcome === 'failed' && cause !== null && (NETWORK_CAUSES.has(cause) || cause === 'wait_timeout')
}

function ours(made: Try, why: { readonly cause: OwnCause; readonly detail: string }): Try {
  return { ...made, outcome: 'inconclusive', ...why }
}

function identityOf({ location, catalogVersion }: Visit, { page, slotMs, url }: HttpCheck): MadeCheck {
  return {
    page,
    location,
    slotMs,
    url,
    catalogVersion,
    requestId: requestIdOf({ kind: 'http', subject: page, location, slotMs }),
  }
}
