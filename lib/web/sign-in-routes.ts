import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { followLink, signOut, startSession } from '../flow/sessions.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { SESSION_MS } from '../model/session.ts'
import { tokenIdOf } from '../model/token.ts'
import { type Authorize, type WebEnv } from './guard.ts'
import type { Say } from './overview-say.ts'
import { type Page, type PageRoute, pageRoute } from './page-route.ts'
import { SIGN_IN_WORDS as W } from './sign-in-words.ts'
import { SESSION_COOKIE, type SessionPorts, secretOf } from './viewer.ts'

/** Signing in, by a link of the terminal or a token, and out. */
export function signInRoutes(ports: SessionPorts & { readonly authorize: Authorize }): readonly PageRoute[] {
  const secret = secretOf(ports.table)
  const letIn = async (c: Context<WebEnv>, session: string, next: string): Promise<Response> => {
    await setSignedCookie(c, SESSION_COOKIE, session, await secret(), {
      ...cookiePlace(c),
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: SESSION_MS / 1_000,
    })
    return c.redirect(next, 303)
  }
  return [
    pageRoute({
      method: 'GET',
      path: '/sign-in',
      roles: 'anybody',
      answer: async (c, { say }) => {
        const next = ownPath(c.req.query('next'))
        const once = c.req.query('once')
        if (once === undefined) return signInPage({ next, problem: null }, say)
        const session = await followLink(once, ports)
        return session === null ? signInPage({ next, problem: W.badLink }, say) : letIn(c, session, next)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/sign-in',
      roles: 'anybody',
      answer: async (c, { say }) => {
        const form = await c.req.parseBody()
        const given = typeof form.token === 'string' ? form.token.trim() : ''
        const next = ownPath(form.next)
        const principal = await ports.authorize(given)
        if (principal === null) return signInPage({ next, problem: W.badToken }, say)
        if (principal.role === 'agent') return signInPage({ next, problem: W.badAgent }, say)
        const token = tokenIdOf(given)
        return letIn(c, await startSession({ principal, by: token ?? 'platform', name: null, token }, ports), next)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/sign-out',
      roles: 'anybody',
      answer: async (c) => {
        const session = await getSignedCookie(c, await secret(), SESSION_COOKIE)
        if (session) await signOut(session, ports)
        deleteCookie(c, SESSION_COOKIE, cookiePlace(c))
        return c.redirect('/sign-in', 303)
      },
    }),
  ]
}

function signInPage(of: { readonly next: string; readonly problem: BilingualText | null }, { t }: Say): Page {
  const main = html`<h1>${t(W.signIn)}</h1>
${of.problem === null ? '' : html`<p class="notice bad" role="alert">${t(of.problem)}</p>`}
<section aria-labelledby="token-way"><h2 id="token-way">${t(W.withToken)}</h2>
<form class="stack" method="post" action="/sign-in">
<input type="hidden" name="next" value="${of.next}">
<label>${t(W.token)}<input type="password" name="token" required autocomplete="off" spellcheck="false"><small class="quiet">${t(W.tokenHint)}</small></label>
<button>${t(W.signIn)}</button>
</form>
<p class="quiet">${t(W.twelveHours)}</p>
</section>`
  return { title: t(W.signIn), main, status: of.problem === null ? 200 : 403 }
}

/** Where somebody goes on: an address of this platform, never of another. */
function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return '/'
  const base = 'http://own.invalid'
  const url = URL.canParse(given, base) ? new URL(given, base) : null
  return url?.origin === base ? `${url.pathname}${url.search}${url.hash}` : '/'
}

/** Over HTTPS a cookie that no other host and no plain connection can set. */
function cookiePlace(c: Context): { readonly path: '/'; readonly secure?: true; readonly prefix?: 'host' } {
  return c.req.url.startsWith('https:') ? { path: '/', secure: true } : { path: '/' }
}
