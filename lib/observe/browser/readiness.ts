import { setTimeout } from 'node:timers/promises'
import { emulate } from 'lighthouse/core/lib/emulation.js'
import type { CDPSession, Page } from 'puppeteer-core'
import type { LoadResult, WatchedPage } from './load.ts'
import { appliedThrottling, type ProfileSettings } from './profile.ts'
import { WATCH_BINDING, type WatchMessage, watchScript } from './readiness-script.ts'
import { unless } from './unless.ts'

/** `readyMs` null: the selector matched nothing that could be seen in time, or the load failed before. */
export type ReadinessLoad = LoadResult & { readonly readyMs: number | null }

/** Nothing came of it. */
export const NO_READINESS: ReadinessLoad = { browserGone: false, overdueMs: null, fault: null, readyMs: null }

type Options = {
  readonly url: string
  readonly selector: string
  readonly settings: ProfileSettings
  readonly deadlineMs: number
}

/** The page's own scripts can neither see nor change what runs in a world of its own. */
const WORLD = 'nhip'

/**
 * Loads a page under the profile's throttling, applied for real, and times how long it takes from the start of the
 * navigation until `selector` matches an element that can be seen. Redirects count, also those made by scripts. Both
 * ends are taken in the browser's own clock. Never throws for what a page, a server or the browser does.
 */
export async function measureReadiness({ page, gone, lost }: WatchedPage, options: Options): Promise<ReadinessLoad> {
  const over = new AbortController()
  const loaded: Promise<Partial<ReadinessLoad>> = Promise.race([
    load(page, options),
    lost.then(() => ({ fault: 'LOST' })),
    setTimeout(options.deadlineMs, { overdueMs: options.deadlineMs }, { signal: over.signal }),
  ])
  const ended = await unless(gone, { browserGone: true }, loaded)
  over.abort()
  return { ...NO_READINESS, ...ended }
}

async function load(page: Page, options: Options): Promise<Partial<ReadinessLoad>> {
  try {
    const session = await page.createCDPSession()
    await prepare(session, options)
    const ended = Promise.race([readyAt(session), crashed(page)])
    // What is wrong with the navigation is heard from the events; the answer itself may never come.
    session.send('Page.navigate', { url: options.url }).catch(() => {})
    return await ended
  } catch (error) {
    return page.browser().connected
      ? { fault: error instanceof Error ? error.message : String(error) }
      : { browserGone: true }
  }
}

async function prepare(session: CDPSession, { settings, selector }: Options): Promise<void> {
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
  if (settings.extraHeaders) await session.send('Network.setExtraHTTPHeaders', { headers: settings.extraHeaders })
  await session.send('Runtime.addBinding', { name: WATCH_BINDING, executionContextName: WORLD })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: watchScript(selector), worldName: WORLD })
  // A dialog would stop the page for good.
  session.on(
    'Page.javascriptDialogOpening',
    () => void session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => {}),
  )
}

function readyAt(session: CDPSession): Promise<Partial<ReadinessLoad>> {
  let startMs = Number.POSITIVE_INFINITY
  return new Promise((resolve) => {
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name !== WATCH_BINDING) return
      const message = JSON.parse(payload) as WatchMessage
      if (message.kind === 'document') startMs = Math.min(startMs, message.atMs)
      else resolve({ readyMs: Math.round(message.atMs - startMs) })
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
