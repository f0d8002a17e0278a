import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Exchange, send } from './exchange.ts'
import type { FaultBoard } from './fault-board.ts'
import { FAULTS, faultHandler } from './faults.ts'
import { indexPage } from './pages/farm-index.ts'
import { findPortal } from './portals.ts'
import { htmlReply, type Reply, redirectReply, textReply } from './reply.ts'
import type { RequestCounter } from './request-counter.ts'
import { render, routeOf } from './routes.ts'
import { faultAt } from './timetable.ts'

export type AnswerOptions = {
  readonly faults: FaultBoard
  readonly counter: RequestCounter
  readonly url: (portal: string, path?: string) => string
  /** Time on the portals' timetables. */
  readonly elapsedMs: () => number
  readonly reset: (socket: Socket) => void
}

/** Answers one request, whatever the host it is for. The promise does not reject. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const READING = new Set(['GET', 'HEAD'])

export function createAnswer(options: AnswerOptions): Answer {
  return async (request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    try {
      await answer({ request, response, signal: gone.signal }, options)
    } catch (error) {
      // The client has gone: nobody waits for the rest.
      if (gone.signal.aborted) return
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(String(error instanceof Error ? error.stack : error))
    }
  }
}

async function answer(own: Pick<Exchange, 'request' | 'response' | 'signal'>, options: AnswerOptions): Promise<void> {
  const { request } = own
  const { faults, counter, url: urlOf, elapsedMs, reset } = options
  const source = request.socket.remoteAddress ?? ''
  const host = hostName(request)
  const portal = findPortal(host.replace(/\.localhost$/, ''))
  const target = `http://${portal?.id ?? 'farm'}.localhost${request.url ?? '/'}`
  const url = URL.canParse(target) ? new URL(target) : null
  counter.add({ portal: portal?.id ?? '-', path: url?.pathname ?? '*', source })
  const exchange: Exchange = {
    ...own,
    healthy: async () => textReply('400 Bad Request\n', 400),
    isLogin: false,
    originOf: (id) => new URL(urlOf(id)).origin,
    reset: () => reset(request.socket),
  }
  if (url === null) return send(exchange, await exchange.healthy())
  if (!READING.has(request.method ?? '')) return send(exchange, notAllowed())
  if (portal === null) return send(exchange, withoutPortal(host, urlOf))
  if (portal.selfSigned && !(request.socket instanceof TLSSocket)) {
    return send(exchange, redirectReply(urlOf(portal.id, `${url.pathname}${url.search}`), 301))
  }
  const route = routeOf(url, portal)
  const wanted = url.searchParams.get('fault')
  const fault =
    wanted ??
    faults.find({ portal: portal.id, source }) ??
    faultAt(portal.timetable, { elapsedMs: elapsedMs(), kind: route.kind, source }) ??
    'none'
  const handler = faultHandler(fault)
  if (!handler) return send(exchange, unknownFault(fault))
  return handler({
    ...exchange,
    isLogin: route.kind === 'login',
    healthy: (more) => render(route, { portal, request, ...more }),
  })
}

function hostName(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
}

/** Forms lead nowhere: what is filled in is neither read nor kept. */
function notAllowed(): Reply {
  const reply = textReply('405: trang minh họa không nhận dữ liệu\n', 405)
  return { ...reply, headers: { ...reply.headers, allow: 'GET, HEAD', connection: 'close' } }
}

function withoutPortal(host: string, urlOf: (portal: string) => string): Reply {
  if (host.endsWith('.localhost')) return textReply(`404: không có cổng minh họa '${host}'\n`, 404)
  return htmlReply(indexPage(urlOf))
}

function unknownFault(fault: string): Reply {
  return textReply(`400: fault '${fault}' is unknown or out of bounds; known: ${Object.keys(FAULTS).join(', ')}\n`, 400)
}
