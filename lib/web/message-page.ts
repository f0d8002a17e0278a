import { html } from 'hono/html'
import type { Role } from '../model/token.ts'
import type { FormProblem } from './ask-page.ts'
import type { Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { problemText } from './problem-words.ts'
import { ROLE_WORDS, SIGN_IN_WORDS as W } from './sign-in-words.ts'

export type Message =
  | { readonly kind: 'forbidden'; readonly role: Role; readonly roles: readonly Role[] }
  | { readonly kind: 'not_found'; readonly problem?: FormProblem }
  /** What was asked for can't be done, and why. */
  | { readonly kind: 'refused'; readonly problem: FormProblem }
  /** What is kept can't be read just now; `why` says more where that is known, in English. */
  | { readonly kind: 'away'; readonly why: string | null }
  /** They may ask again in so many seconds. */
  | { readonly kind: 'too_often'; readonly seconds: number; readonly nowMs: number }
  /** A form came of somebody who is signed in no more. */
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'broken' | 'too_large' | 'foreign_form' | 'method_not_allowed' }

const FAULTS = {
  away: { status: 503, title: W.away, text: W.awayText },
  broken: { status: 500, title: W.broken, text: W.brokenText },
  too_large: { status: 413, title: W.refused, text: W.tooLarge },
  foreign_form: { status: 403, title: W.refused, text: W.foreignForm },
  method_not_allowed: { status: 405, title: W.refused, text: W.wrongMethod },
} as const

/** A page that says why there is none. */
export function messagePage(message: Message, say: Say): Page {
  const { t } = say
  if (message.kind === 'not_found')
    return {
      title: t(W.notFound),
      status: 404,
      main: html`<h1>${t(W.notFound)}</h1><p>${message.problem ? problemText(message.problem, say) : t(W.notFoundText)}</p><p><a href="/">${t(W.home)}</a></p>`,
    }
  if (message.kind === 'refused')
    return {
      title: t(W.refused),
      status: 400,
      main: html`<h1>${t(W.refused)}</h1><p>${t(W.refusedText)}</p><p class="notice bad">${problemText(message.problem, say)}</p><p><a href="/">${t(W.home)}</a></p>`,
    }
  if (message.kind === 'too_often') {
    const { seconds, nowMs } = message
    return {
      title: t(W.tooOften),
      status: 429,
      main: html`<h1>${t(W.tooOften)}</h1><p class="notice bad" role="alert">${t(W.tooOftenText)} <b>${seconds}</b> ${t(seconds === 1 ? W.second : W.seconds)} (${say.at(nowMs + 1_000 * seconds)}).</p><p><a href="/">${t(W.home)}</a></p>`,
    }
  }
  if (message.kind === 'signed_out')
    return {
      title: t(W.signedOutForm),
      status: 403,
      main: html`<h1>${t(W.signedOutForm)}</h1><p class="notice bad" role="alert">${t(W.signedOutFormText)}</p><ol class="numbered"><li><a href="/sign-in" target="_blank" rel="noopener">${t(W.signInElsewhere)}</a></li><li>${t(W.sendAgain)}</li></ol>`,
    }
  if (message.kind !== 'forbidden') {
    const { status, title, text } = FAULTS[message.kind]
    const detail = message.kind === 'away' && message.why !== null ? html` <small lang="en">${message.why}</small>` : ''
    return {
      title: t(title),
      status,
      main: html`<h1>${t(title)}</h1><p class="notice bad" role="alert">${t(text)}${detail}</p><p><a href="/">${t(W.home)}</a></p>`,
    }
  }
  const roles = message.roles.map((role) => t(ROLE_WORDS[role])).join(', ')
  return {
    title: t(W.forbidden),
    status: 403,
    main: html`<h1>${t(W.forbidden)}</h1><p>${t(W.forbiddenText)} ${roles}. ${t(W.yours)} ${t(ROLE_WORDS[message.role])}.</p><p><a href="/">${t(W.home)}</a></p>`,
  }
}
