/** Methods that a page's list may name: GET for forms that only ask, such as a search. */
export const ALLOWED_METHODS = ['GET', 'POST'] as const

/**
 * A request that a page may make though it is no reading one, or sends a form; `*` in the address stands for any run of
 * characters.
 */
export type AllowedRequest = { readonly method: (typeof ALLOWED_METHODS)[number]; readonly url: string }

type Asked = { readonly method: string; readonly url: string }

/** Methods that only read (RFC 9110, section 9.2.1), and the browser's own question whether another may be used. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a visitor who must change nothing may make a request: it reads, or the page's list names it. */
export function permitsRequest(request: Asked, allow: readonly AllowedRequest[]): boolean {
  return READING.has(request.method.toUpperCase()) || namesRequest(request, allow)
}

/** Whether a page's list names a request. */
export function namesRequest({ method, url }: Asked, allow: readonly AllowedRequest[]): boolean {
  const address = withoutFragment(url)
  return allow.some((entry) => entry.method === method.toUpperCase() && matches(address, entry.url))
}

/** Whether an address has the pattern's parts in their order, from its first character to its last. Linear. */
function matches(address: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return address === pattern
  if (!address.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = address.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return address.length - last.length >= at && address.endsWith(last)
}

/** An address as it is asked for. */
export function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at === -1 ? url : url.slice(0, at)
}
