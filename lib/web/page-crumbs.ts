import { html } from 'hono/html'
import type { Page, Portal } from '../model/catalogue.ts'
import { type Markup, pageText, type Say } from './overview-say.ts'
import { PORTAL_WORDS } from './portal-words.ts'

/** The way down to a page of a portal, above what is told of it. */
export function pageCrumbs(
  { portal, page }: { readonly portal: Portal; readonly page: Pick<Page, 'kind' | 'id'> },
  say: Say,
): Markup {
  return html`<p class="crumbs"><a href="/portals">${say.t(PORTAL_WORDS.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[say.lang]}</a> › <a href="/portals/${portal.id}/pages/${page.id}">${pageText(page, say)}</a></p>`
}
