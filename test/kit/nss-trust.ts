import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { der, derOf, oid, sequence } from './certificates.ts'

/** What an empty password makes of a salt, and a text enciphered by it: the store's proof that it is the right one. */
const PASSWORD = {
  salt: '6OfdMHs9bSjXSupYjGuIIeTgpeo=',
  proof:
    'MIGBMG0GCSqGSIb3DQEFDTBgMEEGCSqGSIb3DQEFDDA0BCCokZGDssuQ3yuke06TzNuqDh3qYrsMqkPTnwM9Zxk/lQIBAQIBIDAKBggqhkiG9w0CCTAbBglghkgBZQMEASoEDhwsGQowrNZtQsOYv7iVBBASDIxX/GCr/ddMpYNf39iC',
}

/** Attributes of PKCS #11 objects (NSS `lib/util/pkcs11n.h`), as the store names its columns. */
const CERTIFICATE = { class: 'a0', token: 'a1', private: 'a2', label: 'a3', value: 'a11', type: 'a80' } as const
const SHARED = { issuer: 'a81', serial: 'a82', modifiable: 'a170' } as const
const SUBJECT = { subject: 'a101', id: 'a102' } as const
const TRUST = {
  server: 'ace536358',
  client: 'ace536359',
  code: 'ace53635a',
  mail: 'ace53635b',
  stepUp: 'ace536360',
} as const
const HASHES = { sha1: 'ace5363b4', md5: 'ace5363b5' } as const

const CERTIFICATE_ID = 1
const TRUST_ID = 2

const TRUST_CLASS = 0xce534353
const TRUSTED_DELEGATOR = 0xce534352
const MUST_VERIFY = 0xce534353

/**
 * Makes a folder to be a browser's HOME in which it trusts an authority besides its own: a store of NSS, written by
 * hand, since the machine may have no tool for it. What says whom to trust is signed with the store's (empty) password.
 */
export function trustInHome(home: string, authorityPem: string): void {
  const folder = join(home, '.pki', 'nssdb')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'pkcs11.txt'), MODULE(folder))
  const certificate = derOf(authorityPem)
  const { serial, issuer, subject } = namesIn(certificate)
  const yes = Buffer.from([1])
  const no = Buffer.from([0])
  const shared = { [SHARED.issuer]: issuer, [SHARED.serial]: serial, [SHARED.modifiable]: yes }
  const trust: Readonly<Record<string, Buffer>> = {
    [TRUST.server]: ulong(TRUSTED_DELEGATOR),
    [TRUST.client]: ulong(MUST_VERIFY),
    [TRUST.code]: ulong(MUST_VERIFY),
    [TRUST.mail]: ulong(MUST_VERIFY),
    [TRUST.stepUp]: no,
    [HASHES.sha1]: createHash('sha1').update(certificate).digest(),
    [HASHES.md5]: createHash('md5').update(certificate).digest(),
  }
  const columns = [CERTIFICATE, SHARED, SUBJECT, TRUST, HASHES].flatMap((all) => Object.values<string>(all))
  const certificates = new DatabaseSync(join(folder, 'cert9.db'))
  certificates.exec(`CREATE TABLE nssPublic (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, ${columns.join(', ')})`)
  insert(certificates, CERTIFICATE_ID, {
    ...shared,
    [CERTIFICATE.class]: ulong(1),
    [CERTIFICATE.token]: yes,
    [CERTIFICATE.private]: no,
    [CERTIFICATE.label]: Buffer.from('authority'),
    [CERTIFICATE.value]: certificate,
    [CERTIFICATE.type]: ulong(0),
    [SUBJECT.subject]: subject,
    [SUBJECT.id]: createHash('sha1').update(certificate).digest(),
  })
  insert(certificates, TRUST_ID, {
    ...shared,
    ...trust,
    [CERTIFICATE.class]: ulong(TRUST_CLASS),
    [CERTIFICATE.token]: yes,
    [CERTIFICATE.private]: no,
  })
  certificates.close()
  const keys = new DatabaseSync(join(folder, 'key4.db'))
  keys.exec('CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2)')
  keys.exec(`CREATE TABLE nssPrivate (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, ${columns.join(', ')})`)
  const meta = keys.prepare('INSERT INTO metaData VALUES (?, ?, ?)')
  meta.run('password', Buffer.from(PASSWORD.salt, 'base64'), Buffer.from(PASSWORD.proof, 'base64'))
  for (const [column, value] of Object.entries(trust)) {
    const attribute = column.slice(1)
    meta.run(`sig_cert_${hex(TRUST_ID)}_${attribute}`, signed(Number.parseInt(attribute, 16), value), null)
  }
  keys.close()
}

const MODULE = (folder: string): string => `library=
name=NSS Internal PKCS #11 Module
parameters=configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=
NSS=Flags=internal,critical trustOrder=75 cipherOrder=100
`

function insert(database: DatabaseSync, id: number, values: Readonly<Record<string, Buffer>>): void {
  const names = Object.keys(values)
  const places = names.map(() => '?').join(', ')
  database
    .prepare(`INSERT INTO nssPublic (id, ${names.join(', ')}) VALUES (?, ${places})`)
    .run(id, ...Object.values(values))
}

/** PBMAC1 (RFC 8018 §7.1) of an attribute of the trust object: PBKDF2 once, and HMAC, both with SHA-256. */
function signed(attribute: number, value: Buffer): Buffer {
  const salt = randomBytes(32)
  const password = createHash('sha1').update(Buffer.from(PASSWORD.salt, 'base64')).digest()
  const key = pbkdf2Sync(password, salt, 1, 32, 'sha256')
  const mac = createHmac('sha256', key).update(ulong(TRUST_ID)).update(ulong(attribute)).update(value).digest()
  const hmacSha256 = sequence(oid('2a864886f70d0209'))
  const one = der(0x02, Buffer.from([1]))
  const length = der(0x02, Buffer.from([32]))
  const derivation = sequence(oid('2a864886f70d01050c'), sequence(der(0x04, salt), one, length, hmacSha256))
  return sequence(sequence(oid('2a864886f70d01050e'), sequence(derivation, hmacSha256)), der(0x04, mac))
}

/** Serial number, issuer and subject of a certificate, each as its whole element (RFC 5280 §4.1). */
function namesIn(certificate: Buffer): { readonly serial: Buffer; readonly issuer: Buffer; readonly subject: Buffer } {
  const [content = certificate] = elements(contentOf(certificate))
  const [, serial, , issuer, , subject] = elements(contentOf(content))
  if (!serial || !issuer || !subject) throw new Error('no certificate')
  return { serial, issuer, subject }
}

function elements(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const { headLength, length } = headOf(bytes.subarray(at))
    found.push(bytes.subarray(at, at + headLength + length))
    at += headLength + length
  }
  return found
}

function contentOf(element: Buffer): Buffer {
  const { headLength, length } = headOf(element)
  return element.subarray(headLength, headLength + length)
}

/** Tag and length of a DER element (X.690 §8.1.3). */
function headOf(bytes: Buffer): { readonly headLength: number; readonly length: number } {
  const first = bytes[1] ?? 0
  if (first < 0x80) return { headLength: 2, length: first }
  const size = first & 0x7f
  return { headLength: 2 + size, length: bytes.readUIntBE(2, size) }
}

function ulong(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0')
}
