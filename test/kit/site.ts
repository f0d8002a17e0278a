import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Site = {
  readonly port: number
  /** Address of a path on a name of its own: `<host>.localhost`. */
  readonly url: (path: string, host?: string) => string
  /** Every request that came, as `GET /path`. */
  readonly requests: readonly string[]
}

/** Answers of a site by path; a text is an HTML page, a number a status with a page. */
export type Pages = Readonly<Record<string, string | number | RequestListener>>

/** A web server on a free port of 127.0.0.1, closed with the test. Paths that are not there answer 404. */
export async function startSite(pages: Pages): Promise<Site> {
  const { site, close } = await openSite(pages)
  onTestFinished(close)
  return site
}

/** The same, for several tests; whoever opens it closes it. */
export async function openSite(pages: Pages): Promise<{ readonly site: Site; readonly close: () => void }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname
    requests.push(`${request.method} ${path}`)
    answer(pages[path] ?? 404, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    site: { port, requests, url: (path, host = 'portal') => `http://${host}.localhost:${port}${path}` },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A small page with a heading, a paragraph and what is put into its body. */
export function html(body: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cổng dịch vụ công</title></head><body><h1>Cổng dịch vụ công</h1><p>${'Thủ tục hành chính. '.repeat(40)}</p>${body}</body></html>`
}

function answer(page: string | number | RequestListener, request: IncomingMessage, response: ServerResponse): void {
  if (typeof page === 'function') return page(request, response)
  const status = typeof page === 'number' ? page : 200
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end(typeof page === 'number' ? html('') : page)
}
