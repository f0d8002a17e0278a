import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import { LANGS, type Lang } from '../model/lang.ts'
import { OVERVIEW_SCRIPT, OVERVIEW_STYLE } from './overview-assets.ts'
import type { Markup, Say } from './overview-say.ts'
import { OVERVIEW_WORDS as W } from './overview-words.ts'

/** What is around every page: its head, its own style and script, and the way to the other language. */
export function pageShell(
  of: {
    readonly title: string
    /** For the page's own style and script, which its policy admits by it. */
    readonly nonce: string
    /** This page in another language. */
    readonly hrefIn: (lang: Lang) => string
    /** Null: this is the first page. */
    readonly home: string | null
    readonly main: Markup
  },
  { lang, t }: Say,
): Markup {
  const { title, nonce, home } = of
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nhịp · ${title}</title>
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style nonce="${nonce}">${raw(OVERVIEW_STYLE)}</style>
</head>
<body>
<header>
${home === null ? html`<h1>Nhịp</h1>` : html`<a class="home" href="${home}">Nhịp</a>`}
<p>${t(W.subtitle)}</p>
<a href="${of.hrefIn(other)}" lang="${other}" hreflang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</a>
</header>
<main id="live">
${of.main}
</main>
<script nonce="${nonce}">${raw(OVERVIEW_SCRIPT)}</script>
</body>
</html>`
}

/** Sets what every page is sent with; the nonce that its style and script need. */
export function protectPage(c: Context): string {
  const nonce = randomBytes(16).toString('base64')
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
  return nonce
}

/** As asked for by `lang`, else as the browser prefers, else Vietnamese. */
export function languageOf(c: Context): Lang {
  const wanted = c.req.query('lang')
  const known = LANGS.find((lang) => lang === wanted)
  if (known) return known
  const accepted = (c.req.header('accept-language') ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase())
  return accepted.find((lang): lang is Lang => lang === 'vi' || lang === 'en') ?? 'vi'
}
