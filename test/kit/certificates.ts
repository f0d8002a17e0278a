import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** Key and certificate in PEM. */
export type Certificate = { readonly key: string; readonly cert: string }

export type Authority = {
  /** Its own certificate, for those who are to trust it. */
  readonly cert: string
  /** A certificate for one host; valid from an hour ago for a day, unless told otherwise. */
  readonly issue: (leaf: { readonly host: string; readonly fromMs?: number; readonly toMs?: number }) => Certificate
}

const HOUR_MS = 3_600_000

/** A certificate authority of its own, by hand (RFC 5280 §4.1): the machine may have no tool for it. */
export function certificateAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const nowMs = Date.now()
  // basicConstraints (2.5.29.19), critical: a CA.
  const constraints = sequence(
    oid('551d13'),
    der(0x01, Buffer.from([0xff])),
    der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
  )
  const cert = certificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    fromMs: nowMs - HOUR_MS,
    toMs: nowMs + 24 * HOUR_MS,
    extension: constraints,
  })
  return {
    cert,
    issue: ({ host, fromMs = nowMs - HOUR_MS, toMs = nowMs + 24 * HOUR_MS }) => {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const names = sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))))
      return {
        key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        cert: certificate({
          subject: host,
          issuer: name,
          publicKey: leaf.publicKey,
          signer: keys.privateKey,
          fromMs,
          toMs,
          extension: names,
        }),
      }
    },
  }
}

function certificate(of: {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly fromMs: number
  readonly toMs: number
  readonly extension: Buffer
}): string {
  // ecdsa-with-SHA256 (RFC 5758 §3.2).
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(of.issuer),
    sequence(utcTime(of.fromMs), utcTime(of.toMs)),
    commonName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(of.extension)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, of.signer))
  const lines = sequence(content, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))))
}

function utcTime(atMs: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(atMs).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

/** One DER element (X.690 §8); every length here fits in two bytes. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
