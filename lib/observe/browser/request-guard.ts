import type { CDPSession, Page, Protocol } from 'puppeteer-core'
import { type AllowedRequest, permitsRequest } from '../../model/allowed-request.ts'
import type { RefusedRequest } from '../../model/audit.ts'
import { watchForms } from './form-watch.ts'
import { mainFrameOf } from './main-frame.ts'

export type RequestGuard = {
  /** Whether a request for a document of the page is let out. */
  readonly permits: (request: { readonly method: string; readonly url: string }) => boolean
  /** A step does something to the page: until another document has come, a form isn't sent by GET either, unless named. */
  readonly touch: () => void
  /** One entry per method, address and kind, in the order of their first request. */
  readonly refused: () => readonly RefusedRequest[]
  /** Lets requests be again; whatever a page may still send must have no network by then. */
  readonly close: () => Promise<void>
}

type Paused = Protocol.Fetch.RequestPausedEvent

/**
 * What Chromium calls the requests that can have another method than GET. Pictures, styles, scripts and fonts are not
 * stopped: asking for leave costs each request a millisecond.
 */
const KINDS: Readonly<Partial<Record<Protocol.Network.ResourceType, RefusedRequest['kind']>>> = {
  Document: 'form',
  XHR: 'script',
  Fetch: 'script',
  Ping: 'beacon',
  CSPViolationReport: 'report',
  Other: 'other',
}

const MAX_REFUSED = 100

/** Of a request for a document, as Chromium sends it; the rest comes after. */
const HEADER_ORDER = [
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'upgrade-insecure-requests',
  'user-agent',
  'from',
  'accept',
]

export type RequestRules = {
  readonly allow: readonly AllowedRequest[]
  /** Go with the requests for the page's own documents, and with no others. By lower-case names. */
  readonly documentHeaders: Readonly<Record<string, string>>
  /** Whether steps will be taken on the page. */
  readonly takesSteps: boolean
}

/**
 * Refuses every request of the browser that could change something at a portal, whoever makes it: a page, its frames
 * and workers, windows that it opens, beacons. It is asked for at the browser, not at a page, so that nothing is
 * outside it for a moment. A form that is sent anyhow stays where it is; a script is told that the network failed.
 * Out of its reach are WebSockets: their handshake is a GET.
 * Where steps are taken, a form that is sent by GET is refused as well.
 *
 * What a document needs besides has none of our headers: with one, a font or a script of another origin would be asked
 * leave for first, mostly without success, and the page be another one than its visitors get.
 */
export async function guardRequests(
  page: Page,
  { allow, documentHeaders, takesSteps }: RequestRules,
): Promise<RequestGuard> {
  const refused = new Map<string, RefusedRequest>()
  const hasHeaders = Object.keys(documentHeaders).length > 0
  const [session, mainFrame] = await Promise.all([page.browser().target().createCDPSession(), mainFrameOf(page)])
  const forms = takesSteps ? await watchForms(page, { mainFrame, allow }) : null
  session.on('Fetch.requestPaused', (paused) => {
    const { request, resourceType, frameId } = paused
    const sendsForm = resourceType === 'Document' && forms?.sends({ ...request, frameId })
    if (sendsForm || !permitsRequest(request, allow)) {
      note(refused, paused)
      return answer(session, 'Fetch.failRequest', { paused })
    }
    const isItsOwn = hasHeaders && resourceType === 'Document' && frameId === mainFrame
    answer(session, 'Fetch.continueRequest', {
      paused,
      ...(isItsOwn ? { headers: { ...request.headers, ...documentHeaders } } : {}),
    })
  })
  await session.send('Fetch.enable', {
    patterns: (Object.keys(KINDS) as Protocol.Network.ResourceType[]).map((resourceType) => ({ resourceType })),
  })
  return {
    permits: (request) => permitsRequest(request, allow) && !forms?.sends(request),
    touch: () => forms?.touch(),
    refused: () => [...refused.values()],
    close: () => session.detach().catch(() => {}),
  }
}

function answer(
  session: CDPSession,
  how: 'Fetch.continueRequest' | 'Fetch.failRequest',
  { paused, headers }: { readonly paused: Paused; readonly headers?: Readonly<Record<string, string>> },
): void {
  const { requestId, resourceType } = paused
  // What is aborted leaves the page as it is; every other fault would put an error page in its place.
  const errorReason = resourceType === 'Document' ? 'Aborted' : 'BlockedByClient'
  const answered =
    how === 'Fetch.failRequest'
      ? session.send(how, { requestId, errorReason })
      : session.send(how, { requestId, ...(headers ? { headers: inOrder(headers) } : {}) })
  // A request that its page gave up meanwhile, or a browser that is gone, needs no answer.
  answered.catch(() => {})
}

/** In the browser's own order, which DevTools forgets, and by which some portals tell browsers from robots. */
function inOrder(headers: Readonly<Record<string, string>>): Protocol.Fetch.HeaderEntry[] {
  const place = (name: string): number => {
    const known = HEADER_ORDER.indexOf(name.toLowerCase())
    return known === -1 ? HEADER_ORDER.length : known
  }
  return Object.entries(headers)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => place(a.name) - place(b.name))
}

function note(refused: Map<string, RefusedRequest>, { request, resourceType }: Paused): void {
  const { origin, pathname } = new URL(request.url)
  const entry = { method: request.method, url: `${origin}${pathname}`, kind: KINDS[resourceType] ?? 'other' } as const
  const key = `${entry.method} ${entry.url} ${entry.kind}`
  const count = refused.get(key)?.count ?? 0
  if (count > 0 || refused.size < MAX_REFUSED) refused.set(key, { ...entry, count: count + 1 })
}
