import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { formatLocalTime } from '../judge/reason.ts'
import type { BilingualText, Page, Portal } from '../model/catalogue.ts'
import { dayOf } from '../model/day.ts'
import type { Lang } from '../model/lang.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

/** How one view of the page speaks: its language, its zone, and what "today" is. */
export type Say = {
  readonly lang: Lang
  /** IANA name. */
  readonly timezone: string
  readonly t: (text: BilingualText) => string
  /** A moment: the time alone where it is of today, else with its date. */
  readonly at: (timeMs: number) => Markup
}

export function createSay(of: { readonly lang: Lang; readonly timezone: string; readonly nowMs: number }): Say {
  const today = dayOf(of.nowMs, of.timezone)
  return {
    lang: of.lang,
    timezone: of.timezone,
    t: (text) => text[of.lang],
    at: (timeMs) => {
      const whole = formatLocalTime(timeMs, of.timezone)
      const shown = dayOf(timeMs, of.timezone) === today ? whole.slice(0, whole.indexOf(' ')) : whole
      return html`<time datetime="${new Date(timeMs).toISOString()}" title="${whole}">${shown}</time>`
    },
  }
}

/** What a page is called beside its portal's name. */
export function pageName(page: Page, { t }: Say): Markup {
  return page.kind === 'homepage' ? html`${t(W.homepage)}` : html`${t(W.eform)} <small>${page.id}</small>`
}

/** The same where no markup may stand: a title, an option. */
export function pageText(page: Pick<Page, 'kind' | 'id'>, { t }: Say): string {
  return page.kind === 'homepage' ? t(W.homepage) : `${t(W.eform)} ${page.id}`
}

/** A page by its portal's name, for lists where the portal isn't at hand otherwise. */
export function longPageName(page: Page, portal: Portal, say: Say): Markup {
  return html`${portal.name[say.lang]} · ${pageName(page, say)}`
}
