import type { AuditRun } from '../model/audit.ts'
import { type Cause, isObstructed, outcomeOf } from '../model/cause.ts'
import type { PageSigns } from '../model/page-signs.ts'
import { HUNG, rowOfFault, sayFault } from './lighthouse-error.ts'
import { causeOfNetError } from './net-error.ts'
import { type Judgement, judgeHttp } from './outcome.ts'

/** What one load of a page in the browser showed, whatever it was for. */
export type LoadFacts = {
  /** Of the main document; null where none was asked for, as when the browser died first. */
  readonly document: {
    /** Where the last navigation of the main frame led, redirects followed. */
    readonly url: string
    /** Null where no response came. */
    readonly httpStatus: number | null
    /** The response's headers, as they came. */
    readonly contentType: string | null
    readonly disposition: string | null
    /** Documents that the main frame asked for so far, redirects included. */
    readonly navigations: number
    /** `net::ERR_…`, or null. */
    readonly netError: string | null
    /** The whole body came. */
    readonly finished: boolean
  } | null
  /** What the address bar shows in the end, which scripts can change without a navigation; null where nobody could ask. */
  readonly shownUrl: string | null
  /** The browser itself answered in the end; one that hangs doesn't tell what came. */
  readonly answers: boolean
  /** What the loaded page shows; null where it could not be asked. */
  readonly signs: PageSigns | null
  /** The document has ended, and has nothing in it that could be shown; false where it could not be asked. */
  readonly empty: boolean
  /** The document was still being read at the end; false where it could not be asked. */
  readonly loading: boolean
  /** Why the guard did not let the main document's host be reached. */
  readonly guardFault: { readonly cause: Cause; readonly detail: string } | null
  /** Set where the document's host is neither the page's own nor a declared one. */
  readonly elsewhere: string | null
  /**
   * What takes much of what the page shows, and may hold what is missing: `the frame https://…`, `the shadow tree of <…>`;
   * null where there is nothing like that.
   */
  readonly mayHold: string | null
  /** The kind of captcha that the page shows in place of a form, in words; null where there is none. */
  readonly captcha: string | null
  /** The first request that was refused, since it could have changed something, and that the page may have needed. */
  readonly refusedNeed: { readonly method: string; readonly url: string } | null
  /** Why the steps that lead to the page came to nothing; null where there are none, or they led there. */
  readonly stopped: { readonly cause: Cause; readonly detail: string } | null
  readonly browserGone: boolean
  /** Set where we ended the browser, since it took more memory than it may. */
  readonly overMemory: { readonly tookBytes: number; readonly limitBytes: number } | null
  /** Set where the load was cut off, with the time that it had. */
  readonly overdueMs: number | null
  /** What the load was for was not got: an error code of Lighthouse's, or our own words; null where it was. */
  readonly fault: string | null
}

type Document = NonNullable<LoadFacts['document']>

const MAX_NAVIGATIONS = 20

/** Where a server names no type, or none that is one, browsers look for themselves, and so does Lighthouse. */
const PAGE_TYPES: ReadonlySet<string> = new Set([
  '',
  'text/html',
  'application/xhtml+xml',
  'unknown/unknown',
  'application/unknown',
  '*/*',
])

/** Failures that a second try may mend, since they are ours. */
const RETRIED: ReadonlySet<Cause> = new Set(['audit_error', 'browser_crashed'])

/** Answers that asking again would only annoy. */
const FINAL: ReadonlySet<Cause> = new Set(['redirect_elsewhere', 'address_refused', 'no_ipv6'])

/**
 * Outcome of one load. What the network and the server did comes first; what only our tool says of itself
 * (`NO_FCP`, `PROTOCOL_TIMEOUT`, no screenshots) is our fault, never the portal's.
 */
export function judgeLoad(facts: LoadFacts): Judgement {
  if (facts.browserGone) return judged('browser_crashed', sayEnd(facts))
  const { document } = facts
  if (facts.elsewhere !== null || (document?.httpStatus ?? 0) >= 400) {
    return judgeHttp({
      fault: null,
      redirectedElsewhere: facts.elsewhere,
      finalUrl: document?.url ?? null,
      status: document?.httpStatus ?? null,
      signs: facts.signs,
    })
  }
  if (document !== null && isCircling(document)) {
    return judged('too_many_redirects', `${document.navigations} navigations`)
  }
  if (document !== null && !isPage(document)) return judged('content_mismatch', noPage(document))
  // A page that dies aborts what it still loads: nothing of that is the network's or the server's doing.
  if (facts.fault !== null && rowOfFault(facts.fault).cause === 'browser_crashed') {
    return judged('browser_crashed', sayFault(facts.fault))
  }
  if (isLeftForNothing(facts)) return judged('audit_error', 'the page went on to about:blank, and showed nothing')
  if (document !== null && document.netError !== null && !isLeftAlone(facts)) {
    const cause = causeOfNetError(document.netError)
    if (cause !== null) return judged(cause, document.netError)
    if (facts.guardFault) return judged(facts.guardFault.cause, facts.guardFault.detail)
    return judged('audit_error', document.netError)
  }
  const shown = judgeShown(facts)
  if (shown !== null) return shown
  if (document !== null && !document.finished && facts.loading) {
    return judged('download_timeout', 'the main document did not end')
  }
  // As http checks say of a body without a byte.
  if (facts.empty && facts.fault !== null) return judged('content_mismatch', 'the page is empty')
  if (facts.stopped !== null) return judgeMissing(facts, facts.stopped)
  if (facts.fault === null && facts.overdueMs === null) return judged(null, null)
  const noResponse = document !== null && document.httpStatus === null
  if (noResponse && facts.guardFault) return judged(facts.guardFault.cause, facts.guardFault.detail)
  // A page whose script never ends doesn't tell that its document has come, nor does a browser that hangs.
  const isTold = facts.answers && (facts.fault === null || !rowOfFault(facts.fault).replacesBrowser)
  if (noResponse && isTold) return judged('wait_timeout', 'the main document had no response')
  if (facts.overdueMs !== null) {
    // Its document came, and the browser is well: it is the page that can't be asked.
    const isHung = !noResponse && document !== null && facts.answers && facts.signs === null
    return judged('audit_error', `cut off after ${facts.overdueMs} ms${isHung ? `: ${HUNG}` : ''}`)
  }
  if (document !== null && !document.finished && isTold && facts.signs !== null) {
    return judged('download_timeout', 'the main document did not end')
  }
  return facts.fault === null
    ? judged('audit_error', null)
    : judged(rowOfFault(facts.fault).cause, sayFault(facts.fault))
}

/**
 * Whether a response is one that a browser shows as a page: not a download, not another kind of file, not an answer
 * without content. A redirect is none yet, and not asked about.
 */
export function isPage({
  httpStatus,
  contentType,
  disposition,
}: Pick<Document, 'httpStatus' | 'contentType' | 'disposition'>): boolean {
  if (httpStatus === null || (httpStatus >= 300 && httpStatus < 400)) return true
  if (httpStatus === 204 || httpStatus === 205) return false
  if (/^\s*attachment\b/i.test(disposition ?? '')) return false
  const [type = ''] = (contentType ?? '').toLowerCase().split(/[;,]/)
  return PAGE_TYPES.has(type.trim())
}

/** Whether a page sends its visitor on and on; by HTTP alone browsers give up at the same number. */
export function isCircling({ navigations }: Pick<Document, 'navigations'>): boolean {
  return navigations > MAX_NAVIGATIONS
}

/** Outcome of a load that was to become ready: `not_ready` where the page came and what was waited for did not. */
export function judgeReadiness(facts: LoadFacts & { readonly readyMs: number | null }): Judgement {
  if (facts.readyMs !== null) return judgeLoad({ ...facts, signs: null, fault: null, overdueMs: null })
  const load = judgeLoad(facts)
  const came = facts.document !== null && facts.document.httpStatus !== null && facts.fault === null
  if (!came || load.cause !== 'audit_error') return load
  return judgeMissing(facts, { cause: 'not_ready', detail: `no form could be used in ${facts.overdueMs} ms` })
}

/**
 * A page without its form may ask for a login or the answer to a captcha instead. What it lacks may be our own doing, where it was refused a request
 * that it may have needed, or where it may be in a frame or a shadow tree.
 */
function judgeMissing(
  { refusedNeed, mayHold, captcha, signs }: LoadFacts,
  { cause, detail }: NonNullable<LoadFacts['stopped']>,
): Judgement {
  if (cause === 'not_ready' && signs?.loginDemand)
    return judged('login_required', 'the page asks its visitor to sign in')
  if (cause === 'not_ready' && captcha !== null) return judged('captcha', `${detail}; the page shows ${captcha}`)
  if (cause !== 'not_ready') return judged(cause, detail)
  if (refusedNeed === null)
    return mayHold === null
      ? judged(cause, detail)
      : judged('audit_error', `${detail}; it may be in ${mayHold}: \`ready\` may name its field`)
  const refused = `${refusedNeed.method} ${refusedNeed.url} was refused`
  return judged('audit_error', `${detail}; ${refused}: where it only reads, the page may allow it`)
}

/**
 * What a page that answered 200 keeps from us all the same, or says of itself: a login, a captcha, a block page, a
 * page that isn't there, or that stands in a portal's place. Whether an expected text is missing is for the http check, which sees the page as it was sent.
 */
function judgeShown({ document, shownUrl, signs }: LoadFacts): Judgement | null {
  if (document === null || document.httpStatus === null || signs === null) return null
  const shown = judgeHttp({
    fault: null,
    redirectedElsewhere: null,
    finalUrl: shownUrl ?? document.url,
    status: document.httpStatus,
    signs,
  })
  if (isObstructed(shown.cause) || shown.cause === 'soft_404') return shown
  return shown.cause === 'content_mismatch' && signs.standIn !== null ? shown : null
}

export function deservesRetry(cause: Cause | null): boolean {
  return cause !== null && RETRIED.has(cause)
}

/** Whether a load was ended by what it may take at most, its time or its memory, as of a page that hangs or grows. */
export function isSpent({
  overdueMs,
  overMemory,
  fault,
}: Pick<LoadFacts, 'overdueMs' | 'overMemory' | 'fault'>): boolean {
  return overdueMs !== null || overMemory !== null || (fault !== null && rowOfFault(fault).says === HUNG)
}

/** Whether a page was looked at for all of the time that it had, and answers: what it lacks now it will lack again. */
export function isSeenThrough({ overdueMs, signs }: Pick<LoadFacts, 'overdueMs' | 'signs'>): boolean {
  return overdueMs !== null && signs !== null
}

/**
 * Whether the next run of an audit is worth the portal's trouble: not after an answer that will not change, nor after
 * two runs in a row that failed alike while none was valid, nor after one of which both tries were spent alike.
 */
export function deservesNextRun(runs: readonly (Pick<AuditRun, 'cause'> & { readonly isSpent?: boolean })[]): boolean {
  const last = runs.at(-1)
  if (!last || last.cause === null || runs.some(({ cause }) => cause === null)) return true
  if (isObstructed(last.cause) || FINAL.has(last.cause) || last.isSpent) return false
  return runs.at(-2)?.cause !== last.cause
}

/**
 * Outcome of a whole audit. One valid run is enough, or a form that came without any; where there is none, the cause that most runs ended with, the
 * earliest of equals. A page that is to become ready must have done so besides.
 */
export function judgeAudit(audit: {
  readonly runs: readonly Judgement[]
  readonly readiness: Judgement | null
}): Judgement {
  const isRoute = audit.runs.length === 0 && audit.readiness !== null
  if (isRoute || audit.runs.some(({ cause }) => cause === null)) return audit.readiness ?? judged(null, null)
  const counts = new Map<Cause | null, number>()
  for (const { cause } of audit.runs) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  const [commonest] = audit.runs.toSorted((a, b) => (counts.get(b.cause) ?? 0) - (counts.get(a.cause) ?? 0))
  return commonest ? judged(commonest.cause, commonest.detail) : judged('audit_error', 'no run was made')
}

/** A document that was given up by its own script, and measured all the same. */
function isLeftAlone({ document, fault, overdueMs }: LoadFacts): boolean {
  return document?.netError === 'net::ERR_ABORTED' && fault === null && overdueMs === null
}

/**
 * Whether a page that came sent the browser to no page at all, so that nothing could be measured. Scripts do so to who
 * looks at them with tools: whether visitors get the page can't be told from here.
 */
function isLeftForNothing({ document, shownUrl, fault, overdueMs }: LoadFacts): boolean {
  const isAborted = document?.netError === 'net::ERR_ABORTED'
  const came = document !== null && document.httpStatus !== null && (document.netError === null || isAborted)
  return came && shownUrl === 'about:blank' && (fault !== null || overdueMs !== null)
}

function sayEnd({ overMemory }: LoadFacts): string {
  if (overMemory === null) return 'the browser ended by itself'
  const [took, limit] = [overMemory.tookBytes, overMemory.limitBytes].map((bytes) => Math.round(bytes / 1e6))
  return `the browser took ${took} MB of memory, more than the ${limit} MB that it may have, and was ended`
}

function noPage({ httpStatus, contentType, disposition }: Document): string {
  return `no page to show: status ${httpStatus}, ${[contentType, disposition].filter((text) => text !== null).join(', ')}`
}

function judged(cause: Cause | null, detail: string | null): Judgement {
  return { outcome: outcomeOf(cause), cause, detail }
}
