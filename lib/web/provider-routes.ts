import type { Context } from 'hono'
import { html } from 'hono/html'
import { startSessionOnce } from '../flow/sessions.ts'
import { admit } from '../model/admit.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { ATTEMPT_MS, type ProviderSettings } from '../model/sign-in.ts'
import { keepAttempt, takeAttempt } from './attempt-cookie.ts'
import type { WebEnv } from './guard.ts'
import type { Markup, Say } from './overview-say.ts'
import { type Page, type PageRoute, pageRoute } from './page-route.ts'
import { type Provider, ProviderError } from './provider.ts'
import { SIGN_IN_WORDS as W } from './sign-in-words.ts'
import { letIn, ownPath } from './signed-in.ts'
import { type SessionPorts, secretOf } from './viewer.ts'

export type ProviderPorts = SessionPorts & {
  readonly provider: Provider | null
  readonly settings: ProviderSettings | null
  /** Told of what went wrong at the provider, or with its word. */
  readonly onBroken?: (error: unknown) => void
}

const CALLBACK = '/sign-in/callback'

/** Signing in by an OpenID Connect provider: there and back. */
export function providerRoutes(ports: ProviderPorts): readonly PageRoute[] {
  const { provider, settings, clock } = ports
  const secret = secretOf(ports.table)
  const tried = async (say: Say, next: string, ask: () => Promise<Response | Page>): Promise<Response | Page> => {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (error.kind === 'away' || error.kind === 'untrusted') ports.onBroken?.(error)
      return failedPage(PROBLEMS[error.kind], { next }, say)
    }
  }
  return [
    pageRoute({
      method: 'GET',
      path: '/sign-in/begin',
      roles: 'anybody',
      answer: (c, { say, origin }) => {
        const next = ownPath(c.req.query('next'))
        if (provider === null) return c.redirect('/sign-in', 303)
        return tried(say, next, async () => {
          const { url, attempt } = await provider.begin(`${origin}${CALLBACK}`)
          keepAttempt(c, { ...attempt, next, untilMs: clock.now() + ATTEMPT_MS }, await secret())
          return c.redirect(url.href, 303)
        })
      },
    }),
    pageRoute({
      method: 'GET',
      path: CALLBACK,
      roles: 'anybody',
      answer: async (c, { say, origin, config }) => {
        if (provider === null || settings === null) return c.redirect('/sign-in', 303)
        const attempt = takeAttempt(c, { secret: await secret(), nowMs: clock.now() })
        if (attempt === null || c.req.query('state') !== attempt.state)
          return failedPage(PROBLEMS.stale, { next: attempt?.next ?? '/' }, say)
        const { next } = attempt
        return tried(say, next, async () => {
          const { by, claims } = await provider.complete(answerIn(c, origin), attempt)
          const vendors = new Set(config?.catalogue.portals.flatMap(({ vendor }) => vendor ?? []))
          const admission = admit(claims, { settings, vendors })
          if ('refused' in admission) {
            const vendor = admission.refused === 'unknown_vendor' ? admission.vendor : null
            return failedPage({ status: 403, text: REFUSALS[admission.refused] }, { next, by, vendor }, say)
          }
          const who = { principal: admission.principal, by, name: admission.name, token: null }
          const session = await startSessionOnce(who, { ...ports, attempt: attempt.state })
          if (session === null) return failedPage(PROBLEMS.stale, { next }, say)
          return letIn(c, { session, next, secret: await secret() })
        })
      },
    }),
  ]
}

type Problem = { readonly status: 403 | 502 | 503; readonly text: BilingualText }

const PROBLEMS: Readonly<Record<ProviderError['kind'], Problem>> = {
  denied: { status: 403, text: W.denied },
  stale: { status: 403, text: W.staleAttempt },
  away: { status: 503, text: W.providerAway },
  untrusted: { status: 502, text: W.providerUntrusted },
}

const REFUSALS = {
  no_role: W.noRole,
  several_roles: W.severalRoles,
  unknown_vendor: W.unknownVendor,
} as const

/** The provider's answer at the address where it was told to send people, whatever stands before this platform. */
function answerIn(c: Context<WebEnv>, origin: string): URL {
  return new URL(`${CALLBACK}${new URL(c.req.url).search}`, origin)
}

function failedPage(
  { status, text }: Problem,
  of: { readonly next: string; readonly by?: string; readonly vendor?: string | null },
  { t }: Say,
): Page {
  const facts: readonly (readonly [BilingualText, string])[] = [
    ...(of.vendor ? [[W.vendorGiven, of.vendor] as const] : []),
    ...(of.by === undefined ? [] : [[W.knownAs, of.by] as const]),
  ]
  const main = html`<h1>${t(W.notSignedIn)}</h1>
<p class="notice bad" role="alert">${t(text)}</p>
${facts.length === 0 ? '' : html`<dl class="facts">${facts.map(([what, value]) => html`<div><dt>${t(what)}</dt><dd><code>${value}</code></dd></div>`)}</dl>`}
<p>${beginLink(of, t(W.tryAgain))}</p>
<p><a href="${signInPath(of.next)}">${t(W.otherWays)}</a></p>`
  return { title: t(W.notSignedIn), main, status }
}

/** A link, no form: our policy lets no form lead to another site. */
export function beginLink({ next }: { readonly next: string }, text: string): Markup {
  return html`<a class="button" href="/sign-in/begin${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}">${text}</a>`
}

function signInPath(next: string): string {
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
}
