import { expectedIn, type PageSchedule } from '../judge/page-schedule.ts'
import type { Day } from '../model/day.ts'
import { RESULTS, SIGNATURES, SUMS, segmentFolder } from '../model/evidence.ts'
import type { LocationKey } from '../model/signature.ts'
import { NHIP_VERSION } from '../model/software.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { signedResultsOf } from '../record/results.ts'
import { linesOf, type Segment, sealSegment, unpack } from '../record/segment.ts'
import type { Chain, StoredSegment } from '../record/segments.ts'
import { isSignedBy, readPublicKey, type Signer, sha256Of } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import { bestOf, readSealed } from './sealed-results.ts'

/** What sealing needs. */
export type SealPorts = { readonly table: Table; readonly store: EvidenceStore; readonly signer: Signer }

/** A page's day in its zone; the span is half-open, epoch ms. */
export type PageDay = {
  readonly page: PageSchedule
  readonly day: Day
  readonly fromMs: number
  readonly toMs: number
  readonly timezone: string
}

/**
 * Seals what there is of a page's day as the next segment of the page's chain, reads it back and verifies it. Null where
 * it is sealed as it is, or where nothing was expected and nothing came. What an earlier revision has and the table
 * doesn't is sealed again: its rows may have had their time. The segment isn't in the chain before the chain is written.
 */
export async function sealDay(
  of: PageDay,
  how: SealPorts & {
    readonly chain: Chain
    /** The day's latest revision. */
    readonly latest: StoredSegment | null
    readonly nowMs: number
    /** The latest minute for which a location's receipt came. */
    readonly watermarkOf: (location: string) => Promise<number | null>
    readonly keysOf: (location: string) => Promise<readonly LocationKey[]>
    /** Puts a public key among the evidence. */
    readonly publishKey: (keyId: string, publicKey: string) => Promise<void>
  },
): Promise<StoredSegment | null> {
  const { day, fromMs, toMs, timezone } = of
  const { page, versions } = of.page
  const { chain, latest, nowMs } = how
  const [rows, before] = await Promise.all([
    signedResultsOf(how.table, page, of),
    latest === null ? [] : readSealed(how.store, latest),
  ])
  const results = bestOf([...before, ...rows])
  if (latest?.contentSha256 === sha256Of(linesOf(results))) return null
  const expected = expectedIn(of.page, { fromMs, toMs, nowMs: Number.MAX_SAFE_INTEGER, hasAnswered: () => false })
    .filter((at) => at.expected.size + (at.audits?.size ?? 0) > 0)
    .map(({ location }) => location)
  if (results.length === 0 && expected.length === 0) return null
  const locations = [...new Set([...expected, ...results.map(({ result }) => result.location)])].toSorted()
  const keys = (await Promise.all(locations.map(how.keysOf))).flat()
  // Before what is checked with them.
  for (const { keyId, publicKey } of keys) await how.publishKey(keyId, publicKey)
  const segment = await sealSegment(
    results,
    {
      page,
      day,
      timezone,
      fromMs,
      toMs,
      revision: (latest?.revision ?? 0) + 1,
      supersedes: latest === null ? null : nameOf(latest),
      sequence: (chain.last?.sequence ?? 0) + 1,
      previous: chain.last === null ? null : nameOf(chain.last),
      readAtMs: nowMs,
      watermarks: await Promise.all(
        locations.map(async (location) => ({ location, receiptMs: await how.watermarkOf(location) })),
      ),
      catalogVersions: versions
        .filter(({ config }) => config.effectiveFromMs < toMs && (config.untilMs ?? toMs) > fromMs)
        .map(({ config }) => config.version),
      signers: keys.map(({ location, keyId: key, fromMs, registeredAtMs }) => ({
        location,
        key,
        fromMs,
        registeredAtMs,
      })),
      sealedBy: { nhip: NHIP_VERSION, node: process.versions.node },
    },
    how.signer,
  )
  return keep(segment, how)
}

/** Writes the files, reads them back, and says what it verified. */
async function keep(segment: Segment, how: SealPorts & { readonly nowMs: number }): Promise<StoredSegment> {
  const { manifest, files, sha256 } = segment
  const folder = segmentFolder(manifest)
  const key = readPublicKey(how.signer.publicKey)
  for (const [name, bytes] of files) await how.store.put(`${folder}${name}`, bytes)
  const kept = new Map<string, Uint8Array>()
  for (const [name, bytes] of files) {
    const there = await how.store.get(`${folder}${name}`)
    if (sha256Of(there) !== sha256Of(bytes)) throw new Error(`${folder}${name} is not what was written`)
    kept.set(name, there)
  }
  const [bytes, signature] = [kept.get('manifest.json'), kept.get('manifest.sig')]
  if (!bytes || !signature || key === null || key.keyId !== manifest.key || !isSignedBy(key.key, { bytes, signature }))
    throw new Error(`${folder}manifest.sig is no signature by the key ${manifest.key}`)
  const lines = unpack(kept.get(RESULTS) ?? new Uint8Array(), manifest.results.contentBytes)
  const signatures = unpack(kept.get(SIGNATURES) ?? new Uint8Array(), manifest.signatures.contentBytes)
  for (const [name, found] of [
    [RESULTS, lines],
    [SIGNATURES, signatures],
  ] as const)
    if (found?.length !== manifest.counts.results) throw new Error(`${folder}${name} can't be unpacked`)
  if (!kept.has(SUMS)) throw new Error(`${folder}${SUMS} is not there`)
  return {
    page: manifest.page,
    day: manifest.day,
    revision: manifest.revision,
    sha256,
    sequence: manifest.sequence,
    fromMs: manifest.fromMs,
    toMs: manifest.toMs,
    results: manifest.counts.results,
    contentSha256: manifest.results.contentSha256,
    signaturesSha256: manifest.signatures.contentSha256,
    bytes: [...kept.values()].reduce((total, { byteLength }) => total + byteLength, 0),
    verifiedAtMs: how.nowMs,
  }
}

function nameOf({ day, revision, sha256 }: StoredSegment) {
  return { day, revision, sha256 }
}
