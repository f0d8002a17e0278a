import type { IncomingHttpHeaders } from 'node:http'
import { type Hop, NO_PHASES, type Phases, type TlsFacts } from '../../model/observation.ts'
import type { PageSigns } from '../../model/page-signs.ts'
import { type Exchange, exchange } from '../../transport/exchange.ts'
import type { Fault } from '../../transport/fault.ts'
import type { AddressFamily } from '../../transport/resolve.ts'
import { createBodyReader } from './body.ts'
import { recognise } from './recognise.ts'

export type HttpRequest = {
  readonly url: string
  /** Host names, besides the URL's own, that a redirect may lead to. */
  readonly expectHosts: readonly string[]
  readonly expectText: string | null
  readonly families: readonly AddressFamily[]
  readonly allowPrivate: boolean
  readonly source: string | null
  readonly timeoutMs: number
  readonly userAgent: string
  readonly signal?: AbortSignal | undefined
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
  readonly address: string | null
  readonly family: AddressFamily | null
  readonly phases: Phases
  readonly hops: readonly Hop[]
  readonly wireBytes: number | null
  readonly bodyBytes: number | null
  readonly bodySha256: string | null
  readonly tls: TlsFacts | null
  readonly signs: PageSigns | null
}

const MAX_REDIRECTS = 10
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** One try at a page, redirects included, within one deadline. Never rejects for what a portal or network does. */
export async function observeHttp(request: HttpRequest): Promise<HttpFacts> {
  const startedAtMs = Date.now()
  const start = performance.now()
  const first = new URL(request.url)
  const hostnames = new Set([first.hostname, ...request.expectHosts.map((host) => host.toLowerCase())])
  const namedPorts = new Set(first.port ? [Number(first.port)] : [])
  const hops: Hop[] = []
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
        timeoutMs: Math.max(1, request.timeoutMs - (performance.now() - start)),
        headers: {
          'user-agent': request.userAgent,
          accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
          'accept-language': 'vi,en;q=0.5',
          'accept-encoding': 'gzip, br',
        },
      },
      reader,
    ).finally(reader.close)
    hops.push({ url: url.href, httpStatus: seen.kind === 'response' ? seen.status : null, phases: seen.phases })
    const facts = (more: Partial<HttpFacts>): HttpFacts => ({
      ...base(seen, { startedAtMs, url, hops, start }),
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
        signs: body ? recognise(body, request.expectText) : null,
      })
    }
    if (next === 'malformed')
      return facts({
        fault: { cause: 'malformed_response', detail: `redirect to ${String(seen.headers.location).slice(0, 200)}` },
      })
    if (hops.length > MAX_REDIRECTS)
      return facts({ fault: { cause: 'too_many_redirects', detail: `more than ${MAX_REDIRECTS}` } })
    if (!hostnames.has(next.hostname)) return facts({ redirectedElsewhere: next.href })
    url = next
  }
}

function redirectTarget(seen: Exchange & { readonly kind: 'response' }, url: URL): URL | 'malformed' | null {
  const location = header(seen.headers, 'location')
  if (!REDIRECTS.has(seen.status)) return null
  if (location === null || !URL.canParse(location, url)) return 'malformed'
  const next = new URL(location, url)
  if (!next.hash) next.hash = url.hash
  return next
}

function base(
  seen: Exchange,
  at: { readonly startedAtMs: number; readonly url: URL; readonly hops: readonly Hop[]; readonly start: number },
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
    address: seen.address,
    family: seen.family,
    phases: sumPhases(at.hops, performance.now() - at.start),
    hops: [...at.hops],
    wireBytes: null,
    bodyBytes: null,
    bodySha256: null,
    tls: seen.tls,
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
