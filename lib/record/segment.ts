import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { HOUR_MS } from '../model/duration.ts'
import { type Manifest, RESULTS, SEGMENT_FILES, SUMS } from '../model/evidence.ts'
import { canonicalJson } from './canonical.ts'
import type { KeyedResult } from './results.ts'
import { type Signer, sha256Of } from './signer.ts'

/** A result with the bytes that it is sealed by: its canonical JSON. */
export type SealedResult = { readonly result: KeyedResult; readonly json: string }

/** What a segment is made of besides its results; the rest of its manifest is computed. */
export type SegmentFacts = Omit<
  Manifest,
  'type' | 'schema' | 'counts' | 'hours' | 'results' | 'catalogVersions' | 'software' | 'key'
> & {
  /** Versions in force on the day. */
  readonly catalogVersions: readonly string[]
  readonly sealedBy: Readonly<Record<string, string>>
}

export type Segment = {
  readonly manifest: Manifest
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
  const content = linesOf(sorted)
  const packed = await packed9(content)
  const manifest: Manifest = {
    type: 'evidenceSegment',
    schema: 1,
    ...rest,
    catalogVersions: [
      ...new Set([...catalogVersions, ...sorted.flatMap(({ result }) => result.catalogVersion ?? [])]),
    ].toSorted(),
    software: { sealedBy, results: softwareOf(sorted) },
    counts: countsOf(sorted),
    hours: hoursOf(sorted),
    results: {
      name: RESULTS,
      sha256: sha256Of(packed),
      bytes: packed.byteLength,
      contentSha256: sha256Of(content),
      contentBytes: Buffer.byteLength(content),
    },
    key: signer.keyId,
  }
  const bytes = Buffer.from(canonicalJson(manifest))
  const files = new Map<string, Uint8Array>([
    ['manifest.json', bytes],
    ['manifest.sig', await signer.sign(bytes)],
    [RESULTS, packed],
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

/** In the format of sha256sum, by the names of `SEGMENT_FILES`. */
export function sumsOf(sha256: ReadonlyMap<string, string>): string {
  return SEGMENT_FILES.map((name) => `${sha256.get(name) ?? ''}  ${name}\n`).join('')
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

async function packed9(content: string): Promise<Uint8Array> {
  const packed = await pack(content, { level: 9 })
  packed[GZIP_OS] = 255
  return packed
}

/** By UTF-16 code units, as RFC 8785 orders names. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
