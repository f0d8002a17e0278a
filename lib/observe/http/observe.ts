import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { Warning } from '../../model/cause.ts'
import { type Hop, NO_PHASES, type Phases, type TlsFacts } from '../../model/observation.ts'
import type { PageSigns } from '../../model/page-signs.ts'
import { type Exchange, exchange } from '../../transport/exchange.ts'
import type { Fault } from '../../transport/fault.ts'
import type { MarkClock } from '../../transport/mark.ts'
import type { NameResolver } from '../../transport/name-resolver.ts'
import { REQUEST_ID_HEADER } from '../../transport/request-id.ts'
import type { AddressFamily } from '../../transport/resolve.ts'
import type { Trust } from '../../transport/tls-trust.ts'
import { createBodyReader } from './body.ts'
import { recogniseOnce } from './remembered.ts'

export type HttpRequest = {
  readonly url: string
  /** Host names, besides the URL's own, that a redirect may lead to. */
  readonly expectHosts: readonly string[]
  readonly expectText: string | null
  /** In order of preference: one connection, of the first family of which the name has an address. */
  readonly families: readonly AddressFamily[]
  readonly allowPrivate: boolean
  readonly source: string | null
  readonly timeoutMs: number
  readonly userAgent: string
  /** Goes with the request of every hop; null: of no check of a page. */
  readonly requestId: string | null
  readonly signal?: AbortSignal | undefined
  /** Default: the machine's name servers. */
  readonly resolver?: NameResolver | undefined
  /** Default: Node's roots and `NODE_EXTRA_CA_CERTS`. */
  readonly trust?: Trust | undefined
  /** Default: one that doesn't know how late its marks are. */
  readonly clock?: MarkClock | undefined
}

/** What one try at a page saw. Facts only: whether they are good is for the judge. */
export type HttpFacts = {
  readonly startedAtMs: number
  readonly finalUrl: string | null
  readonly fault: Fault | null
  /** Where a redirect pointed that was not followed, since its host is not declared. */
  readonly redirectedElsewhere: string | null
  readonly status: number | null
  readonly httpVersion: string | null
  readonly retryAfter: string | null
  /** The server's own clock, to the second below, as its `Date` header says it; epoch ms. */
  readonly dateMs: number | null
  readonly address: string | null
  readonly family: AddressFamily | null
  readonly phases: Phases
  /** By how much a mark may be off, at most, ms; over the hops the sum. */
  readonly lateMs: number
  readonly hops: readonly Hop[]
  readonly wireBytes: number | null
  readonly bodyBytes: number | null
  readonly bodySha256: string | null
  readonly tls: TlsFacts | null
  readonly warnings: readonly Warning[]
  readonly signs: PageSigns | null
}

const MAX_REDIRECTS = 10
/** Servers themselves take no longer addresses; hops of such a length would fill a result. */
const MAX_LOCATION_CHARS = 8_192
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** One try at a page, redirects included, within one deadline. Never rejects for what a portal or network does. */
export async function observeHttp(request: HttpRequest): Promise<HttpFacts> {
  const startedAtMs = Date.now()
  const start = performance.now()
  const first = new URL(request.url)
  const hostnames = new Set([first.hostname, ...request.expectHosts.map((host) => host.toLowerCase())])
  const namedPorts = new Set(first.port ? [Number(first.port)] : [])
  const hops: Hop[] = []
  const warnings = new Set<Warning>()
  let asideMs = 0
  let lateMs = 0
  let url = first
  for (;;) {
    const reader = createBodyReader()
    const seen = await exchange(
      {
        url,
        families: request.families,
        allowPrivate: request.allowPrivate,
        namedPorts,
        source: request.source,
        signal: request.signal,
        resolver: request.resolver,
        trust: request.trust,
        clock: request.clock,
        timeoutMs: Math.max(1, request.timeoutMs - (performance.now() - start)),
        headers: {
          'user-agent': request.userAgent,
          ...(request.requestId === null ? {} : { [REQUEST_ID_HEADER]: request.requestId }),
          accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
          'accept-language': 'vi,en;q=0.5',
          'accept-encoding': 'gzip, br',
        },
      },
      reader,
    ).finally(reader.close)
    asideMs += seen.asideMs
    lateMs += seen.lateMs
    if (seen.chainCompleted) warnings.add('tls_incomplete_chain')
    hops.push({ url: url.href, httpStatus: seen.kind === 'response' ? seen.status : null, phases: seen.phases })
    // Now: what is made of the body is no part of it.
    const wallMs = performance.now() - start - asideMs
    const facts = (more: Partial<HttpFacts>): HttpFacts => ({
      ...base(seen, { startedAtMs, url, hops, wallMs }),
      lateMs,
      warnings: [...warnings],
      ...more,
    })
    if (seen.kind === 'fault') return facts({ fault: seen.fault, wireBytes: reader.wireBytes() || null })
    const next = redirectTarget(seen, url)
    if (next === null) {
      const body = reader.body()
      return facts({
        wireBytes: body?.wireBytes ?? null,
        bodyBytes: body?.bodyBytes ?? null,
        bodySha256: body?.sha256 ?? null,
        signs: body ? await recogniseOnce(body, request.expectText) : null,
      })
    }
    if (next === 'malformed')
      return facts({
        fault: {
          cause: 'malformed_response',
          detail: `redirect to ${seen.headers.location?.slice(0, 200) ?? 'nowhere'}`,
        },
      })
    if (hops.length > MAX_REDIRECTS)
      return facts({ fault: { cause: 'too_many_redirects', detail: `more than ${MAX_REDIRECTS}` } })
    if (!hostnames.has(next.hostname)) return facts({ redirectedElsewhere: next.href })
    if (url.protocol === 'https:' && next.protocol === 'http:') warnings.add('https_downgrade')
    url = next
  }
}

function redirectTarget(seen: Exchange & { readonly kind: 'response' }, url: URL): URL | 'malformed' | null {
  const location = header(seen.headers, 'location')
  if (!REDIRECTS.has(seen.status)) return null
  if (location === null || location.length > MAX_LOCATION_CHARS) return 'malformed'
  const address = asWritten(location)
  if (!URL.canParse(address, url)) return 'malformed'
  const next = new URL(address, url)
  if (!next.hash) next.hash = url.hash
  return next
}

/** Node reads headers as Latin-1; addresses with Vietnamese letters are mostly sent as bare UTF-8, which browsers read. */
function asWritten(location: string): string {
  const bytes = Buffer.from(location, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : location
}

function base(
  seen: Exchange,
  at: { readonly startedAtMs: number; readonly url: URL; readonly hops: readonly Hop[]; readonly wallMs: number },
): HttpFacts {
  const response = seen.kind === 'response' ? seen : null
  return {
    startedAtMs: at.startedAtMs,
    finalUrl: at.url.href,
    fault: null,
    redirectedElsewhere: null,
    status: response?.status ?? null,
    httpVersion: response?.httpVersion ?? null,
    retryAfter: response ? header(response.headers, 'retry-after') : null,
    dateMs: response ? dateOf(response.headers) : null,
    address: seen.address,
    family: seen.family,
    phases: sumPhases(at.hops, at.wallMs),
    lateMs: seen.lateMs,
    hops: [...at.hops],
    wireBytes: null,
    bodyBytes: null,
    bodySha256: null,
    tls: seen.tls,
    warnings: [],
    signs: null,
  }
}

/** Sums over the hops; a phase that no hop had stays null. `totalMs` is the wall time. */
function sumPhases(hops: readonly Hop[], wallMs: number): Phases {
  const [only] = hops
  if (hops.length === 1 && only) return only.phases
  const sum = (name: keyof Phases): number | null => {
    const values = hops.map(({ phases }) => phases[name]).filter((value) => value !== null)
    return values.length === 0 ? null : Math.round(values.reduce((a, b) => a + b, 0) * 1_000) / 1_000
  }
  return {
    ...NO_PHASES,
    dnsMs: sum('dnsMs'),
    connectMs: sum('connectMs'),
    tlsMs: sum('tlsMs'),
    waitMs: sum('waitMs'),
    downloadMs: sum('downloadMs'),
    totalMs: Math.round(wallMs * 1_000) / 1_000,
  }
}

function header(headers: IncomingHttpHeaders, name: 'location' | 'retry-after'): string | null {
  return headers[name] ?? null
}

function dateOf(headers: IncomingHttpHeaders): number | null {
  const written = Date.parse(headers.date ?? '')
  return Number.isNaN(written) ? null : written
}
