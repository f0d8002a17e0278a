import { z } from 'zod'
import type { Catalogue } from '../model/catalogue.ts'
import { killSchema } from '../model/kill.ts'
import { placeOfKey, REPORT_FILES, type ReportFileKind } from '../model/report-file.ts'
import type { Configuration, ReportingHub } from './hub.ts'

/** What the hub says no to, and why: a wrong token, a location that it doesn't know, an address that is no hub. */
export class HubRefusal extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(`the hub refuses (${status}): ${detail}`)
    this.name = 'HubRefusal'
    this.status = status
  }
}

const TIMEOUT_MS = 20_000

/** A report may be megabytes, and the way to its store slow. */
const PUT_TIMEOUT_MS = 120_000

/** A file that is answered so is refused again next time: it isn't one, or the hub keeps none. */
const NEVER: readonly number[] = [400, 404, 413]

const configsSchema = z.object({
  type: z.literal('configs'),
  location: z.string(),
  configs: z.array(
    z.object({
      version: z.string(),
      effectiveFromMs: z.number(),
      publishedAtMs: z.number(),
      played: z.array(z.string()),
      catalogue: z.custom<Catalogue>((value) => typeof value === 'object' && value !== null),
    }),
  ),
  // A hub of an older version has none.
  kills: z.array(killSchema).default([]),
})

/**
 * The hub over HTTPS, for a location that has nothing but a token. Rejects with a `HubRefusal` for what the hub says no
 * to (4xx), with any other error where it can't be reached or is broken.
 */
export function createHttpsHub(at: {
  readonly url: string
  readonly token: string
  readonly location: string
}): ReportingHub {
  let known: { readonly etag: string; readonly configuration: Configuration } | null = null
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { ...init.headers, authorization: `Bearer ${at.token}` }
    // Redirects are not followed: they would take the token elsewhere.
    const timeoutMs = init.method === 'PUT' ? PUT_TIMEOUT_MS : TIMEOUT_MS
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(new URL(path, at.url), { ...init, headers, signal, redirect: 'error' }).catch(
      (cause: unknown) => {
        throw new Error(`the hub at ${new URL(at.url).host} can't be reached: ${reasonOf(cause)}`, { cause })
      },
    )
    if (response.ok || response.status === 304) return response
    const { detail } = (await response.json().catch(() => ({}))) as { readonly detail?: string }
    if (response.status < 500 && response.status !== 429)
      throw new HubRefusal(response.status, detail ?? 'no reason given')
    throw new Error(`the hub answers ${response.status}${detail ? `: ${detail}` : ''}`)
  }
  return {
    send: async (bodies) => {
      const response = await ask('/api/agent/results', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ results: bodies }),
      })
      // A page that answers 200 to everything, such as a captive portal, has taken nothing.
      const { accepted } = z.object({ accepted: z.number() }).parse(await response.json())
      if (accepted !== bodies.length) throw new Error(`the hub accepted ${accepted} of ${bodies.length} results`)
    },
    putReport: async (key, body) => {
      const place = placeOfKey(key)
      if (place === null || place.location !== at.location) return 'refused'
      const { page, slotMs, name } = place
      try {
        const offer = await ask('/api/agent/reports', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ page, slotMs, name, bytes: body.byteLength }),
        })
        const url = new URL(z.object({ url: z.string() }).parse(await offer.json()).url, at.url)
        if (url.origin === new URL(at.url).origin)
          await ask(url.pathname, { method: 'PUT', body: body as Uint8Array<ArrayBuffer> })
        else await putElsewhere(url, { body, kind: REPORT_FILES[name] })
        return 'kept'
      } catch (error) {
        if (error instanceof HubRefusal && NEVER.includes(error.status)) return 'refused'
        throw error
      }
    },
    register: async ({ publicKey }) => {
      try {
        const response = await ask('/api/agent/key', {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ publicKey }),
        })
        z.object({ keyId: z.string() }).parse(await response.json())
        return true
      } catch (error) {
        if (error instanceof HubRefusal && error.status === 404) return false
        throw error
      }
    },
    configuration: async () => {
      const headers: Record<string, string> = known === null ? {} : { 'if-none-match': known.etag }
      const response = await ask('/api/agent/configs', { headers })
      if (response.status === 304 && known !== null) return known.configuration
      const { location, ...configuration } = configsSchema.parse(await response.json())
      if (location !== at.location)
        throw new HubRefusal(403, `the token is for location ${location}, not for ${at.location}`)
      known = { etag: response.headers.get('etag') ?? '', configuration }
      return configuration
    },
  }
}

/** To a store that the hub names, without the token: the address itself is signed. */
async function putElsewhere(
  url: URL,
  { body, kind }: { readonly body: Uint8Array; readonly kind: ReportFileKind },
): Promise<void> {
  if (url.protocol !== 'https:' && url.hostname !== '127.0.0.1') throw new Error('the hub names a store without TLS')
  const { ok, status } = await fetch(url, {
    method: 'PUT',
    body: body as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': kind.contentType,
      ...(kind.contentEncoding === null ? {} : { 'content-encoding': kind.contentEncoding }),
    },
    signal: AbortSignal.timeout(PUT_TIMEOUT_MS),
    redirect: 'error',
  })
  if (!ok) throw new Error(`the store of reports answers ${status}`)
}

/** What lies beneath `fetch failed`: the innermost cause, and of several addresses what each said. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return [...new Set(error.errors.map(reasonOf))].join('; ')
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause === undefined
    ? error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
    : reasonOf(error.cause)
}
