import { type CDPSession, CDPSessionEvent, type Page } from 'puppeteer-core'
import { type AllowedRequest, namesRequest, withoutFragment } from '../../model/allowed-request.ts'

/** Tells requests by which a page sends a form in its address from those that only lead on. */
export type FormWatch = {
  /** From now on, until another document has come, forms of the page are told: what is in them may be ours. */
  readonly touch: () => void
  /** Whether a request for a document sends such a form, or is made in a window of its own, and no entry names it. */
  readonly sends: (request: { readonly method: string; readonly url: string; readonly frameId?: string }) => boolean
}

const ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'iframe' }] }

/**
 * Watches a page, its frames included, for forms that are sent by GET, which by method and address alone can't be told from links. The
 * renderer says what it is about to navigate for before it asks for the document, in the same order. A window that such a
 * page opens is another page, of which it says nothing: none is let load anything.
 */
export async function watchForms(
  page: Page,
  {
    browser,
    mainFrame,
    allow,
  }: {
    /** A session with the browser. */
    readonly browser: CDPSession
    readonly mainFrame: string
    readonly allow: readonly AllowedRequest[]
  },
): Promise<FormWatch> {
  let isTouched = false
  /** By frame, the form that it sent last, while that is what it did last. */
  const sent = new Map<string, string>()
  const windows = new Set<string>()
  /** What it watches is held until it is watched: frames of other sites have a renderer, and a session, of their own. */
  const watch = async (session: CDPSession): Promise<void> => {
    session.on('Page.frameRequestedNavigation', ({ frameId, reason, url }) => {
      if (isTouched && reason === 'formSubmissionGet') sent.set(frameId, withoutFragment(url))
      else sent.delete(frameId)
    })
    // A frame may go as it comes.
    session.on(CDPSessionEvent.SessionAttached, (frame) => void watch(frame).catch(() => {}))
    await Promise.all([session.send('Page.enable'), session.send('Target.setAutoAttach', ATTACH)])
    await session.send('Runtime.runIfWaitingForDebugger')
  }
  const session = await page.createCDPSession()
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.id === mainFrame) isTouched = false
  })
  browser.on('Target.targetCreated', ({ targetInfo: { type, targetId, openerId } }) => {
    if (type === 'page' && openerId === mainFrame) windows.add(targetId)
  })
  await Promise.all([watch(session), browser.send('Target.setDiscoverTargets', { discover: true })])
  return {
    touch: () => {
      isTouched = true
    },
    sends: ({ method, url, frameId }) => {
      if (method !== 'GET' || namesRequest({ method, url }, allow)) return false
      if (isTouched && frameId !== undefined && windows.has(frameId)) return true
      return [...sent.values()].includes(withoutFragment(url))
    },
  }
}
