import type { X509Certificate } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { isIP, connect as netConnect, type Socket } from 'node:net'
import { type DetailedPeerCertificate, type SecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Cause } from '../model/cause.ts'
import type { Phases, TlsFacts } from '../model/observation.ts'
import { type Fault, lacksIssuer, resolutionFault, socketFault, tlsFault } from './fault.ts'
import { headFault, MAX_HEADER_BYTES, MAX_HEADER_LINES, MAX_INTERIM_ANSWERS } from './head.ts'
import { identityOf, leafOf } from './leaf.ts'
import { BARE_CLOCK, type MarkClock } from './mark.ts'
import type { NameResolver } from './name-resolver.ts'
import { onAbort } from './on-abort.ts'
import { type AddressFamily, type ResolvedAddress, resolveHost } from './resolve.ts'
import { createStop, type Stop } from './stop.ts'
import { tlsFactsOf } from './tls-facts.ts'
import { type Completion, createTrust, type Trust } from './tls-trust.ts'

export type ExchangeRequest = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Sent as the body of a POST; default: a GET. */
  readonly post?: Uint8Array | undefined
  readonly families: readonly AddressFamily[]
  readonly allowPrivate: boolean
  /** Ports that may be visited besides 80 and 443. */
  readonly namedPorts: ReadonlySet<number>
  /** Local address to connect from; null: the system's choice. */
  readonly source: string | null
  /** Ends the exchange, whatever it is at; measured from its start. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Default: the machine's name servers. */
  readonly resolver?: NameResolver | undefined
  /** Default: Node's roots and `NODE_EXTRA_CA_CERTS`. */
  readonly trust?: Trust | undefined
  /** Takes the marks; without it they are as late as the event loop is. */
  readonly clock?: MarkClock | undefined
}

export type ExchangeFacts = {
  readonly phases: Phases
  /** By how much a mark may be off, at most, ms: what the event loop and the processor held it up. */
  readonly lateMs: number
  readonly address: string | null
  readonly family: AddressFamily | null
  readonly tls: TlsFacts | null
  /** The server's chain lacks an intermediate, which was fetched from its authority. */
  readonly chainCompleted: boolean
  /** Spent before the exchange that is told, to learn what its chain lacks; in none of the phases. Mostly 0. */
  readonly asideMs: number
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

type Marks = {
  readonly clock: MarkClock
  lateMs: number
  /** The latest of the marks below. */
  last: number
  start: number
  dns?: number
  connect?: number
  tls?: number
  sent?: number
  firstByte?: number
  end?: number
}

/** Protocol names as they are sent: each after its length. */
const HTTP_1_1 = Buffer.from('\x08http/1.1')

/** Of the time that is left, at most this is given to fetching a certificate; the rest is for the exchange. */
const MAX_ISSUER_MS = 5_000
const MAX_ISSUER_BYTES = 65_536

/**
 * One HTTP/1.1 GET over a fresh connection, with a mark at every phase. The host is resolved once, every address is
 * checked, and the connection goes to the address that was checked. Redirects are not followed. Never rejects for
 * what a server or network does: that is a fault, with the phases that were reached. Where a server's chain lacks an
 * intermediate it is fetched, and the exchange is made again from the start, once.
 */
export async function exchange(request: ExchangeRequest, sink: BodySink): Promise<Exchange> {
  const trust = request.trust ?? machineTrust()
  const { host, protocol } = request.url
  // Before any mark: the first time, this holds up the event loop.
  if (protocol === 'https:') trust.context()
  const start = performance.now()
  const asideMs = () => performance.now() - start
  const left = () => ({ ...request, timeoutMs: Math.max(1, request.timeoutMs - asideMs()) })
  const completion = trust.completionOf(host)
  let made = await attempt(request, { sink, trust, completion })
  if (made.lacking === null) return { ...made.seen, asideMs: 0 }
  if (completion) {
    trust.forget(host)
    const againMs = asideMs()
    made = await attempt(left(), { sink, trust, completion: null })
    if (made.lacking === null) return { ...made.seen, asideMs: againMs }
  }
  const completed = await trust.complete(host, made.lacking, (url) => fetchIssuer(url, left()))
  const wholeMs = asideMs()
  if ('why' in completed) return withDetail(made.seen, completed.why)
  made = await attempt(left(), { sink, trust, completion: completed })
  return { ...made.seen, asideMs: wholeMs }
}

type Attempt = {
  readonly seen: Exchange
  /** The leaf of a chain whose issuer isn't known. */
  readonly lacking: X509Certificate | null
}

async function attempt(
  request: ExchangeRequest,
  {
    sink,
    trust,
    completion,
  }: {
    readonly sink: BodySink
    readonly trust: Trust
    readonly completion: Completion | null
  },
): Promise<Attempt> {
  const clock = request.clock ?? BARE_CLOCK
  const start = performance.now()
  const marks: Marks = { clock, lateMs: 0, last: start, start }
  clock.began()
  const stop = createStop()
  const onDeadline = (): void => {
    marks.lateMs = Math.max(marks.lateMs, performance.now() - marks.start - request.timeoutMs)
    // A loop that was held up runs its timers first: what has arrived in time is read before the deadline counts.
    setImmediate(() => stop.now('timeout'))
  }
  const timer = setTimeout(onDeadline, request.timeoutMs)
  const forgetSignal = onAbort(request.signal, () => stop.now('stopped'))
  const reached: { address: ResolvedAddress | null; tls: TlsFacts | null; chainCompleted: boolean } = {
    address: null,
    tls: null,
    chainCompleted: false,
  }
  const facts = (): ExchangeFacts => ({
    phases: phasesOf(marks),
    lateMs: lateOf(marks),
    address: reached.address?.address ?? null,
    family: reached.address?.family ?? null,
    tls: reached.tls,
    chainCompleted: reached.chainCompleted,
    asideMs: 0,
  })
  const fail = (fault: Fault, lacking: X509Certificate | null = null): Attempt => ({
    seen: { kind: 'fault', fault, ...facts() },
    lacking,
  })
  try {
    const refused = refusedUrl(request)
    if (refused) return fail(refused)
    const resolved = await untilStopped(resolveHost(request.url.hostname, request), stop)
    if (resolved === null) return fail(stopFault(stop, 'dns_error', 'name not resolved in time'))
    if (resolved.kind !== 'resolved') return fail(resolutionFault(request.url.hostname, resolved, request.families))
    const address = resolved.addresses[0] as ResolvedAddress
    reached.address = address
    if (asksResolver(request.url.hostname)) marks.dns = arrival(marks)
    const connected = await openSocket(request, { address, marks, stop })
    if ('cause' in connected) return fail(connected)
    const secured =
      request.url.protocol === 'https:'
        ? await secureSocket(request, {
            socket: connected,
            marks,
            stop,
            context: completion?.context ?? trust.context(),
          })
        : connected
    if ('cause' in secured) return fail(secured)
    if ('encrypted' in secured) {
      const leaf = leafOf(secured)
      reached.tls = tlsFactsOf(secured, leaf)
      if (!secured.authorized) {
        secured.destroy()
        const code = String(secured.authorizationError)
        return fail(tlsFault(code, reached.tls), leaf && lacksIssuer(code) ? leaf : null)
      }
      reached.chainCompleted = leaf !== undefined && completion?.isNeededBy(leaf) === true
    }
    const answer = await talk(request, { socket: secured, marks, stop, sink })
    if ('cause' in answer) return fail(answer)
    return { seen: { kind: 'response', ...answer, ...facts() }, lacking: null }
  } finally {
    clearTimeout(timer)
    forgetSignal()
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

type Stage = { readonly marks: Marks; readonly stop: Stop }

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
  const onStop = (): void => {
    socket.destroy()
    resolve(stopFault(stage.stop, 'connect_timeout', 'no TCP connection in time'))
  }
  // A listener stays for good: a socket may fail once more after it has been given up.
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(socketFault(error, stage.address.family)))
  socket.once('connect', () => {
    stage.marks.connect = arrival(stage.marks)
    resolve(socket)
  })
  return stage.stop.during(promise, onStop)
}

function secureSocket(
  request: ExchangeRequest,
  stage: Stage & { readonly socket: Socket; readonly context: SecureContext },
): Promise<TLSSocket | Fault> {
  const { promise, resolve } = Promise.withResolvers<TLSSocket | Fault>()
  const hostname = request.url.hostname.replace(/^\[|\]$/g, '')
  const socket = tlsConnect({
    socket: stage.socket,
    host: hostname,
    ALPNProtocols: HTTP_1_1,
    secureContext: stage.context,
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    // The certificate's facts are wanted even where it is not trusted; nothing is sent unless `authorized`.
    rejectUnauthorized: false,
  })
  // To compare one name Node asks for the whole chain as plain objects: 0.15 ms of a handshake's 1.1 (measured).
  socket.getPeerCertificate = () => identityOf(socket) as DetailedPeerCertificate
  const onStop = (): void => {
    socket.destroy()
    resolve(stopFault(stage.stop, 'connect_timeout', 'TLS handshake not finished in time'))
  }
  socket.on('error', (error: NodeJS.ErrnoException) =>
    resolve(isSystemError(error) ? socketFault(error, null) : tlsFault(error.code ?? error.message)),
  )
  socket.once('secureConnect', () => {
    arrival(stage.marks)
    // Not when the server's part arrived: the handshake is over once it has been verified.
    stage.marks.tls = performance.now()
    stage.marks.last = stage.marks.tls
    resolve(socket)
  })
  return stage.stop.during(promise, onStop)
}

let trusted: Trust | null = null

/** Read once: a context of its own per check costs 0.2 ms and 43 KB (measured). */
function machineTrust(): Trust {
  trusted ??= createTrust()
  return trusted
}

/** What is at a certificate's address of its issuer: over plain http, since it proves itself, and not redirected. */
async function fetchIssuer(url: URL, { timeoutMs, ...request }: ExchangeRequest): Promise<Buffer | { why: string }> {
  const chunks: Buffer[] = []
  let status = 0
  const { seen } = await attempt(
    { ...request, url, timeoutMs: Math.min(MAX_ISSUER_MS, timeoutMs / 2) },
    {
      sink: {
        begin: (response) => void (status = response.status),
        write: (chunk) => {
          chunks.push(chunk)
          const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
          return bytes > MAX_ISSUER_BYTES ? { cause: 'body_too_large', detail: 'too large for a certificate' } : null
        },
        end: () => Promise.resolve(null),
      },
      trust: request.trust ?? machineTrust(),
      completion: null,
    },
  )
  if (seen.kind === 'fault') return { why: `${seen.fault.cause}, ${seen.fault.detail}` }
  return status === 200 ? Buffer.concat(chunks) : { why: `status ${status}` }
}

function withDetail(seen: Exchange, more: string): Exchange {
  return seen.kind === 'fault' ? { ...seen, fault: { ...seen.fault, detail: `${seen.fault.detail}; ${more}` } } : seen
}

/** Of the connection below; what TLS itself finds has `ERR_…` or, where it came as an alert, `EPROTO`. */
function isSystemError({ code }: NodeJS.ErrnoException): boolean {
  return code !== undefined && !code.startsWith('ERR_') && code !== 'EPROTO'
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
    method: request.post === undefined ? 'GET' : 'POST',
    path: `${request.url.pathname}${request.url.search}`,
    headers: {
      host: request.url.host,
      ...request.headers,
      ...(request.post === undefined ? {} : { 'content-length': String(request.post.byteLength) }),
      connection: 'close',
    },
    setDefaultHeaders: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  // One more than is admitted, so that a flood shows: Node drops what comes above.
  client.maxHeadersCount = MAX_HEADER_LINES + 1
  const stop = (fault: Fault): void => {
    resolve(fault)
    client.destroy()
    socket.destroy()
  }
  const onStop = (): void => {
    const waiting = marks.firstByte === undefined
    stop(
      stopFault(
        stage.stop,
        waiting ? 'wait_timeout' : 'download_timeout',
        waiting ? 'no byte of an answer in time' : 'answer not finished in time',
      ),
    )
  }
  client.once('socket', () => {
    // The request is written in this tick, into the kernel where there is room; `finish` comes a turn of the loop later.
    const before = performance.now()
    process.nextTick(() => {
      marks.sent = performance.now()
      marks.last = marks.sent
      marks.lateMs = Math.max(marks.lateMs, marks.sent - before)
    })
    socket.prependOnceListener('data', () => (marks.firstByte = arrival(marks)))
  })
  client.on('error', (error: NodeJS.ErrnoException) => stop(httpFault(error, { ended: ended && response !== null })))
  let interim = 0
  client.on('information', () => {
    interim++
    if (interim > MAX_INTERIM_ANSWERS)
      stop({ cause: 'malformed_response', detail: `more than ${interim - 1} times 1xx` })
  })
  client.once('upgrade', () => stop({ cause: 'malformed_response', detail: 'switches protocols unasked' }))
  client.once('response', (incoming) => {
    response = incoming
    const fault = headFault(incoming)
    if (fault) return stop(fault)
    sink.begin({ status: incoming.statusCode ?? 0, headers: incoming.headers })
    incoming.on('data', (chunk: Buffer) => {
      const fault = sink.write(chunk)
      if (fault) stop(fault)
    })
    incoming.on('error', (error: NodeJS.ErrnoException) => stop(httpFault(error, { ended })))
    incoming.once('end', () => {
      marks.end = arrival(marks)
      void sink
        .end()
        .then((fault) =>
          resolve(
            fault ?? { status: incoming.statusCode ?? 0, httpVersion: incoming.httpVersion, headers: incoming.headers },
          ),
        )
    })
  })
  client.end(request.post)
  return stage.stop.during(promise, onStop).finally(() => socket.destroy())
}

function httpFault(error: NodeJS.ErrnoException, { ended }: { readonly ended: boolean }): Fault {
  const code = error.code ?? ''
  if (code.startsWith('HPE_')) return { cause: 'malformed_response', detail: `${code}: ${error.message}` }
  // A client certificate that is asked for shows only here with TLS 1.3, and so does a record that was tampered with.
  if (code.startsWith('ERR_SSL_')) return tlsFault(code)
  if (ended) return { cause: 'malformed_response', detail: 'the answer ended before its announced length' }
  return socketFault(error, null)
}

function stopFault(stop: Stop, cause: Cause, detail: string): Fault {
  return stop.reason() === 'stopped' ? { cause: 'killed', detail: 'stopped by the operator' } : { cause, detail }
}

/** Null where the end came first. */
function untilStopped<T>(work: Promise<T>, stop: Stop): Promise<T | null> {
  const { promise, resolve, reject } = Promise.withResolvers<T | null>()
  work.then(resolve, reject)
  return stop.during(promise, () => resolve(null))
}

function arrival(marks: Marks): number {
  const { atMs, lateMs } = marks.clock.arrived(marks.last)
  marks.last = atMs
  marks.lateMs = Math.max(marks.lateMs, lateMs)
  return atMs
}

function lateOf({ lateMs }: Marks): number {
  return Math.round(lateMs * 1_000) / 1_000
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
