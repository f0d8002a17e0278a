import { html } from 'hono/html'
import type { Portal } from '../model/catalogue.ts'
import { BADGE_WORDS as W } from './badge-words.ts'
import type { Markup, Say } from './overview-say.ts'
import type { Page } from './page-route.ts'
import { type BadgePorts, type PortalBadge, portalBadge } from './portal-badge.ts'
import { portalRoute } from './portal-route.ts'
import { PORTAL_WORDS } from './portal-words.ts'

/** The picture that a vendor may show of a portal, and the code for it; or why there is none. */
export function badgeRoute(ports: BadgePorts) {
  return portalRoute('/portals/:portal/badge', async ({ portal, view }) => {
    const { t } = view.say
    const { reason, badges } = await portalBadge(portal, { ...ports, origin: view.origin })
    const local = ports.statusPage === undefined ? html`<p class="quiet">${t(W.local)}</p>` : ''
    const main =
      reason === null
        ? html`<p>${t(W.lead)}</p>
<div class="grid wide">${badges.map((one) => badgeCard(one, view.say))}</div>
${local}`
        : html`<p>${t(reason === 'nowhere' ? W.nowhere : W.notPublished)}</p>`
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

function badgeCard({ lang, text, svg, code }: PortalBadge['badges'][number], { t }: Say): Markup {
  const data = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  return html`<section class="card" aria-labelledby="badge-${lang}"><h2 id="badge-${lang}">${t(W[lang])}</h2>
<p><img src="${data}" alt="${text}" width="${widthOf(svg)}" height="24"></p>
<h3>${t(W.code)}</h3>
<pre><code>${code}</code></pre></section>`
}

function widthOf(picture: string): string {
  return /width="(\d+)"/.exec(picture)?.[1] ?? ''
}
