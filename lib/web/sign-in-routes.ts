import { deleteCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { followLink, signOut, startSession } from '../flow/sessions.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { tokenIdOf } from '../model/token.ts'
import { type Authorize } from './guard.ts'
import type { Markup, Say } from './overview-say.ts'
import { type Page, type PageRoute, pageRoute } from './page-route.ts'
import { type Provider, ProviderError } from './provider.ts'
import { beginLink } from './provider-routes.ts'
import { SIGN_IN_WORDS as W } from './sign-in-words.ts'
import { letIn, ownPath } from './signed-in.ts'
import { cookiePlace, SESSION_COOKIE, type SessionPorts, secretOf, shownSession } from './viewer.ts'

type SignInPorts = SessionPorts & {
  readonly authorize: Authorize
  readonly provider: Provider | null
  /** Whether links of the terminal are the way in where there is no provider. */
  readonly isOneMachine: boolean
}

/** Signing in, by a provider, a link of the terminal or a token, and out. */
export function signInRoutes(ports: SignInPorts): readonly PageRoute[] {
  const { provider, isOneMachine } = ports
  const secret = secretOf(ports.table)
  const ways = { provider, isOneMachine }
  return [
    pageRoute({
      method: 'GET',
      path: '/sign-in',
      roles: 'anybody',
      answer: async (c, { say, origin }) => {
        const next = ownPath(c.req.query('next'))
        const once = c.req.query('once')
        // Who only looks ahead, as programs do that show links to people, doesn't use it up.
        if (once === undefined || c.req.method === 'HEAD') {
          const isOut = c.req.query('out') !== undefined
          return signInPage({ ...ways, next, isOut, outUrl: isOut ? await outUrlOf(provider, origin) : null }, say)
        }
        const session = await followLink(once, ports)
        if (session === null) return signInPage({ ...ways, next, problem: W.badLink }, say)
        return letIn(c, { session, next, secret: await secret() })
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
        if (principal === null) return signInPage({ ...ways, next, problem: W.badToken }, say)
        if (principal.role === 'agent') return signInPage({ ...ways, next, problem: W.badAgent }, say)
        const token = tokenIdOf(given)
        const session = await startSession({ principal, by: token ?? 'platform', name: null, token }, ports)
        return letIn(c, { session, next, secret: await secret() })
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/sign-out',
      roles: 'anybody',
      answer: async (c) => {
        const session = shownSession(c, await secret())
        if (session !== null) await signOut(session, ports)
        deleteCookie(c, SESSION_COOKIE, cookiePlace(c))
        // The provider knows them still: our policy lets no form lead there, a link does.
        return c.redirect(provider === null ? '/sign-in' : '/sign-in?out', 303)
      },
    }),
  ]
}

function signInPage(
  of: Pick<SignInPorts, 'provider' | 'isOneMachine'> & {
    readonly next: string
    readonly problem?: BilingualText
    readonly isOut?: boolean
    readonly outUrl?: URL | null
  },
  { t }: Say,
): Page {
  const { provider, next, problem, outUrl = null } = of
  const main = html`<h1>${t(W.signIn)}</h1>
${problem === undefined ? '' : html`<p class="notice bad" role="alert">${t(problem)}</p>`}
${of.isOut ? outNotice({ provider, outUrl }, t) : ''}
${provider === null ? '' : html`<p>${beginLink({ next }, `${t(W.withProvider)} ${provider.name}`)}</p>`}
${provider === null && of.isOneMachine ? html`<section aria-labelledby="link-way"><h2 id="link-way">${t(W.withLink)}</h2><p>${t(W.linkHint)}</p><pre>npx nhip sign-in</pre></section>` : ''}
<section aria-labelledby="token-way"><h2 id="token-way">${t(W.withToken)}</h2>
<form class="stack" method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<label>${t(W.token)}<input type="password" name="token" required autocomplete="off" spellcheck="false"><small class="quiet">${t(W.tokenHint)}</small></label>
<button${provider === null ? '' : html` class="second"`}>${t(W.signIn)}</button>
</form>
</section>
<p class="quiet">${t(W.twelveHours)}</p>`
  return { title: t(W.signIn), main, status: problem === undefined ? 200 : 403 }
}

/** Null where the provider has no such place, or can't be asked: they have signed out here all the same. */
async function outUrlOf(provider: Provider | null, origin: string): Promise<URL | null> {
  try {
    return (await provider?.signOutUrl(`${origin}/sign-in`)) ?? null
  } catch (error) {
    if (error instanceof ProviderError) return null
    throw error
  }
}

function outNotice(
  { provider, outUrl }: { readonly provider: Provider | null; readonly outUrl: URL | null },
  t: Say['t'],
): Markup {
  const there = outUrl === null ? '' : html` <a href="${outUrl.href}">${t(W.signOutOf)} ${provider?.name}</a>`
  return html`<p class="notice" role="status">${t(W.signedOut)}${there}</p>`
}
