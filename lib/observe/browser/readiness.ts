import { setTimeout } from 'node:timers/promises'
import { emulate } from 'lighthouse/core/lib/emulation.js'
import type { CDPSession, Page } from 'puppeteer-core'
import type { Engine } from '../../model/catalogue.ts'
import type { LoadResult, WatchedPage } from './load.ts'
import { appliedThrottling, type ProfileSettings } from './profile.ts'
import type { Start } from './reach.ts'
import { WATCH_BINDING, type Wanted, type WatchMessage, watchScript } from './readiness-script.ts'
import { unless } from './unless.ts'

/** `readyMs` null: what was wanted did not come in time, or the load failed before. `engine`: whose form came. */
export type ReadinessLoad = LoadResult & {
  readonly readyMs: number | null
  readonly engine: Engine | null
  readonly finalUrl: string | null
}

/** Nothing came of it. */
export const NO_READINESS: ReadinessLoad = {
  browserGone: false,
  overdueMs: null,
  fault: null,
  readyMs: null,
  engine: null,
  finalUrl: null,
}

type Options = {
  readonly start: Start
  readonly wanted: Wanted
  readonly settings: ProfileSettings
  readonly deadlineMs: number
}

/** The page's own scripts can neither see nor change what runs in a world of its own. */
const WORLD = 'nhip'

/**
 * Loads a page under the profile's throttling, applied for real, and times how long it takes from the start of the
 * navigation until what is wanted can be used. Redirects count, also those made by scripts. Both
 * ends are taken in the browser's own clock. Never throws for what a page, a server or the browser does.
 */
export async function measureReadiness({ page, gone, lost }: WatchedPage, options: Options): Promise<ReadinessLoad> {
  const over = new AbortController()
  const loaded: Promise<Partial<ReadinessLoad>> = Promise.race([
    load(page, options),
    lost.then((fault) => ({ fault })),
    setTimeout(options.deadlineMs, { overdueMs: options.deadlineMs }, { signal: over.signal }),
  ])
  const ended = await unless(gone, { browserGone: true }, loaded)
  over.abort()
  return { ...NO_READINESS, finalUrl: page.url(), ...ended }
}

async function load(page: Page, options: Options): Promise<Partial<ReadinessLoad>> {
  try {
    const session = await page.createCDPSession()
    await prepare(session, options)
    const { start } = options
    if (start.kind === 'open') {
      const ended = Promise.race([readyAt(session), crashed(page)])
      // What is wrong with the navigation is heard from the events; the answer itself may never come.
      session.send('Page.navigate', { url: start.url }).catch(() => {})
      return await ended
    }
    const { promise: pressedAtMs, resolve: tell } = Promise.withResolvers<number>()
    const ended = Promise.race([readyAt(session, pressedAtMs), crashed(page)])
    await watchHere(session, options)
    const pressed = await start.press()
    if ('cause' in pressed) return { fault: 'STOPPED', stopped: pressed }
    tell(pressed.atMs)
    return await ended
  } catch (error) {
    return page.browser().connected
      ? { fault: error instanceof Error ? error.message : String(error) }
      : { browserGone: true }
  }
}

async function prepare(session: CDPSession, { settings, wanted }: Options): Promise<void> {
  await Promise.all([session.send('Network.enable'), session.send('Page.enable'), session.send('Runtime.enable')])
  // The same device as Lighthouse plays in this profile.
  await emulate({ sendCommand: session.send.bind(session) }, settings)
  const { requestLatencyMs, downloadThroughputKbps, uploadThroughputKbps, cpuSlowdownMultiplier } =
    appliedThrottling(settings)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: requestLatencyMs,
    downloadThroughput: bytesPerSecond(downloadThroughputKbps),
    uploadThroughput: bytesPerSecond(uploadThroughputKbps),
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdownMultiplier })
  await session.send('Runtime.addBinding', { name: WATCH_BINDING, executionContextName: WORLD })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: watchScript(wanted, 'new'), worldName: WORLD })
  // A dialog would stop the page for good.
  session.on(
    'Page.javascriptDialogOpening',
    () => void session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => {}),
  )
}

/** Watches the document that is there: a form that it shows by itself, as a route, must come into it. */
async function watchHere(session: CDPSession, { wanted }: Options): Promise<void> {
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: WORLD,
  })
  await session.send('Runtime.evaluate', {
    expression: watchScript(wanted, 'present'),
    contextId: executionContextId,
  })
}

/** From the start of the first navigation or, where there is none, from the press. */
function readyAt(session: CDPSession, pressedAtMs: Promise<number> | null = null): Promise<Partial<ReadinessLoad>> {
  return new Promise((resolve) => {
    let begun = pressedAtMs
    let navigatedAtMs = Number.POSITIVE_INFINITY
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name !== WATCH_BINDING) return
      const message = JSON.parse(payload) as WatchMessage
      if (message.kind === 'document') {
        navigatedAtMs = Math.min(navigatedAtMs, message.atMs)
        begun = Promise.resolve(navigatedAtMs)
      } else {
        const { atMs, engine } = message
        void begun?.then((startMs) => resolve({ readyMs: Math.round(atMs - startMs), engine }))
      }
    })
  })
}

function crashed(page: Page): Promise<Partial<ReadinessLoad>> {
  return new Promise((resolve) => void page.once('error', () => resolve({ fault: 'TARGET_CRASHED' })))
}

/** DevTools counts in bytes per second, Lighthouse in kibibits. */
function bytesPerSecond(kbps: number): number {
  return Math.floor((kbps * 1024) / 8)
}
