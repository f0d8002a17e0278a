import type { Browser } from 'puppeteer-core'
import type { LoadFacts } from '../../judge/audit-outcome.ts'
import { rowOfFault } from '../../judge/lighthouse-error.ts'
import type { RefusedRequest } from '../../model/audit.ts'
import { type GuardFailure, isRefusal } from '../../transport/guard-proxy.ts'
import { REQUEST_ID_HEADER } from '../../transport/request-id.ts'
import type { AuditRequest } from './audit-request.ts'
import { isEmpty, watchBlank } from './blank-watch.ts'
import { watchDocument } from './document-watch.ts'
import { watchFlood } from './flood-watch.ts'
import { type Guard, openGuard } from './guard-thread.ts'
import { inTime } from './in-time.ts'
import type { KeptBrowser, OpenPage } from './kept-browser.ts'
import { pageSigns } from './page-signs.ts'
import { guardRequests, type RequestGuard, type RequestRules } from './request-guard.ts'

/** What every way of loading a page tells of the load; the rest is watched. `fault` is `LOST` where the load was given up. */
export type LoadResult = Pick<LoadFacts, 'browserGone' | 'overdueMs' | 'fault'> & {
  readonly stopped?: LoadFacts['stopped']
}

export type Loaded<T> = {
  readonly result: T
  readonly facts: LoadFacts
  readonly refusals: readonly { readonly host: string; readonly reason: string }[]
  readonly refusedRequests: readonly RefusedRequest[]
  readonly durationMs: number
}

/** A page that is watched. */
export type WatchedPage = OpenPage &
  Pick<Guard, 'disconnect'> & {
    /** Resolves when its load can come to nothing any more, with the fault to be told of it. */
    readonly lost: Promise<string>
    readonly requests: RequestGuard
    /** The shortest connection to each `host:port` that the guard has made for the page so far, ms. */
    readonly connectMs: () => Promise<ReadonlyMap<string, number>>
  }

type Load<T> = {
  readonly load: (page: WatchedPage) => Promise<T>
  readonly nothing: T
  /** For the main document's first byte; default as long as an `http` check waits. */
  readonly responseDeadlineMs?: number
}

type Ports = {
  readonly browser: KeptBrowser
  readonly request: AuditRequest
  /** Goes with the requests for the page's documents. */
  readonly requestId?: string | undefined
}

type Seen = Pick<
  LoadFacts,
  'overMemory' | 'document' | 'shownUrl' | 'answers' | 'signs' | 'empty' | 'loading' | 'mayHold' | 'captcha'
> & {
  readonly refusedRequests: readonly RefusedRequest[]
}

const NOTHING_SEEN: Seen = {
  overMemory: null,
  document: null,
  shownUrl: null,
  answers: false,
  signs: null,
  empty: false,
  loading: false,
  mayHold: null,
  captcha: null,
  refusedRequests: [],
}

/** Shorter than the wait for a response, so that it is known which of the two did not come. */
const CONNECT_TIMEOUT_MS = 20_000

const ANSWER_DEADLINE_MS = 2_000

/**
 * One load in a fresh page behind a guard of its own, and the facts by which it is judged. A browser that died or
 * hung is replaced. `nothing` is the result where no page could be opened at all.
 */
export async function loadOnce<T extends LoadResult>(
  { browser, request, requestId }: Ports,
  options: Load<T>,
): Promise<Loaded<T>> {
  const begunMs = performance.now()
  const guard = await openGuard({
    allowPrivate: request.allowPrivate,
    families: request.families,
    namedPorts: namedPorts(request),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    source: request.source,
  })
  try {
    const { result, ...seen } = await watched(browser, { guard, request, requestId, ...options })
    if (isSpoilt(result)) await browser.replace()
    const { failures } = await guard.report()
    return {
      result,
      facts: factsOf({ result, ...seen, request, failures }),
      refusals: failures.filter(isRefusal).map(({ host, detail }) => ({ host, reason: detail })),
      refusedRequests: seen.refusedRequests,
      durationMs: Math.round(performance.now() - begunMs),
    }
  } finally {
    await guard.close()
  }
}

async function watched<T extends LoadResult>(
  browser: KeptBrowser,
  of: Load<T> & Omit<Ports, 'browser'> & { readonly guard: Guard },
): Promise<{ readonly result: T } & Seen> {
  const { guard, request, requestId, load, nothing } = of
  const rules = {
    allow: request.allow ?? [],
    documentHeaders: documentHeaders(request, requestId),
    takesSteps: request.journey != null,
  }
  const opened = await openGuarded(browser, guard.url, rules).catch((error: Error) => error)
  if (opened instanceof Error) {
    await browser.replace()
    return { result: { ...nothing, fault: `no page could be opened: ${opened.message}` }, ...NOTHING_SEEN }
  }
  const watch = watchDocument(opened.page, {
    isDeclared: (url) => isDeclared(url, request),
    isPermitted: opened.requests.permits,
    responseDeadlineMs: of.responseDeadlineMs,
  })
  try {
    const connectMs = async () => (await guard.report()).connectMs
    const nothing = Promise.race([watch.lost, opened.blank]).then(() => 'LOST')
    const lost = Promise.race([nothing, watchFlood(opened.page)])
    const result = await load({ ...opened, lost, connectMs, disconnect: guard.disconnect })
    const shown = result.browserGone ? null : await pageSigns(opened.page, request.expectText)
    return {
      result,
      overMemory: opened.overMemory(),
      document: watch.document(),
      shownUrl: result.browserGone ? null : opened.page.url(),
      answers: !result.browserGone && (await answers(opened.page.browser())),
      signs: shown?.signs ?? null,
      empty: shown !== null && (await isEmpty(opened.page)),
      loading: shown?.loading ?? false,
      mayHold: shown?.mayHold ?? null,
      captcha: shown?.captcha ?? null,
      refusedRequests: opened.requests.refused(),
    }
  } finally {
    // Without network first, so that nothing a page sends as it is left gets out.
    await guard.seal()
    await opened.close()
    await opened.requests.close()
  }
}

/** Whether the browser's own process does its work; a page may hang all the same. */
async function answers(browser: Browser): Promise<boolean> {
  try {
    // A session is asked of it each time; its version it is asked for only once.
    const session = await inTime(ANSWER_DEADLINE_MS, null, browser.target().createCDPSession())
    await session?.detach()
    return session !== null
  } catch {
    return false
  }
}

/** Whether the browser is not to be used again. */
function isSpoilt({ browserGone, overdueMs, fault }: LoadResult): boolean {
  return browserGone || overdueMs !== null || (fault !== null && rowOfFault(fault).replacesBrowser)
}

/** Who asks, and for what. */
function documentHeaders({ contact }: AuditRequest, requestId: string | undefined): Readonly<Record<string, string>> {
  return {
    ...(contact === null ? {} : { from: contact }),
    ...(requestId === undefined ? {} : { [REQUEST_ID_HEADER]: requestId }),
  }
}

async function openGuarded(
  browser: KeptBrowser,
  proxyUrl: string,
  rules: RequestRules,
): Promise<OpenPage & { readonly requests: RequestGuard; readonly blank: Promise<void> }> {
  const opened = await browser.open(proxyUrl)
  try {
    const { blank } = await watchBlank(opened.page)
    return { ...opened, blank, requests: await guardRequests(opened.page, rules) }
  } catch (error) {
    await opened.close()
    throw error
  }
}

function factsOf(
  load: Seen & {
    readonly result: LoadResult
    readonly request: AuditRequest
    readonly failures: readonly GuardFailure[]
  },
): LoadFacts {
  const { document, request, result } = load
  // Addresses of version 6 have brackets in URLs, and nowhere else.
  const host = document === null ? null : hostOf(document.url)?.replace(/^\[|\]$/g, '')
  return {
    document,
    shownUrl: load.shownUrl,
    answers: load.answers,
    signs: load.signs,
    empty: load.empty,
    loading: load.loading,
    mayHold: load.mayHold,
    captcha: load.captcha,
    stopped: result.stopped ?? null,
    browserGone: result.browserGone,
    overMemory: load.overMemory,
    overdueMs: result.overdueMs,
    fault: result.fault,
    guardFault: load.failures.find((failure) => failure.host.toLowerCase() === host) ?? null,
    elsewhere: document === null || isDeclared(document.url, request) ? null : document.url,
    refusedNeed: load.refusedRequests.find((refused) => mayMatter(refused, request)) ?? null,
  }
}

/** Whether a page may end at an address: its own host or a declared one, on any port, by http or https. */
function isDeclared(url: string, request: AuditRequest): boolean {
  const host = hostOf(url)
  return host === null || [hostOf(request.url), ...request.expectHosts.map((name) => name.toLowerCase())].includes(host)
}

/** Whether a page may have needed a request that was refused: one of a script to a host of the same owner. */
function mayMatter({ kind, url }: RefusedRequest, request: AuditRequest): boolean {
  if (kind !== 'script' && kind !== 'form') return false
  const host = hostOf(url)
  return isDeclared(url, request) || (host !== null && ownerOf(host) === ownerOf(hostOf(request.url) ?? ''))
}

/** What the hosts of an owner have in common: all but the first label. */
function ownerOf(host: string): string {
  const rest = host.slice(host.indexOf('.') + 1)
  return rest.includes('.') && !/^[\d.]+$/.test(host) ? rest : host
}

/** Null for what has no host, such as `about:blank`. */
function hostOf(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed === null || parsed.hostname === '' ? null : parsed.hostname.toLowerCase()
}

/** Of the page and of what its journey opens. */
function namedPorts({ url, journey }: AuditRequest): ReadonlySet<number> {
  const urls = [url, ...(journey ?? []).flatMap((step) => (step.kind === 'open' ? [step.url] : []))]
  return new Set(
    urls
      .map((one) => new URL(one).port)
      .filter((port) => port !== '')
      .map(Number),
  )
}
