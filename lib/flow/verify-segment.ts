import { type Manifest, RESULTS, SEGMENT_FILES, SUMS, segmentFolder } from '../model/evidence.ts'
import { type EvidenceProblem, evidenceProblem } from '../model/evidence-problem.ts'
import type { EvidenceSource } from '../record/evidence-folder.ts'
import type { FoundSegment } from '../record/read-manifest.ts'
import { sumsOf } from '../record/segment.ts'
import { sha256Of } from '../record/signer.ts'
import { differingHours, isContent } from './verify-results.ts'

const ALL: readonly string[] = [...SEGMENT_FILES, SUMS]

/** What is wrong with one segment. `named`: the hashes of its `SHA256SUMS` by which sound segments and the head name it. */
export async function verifySegment(
  source: EvidenceSource,
  of: { readonly segment: FoundSegment; readonly named: ReadonlySet<string> },
): Promise<readonly EvidenceProblem[]> {
  const { folder, names, manifest } = of.segment
  const packed = names.has(RESULTS) ? await source.read(`${folder}${RESULTS}`) : null
  const sha256 = new Map([...of.segment.sha256, ...(packed ? [[RESULTS, sha256Of(packed)] as const] : [])])
  const wrong = wrongFiles(of.segment, { sha256, named: of.named })
  if (wrong.kind === 'segment') return [evidenceProblem({ file: folder, ...wrong.problem })]
  const isDamaged = manifest && packed && wrong.changed.includes(RESULTS)
  if (wrong.changed.length === 0 && manifest && packed && !isContent(packed, manifest)) wrong.changed.push(RESULTS)
  return [
    ...ALL.filter((name) => !names.has(name)).map((name) =>
      evidenceProblem({ file: `${folder}${name}`, kind: 'missing', code: 'not_there' }),
    ),
    ...[...names]
      .filter((name) => !ALL.includes(name))
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
  const unlike = SEGMENT_FILES.filter(
    (name) => sums !== null && sha256.has(name) && !sums.text.includes(`${sha256.get(name)}  ${name}\n`),
  )
  const isComplete = SEGMENT_FILES.every((name) => sha256.has(name))
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
  const sealed = sumsOf(new Map([...sha256, [RESULTS, manifest.results.sha256]]))
  const isSums = segment.sums === null || segment.sums.text === sealed
  if (named.size > 0 && !named.has(sha256Of(sealed)))
    return { kind: 'segment', problem: { kind: 'changed', code: 'other_segment' } }
  const isResults = (sha256.get(RESULTS) ?? manifest.results.sha256) === manifest.results.sha256
  return { kind: 'files', changed: [...(isResults ? [] : [RESULTS]), ...(isSums ? [] : [SUMS])], isUnsigned: false }
}
