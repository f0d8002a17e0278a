import type { HTTPRequest, Page } from 'puppeteer-core'
import type { LoadFacts } from '../../judge/audit-outcome.ts'

export type DocumentWatch = {
  /** What became of the main frame's document so far; of several navigations (a page that sends the visitor on) the last. */
  readonly document: () => LoadFacts['document']
  /**
   * Resolves when the load can come to nothing any more: an error of the network, a status from 400 on, a host that
   * isn't declared, or no response in time. Nobody need wait, or ask the portal for the rest of the page.
   */
  readonly lost: Promise<void>
}

/** As long as an `http` check waits for a response. */
const RESPONSE_DEADLINE_MS = 30_000

/**
 * Watches a page that is about to load, by the events that puppeteer receives anyway; documents of other frames are
 * not looked at. The watch ends with the page.
 */
export function watchDocument(page: Page, isDeclared: (url: string) => boolean): DocumentWatch {
  let current: HTTPRequest | null = null
  let document = null as LoadFacts['document']
  const lost = new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined
    page.on('request', (request) => {
      if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
      current = request
      document = { url: request.url(), httpStatus: null, netError: null, finished: false }
      timer ??= setTimeout(resolve, RESPONSE_DEADLINE_MS)
      if (!isDeclared(request.url())) resolve()
    })
    page.on('response', (response) => {
      if (response.request() !== current || !document) return
      const httpStatus = response.status()
      document = { ...document, httpStatus }
      // A redirect is a response too; what it leads to is still to come.
      if (httpStatus < 300 || httpStatus >= 400) clearTimeout(timer)
      if (httpStatus >= 400) resolve()
    })
    page.on('requestfinished', (request) => {
      if (request === current && document) document = { ...document, finished: true }
    })
    page.on('requestfailed', (request) => {
      if (request !== current || !document) return
      const netError = request.failure()?.errorText ?? 'net::ERR_FAILED'
      document = { ...document, netError }
      // A document that a script leaves for the next one is aborted, too; that navigation goes on.
      if (netError !== 'net::ERR_ABORTED') resolve()
    })
    page.once('close', () => clearTimeout(timer))
  })
  return { document: () => document, lost }
}
