import type { Browser, CDPSession, Protocol } from 'puppeteer-core'
import { type AllowedRequest, permitsRequest } from '../../model/allowed-request.ts'
import type { RefusedRequest } from '../../model/audit.ts'

export type RequestGuard = {
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

/**
 * Refuses every request of the browser that could change something at a portal, whoever makes it: a page, its frames
 * and workers, windows that it opens, beacons. It is asked for at the browser, not at a page, so that nothing is
 * outside it for a moment. A form that is sent anyhow stays where it is; a script is told that the network failed.
 * Out of its reach are WebSockets: their handshake is a GET.
 */
export async function guardRequests(browser: Browser, allow: readonly AllowedRequest[]): Promise<RequestGuard> {
  const refused = new Map<string, RefusedRequest>()
  const session = await browser.target().createCDPSession()
  session.on('Fetch.requestPaused', (paused) => {
    if (permitsRequest(paused.request, allow)) return answer(session, 'Fetch.continueRequest', paused)
    note(refused, paused)
    answer(session, 'Fetch.failRequest', paused)
  })
  await session.send('Fetch.enable', {
    patterns: (Object.keys(KINDS) as Protocol.Network.ResourceType[]).map((resourceType) => ({ resourceType })),
  })
  return {
    refused: () => [...refused.values()],
    close: () => session.detach().catch(() => {}),
  }
}

function answer(session: CDPSession, how: 'Fetch.continueRequest' | 'Fetch.failRequest', paused: Paused): void {
  const { requestId, resourceType } = paused
  // What is aborted leaves the page as it is; every other fault would put an error page in its place.
  const errorReason = resourceType === 'Document' ? 'Aborted' : 'BlockedByClient'
  const answered =
    how === 'Fetch.failRequest' ? session.send(how, { requestId, errorReason }) : session.send(how, { requestId })
  // A request that its page gave up meanwhile, or a browser that is gone, needs no answer.
  answered.catch(() => {})
}

function note(refused: Map<string, RefusedRequest>, { request, resourceType }: Paused): void {
  const { origin, pathname } = new URL(request.url)
  const entry = { method: request.method, url: `${origin}${pathname}`, kind: KINDS[resourceType] ?? 'other' } as const
  const key = `${entry.method} ${entry.url} ${entry.kind}`
  const count = refused.get(key)?.count ?? 0
  if (count > 0 || refused.size < MAX_REFUSED) refused.set(key, { ...entry, count: count + 1 })
}
