import { setTimeout } from 'node:timers/promises'
import { type Artifacts, navigation, type Result } from 'lighthouse'
import type { Engine } from '../../model/catalogue.ts'
import { tolerateClosedPages } from './closed-pages.ts'
import { engineOf } from './engine.ts'
import { forgetTraces } from './forget-traces.ts'
import type { Stopped } from './journey.ts'
import type { LoadResult, WatchedPage } from './load.ts'
import { logWithoutGuard } from './log-without-guard.ts'
import { type Measured, measuredIn } from './metrics.ts'
import type { ProfileSettings } from './profile.ts'
import type { Pressed, Start } from './reach.ts'
import { unless } from './unless.ts'

/** What one run of Lighthouse gave. `report` and `artifacts` are null where it gave up before it had them. */
export type LighthouseRun = LoadResult & {
  readonly measured: Measured | null
  readonly engine: Engine | null
  /** What the visitor sees in the address bar at the end. */
  readonly finalUrl: string | null
  readonly report: Result | null
  readonly artifacts: Artifacts | null
  /** The press that was to load the page loaded none: the page before it shows the form by itself. */
  readonly isRoute: boolean
}

/** Nothing came of it. */
export const NO_RUN: LighthouseRun = {
  browserGone: false,
  overdueMs: null,
  fault: null,
  measured: null,
  engine: null,
  finalUrl: null,
  report: null,
  artifacts: null,
  isRoute: false,
}

/**
 * One run within a deadline. Lighthouse waits 45 s for a page to load and then gathers and computes; what takes longer
 * hangs. Never throws for what a page, a server or the browser does. After `browserGone` or `overdueMs` the browser
 * is not to be used again.
 */
export async function runLighthouse(
  { page, gone, lost, connectMs }: WatchedPage,
  options: { readonly start: Start; readonly settings: ProfileSettings; readonly deadlineMs: number },
): Promise<LighthouseRun> {
  tolerateClosedPages()
  const over = new AbortController()
  const flags = { logLevel: 'silent' } as const
  const config = {
    extends: 'lighthouse:default',
    settings: options.settings,
    artifacts: [{ id: 'DevtoolsLog', gatherer: logWithoutGuard(connectMs, over.signal) }],
  }
  // The signal is passed on to the gatherer, which the types don't say.
  const how: Parameters<typeof navigation>[2] & { readonly signal: AbortSignal } = {
    flags,
    config,
    signal: over.signal,
  }
  const { start } = options
  const { promise: pressed, resolve: tell } = Promise.withResolvers<Pressed | Stopped>()
  const requestor = start.kind === 'open' ? start.url : async () => tell(await start.press())
  const made = Promise.race([
    navigation(page, requestor, how).then(
      (result) => ({ kind: 'result', result }) as const,
      (error: unknown) => ({ kind: 'error', error }) as const,
    ),
    lost.then((fault) => ({ kind: 'lost', fault }) as const),
    pressed.then(async (how) => {
      if ('cause' in how) return { kind: 'stopped', stopped: how } as const
      return how.navigates ? new Promise<never>(() => {}) : ({ kind: 'route' } as const)
    }),
    setTimeout(options.deadlineMs, { kind: 'overdue' } as const, { signal: over.signal }),
  ])
  const ended = await unless(gone, { kind: 'gone' } as const, made)
  over.abort()
  forgetTraces()
  switch (ended.kind) {
    case 'gone':
      return { ...NO_RUN, browserGone: true }
    case 'lost':
      return { ...NO_RUN, fault: ended.fault }
    case 'stopped':
      return { ...NO_RUN, fault: 'STOPPED', stopped: ended.stopped }
    case 'route':
      return { ...NO_RUN, isRoute: true }
    case 'overdue':
      return { ...NO_RUN, overdueMs: options.deadlineMs }
    case 'error':
      // When the browser dies, Lighthouse may notice before the pipe has closed.
      if (!page.browser().connected) return { ...NO_RUN, browserGone: true }
      return { ...NO_RUN, fault: codeOf(ended.error) }
    case 'result':
      return ended.result ? read(ended.result, page) : { ...NO_RUN, fault: 'no report' }
  }
}

async function read(
  { lhr, artifacts }: { readonly lhr: Result; readonly artifacts: Artifacts },
  page: WatchedPage['page'],
): Promise<LighthouseRun> {
  const measured = measuredIn(lhr)
  const incomplete = measured.score === null ? withoutScore(lhr) : null
  return {
    ...NO_RUN,
    fault: lhr.runtimeError?.code ?? incomplete,
    measured,
    engine: await engineOf(page),
    finalUrl: lhr.finalDisplayedUrl ?? null,
    report: lhr,
    artifacts,
  }
}

/** Which of the audits that make the score gave none, and by what error of Lighthouse's: its code stands alone or in brackets. */
function withoutScore({ categories, audits }: Result): string {
  const missing = (categories.performance?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = audits[id]
    if (weight === 0 || !audit || audit.score !== null) return []
    const code = /(?:^|\()([A-Z_]+)\)?$/.exec(audit.errorMessage ?? '')?.[1]
    return [code === undefined ? id : `${id} (${code})`]
  })
  return ['no score', ...(missing.length === 0 ? [] : [missing.join(', ')])].join(': ')
}

function codeOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message
  return String(error)
}
