import { setTimeout } from 'node:timers/promises'
import { deservesNextRun, judgeAudit } from '../../judge/audit-outcome.ts'
import type { Judgement } from '../../judge/outcome.ts'
import { representativeRun, spreadOf } from '../../judge/representative-run.ts'
import type { Account, ReadAccount } from '../../model/account.ts'
import { type Audit, type AuditRun, type ChromiumMode, NO_METRICS, type RefusedRequest } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import { type Cause, outcomeOf } from '../../model/cause.ts'
import { engineForms } from '../../model/engine.ts'
import { loadStart } from '../../model/gap.ts'
import { JOURNEY_DEADLINE_MS } from '../../model/journey.ts'
import type { MachineUse } from '../../model/machine.ts'
import { requestIdOf } from '../../transport/request-id.ts'
import { readAccountFile, secretsOf } from './account.ts'
import {
  type MadeReadiness,
  type MadeRun,
  type Making,
  makeReadiness,
  makeRun,
  NOT_OBSERVED,
  shortened,
} from './attempt.ts'
import type { AuditRequest } from './audit-request.ts'
import { benchmarkIndex, reuseBenchmarkIndex } from './benchmark.ts'
import { conditionsOf } from './conditions.ts'
import type { KeptBrowser } from './kept-browser.ts'
import { watchMachine } from './machine-use.ts'
import { type PackedReport, packReport } from './pack-report.ts'
import { type ProfileSettings, profileSettings } from './profile.ts'
import type { Wanted } from './readiness-script.ts'
import { redacted } from './redact.ts'

export type AuditPorts = {
  readonly browser: KeptBrowser
  /** Default: the files of this place. */
  readonly readAccount?: ReadAccount | undefined
  /** Epoch ms. Default `Date.now`. */
  readonly now?: () => number
  readonly onProgress?: ((text: BilingualText) => void) | undefined
  /** For one run. Default 90 s: Lighthouse itself waits up to 45 s for a page, then gathers and computes. */
  readonly runDeadlineMs?: number
  /** For the page to become ready. Default 60 s. */
  readonly readyDeadlineMs?: number
  /** For one step of a journey. Default 15 s. */
  readonly stepDeadlineMs?: number
}

type Measured = {
  readonly started: { readonly mode: ChromiumMode; readonly chromium: string } | null
  /** Set where the browser did not start. */
  readonly unstarted: Judgement | null
  readonly made: readonly MadeRun[]
  /** The journey ends at a form that its last page shows by itself: no load that could be scored. */
  readonly isRoute: boolean
  /** Of the account that it was made with. */
  readonly secrets: ReadonlySet<string> | undefined
  readonly readiness: MadeReadiness | null
  readonly benchmarkIndex: Audit['conditions']['benchmarkIndex']
  readonly use: MachineUse | null
}

const RUN_DEADLINE_MS = 90_000
const READY_DEADLINE_MS = 60_000
const MAX_REFUSALS = 20

/** What a load may take beyond its deadline: opening a page, asking it at the end, closing it, another browser. */
const LOAD_OVERHEAD_MS = 60_000

const NOTHING_MEASURED: Measured = {
  started: null,
  unstarted: null,
  made: [],
  isRoute: false,
  secrets: undefined,
  readiness: null,
  benchmarkIndex: { before: null, after: null },
  use: null,
}

const NO_TIME = judgement('monitor_timeout', 'no time was left for a load')

const NO_TIME_FOR_READINESS: MadeReadiness = {
  readyMs: null,
  engine: null,
  finalUrl: null,
  httpStatus: null,
  judgement: judgement('monitor_timeout', 'no time was left to time readiness'),
  told: null,
  refusals: [],
  refusedRequests: [],
}

/**
 * One audit: its runs one after the other, then, where the page is to hold a form or names what makes it usable and a
 * run was valid, the load that times its readiness. Whatever a page, a server or the browser does ends as an outcome
 * with its cause, and no load starts that may not end by `untilMs`; it
 * throws only for a profile that doesn't exist and for a folder of reports that can't be written. Never two at once
 * in one process: the processor is part of the instrument.
 */
export async function auditPage(request: AuditRequest, ports: AuditPorts): Promise<Audit> {
  const startedAtMs = (ports.now ?? Date.now)()
  const begunMs = performance.now()
  const account = await accountOf(request, ports)
  const settings = settingsOf(request)
  const slotMs = request.slotMs ?? startedAtMs
  const { page, url, location } = request
  const requestId = requestIdOf({ kind: 'audit', subject: page ?? url, location, slotMs })
  const refusal = refusalOf(request.url) ?? (typeof account === 'string' ? judgement('audit_error', account) : null)
  const measured =
    refusal === null && typeof account !== 'string'
      ? await measure(request, ports, { settings, account, requestId })
      : NOTHING_MEASURED
  const runs = measured.made.map(({ run }) => run)
  const representative = representativeRun(runs)
  const readiness = measured.readiness
  const shown = measured.made[representative ?? runs.length - 1]
  const loads = [...measured.made, ...(readiness ? [readiness] : [])]
  const packed = await keptOf(request, slotMs, shown)
  const audit: Audit = {
    type: 'audit',
    page: request.page,
    location: request.location,
    slotMs,
    startedAtMs,
    url: request.url,
    finalUrl: (shown ?? readiness)?.finalUrl ?? null,
    ...shortened(refusal ?? measured.unstarted ?? judgeAudit({ runs, readiness: readiness?.judgement ?? null })),
    httpStatus: (shown ?? readiness)?.httpStatus ?? null,
    journey: request.journey ? { steps: request.journey.length, isRoute: measured.isRoute } : null,
    score: shown?.run.score ?? null,
    metrics: { ...(shown?.run.metrics ?? NO_METRICS), readyMs: readiness?.readyMs ?? null },
    observed: shown?.observed ?? NOT_OBSERVED,
    engine: shown?.engine ?? readiness?.engine ?? null,
    representative,
    spread: spreadsOf(runs),
    runs,
    readiness: readiness?.told ?? null,
    refusals: distinct(loads.flatMap(({ refusals }) => refusals)).slice(0, MAX_REFUSALS),
    refusedRequests: summed(loads.flatMap(({ refusedRequests }) => refusedRequests)).slice(0, MAX_REFUSALS),
    conditions: conditionsOf({ ...measured, settings, profile: request.profile, runs: request.runs }),
    durationMs: Math.round(performance.now() - begunMs),
    catalogVersion: request.catalogVersion,
    ...(loads.length > 0 ? { requestId } : {}),
    thirdParties: shown?.thirdParties ?? null,
    ...packed,
  }
  return measured.secrets ? redacted(audit, [...measured.secrets]) : audit
}

/** The account's, or why it can't be had. */
async function accountOf(
  { account: id }: AuditRequest,
  { readAccount = readAccountFile }: AuditPorts,
): Promise<Account | string | null> {
  if (!id) return null
  const account = await readAccount(id)
  return typeof account === 'string' ? `account ${id}: ${account}` : account
}

/** What a journey or a session has left must still be there when the page is loaded. */
function settingsOf(request: AuditRequest): ProfileSettings {
  const settings = profileSettings(request)
  return request.journey || request.account ? { ...settings, disableStorageReset: true } : settings
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
async function measure(
  request: AuditRequest,
  ports: AuditPorts,
  { settings, account, requestId }: Pick<Making, 'settings' | 'requestId'> & { readonly account: Account | null },
): Promise<Measured> {
  const { browser, onProgress } = ports
  const used = watchMachine()
  const deadlineMs = ports.runDeadlineMs ?? RUN_DEADLINE_MS
  const mayLoad = (limitMs: number): boolean => hasTime(request, ports, limitMs)
  if (!mayLoad(deadlineMs)) return { ...NOTHING_MEASURED, unstarted: NO_TIME }
  const started = await browser.ready().catch((error: Error) => error)
  if (started instanceof Error) return { ...NOTHING_MEASURED, unstarted: judgement('audit_error', started.message) }
  const before = await benchmarkIndex(browser)
  reuseBenchmarkIndex(before)
  const secrets = account ? new Set(secretsOf(account)) : undefined
  const { stepDeadlineMs } = ports
  const making = { browser, request, requestId, settings, account, stepDeadlineMs, ...(secrets ? { secrets } : {}) }
  const made: MadeRun[] = []
  let isRoute = false
  const passed = (): boolean => made.some(({ run }) => run.outcome === 'passed')
  while (
    made.length < request.runs &&
    deservesNextRun(made.map(({ run, isSpent }) => ({ ...run, isSpent }))) &&
    mayLoad(deadlineMs)
  ) {
    const number = made.length + 1
    onProgress?.({
      vi: `Đang kiểm tra, lần tải ${number}/${request.runs}…`,
      en: `Auditing, run ${number}/${request.runs}…`,
    })
    await untilGap(request, ports)
    const usedByRun = watchMachine()
    const one = await makeRun({ ...making, deadlineMs, number, mayLoad })
    isRoute = one.isRoute
    if (isRoute) break
    made.push({ ...one, run: { ...one.run, machine: usedByRun() } })
  }
  let readiness: MadeReadiness | null = null
  const wanted = passed() || isRoute ? wantedOf(request, made) : null
  const readyDeadlineMs = ports.readyDeadlineMs ?? READY_DEADLINE_MS
  if (wanted !== null && !mayLoad(readyDeadlineMs)) readiness = NO_TIME_FOR_READINESS
  else if (wanted !== null) {
    onProgress?.({ vi: 'Đang đo thời gian sẵn sàng…', en: 'Timing readiness…' })
    await untilGap(request, ports)
    readiness = await makeReadiness({ ...making, deadlineMs: readyDeadlineMs, wanted, mayLoad })
  }
  const after = passed() ? await benchmarkIndex(browser) : null
  return {
    started,
    unstarted: made.length === 0 && !isRoute ? NO_TIME : null,
    made,
    isRoute,
    secrets,
    readiness,
    benchmarkIndex: { before, after },
    use: used(),
  }
}

/** What the page must show to be of use: what it names itself, else the form of its engine; null: nothing in particular. */
function wantedOf(request: AuditRequest, made: readonly MadeRun[]): Wanted | null {
  if (request.ready !== null) return { kind: 'selector', selector: request.ready }
  if (!request.form) return null
  const seen = made.find(({ engine }) => engine !== null)?.engine ?? null
  return { kind: 'form', forms: engineForms(request.form.engine ?? seen) }
}

/** Whether a load that may take so long ends in the audit's own time, the wait for its gap and its way included. */
function hasTime(request: AuditRequest, ports: AuditPorts, deadlineMs: number): boolean {
  const startMs = loadStart(request.gap ?? null, (ports.now ?? Date.now)())
  const wayMs = request.journey ? JOURNEY_DEADLINE_MS : 0
  return startMs + wayMs + deadlineMs + LOAD_OVERHEAD_MS <= (request.untilMs ?? Number.POSITIVE_INFINITY)
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

function summed(refused: readonly RefusedRequest[]): RefusedRequest[] {
  const sums = new Map<string, RefusedRequest>()
  for (const one of refused) {
    const key = `${one.method} ${one.url} ${one.kind}`
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()]
}

function judgement(cause: Cause, detail: string): Judgement {
  return { outcome: outcomeOf(cause), cause, detail }
}
