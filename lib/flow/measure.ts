import { isDoubtful, isSpoilt, type TimedFacts } from '../judge/lateness.ts'
import { judgeHttp } from '../judge/outcome.ts'
import type { Cause, Outcome, Warning } from '../model/cause.ts'
import {
  type Attempt,
  type ControlFacts,
  type FamilyResult,
  NO_PHASES,
  type Observation,
} from '../model/observation.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { LoopDelay } from '../observe/http/loop-delay.ts'
import { type HttpFacts, type HttpRequest, observeHttp } from '../observe/http/observe.ts'
import type { Pace } from '../observe/http/pace.ts'
import { warmUp } from '../transport/warm-up.ts'

/** One judged try at a page. */
export type Try = {
  readonly facts: HttpFacts
  readonly outcome: Outcome
  readonly cause: Cause | null
  readonly detail: string | null
  readonly inFlight: number
  readonly eventLoopDelayMs: number
  /** What the location's control target showed, where it was asked. */
  readonly control?: ControlFacts | null
  /** Where several address families were asked for: each, the facts above being the worst one's. */
  readonly families?: readonly FamilyResult[]
  /** Besides those of the facts. */
  readonly warnings?: readonly Warning[]
}

/** The observer of one process: it knows how much is under way, and how well the loop keeps up. */
export type Measurer = { readonly measure: (request: HttpRequest) => Promise<Try> }

/** Which check an observation belongs to. */
export type CheckIdentity = {
  readonly page: string | null
  readonly location: string
  readonly slotMs: number
  readonly url: string
  readonly catalogVersion: string | null
}

/** A check whose requests have carried an id. */
export type MadeCheck = CheckIdentity & { readonly requestId: string }

const SOFTWARE = { nhip: NHIP_VERSION, node: process.versions.node }

/** Of all checks, at most this share is measured once more only to be more exact: portals are not to pay for our load. */
const MAX_DOUBTS_SHARE = 0.1

/**
 * Measures one page at a time per host, starts spaced over all. What our own event loop or processor spoilt is measured
 * once more where that fits in the check's own time; else, or where it is spoilt again, it is `monitor_overloaded`.
 * A passed try whose marks are less exact than usual is measured once more, too, within bounds; of two that passed the
 * more exact one is told, and the first in every other case.
 */
export function createMeasurer({ pace, loopDelay }: { readonly pace: Pace; readonly loopDelay: LoopDelay }): Measurer {
  let inFlight = 0
  let warm: Promise<void> | null = null
  let measured = 0
  let doubts = 0
  const once = async (request: HttpRequest): Promise<Try> => {
    const eventLoopDelay = loopDelay.watch()
    const started = ++inFlight
    try {
      const facts = await observeHttp({ ...request, clock: loopDelay.clock })
      return { facts, ...judgeHttp(facts), inFlight: started, eventLoopDelayMs: eventLoopDelay() }
    } finally {
      inFlight--
      eventLoopDelay()
    }
  }
  return {
    measure: async (request) => {
      let startMs = 0
      const { signal } = request
      // Once in a process, before its first check.
      warm ??= warmUp()
      await warm
      const first = await pace.run(
        request.url,
        () => {
          startMs = performance.now()
          return once(request)
        },
        signal,
      )
      measured++
      const isLost = spoilt(first)
      if (!isLost && (!doubtful(first) || doubts + 1 > measured * MAX_DOUBTS_SHARE)) return first
      if (!isLost) doubts++
      const again = await pace.run(
        request.url,
        async () => {
          const leftMs = request.timeoutMs - (performance.now() - startMs)
          return leftMs < 2 * (first.facts.phases.totalMs ?? 0) ? null : once({ ...request, timeoutMs: leftMs })
        },
        signal,
      )
      if (!isLost) return again?.cause === null && again.facts.lateMs < first.facts.lateMs ? again : first
      return again === null || spoilt(again) || again.cause?.endsWith('_timeout') ? overloaded(first) : again
    },
  }
}

function spoilt({ facts, cause }: Try): boolean {
  return isSpoilt(timesOf(facts), cause)
}

function doubtful({ facts, cause }: Try): boolean {
  return isDoubtful(timesOf(facts), cause)
}

function timesOf({ lateMs, phases: { waitMs, totalMs } }: HttpFacts): TimedFacts {
  return { lateMs, waitMs, totalMs }
}

function overloaded(made: Try): Try {
  return {
    ...made,
    outcome: 'inconclusive',
    cause: 'monitor_overloaded',
    detail: `the monitor was busy: a mark may be ${made.facts.lateMs} ms late`,
  }
}

/** The observation of a check from its tries, in order of time; the last one's facts stand for the verdict. */
export function observationOf(check: MadeCheck, tries: readonly [Try, ...Try[]]): Observation {
  const last = tries.at(-1) as Try
  const { facts } = last
  return {
    type: 'observation',
    page: check.page,
    location: check.location,
    slotMs: check.slotMs,
    startedAtMs: tries[0].facts.startedAtMs,
    url: check.url,
    finalUrl: facts.finalUrl,
    outcome: last.outcome,
    cause: last.cause,
    detail: last.detail?.slice(0, 1_000) ?? null,
    warnings: [...new Set([...facts.warnings, ...(last.warnings ?? [])])],
    httpStatus: facts.status,
    httpVersion: facts.httpVersion,
    address: facts.address,
    family: facts.family,
    phases: facts.phases,
    hops: [...facts.hops],
    attempts: tries.map(attemptOf),
    wireBytes: facts.wireBytes,
    bodyBytes: facts.bodyBytes,
    bodySha256: facts.bodySha256,
    tls: facts.tls,
    ...(last.families ? { families: [...last.families] } : {}),
    conditions: {
      inFlight: last.inFlight,
      eventLoopDelayMs: Math.max(...tries.map(({ eventLoopDelayMs }) => eventLoopDelayMs)),
      software: SOFTWARE,
      ...(last.control ? { control: last.control } : {}),
    },
    catalogVersion: check.catalogVersion,
    requestId: check.requestId,
    origin: 'probe',
  }
}

/** A check that was due and did not happen, through a fault or limit of ours. */
export function unmeasured(
  check: CheckIdentity,
  why: { readonly atMs: number; readonly cause: Cause; readonly detail: string },
): Observation {
  return {
    type: 'observation',
    page: check.page,
    location: check.location,
    slotMs: check.slotMs,
    startedAtMs: why.atMs,
    url: check.url,
    finalUrl: null,
    outcome: 'inconclusive',
    cause: why.cause,
    detail: why.detail,
    warnings: [],
    httpStatus: null,
    httpVersion: null,
    address: null,
    family: null,
    phases: NO_PHASES,
    hops: [],
    attempts: [{ startedAtMs: why.atMs, outcome: 'inconclusive', cause: why.cause, totalMs: null }],
    wireBytes: null,
    bodyBytes: null,
    bodySha256: null,
    tls: null,
    conditions: { inFlight: 0, eventLoopDelayMs: 0, software: SOFTWARE },
    catalogVersion: check.catalogVersion,
    origin: 'probe',
  }
}

function attemptOf({ facts, outcome, cause }: Try): Attempt {
  return { startedAtMs: facts.startedAtMs, outcome, cause, totalMs: facts.phases.totalMs }
}
