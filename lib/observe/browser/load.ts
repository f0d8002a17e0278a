import type { LoadFacts } from '../../judge/audit-outcome.ts'
import { rowOfFault } from '../../judge/lighthouse-error.ts'
import { type GuardFailure, isRefusal } from '../../transport/guard-proxy.ts'
import type { AuditRequest } from './audit-request.ts'
import { type DocumentWatch, watchDocument } from './document-watch.ts'
import { type Guard, openGuard } from './guard-thread.ts'
import type { KeptBrowser, OpenPage } from './kept-browser.ts'
import { pageSigns } from './page-signs.ts'

/** What every way of loading a page tells of the load; the rest is watched. `fault` is `LOST` where the load was given up. */
export type LoadResult = Pick<LoadFacts, 'browserGone' | 'overdueMs' | 'fault'>

export type Loaded<T> = {
  readonly result: T
  readonly facts: LoadFacts
  readonly refusals: readonly { readonly host: string; readonly reason: string }[]
  readonly durationMs: number
}

/** A page that is watched: `lost` resolves when its load can come to nothing any more. */
export type WatchedPage = OpenPage &
  Pick<DocumentWatch, 'lost'> & {
    /** The shortest connection to each `host:port` that the guard has made for the page so far, ms. */
    readonly connectMs: () => Promise<ReadonlyMap<string, number>>
  }

type Load<T> = {
  readonly load: (page: WatchedPage) => Promise<T>
  readonly nothing: T
  /** For the main document's first byte; default as long as an `http` check waits. */
  readonly responseDeadlineMs?: number
}

type Ports = { readonly browser: KeptBrowser; readonly request: AuditRequest }

type Seen = Pick<LoadFacts, 'document' | 'signs' | 'loading'>

const NOTHING_SEEN: Seen = { document: null, signs: null, loading: false }

/** Shorter than the wait for a response, so that it is known which of the two did not come. */
const CONNECT_TIMEOUT_MS = 20_000

/**
 * One load in a fresh page behind a guard of its own, and the facts by which it is judged. A browser that died or
 * hung is replaced. `nothing` is the result where no page could be opened at all.
 */
export async function loadOnce<T extends LoadResult>(
  { browser, request }: Ports,
  options: Load<T>,
): Promise<Loaded<T>> {
  const begunMs = performance.now()
  const guard = await openGuard({
    allowPrivate: request.allowPrivate,
    families: request.families,
    namedPorts: namedPorts(request.url),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    source: request.source,
  })
  try {
    const { result, ...seen } = await watched(browser, { guard, request, ...options })
    if (isSpoilt(result)) await browser.replace()
    const { failures } = await guard.report()
    return {
      result,
      facts: factsOf({ result, ...seen, request, failures }),
      refusals: failures.filter(isRefusal).map(({ host, detail }) => ({ host, reason: detail })),
      durationMs: Math.round(performance.now() - begunMs),
    }
  } finally {
    await guard.close()
  }
}

async function watched<T extends LoadResult>(
  browser: KeptBrowser,
  of: Load<T> & { readonly guard: Guard; readonly request: AuditRequest },
): Promise<{ readonly result: T } & Seen> {
  const { guard, request, load, nothing } = of
  const opened = await browser.open(guard.url).catch((error: Error) => error)
  if (opened instanceof Error) {
    await browser.replace()
    return { result: { ...nothing, fault: `no page could be opened: ${opened.message}` }, ...NOTHING_SEEN }
  }
  const watch = watchDocument(opened.page, {
    isDeclared: (url) => isDeclared(url, request),
    responseDeadlineMs: of.responseDeadlineMs,
  })
  try {
    const connectMs = async () => (await guard.report()).connectMs
    const result = await load({ ...opened, lost: watch.lost, connectMs })
    const shown = result.browserGone ? null : await pageSigns(opened.page, request.expectText)
    return { result, document: watch.document(), signs: shown?.signs ?? null, loading: shown?.loading ?? false }
  } finally {
    await opened.close()
  }
}

/** Whether the browser is not to be used again. */
function isSpoilt({ browserGone, overdueMs, fault }: LoadResult): boolean {
  return browserGone || overdueMs !== null || (fault !== null && rowOfFault(fault).replacesBrowser)
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
    signs: load.signs,
    loading: load.loading,
    browserGone: result.browserGone,
    overdueMs: result.overdueMs,
    fault: result.fault,
    guardFault: load.failures.find((failure) => failure.host.toLowerCase() === host) ?? null,
    elsewhere: document === null || isDeclared(document.url, request) ? null : document.url,
  }
}

/** Whether a page may end at an address: its own host or a declared one, on any port, by http or https. */
function isDeclared(url: string, request: AuditRequest): boolean {
  const host = hostOf(url)
  return host === null || [hostOf(request.url), ...request.expectHosts.map((name) => name.toLowerCase())].includes(host)
}

/** Null for what has no host, such as `about:blank`. */
function hostOf(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed === null || parsed.hostname === '' ? null : parsed.hostname.toLowerCase()
}

function namedPorts(url: string): ReadonlySet<number> {
  const { port } = new URL(url)
  return new Set(port === '' ? [] : [Number(port)])
}
