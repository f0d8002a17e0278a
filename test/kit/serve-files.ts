import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { PUBLIC_CSP, type SiteFile } from '../../lib/model/site-file.ts'
import type { Served } from './serve.ts'

/** Files of a status page on a port of loopback, as a server of plain files sends them, with the headers of the page's own. */
export async function serveFiles(files: readonly SiteFile[]): Promise<Served> {
  const byPath = new Map(files.map((file) => [`/${file.path}`, file]))
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const file = byPath.get(path.endsWith('/') ? `${path}index.html` : path)
    if (!file) return void response.writeHead(404).end()
    return void file.body().then((body) => {
      const isPacked = !file.contentType.startsWith('font/')
      const sent = isPacked ? gzipSync(body) : body
      response.writeHead(200, {
        'content-type': file.contentType,
        'content-security-policy': PUBLIC_CSP,
        'content-length': sent.byteLength,
        ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      })
      response.end(sent)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
