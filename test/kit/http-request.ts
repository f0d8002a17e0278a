import type { HttpRequest } from '../../lib/observe/http/observe.ts'

/** A check that expects nothing, by IPv4, on this machine too, in ten seconds. */
export function httpRequest(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    url,
    expectHosts: [],
    expectText: null,
    families: [4],
    allowPrivate: true,
    source: null,
    timeoutMs: 10_000,
    userAgent: 'nhip/test',
    requestId: null,
    ...changes,
  }
}
