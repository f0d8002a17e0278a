import {
  type Manifest,
  RESULTS,
  SEGMENT_FILES,
  SIGNATURES,
  SUMS,
  segmentFolder,
  UNSIGNED_SEGMENT_FILES,
} from '../model/evidence.ts'
import { type EvidenceProblem, evidenceProblem } from '../model/evidence-problem.ts'
import type { EvidenceSource } from '../record/evidence-folder.ts'
import type { FoundSegment } from '../record/read-manifest.ts'
import { sumsOf } from '../record/segment.ts'
import { sha256Of } from '../record/signer.ts'
import { differingHours, linesNamed } from './verify-results.ts'
import { type SignedCount, type Signers, verifySignatures } from './verify-signatures.ts'

/** What is wrong with one segment. `named`: the hashes of its `SHA256SUMS` by which sound segments and the head name it. */
export async function verifySegment(
  source: EvidenceSource,
  of: { readonly segment: FoundSegment; readonly named: ReadonlySet<string>; readonly signers: Signers },
): Promise<SignedCount & { readonly problems: readonly EvidenceProblem[] }> {
  const { folder, names, manifest } = of.segment
  const read = async (name: string): Promise<Uint8Array | null> =>
    names.has(name) ? source.read(`${folder}${name}`) : null
  const packed = await read(RESULTS)
  const signatures = await read(SIGNATURES)
  const sha256 = new Map(of.segment.sha256)
  if (packed) sha256.set(RESULTS, sha256Of(packed))
  if (signatures) sha256.set(SIGNATURES, sha256Of(signatures))
  const expected = [...filesOf(of.segment), SUMS]
  const wrong = wrongFiles(of.segment, { sha256, named: of.named })
  if (wrong.kind === 'segment') return uncounted([evidenceProblem({ file: folder, ...wrong.problem })])
  const isDamaged = manifest && packed && wrong.changed.includes(RESULTS)
  const lines = packed && manifest && linesNamed(packed, manifest.results)
  const signatureLines = signatures && manifest?.schema === 2 ? linesNamed(signatures, manifest.signatures) : null
  if (wrong.changed.length === 0 && manifest && packed && !lines) wrong.changed.push(RESULTS)
  if (
    wrong.changed.length === 0 &&
    manifest?.schema === 2 &&
    signatures &&
    signatureLines?.length !== manifest.counts.results
  )
    wrong.changed.push(SIGNATURES)
  const problems = [
    ...expected
      .filter((name) => !names.has(name))
      .map((name) => evidenceProblem({ file: `${folder}${name}`, kind: 'missing', code: 'not_there' })),
    ...[...names]
      .filter((name) => !expected.includes(name))
      .map((name) => evidenceProblem({ file: `${folder}${name}`, kind: 'added', code: 'not_sealed' })),
    ...wrong.changed.map((name) =>
      evidenceProblem({
        file: `${folder}${name}`,
        kind: 'changed',
        code: 'bytes_differ',
        ...(name === RESULTS && isDamaged ? { more: differingHours(packed, manifest) } : {}),
      }),
    ),
    ...(wrong.isUnsigned
      ? [evidenceProblem({ file: `${folder}manifest.json`, kind: 'changed', code: 'bad_signature' })]
      : []),
  ]
  if (problems.length > 0 || !manifest || !lines) return uncounted(problems)
  if (manifest.schema === 1 || !signatureLines)
    return { signed: 0, unsigned: manifest.counts.results - manifest.counts.imported, problems }
  return verifySignatures({ file: `${folder}${RESULTS}`, manifest, lines, signatures: signatureLines }, of.signers)
}

/** What is damaged says nothing of who has signed it. */
function uncounted(problems: readonly EvidenceProblem[]) {
  return { signed: 0, unsigned: 0, problems }
}

/** The files that a segment should have, but for `SHA256SUMS`, by whatever of it says so. */
function filesOf({ manifest, sums, names }: FoundSegment): readonly string[] {
  const isSigned =
    manifest === null ? (sums?.text.includes(SIGNATURES) ?? names.has(SIGNATURES)) : manifest.schema === 2
  return isSigned ? SEGMENT_FILES : UNSIGNED_SEGMENT_FILES
}

type Wrong =
  | { readonly kind: 'files'; readonly changed: string[]; readonly isUnsigned: boolean }
  | { readonly kind: 'segment'; readonly problem: Omit<Parameters<typeof evidenceProblem>[0], 'file'> }

/** Which of the files that are there aren't what they were, by whatever of the segment can still be believed. */
function wrongFiles(
  segment: FoundSegment,
  of: { readonly sha256: ReadonlyMap<string, string>; readonly named: ReadonlySet<string> },
): Wrong {
  const { manifest, signature, sums } = segment
  const { sha256, named } = of
  const files = filesOf(segment)
  const unlike = files.filter(
    (name) => sums !== null && sha256.has(name) && !sums.text.includes(`${sha256.get(name)}  ${name}\n`),
  )
  const isComplete = files.every((name) => sha256.has(name))
  const isUnsigned = signature === 'bad' && unlike.length === 0 && isComplete
  // The chain knows these sums, so that they are right about the others.
  if (sums !== null && named.has(sums.sha256)) return { kind: 'files', changed: unlike, isUnsigned }
  if (signature === 'good' && manifest !== null) return byManifest(manifest, { segment, sha256, named })
  return { kind: 'files', changed: unlike, isUnsigned }
}

function byManifest(
  manifest: Manifest,
  of: {
    readonly segment: FoundSegment
    readonly sha256: ReadonlyMap<string, string>
    readonly named: ReadonlySet<string>
  },
): Wrong {
  const { segment, sha256, named } = of
  const place = segmentFolder(manifest)
  if (place !== segment.folder)
    return { kind: 'segment', problem: { kind: 'added', code: 'wrong_place', more: { vi: place, en: place } } }
  const packed = manifest.schema === 1 ? [manifest.results] : [manifest.results, manifest.signatures]
  const sealed = sumsOf(
    new Map([
      ...[...sha256].filter(([name]) => name !== SIGNATURES),
      ...packed.map(({ name, sha256: sum }) => [name, sum] as const),
    ]),
  )
  const isSums = segment.sums === null || segment.sums.text === sealed
  if (named.size > 0 && !named.has(sha256Of(sealed)))
    return { kind: 'segment', problem: { kind: 'changed', code: 'other_segment' } }
  const unlike = packed.filter(({ name, sha256: sum }) => (sha256.get(name) ?? sum) !== sum).map(({ name }) => name)
  return { kind: 'files', changed: [...unlike, ...(isSums ? [] : [SUMS])], isUnsigned: false }
}
