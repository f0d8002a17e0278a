import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { html } from '../kit/site.ts'

/** How a portal fails: by an answer, by no connection, by no answer. */
export const FAULTS = ['503', 'refused', 'hang'] as const
export type Fault = (typeof FAULTS)[number]

export type LivePortal = {
  readonly port: number
  /** From now on, for good. */
  readonly fail: (fault: Fault) => void
  readonly close: () => void
}

/** A portal of one page on a free port of 127.0.0.1. */
export async function openLivePortal(): Promise<LivePortal> {
  let failing: Fault | null = null
  const server = createServer((_request, response) => {
    if (failing === 'hang') return
    response.writeHead(failing === '503' ? 503 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(html(''))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return {
    port,
    fail: (fault) => {
      failing = fault
      if (fault === 'refused') close()
    },
    close,
  }
}
