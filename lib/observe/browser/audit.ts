import { deservesNextRun, judgeAudit } from '../../judge/audit-outcome.ts'
import { representativeRun, spreadOf } from '../../judge/representative-run.ts'
import { NO_METRICS, type Audit, type AuditRun, type ChromiumMode } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { NHIP_VERSION } from '../../model/software.ts'
import { makeReadiness, makeRun, type MadeReadiness, type MadeRun } from './attempt.ts'
import type { AuditRequest } from './audit-request.ts'
import { benchmarkIndex, reuseBenchmarkIndex } from './benchmark.ts'
import { instrumentId } from './instrument.ts'
import type { KeptBrowser } from './kept-browser.ts'
import { LIGHTHOUSE_VERSION, profileSettings, type ProfileSettings } from './profile.ts'

export type AuditPorts = {
  readonly browser: KeptBrowser
  /** Epoch ms. Default `Date.now`. */
  readonly now?: () => number
  readonly onProgress?: ((text: BilingualText) => void) | undefined
  /** For one run. Default 90 s: Lighthouse itself waits up to 45 s for a page, then gathers and computes. */
  readonly runDeadlineMs?: number
  /** For the page to become ready. Default 60 s. */
  readonly readyDeadlineMs?: number
}

type Started = { readonly mode: ChromiumMode; readonly chromiumVersion: string }

const RUN_DEADLINE_MS = 90_000
const READY_DEADLINE_MS = 60_000
const MAX_REFUSALS = 20
const MAX_DETAIL = 1_000

/**
 * One audit: its runs one after the other, then, where the page names what makes it usable and a run was valid, the
 * load that times its readiness. Whatever a page, a server or the browser does ends as an outcome with its cause; it
 * throws only for a profile that doesn't exist and for a folder of reports that can't be written. Never two at once
 * in one process: the processor is part of the instrument.
 */
export async function auditPage(request: AuditRequest, ports: AuditPorts): Promise<Audit> {
  const now = ports.now ?? Date.now
  const startedAtMs = now()
  const begunMs = performance.now()
  const settings = profileSettings(request)
  const refusal = refusalOf(request.url)
  const started = refusal === null ? await ports.browser.ready().catch((error: Error) => error) : null
  const runs: MadeRun[] = []
  let readiness: MadeReadiness | null = null
  const index: { before: number | null; after: number | null } = { before: null, after: null }

  if (started !== null && !(started instanceof Error)) {
    index.before = await benchmarkIndex(ports.browser)
    reuseBenchmarkIndex(index.before)
    const deadlineMs = ports.runDeadlineMs ?? RUN_DEADLINE_MS
    while (runs.length < request.runs && deservesNextRun(runs.map(({ run }) => run))) {
      ports.onProgress?.(progress(`${runs.length + 1}/${request.runs}`))
      runs.push(await makeRun({ browser: ports.browser, request, settings, deadlineMs, number: runs.length + 1 }))
    }
    if (request.ready !== null && runs.some(({ run }) => run.outcome === 'passed')) {
      ports.onProgress?.({ vi: 'Đang đo thời gian sẵn sàng…', en: 'Timing readiness…' })
      const readyDeadlineMs = ports.readyDeadlineMs ?? READY_DEADLINE_MS
      readiness = await makeReadiness({ browser: ports.browser, request, settings, deadlineMs: readyDeadlineMs, selector: request.ready })
    }
    index.after = await benchmarkIndex(ports.browser)
  }

  const representative = representativeRun(runs.map(({ run }) => run))
  const shown = runs[representative ?? runs.length - 1] ?? null
  const valid = runs.map(({ run }) => run).filter(({ outcome }) => outcome === 'passed')
  const unstarted = started instanceof Error ? { outcome: 'inconclusive', cause: 'audit_error', detail: started.message } as const : null
  const { outcome, cause, detail } = refusal ?? unstarted ?? judgeAudit({ runs: runs.map(({ run }) => run), readiness: readiness?.judgement ?? null })
  return {
    type: 'audit',
    page: request.page,
    location: request.location,
    slotMs: request.slotMs ?? startedAtMs,
    startedAtMs,
    url: request.url,
    finalUrl: shown?.finalUrl ?? null,
    outcome,
    cause,
    detail: detail?.slice(0, MAX_DETAIL) ?? null,
    httpStatus: shown?.httpStatus ?? null,
    score: representative === null ? null : (shown?.run.score ?? null),
    metrics: { ...(shown?.run.metrics ?? NO_METRICS), readyMs: readiness?.readyMs ?? null },
    observed: shown?.observed ?? { fcpMs: null, lcpMs: null, siMs: null, loadMs: null },
    engine: shown?.engine ?? null,
    representative,
    spread: { score: rounded(spreadOf(valid.map(({ score }) => score))), lcpMs: spreadOf(valid.map(({ metrics }) => metrics.lcpMs)) },
    runs: runs.map(({ run }): AuditRun => run),
    readiness: readiness?.told ?? null,
    refusals: distinct([...runs.flatMap(({ refusals }) => refusals), ...(readiness?.refusals ?? [])]).slice(0, MAX_REFUSALS),
    conditions: conditionsOf({ request, settings, index, started: started instanceof Error ? null : started }),
    durationMs: Math.round(performance.now() - begunMs),
    catalogVersion: request.catalogVersion,
  }
}

function conditionsOf(made: {
  readonly request: AuditRequest
  readonly settings: ProfileSettings
  readonly index: Audit['conditions']['benchmarkIndex']
  readonly started: Started | null
}): Audit['conditions'] {
  const { request, settings, index, started } = made
  const { cpuSlowdownMultiplier, ...throttling } = settings.throttling
  const mode = started?.mode ?? null
  const chromium = started?.chromiumVersion ?? 'none'
  return {
    instrument: instrumentId({ lighthouse: LIGHTHOUSE_VERSION, chromium, mode: mode ?? 'multi-process', profile: request.profile, settings }),
    profile: request.profile,
    throttling,
    cpuSlowdownMultiplier,
    benchmarkIndex: index,
    chromiumMode: mode,
    software: { lighthouse: LIGHTHOUSE_VERSION, chromium, node: process.versions.node, nhip: NHIP_VERSION },
  }
}

/** The browser could be sent anywhere; only the web is measured. */
function refusalOf(url: string): { readonly outcome: 'inconclusive'; readonly cause: 'address_refused'; readonly detail: string } | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const detail =
    parsed === null ? 'not an address'
    : parsed.protocol !== 'http:' && parsed.protocol !== 'https:' ? `scheme ${parsed.protocol}`
    : parsed.username || parsed.password ? 'address with a user name'
    : null
  return detail === null ? null : { outcome: 'inconclusive', cause: 'address_refused', detail }
}

function progress(run: string): BilingualText {
  return { vi: `Đang kiểm tra, lần tải ${run}…`, en: `Auditing, run ${run}…` }
}

/** Scores have two decimals; their differences show what binary fractions add. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000
}

function distinct<T extends { readonly host: string; readonly reason: string }>(refusals: readonly T[]): T[] {
  return [...new Map(refusals.map((refusal) => [`${refusal.host} ${refusal.reason}`, refusal])).values()]
}
