import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { history } from '../flow/history.ts'
import { status } from '../flow/status.ts'
import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import type { Policy } from '../model/policy.ts'
import { listConfigs } from '../record/configs.ts'
import { latestEvents } from '../record/incidents.ts'
import type { Table } from '../record/table.ts'
import { fresh } from './fresh.ts'
import { overviewPage } from './overview-page.ts'

export type WebPorts = {
  readonly table: Table
  readonly clock: Clock
  readonly policy: Policy
  /** What the API asks for as a bearer token. */
  readonly token: string
  /** Host names under which the page may be asked for: a name that somebody else points here is refused. */
  readonly hostnames: readonly string[]
}

const EVENTS_SHOWN = 20

/** However many look at once, the table is asked so often at most. */
const FRESH_MS = 1_000
const MAX_DAYS = 400

/** The page and the API, as requests and responses; a runtime is an adapter. */
export function createApp(ports: WebPorts): Hono {
  const app = new Hono()
  const currentStatus = fresh(() => status(ports), { clock: ports.clock, forMs: FRESH_MS })
  const currentConfigs = fresh(() => listConfigs(ports.table), { clock: ports.clock, forMs: FRESH_MS })
  const currentEvents = fresh(() => latestEvents(ports.table, { nowMs: ports.clock.now(), limit: EVENTS_SHOWN }), {
    clock: ports.clock,
    forMs: FRESH_MS,
  })
  app.use(knownHost(ports.hostnames))
  app.get('/', async (c) => {
    const lang = languageOf(c)
    const [now, configs, events] = await Promise.all([currentStatus(), currentConfigs(), currentEvents()])
    const nonce = randomBytes(16).toString('base64')
    c.header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    c.header('cache-control', 'no-store')
    return c.html(
      await overviewPage({ lang, nonce, status: now, catalogue: configs.at(-1)?.catalogue ?? null, events }),
    )
  })
  app.use('/api/*', bearer(ports.token))
  app.get('/api/status', async (c) => c.json(await currentStatus()))
  app.get('/api/history/:portal/:page', async (c) => {
    const days = Number(c.req.query('days') ?? 30)
    if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
      return problem(c, { status: 400, code: 'bad_days', detail: `days: give a whole number from 1 to ${MAX_DAYS}` })
    return c.json(await history({ page: `${c.req.param('portal')}/${c.req.param('page')}`, days }, ports))
  })
  app.notFound((c) => problem(c, { status: 404, code: 'not_found', detail: 'there is nothing at this address' }))
  app.onError((error, c) => {
    if (error instanceof InputError) return problem(c, { status: 404, code: error.code, detail: error.message })
    return problem(c, { status: 500, code: 'broken', detail: 'this is our fault; the log says more' })
  })
  return app
}

function languageOf(c: Context): Lang {
  const wanted = c.req.query('lang')
  const known = LANGS.find((lang) => lang === wanted)
  if (known) return known
  const accepted = (c.req.header('accept-language') ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase())
  return accepted.find((lang): lang is Lang => lang === 'vi' || lang === 'en') ?? 'vi'
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

function bearer(token: string): MiddlewareHandler {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return async (c, next) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      c.header('www-authenticate', 'Bearer')
      return problem(c, {
        status: 401,
        code: 'unauthorized',
        detail: 'give the token of this platform as a bearer token',
      })
    }
    return next()
  }
}

function problem(
  c: Context,
  what: { readonly status: 400 | 401 | 404 | 421 | 500; readonly code: string; readonly detail: string },
): Response {
  return c.body(JSON.stringify(what), what.status, { 'content-type': 'application/problem+json' })
}
