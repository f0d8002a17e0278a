import type { BrowserContext, Page } from 'puppeteer-core'
import { CHROMIUM_MODES, type ChromiumMode } from '../../model/audit.ts'
import { type PreparedChromium, type PrepareOptions, prepareChromium } from './chromium.ts'
import { inTime } from './in-time.ts'
import { type LaunchedBrowser, type LaunchOptions, launchBrowser, NO_PROXY_URL } from './launch.ts'
import { unless } from './unless.ts'

export type KeptBrowser = {
  /**
   * Its mode and Chromium's version. Starts the browser where none runs, or replaces one that has served its time; to
   * be called once per audit. Throws where Chromium doesn't start.
   */
  readonly ready: () => Promise<{ readonly mode: ChromiumMode; readonly chromium: string }>
  /** A fresh page, in a context of its own, all of whose traffic goes through the proxy. Null: no network at all. */
  readonly open: (proxyUrl: string | null) => Promise<OpenPage>
  /** Ends the browser; the next use starts another. */
  readonly replace: () => Promise<void>
  /** As `replace`, and for good. */
  readonly close: () => Promise<void>
  /** Of the browser that runs now; null where none does. */
  readonly processId: () => number | null
}

export type OpenPage = {
  readonly page: Page
  /** Aborted when the browser ends under the page. */
  readonly gone: AbortSignal
  /** Set once the browser was ended for the memory that it took. */
  readonly overMemory: LaunchedBrowser['overMemory']
  readonly close: () => Promise<void>
}

/** A browser is replaced after so many audits: what leaks in it stays bounded. */
const AUDITS_PER_BROWSER = 50

const CLOSE_DEADLINE_MS = 5_000

/** A browser that is stopped or stuck answers nothing, and keeps its connection. */
const OPEN_DEADLINE_MS = 10_000

/**
 * One browser, kept over audits, since starting one costs as much as a small audit. It is tried multi-process first;
 * a mode that worked once is kept, and what it was is told.
 */
export function createKeptBrowser(
  options: PrepareOptions & {
    readonly chromium?: PreparedChromium
    readonly auditsPerBrowser?: number
    readonly memoryLimitBytes?: number
  } = {},
): KeptBrowser {
  let prepared: PreparedChromium | null = options.chromium ?? null
  let current: LaunchedBrowser | null = null
  let mode: ChromiumMode | null = null
  let audits = 0
  let closed = false

  const start = async (proxyUrl: string): Promise<LaunchedBrowser> => {
    await end()
    if (closed) throw new Error('the browser was closed for good')
    prepared ??= await prepareChromium(options)
    const launched = await launchIn(prepared, {
      modes: mode === null ? CHROMIUM_MODES : [mode],
      proxyUrl,
      memoryLimitBytes: options.memoryLimitBytes,
    })
    mode = launched.mode
    current = launched
    if (closed) await end()
    return launched
  }

  const end = async (): Promise<void> => {
    const ending = current
    current = null
    await ending?.end()
  }

  const running = async (): Promise<LaunchedBrowser> => {
    if (current?.browser.connected) return current
    audits = 0
    return start(NO_PROXY_URL)
  }

  const open = async (proxyUrl: string): Promise<OpenPage> => {
    const launched = await running()
    // A single process has one context only: its pages have a browser each instead, started with their proxy.
    const alone = launched.mode === 'single-process'
    const context = alone
      ? (await start(proxyUrl)).browser.defaultBrowserContext()
      : await answered(freshContext(launched, proxyUrl))
    const page = await answered(context.newPage())
    const { gone, overMemory } = current ?? launched
    return { page, gone, overMemory, close: async () => void ((await closes(page, context, gone)) || (await end())) }
  }

  return {
    ready: async () => {
      if (audits >= (options.auditsPerBrowser ?? AUDITS_PER_BROWSER)) await end()
      const launched = await running()
      audits += 1
      return { mode: launched.mode, chromium: (prepared as PreparedChromium).version }
    },
    open: (proxyUrl) =>
      open(proxyUrl ?? NO_PROXY_URL).catch(async () => {
        // It may have died a moment ago and nobody knew: once more, with another.
        await end()
        return open(proxyUrl ?? NO_PROXY_URL)
      }),
    replace: end,
    close: async () => {
      closed = true
      await end()
    },
    processId: () => current?.browser.process()?.pid ?? null,
  }
}

function freshContext({ browser }: LaunchedBrowser, proxyServer: string): Promise<BrowserContext> {
  return browser.createBrowserContext({
    proxyServer,
    proxyBypassList: ['<-loopback>'],
    downloadBehavior: { policy: 'deny' },
  })
}

/** Whether a page closed in time: one that hangs can keep it from doing so, and then the browser has to go. */
async function closes(page: Page, context: BrowserContext, gone: AbortSignal): Promise<boolean> {
  const done = (context.id === undefined ? page.close() : context.close()).then(
    () => true,
    () => false,
  )
  return unless(gone, true, inTime(CLOSE_DEADLINE_MS, false, done))
}

async function answered<T>(work: Promise<T>): Promise<T> {
  const made = await inTime(OPEN_DEADLINE_MS, null, work)
  if (made === null) throw new Error(`the browser did not answer in ${OPEN_DEADLINE_MS} ms`)
  return made
}

async function launchIn(
  chromium: PreparedChromium,
  { modes, ...options }: LaunchOptions & { readonly modes: readonly ChromiumMode[] },
): Promise<LaunchedBrowser> {
  const failures: unknown[] = []
  for (const mode of modes) {
    try {
      return await launchBrowser(chromium, mode, options)
    } catch (error) {
      failures.push(error)
    }
  }
  const first = failures[0]
  throw new Error(`Chromium does not start: ${first instanceof Error ? first.message : String(first)}`, {
    cause: new AggregateError(failures),
  })
}
