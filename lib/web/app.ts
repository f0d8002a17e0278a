import { Hono, type MiddlewareHandler } from 'hono'
import { etag } from 'hono/etag'
import { authorize as authorizeStored, isSameSecret } from '../flow/authorize.ts'
import { incidentReport } from '../flow/incident-report.ts'
import { status } from '../flow/status.ts'
import type { Clock } from '../model/clock.ts'
import { configAt } from '../model/config.ts'
import { InputError } from '../model/input-error.ts'
import type { Policy } from '../model/policy.ts'
import type { Archive } from '../record/archive.ts'
import { listConfigs } from '../record/configs.ts'
import type { DeadLetters } from '../record/dead-letters.ts'
import { latestEvents } from '../record/incidents.ts'
import { isAway } from '../record/is-away.ts'
import type { Queue } from '../record/queue.ts'
import type { Reports } from '../record/reports.ts'
import type { Table } from '../record/table.ts'
import { AGENT_CONFIGS, agentRoutes } from './agent-routes.ts'
import { dataRoutes } from './data-routes.ts'
import { fresh } from './fresh.ts'
import { type Authorize, bearer, password, type WebEnv } from './guard.ts'
import { incidentPage } from './incident-page.ts'
import { incidentRoutes } from './incident-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { killRoutes } from './kill-routes.ts'
import { overviewPage } from './overview-page.ts'
import { languageOf, protectPage } from './page-shell.ts'
import { periodRoutes } from './period-routes.ts'
import { problem } from './problem.ts'
import { redriveRoutes } from './redrive-routes.ts'
import { REPORT_PATH, reportRoutes, sendReport } from './report-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { mount } from './route.ts'
import { tokenRoutes } from './token-routes.ts'
import { windowRoutes } from './window-routes.ts'

export type WebPorts = {
  readonly table: Table
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
  /** An operator's, beside those of the table: what a platform on one machine writes into its folder. */
  readonly token?: string
  /** Host names that are answered to: a name that somebody else points here is refused. Null: any. */
  readonly hostnames: readonly string[] | null
  /** Who sees the page: `open` everybody, `token` operators and evaluators. Default: open where host names are given. */
  readonly page?: 'open' | 'token'
  /** Told of what broke; who asked is only told that it did. */
  readonly onBroken?: (error: unknown) => void
  /** What keeps the stores away, where that is known. */
  readonly whyAway?: () => string | null
}

const EVENTS_SHOWN = 20

/** However many look at once, the table is asked so often at most. */
const FRESH_MS = 1_000

/** A store that is away is opened anew within seconds, once nothing keeps it shut. */
const RETRY_AFTER_SECONDS = 5

/** The page and the API, as requests and responses; a runtime is an adapter. */
export function createApp(ports: WebPorts): Hono<WebEnv> {
  const { table, clock, token } = ports
  const app = new Hono<WebEnv>()
  const forMs = FRESH_MS
  const currentStatus = fresh(() => status(ports), { clock, forMs })
  const currentConfig = fresh(async () => configAt(await listConfigs(table), clock.now()), { clock, forMs })
  const currentEvents = fresh(() => latestEvents(table, { nowMs: clock.now(), limit: EVENTS_SHOWN }), { clock, forMs })
  const authorize: Authorize = async (given) =>
    token !== undefined && isSameSecret(given, token) ? { role: 'operator' } : authorizeStored(given, ports)

  if (ports.hostnames !== null) app.use(knownHost(ports.hostnames))
  const isOpen = (ports.page ?? (ports.hostnames === null ? 'token' : 'open')) === 'open'
  const viewers = password(['operator', 'evaluator'], authorize)
  if (!isOpen) for (const path of ['/', '/incident', '/reports/*']) app.use(path, viewers)
  app.get('/', async (c) => {
    const [now, config, events] = await Promise.all([currentStatus(), currentConfig(), currentEvents()])
    const nonce = protectPage(c)
    return c.html(
      await overviewPage({ lang: languageOf(c), nonce, status: now, catalogue: config?.catalogue ?? null, events }),
    )
  })
  app.get('/incident', async (c) => {
    const config = await currentConfig()
    const report = await incidentReport(c.req.query('id') ?? '', { table, clock, config })
    const view = { lang: languageOf(c), nonce: protectPage(c), nowMs: clock.now(), origin: new URL(c.req.url).origin }
    return c.html(await incidentPage({ ...view, catalogue: config?.catalogue ?? null, report }))
  })
  const reportPorts = { table, clock, reports: ports.reports ?? null }
  app.get(`/reports/${REPORT_PATH}`, (c) => sendReport(c, reportPorts))
  app.use('/api/*', bearer(authorize))
  app.use(AGENT_CONFIGS, etag())
  mount(app, [
    ...dataRoutes({ table, clock, currentStatus, currentConfig }),
    ...reportRoutes({ ...reportPorts, currentConfig }),
    ...tokenRoutes(ports),
    ...killRoutes(ports),
    ...redriveRoutes(ports),
    ...incidentRoutes({ table, clock, currentConfig }),
    ...windowRoutes(ports),
    ...jobRoutes(ports),
    ...periodRoutes(ports),
    ...reviewRoutes(ports),
    ...agentRoutes({ ...ports, ...reportPorts, currentConfig }),
  ])
  app.notFound((c) => problem(c, { status: 404, code: 'not_found', detail: 'there is nothing at this address' }))
  app.onError((error, c) => {
    if (error instanceof InputError) return problem(c, { status: 404, code: error.code, detail: error.message })
    ports.onBroken?.(error)
    if (isAway(error)) {
      c.header('retry-after', String(RETRY_AFTER_SECONDS))
      const why = ports.whyAway?.() ?? 'what is kept can not be read just now'
      return problem(c, { status: 503, code: 'away', detail: `${why}; measuring goes on, ask again in a while` })
    }
    return problem(c, { status: 500, code: 'broken', detail: 'this is our fault; the log says more' })
  })
  return app
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
