import type { Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import type { Lang } from '../model/lang.ts'
import type { Role } from '../model/token.ts'
import { type WebEnv } from './guard.ts'
import { gzipAround, type PackedText } from './gzip-around.ts'
import { messagePage } from './message-page.ts'
import { createSay, type Markup, type Say } from './overview-say.ts'
import { languageOf, pageShell, protectPage } from './page-shell.ts'
import type { Viewer } from './viewer.ts'

/** What an answer of a page knows of whoever asks, and of now. */
export type PageView = {
  readonly say: Say
  readonly lang: Lang
  readonly viewer: Viewer | null
  readonly nowMs: number
  /** The version in force. */
  readonly config: Config | null
  /** This platform, without a slash at its end. */
  readonly origin: string
}

/** A page as it is seen: what is around it comes by itself. */
export type Page = {
  readonly title: string
  readonly main: Markup
  /** The main part once more, where it is kept for whoever sees the same; absent: it is compressed as it is sent. */
  readonly packed?: PackedText
  /** Default 200. */
  readonly status?: 200 | 400 | 403 | 404 | 405 | 409 | 413 | 429 | 500 | 502 | 503
  /** Whether its main part is fetched again every few seconds. */
  readonly isLive?: boolean
  /** Whether it has charts over days that a browser says more of: those of `toldCourse`. */
  readonly hasCourses?: boolean
}

export type PageAnswer = Page | Response

/** One address for people, and who may use it. */
export type PageRoute = {
  /** `POST` takes forms: only of those who have signed in, and only from pages of this platform. */
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly roles: readonly Role[] | 'anybody'
  /** Of a form, with its files; default 64 kB. */
  readonly maxBytes?: number
  readonly answer: (c: Context<WebEnv>, view: PageView) => PageAnswer | Promise<PageAnswer>
}

const MAX_FORM_BYTES = 65_536

/** A page whose viewer's principal is of the roles that it admits. */
export function pageRoute(of: PageRoute): PageRoute {
  return of
}

/**
 * Puts pages behind what has found out who looks; there is no other way to a page, so that none is open by mistake. Who
 * isn't known is sent to sign in, and comes back from there; a form of theirs waits where it is.
 */
export function mountPages(
  app: Hono<WebEnv>,
  routes: readonly PageRoute[],
  ports: { readonly clock: Clock; readonly currentConfig: () => Promise<Config | null> },
): void {
  for (const { method, path, roles, answer, maxBytes = MAX_FORM_BYTES } of routes) {
    if (method === 'POST') app.post(path, csrf(), bodyLimit({ maxSize: maxBytes }))
    app.on(method, path, async (c) => {
      c.header('cache-control', 'no-store')
      const viewer = c.get('viewer')
      const isKnown = viewer !== null && (method === 'GET' || viewer.by !== null)
      if (roles !== 'anybody' && !isKnown && method === 'GET') return c.redirect(signInPath(c), 303)
      const view = await viewOf(c, ports)
      // Led away, a browser would forget what somebody has written; where it is, it sends it again.
      if (roles !== 'anybody' && !isKnown) return show(c, view, messagePage({ kind: 'signed_out' }, view.say))
      if (roles !== 'anybody' && viewer && !roles.includes(viewer.principal.role))
        return show(c, view, messagePage({ kind: 'forbidden', roles, role: viewer.principal.role }, view.say))
      const given = await answer(c, view)
      return given instanceof Response ? given : show(c, view, given)
    })
  }
}

/** Sends a page. */
export async function show(c: Context<WebEnv>, view: PageView, page: Page): Promise<Response> {
  protectPage(c)
  const { viewer, say } = view
  const { before, after } = pageShell({ ...page, viewer, path: c.req.path, search: new URL(c.req.url).search }, say)
  const status = page.status ?? 200
  if (page.packed && accepts(c, { header: 'Accept-Encoding', supports: ['gzip'], default: '' }) === 'gzip') {
    const around = { before: String(await before), after: String(await after) }
    return c.body(new Uint8Array(gzipAround(page.packed, around)), status, {
      'content-type': 'text/html; charset=UTF-8',
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    })
  }
  return c.html(html`${before}${page.main}${after}`, status)
}

export async function viewOf(
  c: Context<WebEnv>,
  ports: { readonly clock: Clock; readonly currentConfig: () => Promise<Config | null> },
): Promise<PageView> {
  const config = await ports.currentConfig()
  const nowMs = ports.clock.now()
  const lang = languageOf(c)
  const say = sayOf(config, { lang, nowMs })
  return { say, lang, viewer: c.get('viewer') ?? null, nowMs, config, origin: new URL(c.req.url).origin }
}

/** In the zone of the version in force. */
export function sayOf(config: Config | null, of: { readonly lang: Lang; readonly nowMs: number }): Say {
  return createSay({ ...of, timezone: config?.catalogue.timezone ?? 'Asia/Ho_Chi_Minh' })
}

function signInPath(c: Context<WebEnv>): string {
  const { pathname, search } = new URL(c.req.url)
  return `/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`
}
