import canonicalize from 'canonicalize'

/** Canonical JSON (RFC 8785): equal values have equal bytes, whatever order their fields came in. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('this value has no JSON')
  return text
}
