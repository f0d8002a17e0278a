import { html } from 'hono/html'
import type { Role } from '../model/token.ts'
import type { Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { ROLE_WORDS, SIGN_IN_WORDS as W } from './sign-in-words.ts'

export type Message =
  | { readonly kind: 'forbidden'; readonly role: Role; readonly roles: readonly Role[] }
  | { readonly kind: 'not_found'; readonly detail?: string }
  /** What was asked for can't be done: `detail` says why. */
  | { readonly kind: 'refused'; readonly detail: string }

/** A page that says why there is none. */
export function messagePage(message: Message, { t }: Say): Page {
  if (message.kind === 'not_found')
    return {
      title: t(W.notFound),
      status: 404,
      main: html`<h1>${t(W.notFound)}</h1><p>${message.detail ?? t(W.notFoundText)}</p><p><a href="/">${t(W.home)}</a></p>`,
    }
  if (message.kind === 'refused')
    return {
      title: t(W.refused),
      status: 400,
      main: html`<h1>${t(W.refused)}</h1><p>${t(W.refusedText)}</p><pre>${message.detail}</pre><p><a href="/">${t(W.home)}</a></p>`,
    }
  const roles = message.roles.map((role) => t(ROLE_WORDS[role])).join(', ')
  return {
    title: t(W.forbidden),
    status: 403,
    main: html`<h1>${t(W.forbidden)}</h1><p>${t(W.forbiddenText)} ${roles}. ${t(W.yours)} ${t(ROLE_WORDS[message.role])}.</p><p><a href="/">${t(W.home)}</a></p>`,
  }
}
