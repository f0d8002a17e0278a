import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { parseAccept } from 'hono/utils/accept'
import { DAY_MS } from '../model/duration.ts'
import { LANGS, type Lang } from '../model/lang.ts'
import { assetPath, fontPaths } from './assets.ts'
import { NAVIGATION } from './navigation.ts'
import type { Markup, Say } from './overview-say.ts'
import { SHELL_WORDS as W } from './shell-words.ts'
import { ROLE_WORDS, SIGN_IN_WORDS } from './sign-in-words.ts'
import type { Viewer } from './viewer.ts'

/** What is around every page's main part: its head, the ways to others, who looks, and the way to the other language. */
export function pageShell(
  of: {
    readonly title: string
    readonly isLive?: boolean
    readonly hasCourses?: boolean
    readonly viewer: Viewer | null
    readonly path: string
    /** With its question mark, or nothing. */
    readonly search: string
  },
  say: Say,
): { readonly before: Markup; readonly after: Markup } {
  const { lang, t } = say
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  const query = new URLSearchParams(of.search)
  query.set('lang', other)
  const before = html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${of.title} · Nhịp</title>
<meta name="description" content="${t(W.description)}">
<link rel="icon" href="data:,">
${fontPaths().map((path) => html`<link rel="preload" href="${path}" as="font" type="font/woff2" crossorigin>`)}
<link rel="stylesheet" href="${assetPath('style.css')}">
<script type="module" src="${assetPath('live.js')}"></script>
${of.hasCourses ? html`<script type="module" src="${assetPath('charts.js')}"></script>` : ''}
</head>
<body>
<a class="skip" href="#main">${t(W.skip)}</a>
<header>
<a class="brand" href="/">${mark()}Nhịp</a>
${navigation(of, say)}
<div class="who">${who(of.viewer, say)}<a href="?${query.toString()}" lang="${other}" hreflang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</a></div>
</header>
<main id="main">${of.isLive ? html`<p id="stale" class="notice bad" role="status" data-zone="${say.timezone}" hidden>${t(W.stale)} <time></time>. <a href="${of.path}${of.search}">${t(W.reload)}</a></p><div id="live">` : ''}`
  const after = html`${of.isLive ? html`</div>` : ''}</main>
<footer><p>${t(W.subtitle)} · ${t(W.timesOf)}: ${say.timezone === 'Asia/Ho_Chi_Minh' ? t(W.vietnam) : say.timezone} · <a href="/reference">API</a>${of.isLive ? renewal(of, say) : ''}</p></footer>
</body>
</html>`
  return { before, after }
}

/** Sets what every page is sent with. */
export function protectPage(c: Context): void {
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  )
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  c.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  c.header('cache-control', 'no-store')
}

/** As asked for by `lang`, which is remembered; else as before, as the browser prefers, or Vietnamese. */
export function languageOf(c: Context): Lang {
  const wanted = known(c.req.query('lang'))
  if (wanted) {
    setCookie(c, LANG_COOKIE, wanted, { path: '/', sameSite: 'Lax', maxAge: (180 * DAY_MS) / 1_000 })
    return wanted
  }
  const before = known(getCookie(c, LANG_COOKIE))
  if (before) return before
  // Those that are liked most come first.
  const accepted = parseAccept(c.req.header('accept-language') ?? '')
    .filter(({ q }) => q > 0)
    .map(({ type }) => known(type.toLowerCase().split('-')[0]))
  return accepted.find((lang) => lang !== undefined) ?? 'vi'
}

const LANG_COOKIE = 'nhip_lang'

function known(text: string | undefined): Lang | undefined {
  return LANGS.find((lang) => lang === text)
}

function navigation({ viewer, path }: { readonly viewer: Viewer | null; readonly path: string }, { t }: Say): Markup {
  const role = viewer?.principal.role
  const shown = NAVIGATION.filter(({ roles }) => role !== undefined && roles.includes(role))
  if (shown.length === 0) return html``
  const isHere = (href: string): boolean => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`))
  return html`<nav aria-label="${t(W.pages)}"><ul>${shown.map(({ href, words, includes = [] }) => html`<li><a href="${href}"${[href, ...includes].some(isHere) ? html` aria-current="page"` : ''}>${t(words)}</a></li>`)}</ul></nav>`
}

function who(viewer: Viewer | null, { t }: Say): Markup {
  if (viewer === null) return html``
  if (viewer.by === null)
    return html`<span>${t(SIGN_IN_WORDS.readOnly)}</span><a href="/sign-in">${t(SIGN_IN_WORDS.signIn)}</a>`
  const { principal, name } = viewer
  const role = t(ROLE_WORDS[principal.role])
  const of = principal.role === 'vendor' ? ` ${principal.vendor}` : ''
  return html`<span>${name ?? ''}${name === null ? '' : ', '}${role}${of}</span><form method="post" action="/sign-out"><button class="link">${t(SIGN_IN_WORDS.signOut)}</button></form>`
}

/** Who reads or hears slowly stops what renews itself; without script nothing does, but for who asks for it. */
function renewal({ path, search }: { readonly path: string; readonly search: string }, { t }: Say): Markup {
  return html` · <noscript><a href="${path}${search}">${t(W.renew)}</a></noscript><button type="button" class="link" id="renewal" data-other="${t(W.resume)}">${t(W.pause)}</button>`
}

/** A pulse in a round: decoration, the name stands beside it. */
function mark(): Markup {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="9" fill="currentColor"/><path d="M4 17h6l3-8 5 15 3.5-10 1.5 3h5" fill="none" stroke="var(--onaccent)" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`
}
