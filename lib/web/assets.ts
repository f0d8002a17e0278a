import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { CHART_SCRIPT } from './chart-script.ts'
import { type FontFile, fontFiles } from './font-files.ts'
import type { WebEnv } from './guard.ts'
import { LIVE_SCRIPT } from './live-script.ts'
import { problem } from './problem.ts'
import { style } from './style.ts'

export type AssetName = 'style.css' | 'live.js' | 'charts.js'

type Asset = { readonly path: string; readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> }

type Assets = { readonly byName: ReadonlyMap<string, Asset>; readonly byPath: ReadonlyMap<string, Asset> }

/** The name holds a hash of the content: other content has another address. */
export const FOREVER = 'public, max-age=31536000, immutable'

let made: Assets | null = null

/** Where a page finds one of these. */
export function assetPath(name: AssetName): string {
  return (assets().byName.get(name) as Asset).path
}

/** Those that every page's first lines need. */
export function fontPaths(): readonly string[] {
  return [...assets().byName].filter(([name]) => name.endsWith('.woff2')).map(([, { path }]) => path)
}

/** Style, script and fonts, for everybody: nothing in them is of anybody. */
export function serveAssets(app: Hono<WebEnv>): void {
  app.get('/assets/:file', (c) => {
    const asset = assets().byPath.get(c.req.path)
    if (!asset) return problem(c, { status: 404, code: 'not_found', detail: 'there is nothing at this address' })
    return c.body(asset.body, 200, {
      'content-type': asset.contentType,
      'cache-control': FOREVER,
    })
  })
}

function assets(): Assets {
  made ??= make()
  return made
}

function make(): Assets {
  const fonts = fontFiles().map((font) => ({
    font,
    asset: assetOf(`${font.name}.woff2`, { type: 'font/woff2', body: Buffer.from(font.base64, 'base64') }),
  }))
  const faces = fonts.map(({ font, asset }) => fontFace(font, asset.path)).join('')
  const named = [
    ['style.css', assetOf('style.css', { type: 'text/css; charset=utf-8', body: Buffer.from(style(faces)) })],
    ['live.js', assetOf('live.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from(LIVE_SCRIPT) })],
    ['charts.js', assetOf('charts.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from(CHART_SCRIPT) })],
    ...fonts.map(({ font, asset }) => [`${font.name}.woff2`, asset] as const),
  ] as const
  return { byName: new Map(named), byPath: new Map(named.map(([, asset]) => [asset.path, asset])) }
}

function assetOf(name: string, of: { readonly type: string; readonly body: Buffer }): Asset {
  return { path: `/assets/${hashedName(name, of.body)}`, contentType: of.type, body: new Uint8Array(of.body) }
}

/** A file's name with a hash of its content in it. */
export function hashedName(name: string, body: Uint8Array): string {
  const dot = name.lastIndexOf('.')
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`
}

/** `optional`: a page is never drawn anew, and so never moves, because a font came late. */
export function fontFace({ weight, range }: FontFile, path: string): string {
  return `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};font-display:optional;src:url(${path}) format("woff2");unicode-range:${range}}`
}
