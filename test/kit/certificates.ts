import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** Key and certificate in PEM; further certificates may follow in `cert`. */
export type Certificate = { readonly key: string; readonly cert: string }

type Validity = { readonly fromMs?: number; readonly toMs?: number }

export type Authority = {
  /** Its own certificate, for those who are to trust it or are told of it. */
  readonly cert: string
  /**
   * A certificate for one host; valid from an hour ago for a day, unless told otherwise. `issuerAt`: where it says
   * that its issuer's certificate is to be had.
   */
  readonly issue: (leaf: Validity & { readonly host: string; readonly issuerAt?: string }) => Certificate
  /** An authority below this one. */
  readonly intermediate: (name: string, about?: Validity & { readonly issuerAt?: string }) => Authority
}

const HOUR_MS = 3_600_000

/** A certificate authority of its own, by hand (RFC 5280 §4.1): the machine may have no tool for it. */
export function certificateAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return authority({ name, keys, cert: authorityCertificate({ name, keys, issuer: name, signer: keys.privateKey }) })
}

type Keys = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }

function authority({
  name,
  keys,
  cert,
}: {
  readonly name: string
  readonly keys: Keys
  readonly cert: string
}): Authority {
  return {
    cert,
    issue: ({ host, issuerAt, ...validity }) => {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const names = sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))))
      return {
        key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        cert: certificate({
          subject: host,
          issuer: name,
          publicKey: leaf.publicKey,
          signer: keys.privateKey,
          ...validity,
          extensions: [names, ...(issuerAt ? [informationAccess(issuerAt)] : [])],
        }),
      }
    },
    intermediate: (below, about = {}) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const issued = authorityCertificate({ name: below, keys: own, issuer: name, signer: keys.privateKey, ...about })
      return authority({ name: below, keys: own, cert: issued })
    },
  }
}

function authorityCertificate({
  name,
  keys,
  issuerAt,
  ...of
}: Validity & {
  readonly name: string
  readonly keys: Keys
  readonly issuer: string
  readonly signer: KeyObject
  readonly issuerAt?: string
}): string {
  // basicConstraints (2.5.29.19), critical: a CA.
  const constraints = sequence(
    oid('551d13'),
    der(0x01, Buffer.from([0xff])),
    der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
  )
  const extensions = [constraints, ...(issuerAt ? [informationAccess(issuerAt)] : [])]
  return certificate({ ...of, subject: name, publicKey: keys.publicKey, extensions })
}

/** authorityInfoAccess (1.3.6.1.5.5.7.1.1) with one caIssuers (…48.2) address. */
function informationAccess(url: string): Buffer {
  const description = sequence(oid('2b06010505073002'), der(0x86, Buffer.from(url)))
  return sequence(oid('2b06010505070101'), der(0x04, sequence(description)))
}

function certificate(of: {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly fromMs?: number
  readonly toMs?: number
  readonly extensions: readonly Buffer[]
}): string {
  const { fromMs = Date.now() - HOUR_MS, toMs = Date.now() + 24 * HOUR_MS } = of
  // ecdsa-with-SHA256 (RFC 5758 §3.2).
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(of.issuer),
    sequence(utcTime(fromMs), utcTime(toMs)),
    commonName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...of.extensions)),
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

export function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

/** One DER element (X.690 §8); every length here fits in two bytes. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

/** The bytes of a certificate in PEM. */
export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
}

/** Certificates as a PKCS #7 bundle (RFC 2315 §9.1), in DER. */
export function pkcs7Of(pems: readonly string[]): Buffer {
  const signedData = sequence(
    der(0x02, Buffer.from([1])),
    der(0x31),
    sequence(oid('2a864886f70d010701')),
    der(0xa0, ...pems.map(derOf)),
    der(0x31),
  )
  return sequence(oid('2a864886f70d010702'), der(0xa0, signedData))
}
