import { setTimeout } from 'node:timers/promises'
import { deservesRetry, isSeenThrough, isSpent, judgeLoad, judgeReadiness } from '../../judge/audit-outcome.ts'
import type { Judgement } from '../../judge/outcome.ts'
import type { Account } from '../../model/account.ts'
import { type Audit, type AuditRun, NO_METRICS, type ThirdParties } from '../../model/audit.ts'
import { isLoopbackHost } from '../../model/host-fit.ts'
import type { AuditRequest } from './audit-request.ts'
import type { KeptBrowser } from './kept-browser.ts'
import { type LighthouseRun, NO_RUN, runLighthouse } from './lighthouse-run.ts'
import { type Loaded, type LoadResult, loadOnce } from './load.ts'
import type { ProfileSettings } from './profile.ts'
import { reach } from './reach.ts'
import { measureReadiness, NO_READINESS } from './readiness.ts'
import type { Wanted } from './readiness-script.ts'
import { withoutAccount } from './redact.ts'
import { keepRun } from './report-files.ts'
import { thirdPartiesIn } from './third-parties.ts'

/** A run as it is told, and what the audit as a whole takes from it. */
export type MadeRun = Pick<
  Audit,
  'finalUrl' | 'httpStatus' | 'observed' | 'engine' | 'refusals' | 'refusedRequests'
> & {
  readonly run: AuditRun
  readonly thirdParties: ThirdParties | null
  /** What may be kept of it; null where nothing is to be. */
  readonly left: Pick<LighthouseRun, 'report' | 'artifacts'> | null
  /** There was no load to measure: the page before shows the form by itself. */
  readonly isRoute: boolean
  /** It was tried twice, and both loads were ended by what one may take: a third would be, too. */
  readonly isSpent: boolean
}

export type MadeReadiness = {
  readonly readyMs: number | null
  readonly engine: Audit['engine']
  readonly finalUrl: string | null
  readonly httpStatus: number | null
  readonly judgement: Judgement
  /** Null where it was not even tried. */
  readonly told: Audit['readiness']
  readonly refusals: Audit['refusals']
  readonly refusedRequests: Audit['refusedRequests']
}

export type Making = {
  readonly browser: KeptBrowser
  readonly request: AuditRequest
  readonly settings: ProfileSettings
  /** As in `loadOnce`. */
  readonly requestId?: string | undefined
  readonly deadlineMs: number
  readonly account?: Account | null
  /** Of the account; what is kept of a load holds none. Loads add what the portal issues. */
  readonly secrets?: Set<string>
  /** For one step that leads to the page. */
  readonly stepDeadlineMs?: number | undefined
  /** Whether there is time for a load that may take so long; default always. */
  readonly mayLoad?: (deadlineMs: number) => boolean
}

/** Two loads of a host start so far apart at least; loopback needs no courtesy. */
const SPACING_MS = 2_000

const MAX_DETAIL = 1_000

export const NOT_OBSERVED: Audit['observed'] = { fcpMs: null, lcpMs: null, siMs: null, loadMs: null }

/** A judgement whose detail fits its field: browsers and tools can be wordy. */
export function shortened(judgement: Judgement): Judgement {
  return { ...judgement, detail: judgement.detail?.slice(0, MAX_DETAIL) ?? null }
}

/** One run; one that failed by our own fault is made once more. `number` counts from 1 and names the files kept. */
export async function makeRun(making: Making & { readonly number: number }): Promise<MadeRun> {
  const { browser, request, requestId, settings, secrets, deadlineMs, number } = making
  const { loaded, judgement, attempts, discarded, areSpent } = await twice(making, {
    load: () =>
      loadOnce(
        { browser, request, requestId },
        {
          load: (page) =>
            reach(page, {
              ...making,
              nothing: NO_RUN,
              load: (start) => runLighthouse(page, { start, settings, deadlineMs }),
            }),
          nothing: NO_RUN,
        },
      ),
    judge: ({ facts }) => judgeLoad(facts),
  })
  const { result, facts } = loaded
  const kept = secrets ? withoutAccount(result, [...secrets]) : result
  if (request.out !== null) await keepRun(request.out, number, kept)
  const measured = judgement.outcome === 'passed' ? result.measured : null
  return {
    run: {
      score: measured?.score ?? null,
      metrics: measured?.metrics ?? NO_METRICS,
      durationMs: loaded.durationMs,
      ...judgement,
      attempts,
      discarded,
    },
    isRoute: result.isRoute && judgement.cause === null,
    isSpent: areSpent,
    finalUrl: result.finalUrl ?? facts.document?.url ?? null,
    httpStatus: facts.document?.httpStatus ?? null,
    observed: measured?.observed ?? NOT_OBSERVED,
    // Any page may have some field or other; only where a form is expected is that a form.
    engine: measured && (request.form || result.engine !== 'other') ? result.engine : null,
    refusals: [...loaded.refusals],
    refusedRequests: [...loaded.refusedRequests],
    thirdParties: measured && result.report ? thirdPartiesIn(result.report) : null,
    left: request.keep ? { report: kept.report, artifacts: kept.artifacts } : null,
  }
}

/** The load that times readiness; like a run, made once more where it failed by our own fault. */
export async function makeReadiness(making: Making & { readonly wanted: Wanted }): Promise<MadeReadiness> {
  const { browser, request, requestId, settings, deadlineMs, wanted } = making
  const { loaded, judgement, attempts } = await twice(making, {
    load: () =>
      loadOnce(
        { browser, request, requestId },
        {
          load: (page) =>
            reach(page, {
              ...making,
              nothing: NO_READINESS,
              load: (start) => measureReadiness(page, { start, wanted, settings, deadlineMs }),
            }),
          nothing: NO_READINESS,
        },
      ),
    judge: ({ facts, result }) => judgeReadiness({ ...facts, readyMs: result.readyMs }),
    isFinal: ({ facts }) => isSeenThrough(facts),
  })
  return {
    readyMs: judgement.cause === null ? loaded.result.readyMs : null,
    engine: loaded.result.engine,
    finalUrl: loaded.result.finalUrl ?? loaded.facts.document?.url ?? null,
    httpStatus: loaded.facts.document?.httpStatus ?? null,
    judgement,
    told: { ...judgement, durationMs: loaded.durationMs, attempts },
    refusals: [...loaded.refusals],
    refusedRequests: [...loaded.refusedRequests],
  }
}

async function twice<T extends LoadResult>(
  { request, deadlineMs, mayLoad = () => true }: Making,
  {
    load,
    judge,
    isFinal = () => false,
  }: {
    readonly load: () => Promise<Loaded<T>>
    readonly judge: (loaded: Loaded<T>) => Judgement
    /** Whether another load would tell the same, whoever is at fault. */
    readonly isFinal?: (loaded: Loaded<T>) => boolean
  },
): Promise<{
  readonly loaded: Loaded<T>
  readonly judgement: Judgement
  readonly attempts: 1 | 2
  readonly discarded: NonNullable<AuditRun['discarded']> | null
  readonly areSpent: boolean
}> {
  const first = await load()
  const judgement = shortened(judge(first))
  await spacing(request, first.durationMs)
  if (!deservesRetry(judgement.cause) || isFinal(first) || !mayLoad(deadlineMs))
    return { loaded: first, judgement, attempts: 1, discarded: null, areSpent: false }
  const second = await load()
  await spacing(request, second.durationMs)
  const discarded = { cause: judgement.cause, detail: judgement.detail, durationMs: first.durationMs }
  const last = shortened(judge(second))
  const areSpent = isSpent(first.facts) && isSpent(second.facts) && last.cause === judgement.cause
  return { loaded: second, judgement: last, attempts: 2, discarded, areSpent }
}

async function spacing(request: AuditRequest, takenMs: number): Promise<void> {
  if (takenMs < SPACING_MS && !isLoopbackHost(new URL(request.url).hostname)) await setTimeout(SPACING_MS - takenMs)
}
