import type { HTTPRequest, HTTPResponse, Page } from 'puppeteer-core'
import { isCircling, isPage, type LoadFacts } from '../../judge/audit-outcome.ts'

export type DocumentWatch = {
  /** What became of the main frame's document so far; of several navigations (a page that sends the visitor on) the last. */
  readonly document: () => LoadFacts['document']
  /**
   * Resolves when the load can come to nothing any more: an error of the network, a status from 400 on, something else
   * than a page, a host that isn't declared, navigations without end, or no response in time. Nobody need wait, or ask
   * the portal for the rest of the page.
   */
  readonly lost: Promise<void>
}

const UNANSWERED = { httpStatus: null, contentType: null, disposition: null, netError: null, finished: false } as const

type Rules = {
  readonly isDeclared: (url: string) => boolean
  readonly isPermitted: (request: { readonly method: string; readonly url: string }) => boolean
  readonly responseDeadlineMs?: number | undefined
}

/** As long as an `http` check waits for a response. */
const RESPONSE_DEADLINE_MS = 30_000

/** For the page of an error to come. */
const ERROR_DEADLINE_MS = 3_000

/** For what comes in the place of a document that was given up before an answer was told, as one of status 304 is. */
const NEXT_DEADLINE_MS = 3_000

/**
 * Watches a page that is about to load, by the events that puppeteer receives anyway; documents of other frames are
 * not looked at. The watch ends with the page.
 */
export function watchDocument(
  page: Page,
  { isDeclared, isPermitted, responseDeadlineMs = RESPONSE_DEADLINE_MS }: Rules,
): DocumentWatch {
  let current: HTTPRequest | null = null
  let document = null as LoadFacts['document']
  /** The page that stays where it is when a further navigation turns out to be a download. */
  let shown: { readonly request: HTTPRequest; readonly document: NonNullable<LoadFacts['document']> } | null = null
  const lost = new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined
    let isGivenUp = false
    page.on('request', (request) => {
      if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
      // Where a redirect leads off the web, its response has told it.
      if (request.redirectChain().length > 0 && !/^https?:/i.test(request.url())) return
      // The guard aborts what it doesn't permit, and the page stays.
      if (!isPermitted({ method: request.method(), url: request.url() })) return
      if (current && document?.httpStatus === 200 && isPage(document)) shown = { request: current, document }
      current = request
      const navigations = (document?.navigations ?? 0) + 1
      document = { ...UNANSWERED, url: request.url(), navigations }
      if (isGivenUp) clearTimeout(timer)
      if (isGivenUp || timer === undefined) timer = setTimeout(resolve, responseDeadlineMs)
      isGivenUp = false
      if (!isDeclared(request.url()) || isCircling(document)) resolve()
    })
    page.on('response', (response) => {
      if (response.request() !== current || !document) return
      const httpStatus = response.status()
      const headers = response.headers()
      document = {
        ...document,
        httpStatus,
        contentType: headers['content-type'] ?? null,
        disposition: headers['content-disposition'] ?? null,
      }
      if (leadsOffTheWeb(response)) {
        document = { ...document, netError: 'net::ERR_UNSAFE_REDIRECT' }
        return resolve()
      }
      // A redirect is a response too; what it leads to is still to come.
      if (httpStatus < 300 || httpStatus >= 400) clearTimeout(timer)
      // What an error says is part of it: a login, a riddle, a block page.
      if (httpStatus >= 400) timer = setTimeout(resolve, ERROR_DEADLINE_MS)
      else if (shown === null && !isPage(document)) resolve()
    })
    page.on('requestfinished', (request) => {
      if (request !== current || !document) return
      document = { ...document, finished: true }
      if ((document.httpStatus ?? 0) >= 400) resolve()
    })
    page.on('requestfailed', (request) => {
      if (request !== current || !document) return
      const netError = request.failure()?.errorText ?? 'net::ERR_FAILED'
      document = { ...document, netError }
      // A document that a script leaves for the next one is aborted, too; that navigation goes on.
      if (netError !== 'net::ERR_ABORTED') resolve()
      else if (shown) {
        current = shown.request
        document = { ...shown.document, navigations: document.navigations }
      } else if (document.httpStatus === null) {
        clearTimeout(timer)
        timer = setTimeout(resolve, NEXT_DEADLINE_MS)
        isGivenUp = true
      }
    })
    page.once('close', () => clearTimeout(timer))
  })
  return { document: () => document, lost }
}

/** A redirect to an app, as portals send phones to. Chromium refuses some and is silent about others; no page comes. */
function leadsOffTheWeb(response: HTTPResponse): boolean {
  const status = response.status()
  if (status < 300 || status >= 400) return false
  const protocol = URL.parse(response.headers().location ?? '', response.url())?.protocol
  return protocol !== undefined && protocol !== 'http:' && protocol !== 'https:'
}
