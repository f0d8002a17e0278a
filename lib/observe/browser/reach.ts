import { emulate } from 'lighthouse/core/lib/emulation.js'
import type { CDPSession, HTTPRequest, Page } from 'puppeteer-core'
import type { Account } from '../../model/account.ts'
import { issuedSecrets, signIn } from './account.ts'
import type { AuditRequest } from './audit-request.ts'
import { asksForDocument, type Stopped, walk } from './journey.ts'
import type { LoadResult, WatchedPage } from './load.ts'
import type { ProfileSettings } from './profile.ts'
import type { RequestGuard } from './request-guard.ts'
import { unless } from './unless.ts'

/** Where the measured load begins: at an address, or with a press on the page that the steps have led to. */
export type Start =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'press'; readonly press: () => Promise<Pressed | Stopped> }

/** `atMs`: epoch ms of the browser's clock. `navigates` false: the page shows what follows by itself, as a route. */
export type Pressed = { readonly atMs: number; readonly navigates: boolean }

type Way = {
  readonly request: AuditRequest
  readonly account?: Account | null | undefined
  /** Where the secrets of the account are gathered; what the portal issues to who is signed in is added. */
  readonly secrets?: Set<string> | undefined
  readonly settings: ProfileSettings
  readonly stepDeadlineMs?: number | undefined
}

/** A press that leads to another document has asked for it by then. */
const NAVIGATION_DEADLINE_MS = 5_000

/** What the last page before the form still asks for is waited for so long. */
const SETTLE_DEADLINE_MS = 5_000
const IDLE_MS = 500

/**
 * Goes to where the measured load begins, and makes it. The steps before it are taken as the same device, at full
 * speed; the load itself then has no connection and no cached file, as one of an address has none, but keeps cookies
 * and what the pages stored. Where the steps come to nothing, the result is `nothing` and why.
 */
export async function reach<T extends LoadResult>(
  watched: WatchedPage,
  { nothing, load, ...way }: Way & { readonly nothing: T; readonly load: (start: Start) => Promise<T> },
): Promise<T> {
  const { page, gone, lost } = watched
  const { request, account, secrets } = way
  const loadedFrom = async (start: Start): Promise<T> => {
    const loaded = await load(start)
    if (account && secrets) for (const secret of await issuedSecrets(page)) secrets.add(secret)
    return loaded
  }
  try {
    if (account) await signIn(page, account)
    if (!request.journey) return await loadedFrom({ kind: 'open', url: request.url })
    const over = new AbortController()
    const walked = await unless(
      gone,
      'gone' as const,
      Promise.race([onTheWay(watched, { ...way, stop: over.signal }), ended(page, lost)]),
    )
    over.abort()
    if (walked === 'gone') return { ...nothing, browserGone: true }
    if (typeof walked === 'string') return { ...nothing, fault: walked }
    if ('cause' in walked) return { ...nothing, stopped: walked, fault: 'STOPPED' }
    await unless(gone, null, afresh(watched, walked))
    return await loadedFrom(walked.start)
  } catch (error) {
    if (!page.browser().connected) return { ...nothing, browserGone: true }
    return { ...nothing, fault: error instanceof Error ? error.message : String(error) }
  }
}

async function onTheWay(
  { page, requests }: WatchedPage,
  { request, account = null, settings, stepDeadlineMs, stop }: Way & { readonly stop: AbortSignal },
): Promise<{ readonly start: Start; readonly session: CDPSession } | Stopped> {
  const session = await page.createCDPSession()
  await Promise.all([session.send('Network.enable'), session.send('Page.enable')])
  await emulate({ sendCommand: session.send.bind(session) }, settings)
  session.on(
    'Page.javascriptDialogOpening',
    () => void session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => {}),
  )
  const steps = request.journey ?? []
  const last = await walk(page, {
    steps,
    account,
    requests,
    stop,
    ...(stepDeadlineMs === undefined ? {} : { stepDeadlineMs }),
  })
  if ('cause' in last) return last
  if (last.kind === 'open') return { start: last, session }
  const how = { press: last.press, number: steps.length, requests }
  return { start: { kind: 'press', press: () => pressed(page, how) }, session }
}

/** Never throws: what was there when the steps ended may have gone. */
async function pressed(
  page: Page,
  how: {
    readonly press: () => Promise<number>
    readonly number: number
    readonly requests: RequestGuard
  },
): Promise<Pressed | Stopped> {
  const { press, number, requests } = how
  const { promise: asked, resolve } = Promise.withResolvers<boolean>()
  const hear = (request: HTTPRequest): void => {
    if (asksForDocument(request, { page, requests })) resolve(true)
  }
  page.on('request', hear)
  const late = setTimeout(() => resolve(false), NAVIGATION_DEADLINE_MS)
  try {
    const atMs = await press()
    return { atMs, navigates: await asked }
  } catch (error) {
    const detail = `step ${number}: ${error instanceof Error ? error.message : String(error)}`
    return { cause: 'not_ready', detail }
  } finally {
    clearTimeout(late)
    page.off('request', hear)
  }
}

async function ended(page: Page, lost: Promise<string>): Promise<string> {
  const crashed = new Promise<'TARGET_CRASHED'>((resolve) => void page.once('error', () => resolve('TARGET_CRASHED')))
  return Promise.race([lost, crashed])
}

async function afresh(
  { page, disconnect }: WatchedPage,
  { start, session }: { readonly start: Start; readonly session: CDPSession },
): Promise<void> {
  await page.waitForNetworkIdle({ idleTime: IDLE_MS, timeout: SETTLE_DEADLINE_MS }).catch(() => {})
  // From a page of the same address, a route would be no load.
  if (start.kind === 'open') await page.goto('about:blank')
  await disconnect()
  await session.send('Network.clearBrowserCache')
  // What the renderer keeps in memory goes when the cache is switched off.
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.setCacheDisabled', { cacheDisabled: false })
}
