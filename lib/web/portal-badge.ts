import { html } from 'hono/html'
import { publicStatus } from '../flow/public-status.ts'
import type { BilingualText, Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import type { Policy } from '../model/policy.ts'
import type { PublicPortal, PublicState, PublicStatus } from '../model/public-status.ts'
import { PREVIEW_PATH } from '../model/publication.ts'
import type { Table } from '../record/table.ts'
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

/** The picture that a vendor may show of a portal, in each language, and the code for it; or why there is none. */
export type PortalBadge = {
  /** Why there is none: the catalogue doesn't publish it, or there is no public status page. Null: there is one. */
  readonly reason: 'not_published' | 'nowhere' | null
  /** Null where there is none. */
  readonly state: PublicState | null
  /** One in each language; empty where there is none. */
  readonly badges: readonly BadgeIn[]
}

type BadgeIn = {
  readonly lang: Lang
  /** Where it will be found, and the page that it leads to. */
  readonly pictureUrl: string
  readonly pageUrl: string
  /** What stands for the picture where it isn't seen. */
  readonly text: string
  /** As it is now. */
  readonly svg: string
  /** HTML that shows it on another site. */
  readonly code: string
}

const STATUS_OF: BilingualText = { vi: 'Tình trạng:', en: 'Status of' }

/** `origin`: this platform's, without a slash at its end, for where it shows the public pages itself. */
export async function portalBadge(
  portal: Portal,
  { origin, ...ports }: BadgePorts & { readonly origin: string },
): Promise<PortalBadge> {
  const { status } = await publicStatus(ports, {}, portal.id)
  const shown = status?.portals.find(({ id }) => id === portal.id)
  const base = ports.statusPage ?? (ports.site ? `${origin}${PREVIEW_PATH}` : null)
  if (!status || !shown || base === null)
    return { reason: shown ? 'nowhere' : 'not_published', state: null, badges: [] }
  const badges = await Promise.all(LANGS.map((lang) => badgeIn(lang, { portal: shown, base, status })))
  return { reason: null, state: shown.state, badges }
}

async function badgeIn(
  lang: Lang,
  of: { readonly portal: PublicPortal; readonly base: string; readonly status: PublicStatus },
): Promise<BadgeIn> {
  const { portal, base, status } = of
  const { historyDays } = status.chosen
  const text = `${STATUS_OF[lang]} ${portal.name[lang]}`
  const pageUrl = `${base}${lang === 'en' ? 'en/' : ''}portals/${portal.id}/`
  const pictureUrl = `${base}${badgePath(portal.id, lang)}`
  const code = await html`<a href="${pageUrl}"><img src="${pictureUrl}" alt="${text}" height="24"></a>`
  const svg = await badge({ portal, historyDays, lang, at: momentText(status.atMs, status) })
  return { lang, pictureUrl, pageUrl, text, svg: String(svg), code: String(code) }
}
