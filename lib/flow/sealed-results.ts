import type { Audit } from '../model/audit.ts'
import { RESULTS, SIGNATURES, segmentFolder } from '../model/evidence.ts'
import type { Observation } from '../model/observation.ts'
import { canonicalJson } from '../record/canonical.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import type { KeyedResult } from '../record/results.ts'
import { compareResults, readSignatureLine, type SealedResult, unpack } from '../record/segment.ts'
import type { StoredSegment } from '../record/segments.ts'
import { sha256Of } from '../record/signer.ts'

/** Which of two results stays has nothing to do with signatures. */
type Unsigned = Omit<SealedResult, 'signature'>

/** Which segment, and what is in it. */
export type SegmentContents = Pick<StoredSegment, 'page' | 'day' | 'revision' | 'contentSha256' | 'signaturesSha256'>

/** What a segment holds, in its order. Rejects where its files are not what was sealed. */
export async function readSealed(
  store: Pick<EvidenceStore, 'get'>,
  segment: SegmentContents,
): Promise<readonly SealedResult[]> {
  const linesIn = async (name: string, contentSha256: string): Promise<readonly string[]> => {
    const path = `${segmentFolder(segment)}${name}`
    const lines = unpack(await store.get(path))
    if (lines === null || sha256Of(lines.map((line) => `${line}\n`).join('')) !== contentSha256)
      throw new Error(`${path} is not what was sealed: verify the evidence`)
    return lines
  }
  const { contentSha256, signaturesSha256 } = segment
  const lines = await linesIn(RESULTS, contentSha256)
  const signatures = signaturesSha256 === undefined ? [] : await linesIn(SIGNATURES, signaturesSha256)
  return lines.map((json, index) => ({
    json,
    result: JSON.parse(json) as KeyedResult,
    signature: readSignatureLine(signatures[index]) ?? null,
  }))
}

/** Results of a page's span from segments, and from rows that may be in none of them. */
export async function resultsWithin(
  { store, rows }: { readonly store: Pick<EvidenceStore, 'get'>; readonly rows: readonly SealedResult[] },
  of: { readonly segments: readonly SegmentContents[]; readonly fromMs: number; readonly toMs: number },
): Promise<{ readonly all: readonly SealedResult[]; readonly unsealed: readonly SealedResult[] }> {
  const sealed = (await Promise.all(of.segments.map((segment) => readSealed(store, segment)))).flat()
  const within = sealed.filter(({ result }) => result.slotMs >= of.fromMs && result.slotMs < of.toMs)
  const known = new Set(within.map(({ json }) => json))
  const all = bestOf([...within, ...rows])
  return { all, unsealed: all.filter(({ json }) => !known.has(json)) }
}

/** What was seen without a browser, and with one. */
export function byType(results: readonly SealedResult[]): {
  readonly observations: readonly Observation[]
  readonly audits: readonly Audit[]
} {
  const all = results.map(({ result }) => result)
  return {
    observations: all.filter((result) => result.type === 'observation'),
    audits: all.filter((result) => result.type === 'audit'),
  }
}

/** Of several results for one key the one that stays in the table too, with its first signature, in a segment's order. */
export function bestOf(results: readonly SealedResult[]): readonly SealedResult[] {
  const found = new Map<string, SealedResult>()
  for (const one of results) {
    const key = resultKey(one.result)
    const other = found.get(key)
    if (other === undefined || isBetter(one, other)) found.set(key, one)
  }
  return [...found.values()].toSorted((a, b) => compareResults(a.result, b.result))
}

/** Whether it is the first of two results for one key that stays. */
export function isBetter(one: Unsigned, other: Unsigned): boolean {
  const [startedAtMs, otherMs] = [one.result.startedAtMs, other.result.startedAtMs]
  return startedAtMs < otherMs || (startedAtMs === otherMs && one.json < other.json)
}

/** No two results of a page that stay have the same. */
export function resultKey({ type, slotMs, location }: KeyedResult): string {
  return `${type} ${slotMs} ${location}`
}

/** One that nobody has signed. */
export function sealedOf(result: Observation | Audit): SealedResult {
  return { result: result as KeyedResult, json: canonicalJson(result), signature: null }
}
