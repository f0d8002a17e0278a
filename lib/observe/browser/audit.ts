import { setTimeout } from 'node:timers/promises'
import { deservesNextRun, judgeAudit } from '../../judge/audit-outcome.ts'
import type { Judgement } from '../../judge/outcome.ts'
import { representativeRun, spreadOf } from '../../judge/representative-run.ts'
import { type Audit, type AuditRun, type ChromiumMode, NO_METRICS } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { type Cause, outcomeOf } from '../../model/cause.ts'
import { loadStart } from '../../model/gap.ts'
import type { MachineUse } from '../../model/machine.ts'
import { type MadeReadiness, type MadeRun, makeReadiness, makeRun, NOT_OBSERVED, shortened } from './attempt.ts'
import type { AuditRequest } from './audit-request.ts'
import { benchmarkIndex, reuseBenchmarkIndex } from './benchmark.ts'
import { conditionsOf } from './conditions.ts'
import type { KeptBrowser } from './kept-browser.ts'
import { watchMachine } from './machine-use.ts'
import { type PackedReport, packReport } from './pack-report.ts'
import { type ProfileSettings, profileSettings } from './profile.ts'

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

type Measured = {
  readonly started: { readonly mode: ChromiumMode; readonly chromium: string } | null
  /** Set where the browser did not start. */
  readonly unstarted: Judgement | null
  readonly made: readonly MadeRun[]
  readonly readiness: MadeReadiness | null
  readonly benchmarkIndex: Audit['conditions']['benchmarkIndex']
  readonly use: MachineUse | null
}

const RUN_DEADLINE_MS = 90_000
const READY_DEADLINE_MS = 60_000
const MAX_REFUSALS = 20

const NOTHING_MEASURED: Measured = {
  started: null,
  unstarted: null,
  made: [],
  readiness: null,
  benchmarkIndex: { before: null, after: null },
  use: null,
}

/**
 * One audit: its runs one after the other, then, where the page names what makes it usable and a run was valid, the
 * load that times its readiness. Whatever a page, a server or the browser does ends as an outcome with its cause; it
 * throws only for a profile that doesn't exist and for a folder of reports that can't be written. Never two at once
 * in one process: the processor is part of the instrument.
 */
export async function auditPage(request: AuditRequest, ports: AuditPorts): Promise<Audit> {
  const startedAtMs = (ports.now ?? Date.now)()
  const begunMs = performance.now()
  const settings = profileSettings(request)
  const refusal = refusalOf(request.url)
  const measured = refusal === null ? await measure(request, ports, settings) : NOTHING_MEASURED
  const runs = measured.made.map(({ run }) => run)
  const representative = representativeRun(runs)
  const shown = measured.made[representative ?? runs.length - 1]
  const readiness = measured.readiness
  const slotMs = request.slotMs ?? startedAtMs
  const packed = await keptOf(request, slotMs, shown)
  return {
    type: 'audit',
    page: request.page,
    location: request.location,
    slotMs,
    startedAtMs,
    url: request.url,
    finalUrl: shown?.finalUrl ?? null,
    ...shortened(refusal ?? measured.unstarted ?? judgeAudit({ runs, readiness: readiness?.judgement ?? null })),
    httpStatus: shown?.httpStatus ?? null,
    score: shown?.run.score ?? null,
    metrics: { ...(shown?.run.metrics ?? NO_METRICS), readyMs: readiness?.readyMs ?? null },
    observed: shown?.observed ?? NOT_OBSERVED,
    engine: shown?.engine ?? null,
    representative,
    spread: spreadsOf(runs),
    runs,
    readiness: readiness?.told ?? null,
    refusals: distinct([...measured.made, ...(readiness ? [readiness] : [])].flatMap(({ refusals }) => refusals)).slice(
      0,
      MAX_REFUSALS,
    ),
    conditions: conditionsOf({ ...measured, settings, profile: request.profile, runs: request.runs }),
    durationMs: Math.round(performance.now() - begunMs),
    catalogVersion: request.catalogVersion,
    thirdParties: shown?.thirdParties ?? null,
    ...packed,
  }
}

/** What is kept of the run whose figures are shown, or of the last where there is none: failures are looked into, too. */
async function keptOf(
  { keep, page, location }: AuditRequest,
  slotMs: number,
  shown: MadeRun | undefined,
): Promise<Partial<PackedReport>> {
  if (!keep || page === null || !shown?.left) return {}
  return packReport(shown.left, { folder: keep, at: { page, slotMs, location } })
}

/** The loads themselves, in order: nothing of it is judged as a whole yet. */
async function measure(request: AuditRequest, ports: AuditPorts, settings: ProfileSettings): Promise<Measured> {
  const { browser, onProgress } = ports
  const used = watchMachine()
  const started = await browser.ready().catch((error: Error) => error)
  if (started instanceof Error) return { ...NOTHING_MEASURED, unstarted: judgement('audit_error', started.message) }
  const before = await benchmarkIndex(browser)
  reuseBenchmarkIndex(before)
  const made: MadeRun[] = []
  const passed = (): boolean => made.some(({ run }) => run.outcome === 'passed')
  const deadlineMs = ports.runDeadlineMs ?? RUN_DEADLINE_MS
  while (made.length < request.runs && deservesNextRun(made.map(({ run }) => run))) {
    const number = made.length + 1
    onProgress?.({
      vi: `Đang kiểm tra, lần tải ${number}/${request.runs}…`,
      en: `Auditing, run ${number}/${request.runs}…`,
    })
    await untilGap(request, ports)
    const usedByRun = watchMachine()
    const one = await makeRun({ browser, request, settings, deadlineMs, number })
    made.push({ ...one, run: { ...one.run, machine: usedByRun() } })
  }
  let readiness: MadeReadiness | null = null
  if (request.ready !== null && passed()) {
    onProgress?.({ vi: 'Đang đo thời gian sẵn sàng…', en: 'Timing readiness…' })
    await untilGap(request, ports)
    const limits = { deadlineMs: ports.readyDeadlineMs ?? READY_DEADLINE_MS, selector: request.ready }
    readiness = await makeReadiness({ browser, request, settings, ...limits })
  }
  const after = passed() ? await benchmarkIndex(browser) : null
  return { started, unstarted: null, made, readiness, benchmarkIndex: { before, after }, use: used() }
}

/** Other visits to the host are not disturbed, and don't disturb. */
async function untilGap(request: AuditRequest, ports: AuditPorts): Promise<void> {
  const nowMs = (ports.now ?? Date.now)()
  const waitMs = loadStart(request.gap ?? null, nowMs) - nowMs
  if (waitMs > 0) await setTimeout(waitMs)
}

/** The browser could be sent anywhere; only the web is measured. */
function refusalOf(url: string): Judgement | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null) return judgement('address_refused', 'not an address')
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return judgement('address_refused', `scheme ${parsed.protocol}`)
  return parsed.username || parsed.password ? judgement('address_refused', 'address with a user name') : null
}

function spreadsOf(runs: readonly AuditRun[]): Audit['spread'] {
  const score = spreadOf(runs.map((run) => run.score))
  // Scores have two decimals; a difference of binary fractions shows more.
  return {
    score: score === null ? null : Math.round(score * 100) / 100,
    lcpMs: spreadOf(runs.map((run) => run.metrics.lcpMs)),
  }
}

function distinct<T extends { readonly host: string; readonly reason: string }>(refusals: readonly T[]): T[] {
  return [...new Map(refusals.map((refusal) => [`${refusal.host} ${refusal.reason}`, refusal])).values()]
}

function judgement(cause: Cause, detail: string): Judgement {
  return { outcome: outcomeOf(cause), cause, detail }
}
