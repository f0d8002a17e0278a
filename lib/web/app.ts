import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { authorize as authorizeStored, isSameSecret } from '../flow/authorize.ts'
import { monitorHealth } from '../flow/monitor-health.ts'
import { monthCost } from '../flow/month-cost.ts'
import { status } from '../flow/status.ts'
import { toldEvents } from '../flow/told-events.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import { MINUTE_MS } from '../model/duration.ts'
import { InputError } from '../model/input-error.ts'
import type { Policy } from '../model/policy.ts'
import { PREVIEW_PATH } from '../model/publication.ts'
import type { SignInSettings } from '../model/sign-in.ts'
import type { Archive } from '../record/archive.ts'
import type { Bulk } from '../record/bulk.ts'
import { listConfigs } from '../record/configs.ts'
import type { DeadLetters } from '../record/dead-letters.ts'
import { gatherGets } from '../record/gathered-gets.ts'
import { isAway } from '../record/is-away.ts'
import type { Queue } from '../record/queue.ts'
import type { Reports } from '../record/reports.ts'
import type { Table } from '../record/table.ts'
import { agentRoutes } from './agent-routes.ts'
import { serveAssets } from './assets.ts'
import { dataRoutes } from './data-routes.ts'
import { evaluationPages } from './evaluation-pages.ts'
import { type FreshFor, fresh } from './fresh.ts'
import { type Authorize, bearer, type WebEnv } from './guard.ts'
import { holidayRoutes } from './holiday-routes.ts'
import { incidentRoutes } from './incident-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { killRoutes } from './kill-routes.ts'
import { type Message, messagePage } from './message-page.ts'
import { operatorPages } from './operator-pages.ts'
import { mountPages, show, viewOf } from './page-route.ts'
import { periodRoutes } from './period-routes.ts'
import { portalPages } from './portal-pages.ts'
import { portalRoutes } from './portal-routes.ts'
import { type Problem, problem, statusOf } from './problem.ts'
import { createProvider } from './provider.ts'
import { providerRoutes } from './provider-routes.ts'
import { type ReadSiteFile, servePreview } from './public/preview.ts'
import { REQUESTS_PER_MINUTE, rateLimit } from './rate-limit.ts'
import { redriveRoutes } from './redrive-routes.ts'
import { referencePages } from './reference-routes.ts'
import { releaseRoutes } from './release-routes.ts'
import { reportPages, reportRoutes } from './report-routes.ts'
import { resultRoutes } from './result-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { mount, type Route } from './route.ts'
import { scoreRoutes } from './score-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { viewers } from './viewer.ts'
import { windowPages } from './window-pages.ts'
import { windowRoutes } from './window-routes.ts'

export type WebPorts = {
  readonly table: Table
  /** Many items in one request, where one process answers everybody; absent: it answers one request at a time. */
  readonly getAll?: Bulk['getAll']
  readonly clock: Clock
  readonly policy: Policy
  /** Results that agents hand in. */
  readonly observations: Queue
  /** What they hand in and may not. */
  readonly deadLetters: DeadLetters
  /** Jobs that are asked for. */
  readonly jobs: Queue
  /** The files that they leave. */
  readonly archive: Archive
  /** Those of audits; absent: none are kept. */
  readonly reports?: Reports
  /** Files of the public status page, where this platform shows them itself. */
  readonly site?: ReadSiteFile
  /** Where the public status page is found, with its slash; absent: with `site` here, else nowhere. */
  readonly statusPage?: string
  /** An operator's, beside those of the table: what a platform on one machine writes into its folder. */
  readonly token?: string
  /** Host names that are answered to: a name that somebody else points here is refused. Null: any. */
  readonly hostnames: readonly string[] | null
  /** Who sees the page: `open` everybody, `token` operators and evaluators. Default: open where host names are given. */
  readonly page?: 'open' | 'token'
  /** An OpenID Connect provider that people sign in by; absent: links and tokens are the only ways. */
  readonly signIn?: SignInSettings | null
  /** Of one token, or of one session; default 600. */
  readonly requestsPerMinute?: number
  /** Where it runs on AWS; absent: on one machine. */
  readonly region?: string
  /** Told of what broke; who asked is only told that it did. */
  readonly onBroken?: (error: unknown) => void
  /** What keeps the stores away, where that is known. */
  readonly whyAway?: () => string | null
}

/** However many look at once, the table is asked so often at most. */
const FRESH_MS = 1_000

/** What a month costs is counted anew so often at most: its days are read for it. */
const COST_MS = 10 * MINUTE_MS

/** By whose prices a platform on one machine is reckoned. */
const HOME_REGION = 'ap-southeast-1'

/** A store that is away is opened anew within seconds, once nothing keeps it shut. */
const RETRY_AFTER_SECONDS = 5

/** The page and the API, as requests and responses; a runtime is an adapter. */
export function createApp(ports: WebPorts): Hono<WebEnv> {
  const { table, clock, token, getAll } = ports
  // Who somebody is, is looked up with each request.
  const lookUps: Table = getAll ? { ...table, get: gatherGets({ get: table.get, getAll }) } : table
  const app = new Hono<WebEnv>()
  let changedMs = Number.NEGATIVE_INFINITY
  const freshFor: FreshFor = { clock, forMs: FRESH_MS, changedMs: () => changedMs }
  const currentStatus = fresh(() => status(ports), freshFor)
  const currentHealth = fresh(() => monitorHealth(ports), { clock, forMs: 10 * FRESH_MS })
  const currentCost = fresh(() => monthCost({ table, clock, region: ports.region ?? HOME_REGION }), {
    clock,
    forMs: COST_MS,
  })
  const readEvents = toldEvents({ table, clock })
  const readConfig = async (): Promise<Config | null> => configAt(await listConfigs(table), clock.now())
  const currentConfig = fresh(readConfig, freshFor)
  const authorize: Authorize = async (given) =>
    token !== undefined && isSameSecret(given, token)
      ? { role: 'operator' }
      : authorizeStored(given, { table: lookUps, clock })

  app.use(protect)
  // Who has changed something sees it changed. What locations deliver comes all the time, and may wait.
  app.use(async (c, next) => {
    await next()
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isRead && c.res.status < 400 && !c.req.path.startsWith('/api/agent/')) changedMs = clock.now()
  })
  if (ports.hostnames !== null) app.use(knownHost(ports.hostnames))
  const isOpen = (ports.page ?? (ports.hostnames === null ? 'token' : 'open')) === 'open'
  const provider = ports.signIn ? createProvider(ports.signIn, clock) : null
  const pagePorts = { table, clock, currentConfig }
  const reportPorts = { table, clock, reports: ports.reports ?? null, currentConfig }
  const routes: readonly Route[] = [
    ...dataRoutes({ ...pagePorts, currentStatus, currentHealth, currentCost, isOnAws: ports.region !== undefined }),
    ...portalRoutes({ ...ports, currentConfig, currentStatus }),
    ...resultRoutes(pagePorts),
    ...scoreRoutes({ ...ports, currentConfig }),
    ...reportRoutes(reportPorts),
    ...tokenRoutes(ports),
    ...killRoutes(ports),
    ...redriveRoutes(ports),
    ...incidentRoutes({ ...pagePorts, readEvents }),
    ...windowRoutes(pagePorts),
    ...holidayRoutes(pagePorts),
    ...releaseRoutes(ports),
    ...jobRoutes(ports),
    ...periodRoutes(ports),
    ...reviewRoutes(ports),
    ...agentRoutes({ ...ports, ...reportPorts }),
  ]
  app.use(onPages(compress()))
  app.use('/assets/*', compress())
  app.use(`${PREVIEW_PATH}*`, compress())
  // Of what is kept such a page needs nothing, for it may be that which is away.
  const fault = async (c: Context<WebEnv>, what: Problem, message: Message): Promise<Response> => {
    if (!isPage(c)) return problem(c, what)
    const view = await viewOf(c, { clock, currentConfig: () => Promise.resolve(null) })
    return show(c, view, messagePage(message, view.say))
  }
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('allow', methods.join(', '))
        const detail = `this address takes ${methods.join(', ')}`
        return fault(c, { status: 405, code: 'method_not_allowed', detail }, { kind: 'method_not_allowed' })
      },
    }),
  )
  serveAssets(app)
  servePreview(app, ports.site)
  app.use(onPages(viewers({ table: lookUps, clock, isOpen })))
  const perMinute = ports.requestsPerMinute ?? REQUESTS_PER_MINUTE
  app.use(
    onPages(
      rateLimit(perMinute, {
        whose: (c) => c.get('session'),
        refuse: async (c, seconds) => {
          const view = await viewOf(c, pagePorts)
          return show(c, view, messagePage({ kind: 'too_often', seconds, nowMs: view.nowMs }, view.say))
        },
      }),
    ),
  )
  mountPages(
    app,
    [
      ...signInRoutes({ table, clock, authorize, provider, isOneMachine: token !== undefined }),
      ...providerRoutes({ ...ports, provider, settings: ports.signIn?.provider ?? null }),
      ...operatorPages({
        ...pagePorts,
        currentStatus,
        freshFor,
        currentHealth,
        readConfig,
        readEvents,
        currentCost,
        isOnAws: ports.region !== undefined,
      }),
      ...windowPages({ table, clock }),
      ...portalPages({ ...ports, ...pagePorts, currentStatus }),
      ...reportPages(reportPorts),
      ...evaluationPages(ports),
      ...referencePages(routes),
    ],
    pagePorts,
  )
  app.use('/api/*', bearer(authorize))
  app.use(
    '/api/*',
    rateLimit(perMinute, {
      whose: (c) => c.get('by'),
      refuse: (c) => {
        const detail = `this token has asked ${perMinute} times within a minute: wait as long as Retry-After says`
        return problem(c, { status: 429, code: 'too_many_requests', detail })
      },
    }),
    etag(),
  )
  mount(app, routes)
  app.notFound(async (c) => {
    if (!isPage(c)) return problem(c, { status: 404, code: 'not_found', detail: 'there is nothing at this address' })
    const view = await viewOf(c, pagePorts)
    return show(c, view, messagePage({ kind: 'not_found' }, view.say))
  })
  app.onError(async (error, c) => {
    if (error instanceof HTTPException && error.status === 413) {
      const detail = 'what was sent is larger than this form takes'
      return fault(c, { status: 413, code: 'too_large', detail }, { kind: 'too_large' })
    }
    if (error instanceof HTTPException) {
      const detail = 'this form was not sent from a page of this platform'
      return fault(c, { status: 403, code: 'foreign_form', detail }, { kind: 'foreign_form' })
    }
    if (error instanceof InputError && !isPage(c))
      return problem(c, { status: statusOf(error.code), code: error.code, detail: error.message })
    if (error instanceof InputError) {
      const view = await viewOf(c, pagePorts)
      const kind = statusOf(error.code) === 404 ? 'not_found' : 'refused'
      return show(c, view, messagePage({ kind, problem: { code: error.code, message: error.message } }, view.say))
    }
    ports.onBroken?.(error)
    if (isAway(error)) {
      c.header('retry-after', String(RETRY_AFTER_SECONDS))
      const why = ports.whyAway?.() ?? null
      const detail = `${why ?? 'what is kept can not be read just now'}; measuring goes on, ask again in a while`
      return fault(c, { status: 503, code: 'away', detail }, { kind: 'away', why })
    }
    return fault(c, { status: 500, code: 'broken', detail: 'this is our fault; the log says more' }, { kind: 'broken' })
  })
  return app
}

/** What every answer is sent with, whatever it is. What stands under this host's name is for others to decide. */
const protect: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('x-content-type-options', 'nosniff')
  if (c.req.url.startsWith('https:')) c.header('strict-transport-security', 'max-age=31536000')
}

/** What is for people; the rest is for programs, or the same for everybody. */
function isPage(c: Context<WebEnv>): boolean {
  return !/^\/(api|assets|public)(\/|$)/.test(c.req.path)
}

function onPages(handler: MiddlewareHandler<WebEnv>): MiddlewareHandler<WebEnv> {
  return (c, next) => (isPage(c) ? handler(c, next) : next())
}

/** A page on loopback must not be readable through a name that a stranger's DNS gives to 127.0.0.1. */
function knownHost(hostnames: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const { hostname } = new URL(c.req.url)
    if (!hostnames.includes(hostname))
      return problem(c, { status: 421, code: 'wrong_host', detail: 'this address does not answer to that name' })
    return next()
  }
}
