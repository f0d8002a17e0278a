import { setTimeout } from 'node:timers/promises'
import type { Page } from 'puppeteer-core'
import { inTime } from './in-time.ts'
import { mainFrameOf } from './main-frame.ts'
import { ownWorld } from './own-world.ts'

/** For what may still come in the place of no page, or into an empty one. */
const NEXT_DEADLINE_MS = 3_000

const ANSWER_DEADLINE_MS = 2_000

/**
 * Resolves when a page that was sent for shows none, and none will come: its own script has sent the browser to
 * `about:blank`, or its document is empty, for three seconds. Lighthouse would wait half a minute for a first paint. Ends with the page.
 */
export async function watchBlank(page: Page): Promise<{ readonly blank: Promise<void> }> {
  const [session, mainFrame] = await Promise.all([page.createCDPSession(), mainFrameOf(page)])
  const { promise: blank, resolve } = Promise.withResolvers<void>()
  let wait: AbortController | null = null
  /** The page has asked for `about:blank`, as it may before it has told that it was loaded itself. */
  let isLeaving = false
  const stop = (): void => {
    isLeaving = false
    wait?.abort()
  }
  const after = (isBlank: () => Promise<boolean>): void => {
    stop()
    const own = new AbortController()
    wait = own
    void setTimeout(NEXT_DEADLINE_MS, undefined, { signal: own.signal })
      .then(isBlank)
      .then((is) => is && !own.signal.aborted && resolve())
      .catch(() => {})
  }
  // Lighthouse and journeys go to `about:blank` as well: of that the page's renderer asks nothing.
  session.on('Page.frameRequestedNavigation', ({ frameId, url }) => {
    if (frameId !== mainFrame) return
    stop()
    if (url !== 'about:blank') return
    after(async () => page.url() === 'about:blank')
    isLeaving = true
  })
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId === undefined && frame.url !== 'about:blank') stop()
  })
  page.on('load', () => {
    if (!isLeaving && page.url() !== 'about:blank') after(() => isEmpty(page))
  })
  page.once('close', stop)
  await session.send('Page.enable')
  return { blank }
}

/** Whether a document has come to its end with nothing in it that could be shown, nor put something there. */
export async function isEmpty(page: Page): Promise<boolean> {
  const read = ownWorld(page.mainFrame()).evaluate(() => {
    const { body } = document
    const acts = 'script, style, link[rel~=stylesheet i], meta[http-equiv=refresh i]'
    return (
      document.readyState === 'complete' &&
      document.URL !== 'about:blank' &&
      document.querySelector(acts) === null &&
      body?.childElementCount === 0 &&
      body.attributes.length === 0 &&
      (body.textContent ?? '').trim() === ''
    )
  })
  return inTime(ANSWER_DEADLINE_MS, false, read).catch(() => false)
}
