import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { DAY_MS } from '../../model/duration.ts'

/** Key and certificate in PEM. */
export type Certificate = { readonly key: string; readonly cert: string }

/** DER tags (X.690 §8). */
const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
} as const

/** Object identifiers, encoded: ecdsa-with-SHA256 (RFC 5758 §3.2), commonName and subjectAltName (RFC 5280). */
const OID = {
  ecdsaWithSha256: der(TAG.oid, Buffer.from('2a8648ce3d040302', 'hex')),
  commonName: der(TAG.oid, Buffer.from('550403', 'hex')),
  subjectAltName: der(TAG.oid, Buffer.from('551d11', 'hex')),
}

const VALID_DAYS = 365

/**
 * A fresh certificate for one host, signed by nobody but itself: clients that check call it untrusted. It was valid
 * from the day before `nowMs` and is for a year, so that this is the only thing wrong with it. Written by hand
 * (RFC 5280 §4.1), since the libraries for it take longer to load than the whole farm to start.
 */
export function selfSignedCertificate({ host, nowMs }: { readonly host: string; readonly nowMs: number }): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(TAG.sequence, OID.ecdsaWithSha256)
  const name = der(TAG.sequence, der(TAG.set, der(TAG.sequence, OID.commonName, der(TAG.utf8, Buffer.from(host)))))
  const validity = der(TAG.sequence, utcTime(nowMs - DAY_MS), utcTime(nowMs + VALID_DAYS * DAY_MS))
  const altNames = der(TAG.sequence, der(TAG.dnsName, Buffer.from(host)))
  const extension = der(TAG.sequence, OID.subjectAltName, der(TAG.octetString, altNames))
  const content = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, der(TAG.sequence, extension)),
  )
  const signature = sign('sha256', content, privateKey)
  const certificate = der(TAG.sequence, content, algorithm, der(TAG.bitString, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

/** One DER element; every length here fits in two bytes. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

function utcTime(atMs: number): Buffer {
  return der(TAG.utcTime, Buffer.from(`${new Date(atMs).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}
