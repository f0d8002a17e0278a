import { type CDPSession, CDPSessionEvent, type Page } from 'puppeteer-core'
import { type AllowedRequest, namesRequest, withoutFragment } from '../../model/allowed-request.ts'

/** Tells requests by which a page sends a form in its address from those that only lead on. */
export type FormWatch = {
  /** From now on, until another document has come, forms of the page are told: what is in them may be ours. */
  readonly touch: () => void
  /** Whether a request for a document sends such a form, or is made in a window, and no entry names it. */
  readonly sends: (request: { readonly method: string; readonly url: string; readonly frameId?: string }) => boolean
}

const ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'iframe' }] }

/**
 * Watches a page, its frames included, for forms that are sent by GET, which by method and address alone can't be told from links. The
 * renderer says what it is about to navigate for before it asks for the document, in the same order. A window is another
 * page, of which it says nothing, and so are its frames and the windows that it opens: once something may be ours, none of
 * them is let load anything, whatever becomes of the page that opened it.
 */
export async function watchForms(
  page: Page,
  {
    mainFrame,
    allow,
  }: {
    readonly mainFrame: string
    readonly allow: readonly AllowedRequest[]
  },
): Promise<FormWatch> {
  let isTouched = false
  let wasTouched = false
  /** By frame, the form that it sent last, while that is what it did last. */
  const sent = new Map<string, string>()
  /** The page's own; all others are of windows. */
  const frames = new Set([mainFrame])
  /** What it watches is held until it is watched: frames of other sites have a renderer, and a session, of their own. */
  const watch = async (session: CDPSession): Promise<void> => {
    session.on('Page.frameRequestedNavigation', ({ frameId, reason, url }) => {
      if (isTouched && reason === 'formSubmissionGet') sent.set(frameId, withoutFragment(url))
      else sent.delete(frameId)
    })
    session.on('Page.frameAttached', ({ frameId }) => frames.add(frameId))
    // A frame may go as it comes.
    session.on(CDPSessionEvent.SessionAttached, (frame) => void watch(frame).catch(() => {}))
    await Promise.all([session.send('Page.enable'), session.send('Target.setAutoAttach', ATTACH)])
    await session.send('Runtime.runIfWaitingForDebugger')
  }
  const session = await page.createCDPSession()
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.id === mainFrame) isTouched = false
  })
  await watch(session)
  return {
    touch: () => {
      isTouched = true
      wasTouched = true
    },
    sends: ({ method, url, frameId }) => {
      if (method !== 'GET' || namesRequest({ method, url }, allow)) return false
      if (wasTouched && frameId !== undefined && !frames.has(frameId)) return true
      return [...sent.values()].includes(withoutFragment(url))
    },
  }
}
