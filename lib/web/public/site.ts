import { html } from 'hono/html'
import { publicUptime } from '../../judge/public-state.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/duration.ts'
import { LANGS, type Lang } from '../../model/lang.ts'
import type { PublicPortal, PublicStatus, PublicStatusFile } from '../../model/public-status.ts'
import type { SiteFile } from '../../model/site-file.ts'
import { FOREVER, fontFace, hashedName } from '../assets.ts'
import { fontFiles } from '../font-files.ts'
import type { Markup } from '../overview-say.ts'
import { style } from '../style.ts'
import { badge } from './badge.ts'
import { publicIndexPage } from './index-page.ts'
import { publicPortalPage } from './portal-page.ts'
import { momentText, type PublicView } from './shell.ts'
import { PUBLIC_WORDS as W } from './words.ts'

/** Whoever looks sees a minute's delay at most, and caches between ask no more often than the page is written. */
const MINUTE = 'public, max-age=60'

/** A little less than the ten minutes and the hour that pages speak of: a run may come some seconds early. */
const PAGES_EVERY_MS = 10 * MINUTE_MS - 30_000
const BADGES_EVERY_MS = HOUR_MS - 30_000

const HTML = 'text/html; charset=utf-8'

/** What public pages need besides the platform's own style. */
const PUBLIC_STYLE = `
.smallbars{display:block;min-width:9rem}
.smallbars path{fill:none;stroke-dasharray:.8 .2}
.smallbars .okbar{stroke:var(--okbar)}.smallbars .warnbar{stroke:var(--warnbar)}.smallbars .badbar{stroke:var(--badbar)}.smallbars .nonebar{stroke:var(--nonebar)}.smallbars .planbar{stroke:var(--planbar)}
h1.brand{margin:.25rem 0}
table.public td{vertical-align:middle}
table.public td.bars{width:45%}
.notice{overflow-wrap:anywhere}
body>footer p{max-width:none;margin:.35rem 0}
.chips li{padding:.15rem .7rem;white-space:normal}
`

/**
 * Every file of the public status page, a pure function of what is known: in groups, each to be written before the next.
 * A file is written at once when what it must not be late with has changed; figures of the day may wait some minutes, since
 * each writing costs.
 */
export function publicSite(status: PublicStatus): readonly (readonly SiteFile[])[] {
  const assets = assetFiles()
  const [styleFile, ...fonts] = assets
  const of = { status, style: styleFile.path, fonts: fonts.map(({ path }) => path) }
  return [
    [...assets, robots(), notFound(styleFile.path)],
    status.portals.flatMap((portal) => portalFiles(portal, of)),
    [...LANGS.map((lang) => indexFile(lang, of)), statusFile(status)],
  ]
}

type SiteOf = { readonly status: PublicStatus; readonly style: string; readonly fonts: readonly string[] }

function viewOf(lang: Lang, root: string, { status, style: styleFile, fonts }: SiteOf): PublicView {
  const { timezone, chosen, atMs } = status
  return { lang, root, style: styleFile, fonts, timezone, title: chosen.title, writtenAtMs: atMs }
}

function indexFile(lang: Lang, of: SiteOf): SiteFile {
  const view = viewOf(lang, lang === 'vi' ? '' : '../', of)
  const path = lang === 'vi' ? 'index.html' : 'en/index.html'
  return pageFile(path, () => publicIndexPage(of.status, view), { urgent: '', everyMs: 0 })
}

function portalFiles(portal: PublicPortal, of: SiteOf): readonly SiteFile[] {
  const { chosen, timezone, atMs, days } = of.status
  const { historyDays } = chosen
  const states = portal.pages.map(({ id, state, sinceMs, incidents }) => ({ id, state, sinceMs, incidents }))
  const urgent = JSON.stringify({ name: portal.name, states, chosen, style: of.style, first: days[0] })
  const urgentBadge = JSON.stringify({ name: portal.name, state: portal.state, historyDays })
  return LANGS.flatMap((lang): readonly SiteFile[] => {
    const folder = `${lang === 'vi' ? '' : 'en/'}portals/${portal.id}/`
    const view = viewOf(lang, lang === 'vi' ? '../../' : '../../../', of)
    const shown = () => publicPortalPage(portal, of.status, view)
    const picture = () => badge({ portal, historyDays, lang, at: momentText(atMs, { timezone }) })
    return [
      pageFile(`${folder}index.html`, shown, { urgent, everyMs: PAGES_EVERY_MS }),
      {
        path: badgePath(portal.id, lang),
        contentType: 'image/svg+xml',
        cacheControl: MINUTE,
        urgent: urgentBadge,
        everyMs: BADGES_EVERY_MS,
        body: () => bytesOf(picture()),
      },
    ]
  })
}

/** From the root of all files. */
export function badgePath(portal: string, lang: Lang): string {
  return `badges/${portal}${lang === 'vi' ? '' : '.en'}.svg`
}

function statusFile({ atMs, timezone, chosen, portals }: PublicStatus): SiteFile {
  const file: PublicStatusFile = {
    type: 'publicStatus',
    writtenAtMs: atMs,
    timezone,
    title: chosen.title,
    historyDays: chosen.historyDays,
    incidentsArePublished: chosen.incidents,
    portals: portals.map(({ id, name, state, pages }) => ({
      id,
      name,
      state,
      uptime: rounded(publicUptime(pages.flatMap(({ days }) => days))),
      pages: pages.map((one) => ({
        id: one.id,
        kind: one.kind,
        state: one.state,
        sinceMs: one.sinceMs,
        uptime: rounded(publicUptime(one.days)),
        incidents: [...one.incidents],
      })),
    })),
  }
  return {
    path: 'status.json',
    contentType: 'application/json; charset=utf-8',
    cacheControl: MINUTE,
    urgent: '',
    everyMs: 0,
    body: async () => Buffer.from(JSON.stringify(file)),
  }
}

/** The style first. */
function assetFiles(): readonly [SiteFile, ...SiteFile[]] {
  // One weight: two would be more bytes than all the rest of a page.
  const fonts = fontFiles()
    .filter(({ weight }) => weight === 400)
    .map((font) => {
      const body = Buffer.from(font.base64, 'base64')
      return { font, name: hashedName(`${font.name}.woff2`, body), body }
    })
  const css = Buffer.from(`${style(fonts.map(({ font, name }) => fontFace(font, name)).join(''))}${PUBLIC_STYLE}`)
  const asset = (name: string, contentType: string, body: Uint8Array): SiteFile => ({
    path: `assets/${name}`,
    contentType,
    cacheControl: FOREVER,
    urgent: '',
    everyMs: Number.POSITIVE_INFINITY,
    body: async () => body,
  })
  return [
    asset(hashedName('status.css', css), 'text/css; charset=utf-8', css),
    ...fonts.map(({ name, body }) => asset(name, 'font/woff2', body)),
  ]
}

/** Everybody may find it; what it is called elsewhere, and so a map of it, isn't known here. */
function robots(): SiteFile {
  const body = Buffer.from('User-agent: *\nAllow: /\n')
  return {
    path: 'robots.txt',
    contentType: 'text/plain',
    cacheControl: MINUTE,
    urgent: '',
    everyMs: DAY_MS,
    body: async () => body,
  }
}

/** Whatever address was asked for: the only file that names others from the root of its server. */
function notFound(styleFile: string): SiteFile {
  const shown = html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>404 · ${W.notFound.vi}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${styleFile}">
</head>
<body>
<main><h1>${W.notFound.vi}</h1><p><a href="/">${W.all.vi}</a></p>
<div lang="en"><h2>${W.notFound.en}</h2><p><a href="/en/">${W.all.en}</a></p></div></main>
</body>
</html>`
  return pageFile('404.html', () => shown, { urgent: styleFile, everyMs: DAY_MS })
}

function pageFile(path: string, make: () => Markup, how: Pick<SiteFile, 'urgent' | 'everyMs'>): SiteFile {
  return { path, contentType: HTML, cacheControl: MINUTE, ...how, body: () => bytesOf(make()) }
}

async function bytesOf(markup: Markup): Promise<Uint8Array> {
  return Buffer.from(String(await markup))
}

/** To a millionth: more digits would say nothing. */
function rounded(share: number | null): number | null {
  return share === null ? null : Math.floor(share * 1e6) / 1e6
}
