import { X509Certificate } from 'node:crypto'

type Element = { readonly tag: number; readonly whole: Buffer; readonly content: Buffer }

const SEQUENCE = 0x30
const CONTEXT_0 = 0xa0

/**
 * Certificates in what a certificate authority serves for its own: one in DER or PEM, or a PKCS #7 bundle of them
 * (RFC 5280 §4.2.2.1). Empty where the bytes are neither.
 */
export function certificatesIn(bytes: Buffer): readonly X509Certificate[] {
  const der = fromPem(bytes)
  try {
    return [new X509Certificate(der)]
  } catch {
    // Not a certificate by itself: perhaps a bundle.
  }
  try {
    return bundled(der).map((one) => new X509Certificate(one))
  } catch {
    return []
  }
}

function fromPem(bytes: Buffer): Buffer {
  const inner = /-----BEGIN (?:CERTIFICATE|PKCS7|CMS)-----([\s\S]+?)-----END/.exec(bytes.toString('latin1'))?.[1]
  return inner === undefined ? bytes : Buffer.from(inner, 'base64')
}

/** ContentInfo › [0] › SignedData › [0] certificates (RFC 2315 §9.1). */
function bundled(der: Buffer): readonly Buffer[] {
  const [contentInfo] = elements(der)
  const signedData = elements(childOf(contentInfo, CONTEXT_0).content)[0]
  const certificates = childOf(signedData, CONTEXT_0)
  return elements(certificates.content)
    .filter(({ tag }) => tag === SEQUENCE)
    .map(({ whole }) => whole)
}

function childOf(parent: Element | undefined, tag: number): Element {
  const child = parent && elements(parent.content).find((one) => one.tag === tag)
  if (!child) throw new RangeError('not a PKCS #7 bundle')
  return child
}

/** The DER elements that stand one after the other (X.690 §8.1); definite lengths only. */
function elements(bytes: Buffer): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const short = bytes.readUInt8(at + 1)
    const lengthBytes = short < 0x80 ? 0 : short - 0x80
    const start = at + 2 + lengthBytes
    const length = lengthBytes === 0 ? short : bytes.readUIntBE(at + 2, lengthBytes)
    if (short === 0x80 || start + length > bytes.length) throw new RangeError('not DER')
    found.push({
      tag: bytes.readUInt8(at),
      whole: bytes.subarray(at, start + length),
      content: bytes.subarray(start, start + length),
    })
    at = start + length
  }
  return found
}
