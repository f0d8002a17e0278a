/** Reply codes of SOCKS 5, RFC 1928 §6. */
export const SOCKS_REPLY = {
  granted: 0x00,
  failed: 0x01,
  notAllowed: 0x02,
  hostUnreachable: 0x04,
  connectionRefused: 0x05,
  commandUnknown: 0x07,
  addressTypeUnknown: 0x08,
} as const

export type SocksReply = (typeof SOCKS_REPLY)[keyof typeof SOCKS_REPLY]

/** Where a client wants to go: a host name or address literal, and a port. */
export type SocksTarget = { readonly host: string; readonly port: number }

/** A step of reading: `usedBytes` of the input belong to it. */
export type SocksStep<T> =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reply: SocksReply | null }
  | { readonly kind: 'complete'; readonly value: T; readonly usedBytes: number }

/** Answer to a greeting: version 5, no authentication. */
export const SOCKS_NO_AUTH = Buffer.from([0x05, 0x00])

/** Answer to a greeting that doesn't offer "no authentication". */
export const SOCKS_NO_METHOD = Buffer.from([0x05, 0xff])

/** Reads a client's greeting: whether it offers to go on without authentication. RFC 1928 §3. */
export function readGreeting(input: Buffer): SocksStep<{ readonly offersNoAuth: boolean }> {
  if (input.length >= 1 && input[0] !== 0x05) return { kind: 'malformed', reply: null }
  if (input.length < 2) return { kind: 'incomplete' }
  const usedBytes = 2 + (input[1] ?? 0)
  if (input.length < usedBytes) return { kind: 'incomplete' }
  return { kind: 'complete', value: { offersNoAuth: input.subarray(2, usedBytes).includes(0x00) }, usedBytes }
}

/** Reads a request to connect. RFC 1928 §4; every other command is malformed. */
export function readConnect(input: Buffer): SocksStep<SocksTarget> {
  if (input.length >= 1 && input[0] !== 0x05) return { kind: 'malformed', reply: null }
  if (input.length < 5) return { kind: 'incomplete' }
  if (input[1] !== 0x01) return { kind: 'malformed', reply: SOCKS_REPLY.commandUnknown }
  const lengths: Readonly<Record<number, number>> = { 0x01: 4, 0x03: 1 + (input[4] ?? 0), 0x04: 16 }
  const hostBytes = lengths[input[3] ?? 0]
  if (hostBytes === undefined) return { kind: 'malformed', reply: SOCKS_REPLY.addressTypeUnknown }
  const usedBytes = 4 + hostBytes + 2
  if (input.length < usedBytes) return { kind: 'incomplete' }
  const host = hostOf(input[3] ?? 0, input.subarray(4, 4 + hostBytes))
  return { kind: 'complete', value: { host, port: input.readUInt16BE(usedBytes - 2) }, usedBytes }
}

/** A reply. The bound address is left 0.0.0.0:0: clients that asked to connect don't use it. */
export function socksReply(code: SocksReply): Buffer {
  return Buffer.from([0x05, code, 0x00, 0x01, 0, 0, 0, 0, 0, 0])
}

/** An address of 16 bytes comes out as in `URL.hostname`: short, in brackets. */
function hostOf(type: number, bytes: Buffer): string {
  if (type === 0x01) return [...bytes].join('.')
  if (type === 0x03) return bytes.toString('latin1', 1)
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname
}
