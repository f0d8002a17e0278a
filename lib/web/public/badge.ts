import { html } from 'hono/html'
import { publicUptime } from '../../judge/public-state.ts'
import type { Lang } from '../../model/lang.ts'
import type { PublicPortal, PublicState } from '../../model/public-status.ts'
import { percent } from '../figures.ts'
import type { Markup } from '../overview-say.ts'
import { inDays, PUBLIC_STATE_WORDS, uptimeOf, PUBLIC_WORDS as W } from './words.ts'

/** White on each is read at 4.5 to 1 or more. */
const COLOURS: Readonly<Record<PublicState, string>> = {
  ok: '#0f6440',
  slow: '#7a4b00',
  partial: '#7a4b00',
  down: '#9d1a28',
  maintenance: '#33507f',
  unknown: '#51605c',
}

const HEIGHT = 24
const FONT_PX = 11
const PADDING = 8

/**
 * Widths of Verdana's letters in thousandths of its size. Whatever font there is, a text is drawn as wide as it comes to by
 * these: the picture needs no measuring, and never runs over.
 */
const WIDTHS: Readonly<Record<string, number>> = {
  ...widths(275, 'ijlIJ'),
  ...widths(364, ".,·:;!'| ()f"),
  ...widths(425, 'rt-'),
  ...widths(525, 'csz'),
  ...widths(595, 'aekvxyL'),
  ...widths(632, 'bdghnopquFS0123456789'),
  ...widths(690, 'ABCEKPTVXYZR'),
  ...widths(775, 'DGHNOQU'),
  ...widths(830, 'wM'),
  ...widths(985, 'mW'),
  ...widths(1_076, '%'),
}
const OTHER_WIDTH = 632

export type BadgeOf = {
  readonly portal: PublicPortal
  readonly historyDays: number
  readonly lang: Lang
  /** When this was so, as the title says it. */
  readonly at: string
}

/** A portal's state and uptime as a picture for pages of others: one file, without fonts, scripts or anything to load. */
export function badge({ portal, historyDays, lang, at }: BadgeOf): Markup {
  const uptime = publicUptime(portal.pages.flatMap(({ days }) => days))
  const state = PUBLIC_STATE_WORDS[portal.state][lang]
  const share = uptime === null ? W.notEnough[lang] : percent(uptime, lang)
  const shareIn = `${share} · ${inDays(historyDays)[lang]}`
  const parts = [
    { text: W.badgeLabel[lang], fill: '#2b3734', ink: '#fff' },
    { text: state, fill: COLOURS[portal.state], ink: '#fff' },
    // Said once: where neither is known, the picture says so in its middle.
    ...(uptime === null && portal.state === 'unknown' ? [] : [{ text: shareIn, fill: '#e6ecea', ink: '#16211f' }]),
  ].map((part) => ({ ...part, textWidth: textWidth(part.text) }))
  const lefts = parts.map((_, index) =>
    parts.slice(0, index).reduce((sum, part) => sum + part.textWidth + 2 * PADDING, 0),
  )
  const width = parts.reduce((sum, part) => sum + part.textWidth + 2 * PADDING, 0)
  const title = `${portal.name[lang]}: ${state}; ${uptimeOf(historyDays)[lang].toLocaleLowerCase(lang)}: ${share}; ${at}`
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="t"><title id="t">${title}</title><clipPath id="c"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath><g clip-path="url(#c)">${parts.map(({ fill, textWidth: inner }, index) => html`<rect x="${lefts[index] ?? 0}" width="${inner + 2 * PADDING}" height="${HEIGHT}" fill="${fill}"/>`)}</g><g font-family="Verdana,'DejaVu Sans','Noto Sans',sans-serif" font-size="${FONT_PX}">${parts.map(({ text, ink, textWidth: inner }, index) => html`<text x="${(lefts[index] ?? 0) + PADDING}" y="16" fill="${ink}" textLength="${inner}" lengthAdjust="spacingAndGlyphs">${text}</text>`)}</g></svg>`
}

/** In whole px. */
function textWidth(text: string): number {
  const letters = [...text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')]
  const thousandths = letters.reduce((sum, letter) => sum + (WIDTHS[letter] ?? OTHER_WIDTH), 0)
  return Math.ceil((thousandths * FONT_PX) / 1_000)
}

function widths(width: number, letters: string): Readonly<Record<string, number>> {
  return Object.fromEntries([...letters].map((letter) => [letter, width]))
}
