import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { createApp } from '../../lib/web/app.ts'

export type Served = { readonly url: string; readonly close: () => void }

/** The page and the API on a port of loopback, as one machine serves them. */
export async function serve(app: Pick<ReturnType<typeof createApp>, 'fetch'>): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
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
