import { DAY_MS } from '../../lib/model/duration.ts'
import { publicKeyFile, type SegmentName, segmentFolder } from '../../lib/model/evidence.ts'
import type { LocationKey } from '../../lib/model/signature.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import type { EvidenceSource } from '../../lib/record/evidence-folder.ts'
import type { EvidenceStore } from '../../lib/record/evidence-store.ts'
import type { KeyedResult, SignedResult } from '../../lib/record/results.ts'
import { sealHead } from '../../lib/record/seal-head.ts'
import { type Segment, sealSegment } from '../../lib/record/segment.ts'
import type { Signer } from '../../lib/record/signer.ts'

/** Evidence in memory, by path. */
export type Evidence = Map<string, Uint8Array>

/** What a day of a page is sealed of. */
export type DayToSeal = {
  readonly page: string
  readonly day: string
  /** Those that are no rows are unsigned. */
  readonly results: readonly (KeyedResult | SignedResult)[]
  /** What their locations have registered; none by default. */
  readonly keys?: readonly LocationKey[]
}

export const sealed = (result: KeyedResult) => ({ result, json: canonicalJson(result), signature: null })

/** Seals days in the order in which they are given; a day that comes again is a further revision. */
export async function evidenceOf(days: readonly DayToSeal[], signer: Signer): Promise<Evidence> {
  const evidence: Evidence = new Map([[publicKeyFile(signer.keyId), Buffer.from(signer.publicKey)]])
  const chains = new Map<string, { readonly segments: number; readonly last: SegmentName }>()
  const latest = new Map<string, SegmentName>()
  for (const { page, day, results, keys = [] } of days) {
    for (const { keyId, publicKey } of keys) evidence.set(publicKeyFile(keyId), Buffer.from(publicKey))
    const chain = chains.get(page) ?? null
    const supersedes = latest.get(`${page} ${day}`) ?? null
    const revision = (supersedes?.revision ?? 0) + 1
    const segment = await segmentOf({ page, day, results, keys }, { signer, revision, supersedes, chain })
    for (const [name, bytes] of segment.files) evidence.set(segmentFolder({ page, day, revision }) + name, bytes)
    const last = { day, revision, sha256: segment.sha256 }
    latest.set(`${page} ${day}`, last)
    chains.set(page, { segments: (chain?.segments ?? 0) + 1, last })
  }
  const head = await sealHead(
    [...chains].map(([page, chain]) => ({ page, ...chain })),
    signer,
  )
  for (const [name, bytes] of head) evidence.set(name, bytes)
  return evidence
}

/** One segment, UTC days. */
export function segmentOf(
  { page, day, results, keys = [] }: DayToSeal,
  of: {
    readonly signer: Signer
    readonly revision?: number
    readonly supersedes?: SegmentName | null
    readonly chain?: { readonly segments: number; readonly last: SegmentName } | null
  },
): Promise<Segment> {
  const fromMs = Date.parse(`${day}T00:00:00Z`)
  const facts = {
    page,
    day,
    timezone: 'UTC',
    fromMs,
    toMs: fromMs + DAY_MS,
    revision: of.revision ?? 1,
    supersedes: of.supersedes ?? null,
    sequence: (of.chain?.segments ?? 0) + 1,
    previous: of.chain?.last ?? null,
    readAtMs: fromMs + 2 * DAY_MS,
    watermarks: [{ location: 'sgn', receiptMs: fromMs + 2 * DAY_MS - 60_000 }],
    catalogVersions: ['v1'],
    signers: keys.map(({ location, keyId: key, fromMs, registeredAtMs }) => ({
      location,
      key,
      fromMs,
      registeredAtMs,
    })),
    sealedBy: { nhip: '0', node: '24' },
  }
  return sealSegment(
    results.map((one) => ('json' in one ? one : sealed(one))),
    facts,
    of.signer,
  )
}

/** The same as a folder would give it. */
export function sourceOf(evidence: Evidence): EvidenceSource {
  return {
    list: async () => [...evidence.keys()].toSorted().map((path) => ({ path, isFile: true })),
    read: async (path) => {
      const bytes = evidence.get(path)
      if (!bytes) throw new Error(`there is no ${path}`)
      return bytes
    },
  }
}

/** As a store to write to. */
export function memoryEvidence(evidence: Evidence): EvidenceStore {
  return {
    put: async (path, body) => void evidence.set(path, body),
    get: async (path) => {
      const bytes = evidence.get(path)
      if (!bytes) throw new Error(`there is no ${path}`)
      return bytes
    },
  }
}
