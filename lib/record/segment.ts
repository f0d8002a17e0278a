import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { HOUR_MS } from '../model/duration.ts'
import { type Manifest, RESULTS, SEGMENT_FILES, SIGNATURES, type SignedManifest, SUMS } from '../model/evidence.ts'
import { type ResultSignature, signatureSchema } from '../model/signature.ts'
import { canonicalJson } from './canonical.ts'
import type { KeyedResult, SignedResult } from './results.ts'
import { type Signer, sha256Of } from './signer.ts'

/** A result with the bytes that it is sealed by: its canonical JSON. */
export type SealedResult = SignedResult

/** What a segment is made of besides its results; the rest of its manifest is computed. */
export type SegmentFacts = Omit<
  SignedManifest,
  'type' | 'schema' | 'counts' | 'hours' | 'results' | 'signatures' | 'catalogVersions' | 'software' | 'key'
> & {
  /** Versions in force on the day. */
  readonly catalogVersions: readonly string[]
  readonly sealedBy: Readonly<Record<string, string>>
}

export type Segment = {
  readonly manifest: SignedManifest
  /** By name: those of `SEGMENT_FILES`, and `SHA256SUMS`. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Of `SHA256SUMS`. */
  readonly sha256: string
}

const pack = promisify(gzip)

/** No results of a day come near it; a larger file is not one of ours. */
const MOST_BYTES = 512 * 1024 * 1024

/** Where a gzip header names the system that made it (RFC 1952, 2.3); 255 is unknown. Node leaves the time at 0. */
const GZIP_OS = 9

/** Seals results: the same results, facts and key give the same bytes but for the signature's. */
export async function sealSegment(
  results: readonly SealedResult[],
  facts: SegmentFacts,
  signer: Signer,
): Promise<Segment> {
  const { catalogVersions, sealedBy, ...rest } = facts
  const sorted = results.toSorted((a, b) => compareResults(a.result, b.result))
  const results9 = await packedFile(linesOf(sorted))
  const signatures9 = await packedFile(signatureLinesOf(sorted))
  const manifest: SignedManifest = {
    type: 'evidenceSegment',
    schema: 2,
    ...rest,
    catalogVersions: [
      ...new Set([...catalogVersions, ...sorted.flatMap(({ result }) => result.catalogVersion ?? [])]),
    ].toSorted(),
    software: { sealedBy, results: softwareOf(sorted) },
    counts: countsOf(sorted),
    hours: hoursOf(sorted),
    results: { name: RESULTS, ...results9.facts },
    signatures: { name: SIGNATURES, ...signatures9.facts },
    key: signer.keyId,
  }
  const bytes = Buffer.from(canonicalJson(manifest))
  const files = new Map<string, Uint8Array>([
    ['manifest.json', bytes],
    ['manifest.sig', await signer.sign(bytes)],
    [RESULTS, results9.bytes],
    [SIGNATURES, signatures9.bytes],
  ])
  const sums = Buffer.from(sumsOf(new Map([...files].map(([name, file]) => [name, sha256Of(file)]))))
  return { manifest, files: new Map([...files, [SUMS, sums]]), sha256: sha256Of(sums) }
}

/** By slot, then kind (audits first), then location: no two results of a page are equal in all three. */
export function compareResults(a: KeyedResult, b: KeyedResult): number {
  return a.slotMs - b.slotMs || order(a.type, b.type) || order(a.location, b.location)
}

/** One line each, with a line feed behind every one. */
export function linesOf(results: readonly SealedResult[]): string {
  return results.map(({ json }) => `${json}\n`).join('')
}

/** The signature of each, in the same order; `null` in the line of a result that has none. */
export function signatureLinesOf(results: readonly Pick<SealedResult, 'signature'>[]): string {
  return results
    .map(({ signature }) => {
      const line = signature && { key: signature.keyId, signature: signature.signature }
      return `${canonicalJson(line)}\n`
    })
    .join('')
}

/** Undefined: it is no line of signatures. */
export function readSignatureLine(line: string | undefined): ResultSignature | null | undefined {
  try {
    const value = JSON.parse(line ?? '') as { readonly key?: unknown; readonly signature?: unknown } | null
    if (value === null) return null
    return signatureSchema.safeParse({ keyId: value.key, signature: value.signature }).data
  } catch {
    return undefined
  }
}

/** In the format of sha256sum, in the order of `SEGMENT_FILES`; of schema 1 there are no signatures. */
export function sumsOf(sha256: ReadonlyMap<string, string>): string {
  return SEGMENT_FILES.filter((name) => name !== SIGNATURES || sha256.has(name))
    .map((name) => `${sha256.get(name) ?? ''}  ${name}\n`)
    .join('')
}

/** The lines of `results.jsonl.gz`, at most `mostBytes` of them; null where it isn't gzip, is cut off, or is larger. */
export function unpack(packed: Uint8Array, mostBytes: number = MOST_BYTES): readonly string[] | null {
  try {
    const lines = gunzipSync(packed, { maxOutputLength: Math.max(1, mostBytes) })
      .toString('utf8')
      .split('\n')
    if (lines.at(-1) === '') lines.pop()
    return lines
  } catch {
    return null
  }
}

/** Lines by the hour of their slots, in order of time. */
export function hoursOf(results: readonly SealedResult[]): Manifest['hours'] {
  const hours = new Map<number, SealedResult[]>()
  for (const one of results) {
    const fromMs = Math.floor(one.result.slotMs / HOUR_MS) * HOUR_MS
    const lines = hours.get(fromMs)
    if (lines) lines.push(one)
    else hours.set(fromMs, [one])
  }
  return [...hours].map(([fromMs, lines]) => ({ fromMs, lines: lines.length, sha256: sha256Of(linesOf(lines)) }))
}

function countsOf(results: readonly SealedResult[]): Manifest['counts'] {
  const locations = new Map<string, { observations: number; audits: number }>()
  let imported = 0
  for (const { result } of results) {
    const counts = locations.get(result.location) ?? { observations: 0, audits: 0 }
    if (result.type === 'audit') counts.audits++
    else counts.observations++
    if (result.type === 'observation' && result.origin === 'import') imported++
    locations.set(result.location, counts)
  }
  const audits = results.filter(({ result }) => result.type === 'audit').length
  return {
    results: results.length,
    observations: results.length - audits,
    audits,
    imported,
    locations: [...locations]
      .toSorted(([a], [b]) => order(a, b))
      .map(([location, counts]) => ({ location, ...counts })),
  }
}

function softwareOf(results: readonly SealedResult[]): Manifest['software']['results'] {
  const found = new Map(
    results.map(({ result }) => [canonicalJson(result.conditions.software), result.conditions.software]),
  )
  return [...found].toSorted(([a], [b]) => order(a, b)).map(([, software]) => software)
}

async function packedFile(content: string) {
  const bytes: Uint8Array = await pack(content, { level: 9 })
  bytes[GZIP_OS] = 255
  return {
    bytes,
    facts: {
      sha256: sha256Of(bytes),
      bytes: bytes.byteLength,
      contentSha256: sha256Of(content),
      contentBytes: Buffer.byteLength(content),
    },
  }
}

/** By UTF-16 code units, as RFC 8785 orders names. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
