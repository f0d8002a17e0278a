import { statfsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Launcher } from 'chrome-launcher'
import { type Browser, launch } from 'puppeteer-core'
import type { LoadFacts } from '../../judge/audit-outcome.ts'
import type { ChromiumMode } from '../../model/audit.ts'
import type { PreparedChromium } from './chromium.ts'
import { inTime } from './in-time.ts'
import { isAlive } from './is-alive.ts'
import { browserMemoryLimit } from './memory-limit.ts'
import { watchMemory } from './memory-watch.ts'
import { unless } from './unless.ts'
import { startWatchdog } from './watchdog.ts'

export type LaunchedBrowser = {
  readonly browser: Browser
  readonly mode: ChromiumMode
  /** Aborted when the browser has ended, by itself or by us. */
  readonly gone: AbortSignal
  /** Set once it was ended for the memory that it took. */
  readonly overMemory: () => LoadFacts['overMemory']
  /** Ends every process of the browser and removes its folder. Idempotent. */
  readonly end: () => Promise<void>
}

export type LaunchOptions = {
  /** For contexts that name no proxy of their own. By default they have no network. */
  readonly proxyUrl?: string
  /** For all its processes together. Default `browserMemoryLimit`. */
  readonly memoryLimitBytes?: number | undefined
}

/**
 * What the `lighthouse` command adds to chrome-launcher's defaults in the reference, so that scores agree with it:
 * launch flags move them.
 */
const REFERENCE_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu'] as const

/** Names are resolved by the guard and nowhere else; WebRTC may not go around it. They change nothing on a page. */
const GUARD_FLAGS = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // Chromium otherwise goes to loopback around any proxy.
  '--proxy-bypass-list=<-loopback>',
] as const

/** Refuses connections: what is told of no other proxy has no network. */
export const NO_PROXY_URL = 'socks5://127.0.0.1:1'

const MODE_FLAGS: Readonly<Record<ChromiumMode, readonly string[]>> = {
  'multi-process': [],
  'no-zygote': ['--no-zygote'],
  'single-process': ['--no-zygote', '--single-process'],
}

const LAUNCH_DEADLINE_MS = 30_000
const MIN_SHARED_MEMORY_BYTES = 256 * 1024 * 1024
const FOLDER_PREFIX = 'nhip-browser-'

/** Everything that Chromium is started with on this machine, save what is different each time. */
export function launchFlags(mode: ChromiumMode): readonly string[] {
  const memory = hasSharedMemory() ? [] : ['--disable-dev-shm-usage']
  return [
    ...Launcher.defaultFlags(),
    '--disable-setuid-sandbox',
    ...REFERENCE_FLAGS,
    ...GUARD_FLAGS,
    ...MODE_FLAGS[mode],
    ...memory,
  ]
}

/**
 * Starts Chromium and proves that it can run a page's script. It is spoken to over a pipe: no port is opened, and it
 * ends when the pipe does. Contexts that name no proxy of their own have `proxyUrl`; by default they have no network.
 * Throws where it doesn't start in this mode, leaving nothing behind. It is ended when it takes more memory than it may.
 */
export async function launchBrowser(
  chromium: PreparedChromium,
  mode: ChromiumMode,
  { proxyUrl = NO_PROXY_URL, memoryLimitBytes = browserMemoryLimit() }: LaunchOptions = {},
): Promise<LaunchedBrowser> {
  await removeAbandoned()
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`))
  const watchdog = startWatchdog(folder)
  try {
    const browser = await launch({
      executablePath: chromium.executablePath,
      args: [...launchFlags(mode), `--proxy-server=${proxyUrl}`, `--user-data-dir=${folder}`, 'about:blank'],
      ignoreDefaultArgs: true,
      pipe: true,
      // What it leaves in the temporary folder goes with its own.
      env: { ...process.env, ...chromium.env, TMPDIR: folder },
      defaultViewport: null,
      downloadBehavior: { policy: 'deny' },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: LAUNCH_DEADLINE_MS,
    })
    const group = browser.process()?.pid
    if (group === undefined) throw new Error('Chromium started without a process id')
    watchdog.watch(group)
    const gone = new AbortController()
    const memory = watchMemory(group, memoryLimitBytes)
    browser.once('disconnected', () => {
      memory.stop()
      gone.abort()
    })
    await answers(browser, gone.signal)
    const overMemory = (): LoadFacts['overMemory'] => {
      const tookBytes = memory.took()
      return tookBytes === null ? null : { tookBytes, limitBytes: memoryLimitBytes }
    }
    const end = (): Promise<void> => {
      memory.stop()
      return watchdog.release()
    }
    return { browser, mode, gone: gone.signal, overMemory, end }
  } catch (error) {
    await watchdog.release()
    throw error
  }
}

/** A renderer that cannot start shows only when it is used. */
async function answers(browser: Browser, gone: AbortSignal): Promise<void> {
  const used = inTime(LAUNCH_DEADLINE_MS, 'did not answer in time', use(browser))
  const complaint = await unless(gone, 'ended as soon as it was used', used)
  if (complaint !== null) throw new Error(`Chromium ${complaint}`)
}

async function use(browser: Browser): Promise<string | null> {
  const page = await browser.newPage()
  if ((await page.evaluate('1 + 1')) !== 2) return 'cannot run a page'
  await page.close()
  return null
}

/** Folders of browsers whose process died together with its watchdog, as in a power cut. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = /^nhip-browser-(\d+)-/.exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    // What belongs to another user stays.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}

/** Containers often have 64 MB of it, which a heavy page fills, or none; Chromium then uses the temporary folder. */
function hasSharedMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize >= MIN_SHARED_MEMORY_BYTES
  } catch {
    return false
  }
}
