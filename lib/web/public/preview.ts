import type { Hono } from 'hono'
import { PREVIEW_PATH } from '../../model/publication.ts'
import { PUBLIC_CSP } from '../../model/site-file.ts'
import type { WebEnv } from '../guard.ts'
import { problem } from '../problem.ts'

/** A file of the public status page, by its path; null where there is none. */
export type ReadSiteFile = (path: string) => Promise<Uint8Array | null>

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2',
}

/** The public status page as it is written in a folder, for everybody: nothing else is there. */
export function servePreview(app: Hono<WebEnv>, read: ReadSiteFile | undefined): void {
  app.get(`${PREVIEW_PATH}*`, async (c) => {
    const rest = c.req.path.slice(PREVIEW_PATH.length)
    const path = rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest
    const body = (await read?.(path)) ?? null
    if (body === null)
      return problem(c, { status: 404, code: 'not_found', detail: 'there is no such file of a public status page' })
    return c.body(new Uint8Array(body), 200, {
      'content-type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      'content-security-policy': PUBLIC_CSP,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
  })
}
