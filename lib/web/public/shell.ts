import { html } from 'hono/html'
import type { BilingualText, PageKind } from '../../model/catalogue.ts'
import type { Lang } from '../../model/lang.ts'
import type { PublicIncidentKind, PublicPortal, PublicState } from '../../model/public-status.ts'
import { localTime } from '../../model/time-zone.ts'
import { barSample } from '../charts/day-bars.ts'
import { MIDDLING, WELL } from '../course-uptime.ts'
import { percent } from '../figures.ts'
import type { Markup } from '../overview-say.ts'
import { PORTAL_WORDS } from '../portal-words.ts'
import { PUBLIC_STATE_WORDS, PUBLIC_WORDS as W } from './words.ts'

/** Where one page is, and how it speaks. */
export type PublicView = {
  readonly lang: Lang
  /** IANA name. */
  readonly timezone: string
  /** The way from this page to the root of all files: nothing, or `../` some times. */
  readonly root: string
  /** The style's file, from the root. */
  readonly style: string
  /** Those of its fonts: what is drawn before they are there is drawn anew with them, and moves. */
  readonly fonts: readonly string[]
  readonly title: BilingualText
  readonly writtenAtMs: number
}

/** What is around every public page: nothing that runs, and all addresses relative, so that it can lie in any folder. */
export function publicShell(
  of: {
    readonly heading: string
    readonly description: string
    readonly main: Markup
    /** From the root, in this language's own folder: `portals/hue/`; nothing for the first page. */
    readonly path: string
    /** What is said of how often the page is written. */
    readonly everyText: BilingualText
    /** Its heading is the title of all, in the header; others have theirs in the main part. */
    readonly isFirst?: true
  },
  view: PublicView,
): Markup {
  const { lang, root } = view
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  const away = `${root}${other === 'en' ? 'en/' : ''}${of.path}`
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${of.heading}</title>
<meta name="description" content="${of.description}">
<link rel="icon" href="data:,">
${view.fonts.map((path) => html`<link rel="preload" href="${root}${path}" as="font" type="font/woff2" crossorigin>`)}
<link rel="stylesheet" href="${root}${view.style}">
</head>
<body>
<a class="skip" href="#main">${W.skip[lang]}</a>
<header>${of.isFirst ? html`<h1 class="brand">${view.title[lang]}</h1>` : html`<a class="brand" href="${homeOf(view)}">${view.title[lang]}</a>`}<div class="who"><a href="${away === '' ? './' : away}" lang="${other}" hreflang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</a></div></header>
<main id="main">${of.main}</main>
<footer><p>${W.written[lang]} ${moment(view.writtenAtMs, view)}. ${of.everyText[lang]}</p>
<p>${W.aboutTest[lang]} ${W.times[lang]} ${zoneName(view)} · ${W.measuredBy[lang]} · <a href="${root}status.json">${W.forPrograms[lang]}</a></p></footer>
</body>
</html>`
}

/** The first page in this page's language. */
export function homeOf({ root, lang }: PublicView): string {
  const home = `${root}${lang === 'en' ? 'en/' : ''}`
  return home === '' ? './' : home
}

export function portalHref(portal: PublicPortal, view: PublicView): string {
  return `${view.root}${view.lang === 'en' ? 'en/' : ''}portals/${portal.id}/`
}

/** Always with its day: a file may be looked at long after. */
export function moment(timeMs: number, view: Pick<PublicView, 'timezone'>): Markup {
  return html`<time datetime="${new Date(timeMs).toISOString()}">${momentText(timeMs, view)}</time>`
}

/** `10:05 22/11/2026` in the zone. */
export function momentText(timeMs: number, { timezone }: Pick<PublicView, 'timezone'>): string {
  const local = localTime(timeMs, timezone)
  return `${local.slice(11, 16)} ${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}`
}

export function stateBadge(state: PublicState, { lang }: PublicView): Markup {
  return html`<span class="badge ${STATE_STYLES[state]}">${PUBLIC_STATE_WORDS[state][lang]}</span>`
}

/** The style of a state or an incident among those of the platform's own pages. */
export const STATE_STYLES: Readonly<Record<PublicState | PublicIncidentKind, string>> = {
  ok: 'ok',
  slow: 'slow',
  partial: 'regional',
  down: 'down',
  maintenance: 'unknown',
  unknown: 'unknown',
}

/** What a page is called beside its portal's name. */
export function publicPageName({ kind, id }: { readonly kind: PageKind; readonly id: string }, lang: Lang): string {
  return kind === 'homepage' ? W.homepage[lang] : `${W.eform[lang]} ${id}`
}

/** What the bars mean. */
export function publicLegend({ lang }: PublicView): Markup {
  const samples = [
    ['ok', `≥ ${percent(WELL, lang)}`],
    ['warn', `≥ ${percent(MIDDLING, lang)}`],
    ['bad', `< ${percent(MIDDLING, lang)}`],
    ['plan', PORTAL_WORDS.plan[lang]],
    ['none', W.notEnough[lang]],
  ] as const
  return html`<ul class="legend" aria-label="${PORTAL_WORDS.legend[lang]}">${samples.map(([kind, words]) => html`<li>${barSample(kind)} ${words}</li>`)}</ul>`
}

export function shareOrNone(share: number | null, lang: Lang): string {
  return share === null ? W.notEnough[lang] : percent(share, lang)
}

function zoneName({ timezone, lang }: PublicView): string {
  return timezone === 'Asia/Ho_Chi_Minh' ? W.vietnam[lang] : timezone
}
