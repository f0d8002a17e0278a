import { html } from 'hono/html'
import { publicStatus } from '../flow/public-status.ts'
import type { Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import type { Policy } from '../model/policy.ts'
import type { PublicPortal, PublicStatus } from '../model/public-status.ts'
import { PREVIEW_PATH } from '../model/publication.ts'
import type { Table } from '../record/table.ts'
import { BADGE_WORDS as W } from './badge-words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { portalRoute } from './portal-route.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { badge } from './public/badge.ts'
import type { ReadSiteFile } from './public/preview.ts'
import { momentText } from './public/shell.ts'
import { badgePath } from './public/site.ts'

export type BadgePorts = {
  readonly table: Table
  readonly clock: Clock
  readonly policy: Policy
  readonly site?: ReadSiteFile
  readonly statusPage?: string
}

/** The picture that a vendor may show of a portal, and the code for it; or why there is none. */
export function badgeRoute(ports: BadgePorts) {
  return portalRoute('/portals/:portal/badge', async ({ portal, view }) => {
    const { status } = await publicStatus(ports, {}, portal.id)
    const shown = status?.portals.find(({ id }) => id === portal.id)
    const base = ports.statusPage ?? (ports.site ? `${view.origin}${PREVIEW_PATH}` : null)
    if (!status || !shown) return badgePage(portal, html`<p>${view.say.t(W.notPublished)}</p>`, view.say)
    if (base === null) return badgePage(portal, html`<p>${view.say.t(W.nowhere)}</p>`, view.say)
    const cards = await Promise.all(LANGS.map((lang) => badgeCard(shown, { lang, base, status, say: view.say })))
    const main = html`<p>${view.say.t(W.lead)}</p>
<div class="grid wide">${cards}</div>
${ports.statusPage === undefined ? html`<p class="quiet">${view.say.t(W.local)}</p>` : ''}`
    return badgePage(portal, main, view.say)
  })
}

function badgePage(portal: Portal, main: Markup, { t, lang }: Say): Page {
  return {
    title: `${t(W.badge)} · ${portal.name[lang]}`,
    main: html`<p class="crumbs"><a href="/portals">${t(PORTAL_WORDS.portals)}</a> › <a href="/portals/${portal.id}">${portal.name[lang]}</a></p>
<h1>${t(W.badge)}</h1>
${main}`,
  }
}

async function badgeCard(
  portal: PublicPortal,
  of: { readonly lang: Lang; readonly base: string; readonly status: PublicStatus; readonly say: Say },
): Promise<Markup> {
  const { lang, base, status, say } = of
  const { historyDays } = status.chosen
  const picture = String(await badge({ portal, historyDays, lang, at: momentText(status.atMs, status) }))
  const name = portal.name[lang]
  const alt = `${W.status[lang]} ${name}`
  const page = `${base}${lang === 'en' ? 'en/' : ''}portals/${portal.id}/`
  const code =
    await html`<a href="${page}"><img src="${base}${badgePath(portal.id, lang)}" alt="${alt}" height="24"></a>`
  const data = `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`
  return html`<section class="card" aria-labelledby="badge-${lang}"><h2 id="badge-${lang}">${say.t(W[lang])}</h2>
<p><img src="${data}" alt="${alt}" width="${widthOf(picture)}" height="24"></p>
<h3>${say.t(W.code)}</h3>
<pre><code>${String(code)}</code></pre></section>`
}

function widthOf(picture: string): string {
  return /width="(\d+)"/.exec(picture)?.[1] ?? ''
}
