import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { isIP, connect as netConnect, type Socket } from 'node:net'
import { createSecureContext, type SecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Cause } from '../model/cause.ts'
import type { Phases, TlsFacts } from '../model/observation.ts'
import { type Fault, socketFault, tlsFault } from './fault.ts'
import { type AddressFamily, type ResolvedAddress, resolveHost } from './resolve.ts'

export type ExchangeRequest = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly families: readonly AddressFamily[]
  readonly allowPrivate: boolean
  /** Ports that may be visited besides 80 and 443. */
  readonly namedPorts: ReadonlySet<number>
  /** Local address to connect from; null: the system's choice. */
  readonly source: string | null
  /** Ends the exchange, whatever it is at; measured from its start. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type ExchangeFacts = {
  readonly phases: Phases
  readonly address: string | null
  readonly family: AddressFamily | null
  readonly tls: TlsFacts | null
}

/** A response whose body is still to be read, or a fault that came before one. */
export type Exchange = ExchangeFacts &
  (
    | { readonly kind: 'fault'; readonly fault: Fault }
    | {
        readonly kind: 'response'
        readonly status: number
        readonly httpVersion: string
        readonly headers: IncomingHttpHeaders
      }
  )

/** Takes the body's bytes as they come; false ends the exchange at once. */
export type BodySink = {
  readonly begin: (response: { readonly status: number; readonly headers: IncomingHttpHeaders }) => void
  /** Returns a fault to stop at, or null to go on. */
  readonly write: (chunk: Buffer) => Fault | null
  /** The last byte has come; may find the body undecodable. */
  readonly end: () => Promise<Fault | null>
}

const MAX_HEADER_BYTES = 65_536

type Marks = {
  start: number
  dns?: number
  connect?: number
  tls?: number
  sent?: number
  firstByte?: number
  end?: number
}

/**
 * One HTTP/1.1 GET over a fresh connection, with a mark at every phase. The host is resolved once, every address is
 * checked, and the connection goes to the address that was checked. Redirects are not followed. Never rejects for
 * what a server or network does: that is a fault, with the phases that were reached.
 */
export async function exchange(request: ExchangeRequest, sink: BodySink): Promise<Exchange> {
  const marks: Marks = { start: performance.now() }
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort('timeout'), request.timeoutMs)
  const onOuterAbort = (): void => abort.abort('stopped')
  request.signal?.addEventListener('abort', onOuterAbort, { once: true })
  const facts: { address: ResolvedAddress | null; tls: TlsFacts | null } = { address: null, tls: null }
  const fail = (fault: Fault): Exchange => ({
    kind: 'fault',
    fault,
    phases: phasesOf(marks),
    address: facts.address?.address ?? null,
    family: facts.address?.family ?? null,
    tls: facts.tls,
  })
  try {
    const refused = refusedUrl(request)
    if (refused) return fail(refused)
    const resolved = await untilAborted(resolveHost(request.url.hostname, request), abort.signal)
    if (resolved === null) return fail(abortFault(abort.signal, 'dns_error', 'name not resolved in time'))
    if (resolved.kind === 'refused')
      return fail({
        cause: 'address_refused',
        detail: `${request.url.hostname} is at ${resolved.address}, which may not be visited`,
      })
    if (resolved.kind === 'not_found') return fail({ cause: 'dns_not_found', detail: resolved.detail })
    if (resolved.kind === 'error') return fail({ cause: 'dns_error', detail: resolved.detail })
    if (resolved.kind === 'no_family') {
      const wants6 = request.families.every((family) => family === 6)
      return fail({ cause: wants6 ? 'dns_not_found' : 'no_ipv6', detail: `only ${resolved.detail}` })
    }
    const address = resolved.addresses[0] as ResolvedAddress
    facts.address = address
    if (asksResolver(request.url.hostname)) marks.dns = performance.now()
    const connected = await openSocket(request, { address, marks, signal: abort.signal })
    if ('cause' in connected) return fail(connected)
    const secured =
      request.url.protocol === 'https:'
        ? await secureSocket(request, { socket: connected, marks, signal: abort.signal })
        : connected
    if ('cause' in secured) return fail(secured)
    if ('encrypted' in secured) {
      const tls = secured
      facts.tls = tlsFactsOf(tls)
      if (!tls.authorized) {
        tls.destroy()
        return fail(tlsFault(String(tls.authorizationError)))
      }
    }
    const answer = await talk(request, { socket: secured, marks, signal: abort.signal, sink })
    if ('cause' in answer) return fail(answer)
    return {
      kind: 'response',
      ...answer,
      phases: phasesOf(marks),
      address: address.address,
      family: address.family,
      tls: facts.tls,
    }
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', onOuterAbort)
  }
}

function refusedUrl({ url, namedPorts }: ExchangeRequest): Fault | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { cause: 'address_refused', detail: `scheme ${url.protocol}` }
  if (url.username || url.password) return { cause: 'address_refused', detail: 'address with a user name' }
  const port = portOf(url)
  if (port === 80 || port === 443 || namedPorts.has(port)) return null
  return { cause: 'address_refused', detail: `port ${port} is not named` }
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80
}

function asksResolver(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && !/(^|\.)localhost\.?$/i.test(hostname)
}

type Stage = { readonly marks: Marks; readonly signal: AbortSignal }

function openSocket(
  request: ExchangeRequest,
  stage: Stage & { readonly address: ResolvedAddress },
): Promise<Socket | Fault> {
  const { promise, resolve } = Promise.withResolvers<Socket | Fault>()
  const socket = netConnect({
    host: stage.address.address,
    port: portOf(request.url),
    family: stage.address.family,
    autoSelectFamily: false,
    noDelay: true,
    ...(request.source === null ? {} : { localAddress: request.source }),
  })
  const onAbort = (): void => {
    socket.destroy()
    resolve(abortFault(stage.signal, 'connect_timeout', 'no TCP connection in time'))
  }
  if (stage.signal.aborted) onAbort()
  stage.signal.addEventListener('abort', onAbort, { once: true })
  // A listener stays for good: a socket may fail once more after it has been given up.
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(socketFault(error, stage.address.family)))
  socket.once('connect', () => {
    stage.marks.connect = performance.now()
    resolve(socket)
  })
  return promise.finally(() => stage.signal.removeEventListener('abort', onAbort))
}

function secureSocket(
  request: ExchangeRequest,
  stage: Stage & { readonly socket: Socket },
): Promise<TLSSocket | Fault> {
  const { promise, resolve } = Promise.withResolvers<TLSSocket | Fault>()
  const hostname = request.url.hostname.replace(/^\[|\]$/g, '')
  const socket = tlsConnect({
    socket: stage.socket,
    host: hostname,
    ALPNProtocols: ['http/1.1'],
    secureContext: trust(),
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    // The certificate's facts are wanted even where it is not trusted; nothing is sent unless `authorized`.
    rejectUnauthorized: false,
  })
  const onAbort = (): void => {
    socket.destroy()
    resolve(abortFault(stage.signal, 'connect_timeout', 'TLS handshake not finished in time'))
  }
  if (stage.signal.aborted) onAbort()
  stage.signal.addEventListener('abort', onAbort, { once: true })
  socket.on('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'ECONNRESET' ? socketFault(error, null) : tlsFault(error.code ?? error.message)),
  )
  socket.once('secureConnect', () => {
    stage.marks.tls = performance.now()
    resolve(socket)
  })
  return promise.finally(() => stage.signal.removeEventListener('abort', onAbort))
}

let trusted: SecureContext | null = null

/** Node's roots and `NODE_EXTRA_CA_CERTS`, read once: a context of its own per check costs 0.2 ms and 43 KB (measured). */
function trust(): SecureContext {
  trusted ??= createSecureContext()
  return trusted
}

type Answer = { readonly status: number; readonly httpVersion: string; readonly headers: IncomingHttpHeaders }

function talk(
  request: ExchangeRequest,
  stage: Stage & { readonly socket: Socket; readonly sink: BodySink },
): Promise<Answer | Fault> {
  const { promise, resolve } = Promise.withResolvers<Answer | Fault>()
  const { marks, socket, sink } = stage
  let response: IncomingMessage | null = null
  let ended = false
  socket.once('end', () => (ended = true))
  const client = httpRequest({
    createConnection: () => socket,
    method: 'GET',
    path: `${request.url.pathname}${request.url.search}`,
    headers: { host: request.url.host, ...request.headers, connection: 'close' },
    setDefaultHeaders: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  const stop = (fault: Fault): void => {
    resolve(fault)
    client.destroy()
    socket.destroy()
  }
  const onAbort = (): void => {
    const waiting = marks.firstByte === undefined
    stop(
      abortFault(
        stage.signal,
        waiting ? 'wait_timeout' : 'download_timeout',
        waiting ? 'no byte of an answer in time' : 'answer not finished in time',
      ),
    )
  }
  if (stage.signal.aborted) onAbort()
  stage.signal.addEventListener('abort', onAbort, { once: true })
  client.once('finish', () => (marks.sent = performance.now()))
  client.once('socket', () => socket.prependOnceListener('data', () => (marks.firstByte = performance.now())))
  client.on('error', (error: NodeJS.ErrnoException) => stop(httpFault(error, { ended: ended && response !== null })))
  client.once('response', (incoming) => {
    response = incoming
    sink.begin({ status: incoming.statusCode ?? 0, headers: incoming.headers })
    incoming.on('data', (chunk: Buffer) => {
      const fault = sink.write(chunk)
      if (fault) stop(fault)
    })
    incoming.on('error', (error: NodeJS.ErrnoException) => stop(httpFault(error, { ended })))
    incoming.once('end', () => {
      marks.end = performance.now()
      void sink
        .end()
        .then((fault) =>
          resolve(
            fault ?? { status: incoming.statusCode ?? 0, httpVersion: incoming.httpVersion, headers: incoming.headers },
          ),
        )
    })
  })
  client.end()
  return promise.finally(() => {
    stage.signal.removeEventListener('abort', onAbort)
    socket.destroy()
  })
}

function httpFault(error: NodeJS.ErrnoException, { ended }: { readonly ended: boolean }): Fault {
  const code = error.code ?? ''
  if (code.startsWith('HPE_')) return { cause: 'malformed_response', detail: `${code}: ${error.message}` }
  if (ended) return { cause: 'malformed_response', detail: 'the answer ended before its announced length' }
  return socketFault(error, null)
}

function abortFault(signal: AbortSignal, cause: Cause, detail: string): Fault {
  return signal.reason === 'stopped' ? { cause: 'killed', detail: 'stopped by the operator' } : { cause, detail }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  const onAbort = (): void => resolve(null)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) resolve(null)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function tlsFactsOf(socket: TLSSocket): TlsFacts | null {
  const certificate = socket.getPeerCertificate()
  if (!certificate?.valid_to) return null
  return {
    protocol: socket.getProtocol() ?? '',
    subject: [certificate.subject?.CN].flat().join(', '),
    issuer: [certificate.issuer?.CN ?? certificate.issuer?.O].flat().join(', '),
    expiresAtMs: Date.parse(certificate.valid_to),
  }
}

function phasesOf(marks: Marks): Phases {
  const resolvedAt = marks.dns ?? marks.start
  return {
    dnsMs: span(marks.start, marks.dns),
    connectMs: span(resolvedAt, marks.connect),
    tlsMs: span(marks.connect, marks.tls),
    waitMs: span(marks.sent, marks.firstByte),
    downloadMs: span(marks.firstByte, marks.end),
    totalMs: span(marks.start, marks.end ?? performance.now()),
  }
}

function span(from: number | undefined, to: number | undefined): number | null {
  // A server may begin to answer before the request has been written to its end.
  return from === undefined || to === undefined ? null : Math.max(0, Math.round((to - from) * 1_000) / 1_000)
}
