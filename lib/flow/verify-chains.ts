import type { EvidenceHead } from '../model/evidence.ts'
import { segmentFolder } from '../model/evidence.ts'
import { type EvidenceProblem, evidenceProblem } from '../model/evidence-problem.ts'
import type { PageKey } from '../model/id.ts'
import type { FoundSegment } from '../record/read-manifest.ts'
import type { Excerpt } from './verify.ts'

/** By which hashes sound segments and the head name each segment, by its folder. */
export type Names = ReadonlyMap<string, ReadonlySet<string>>

/** `head` null: it is not there or not to be believed. */
export function namesIn(segments: readonly FoundSegment[], head: EvidenceHead | null): Names {
  const names = new Map<string, Set<string>>()
  const add = (page: PageKey, name: EvidenceHead['pages'][number]['last'] | null): void => {
    if (name === null) return
    const folder = segmentFolder({ page, ...name })
    names.set(folder, (names.get(folder) ?? new Set()).add(name.sha256))
  }
  for (const { page, last } of head?.pages ?? []) add(page, last)
  for (const { manifest } of segments.filter(isSound)) {
    if (manifest === null) continue
    add(manifest.page, manifest.previous)
    add(manifest.page, manifest.supersedes)
  }
  return names
}

/** By which hashes a list of segments names them. */
export function namesOf({ segments }: Excerpt): Names {
  return new Map(segments.map((segment) => [segmentFolder(segment), new Set([segment.sha256])]))
}

/** What is wrong with a part of the evidence as such: segments that are gone, and those that are in no list. */
export function verifyList(segments: readonly FoundSegment[], names: Names): readonly EvidenceProblem[] {
  const folders = new Set(segments.map(({ folder }) => folder))
  return [
    ...[...names.keys()]
      .filter((folder) => !folders.has(folder))
      .map((file) => evidenceProblem({ file, kind: 'missing', code: 'not_there' })),
    ...segments
      .filter(({ folder }) => !names.has(folder))
      .map(({ folder }) => evidenceProblem({ file: folder, kind: 'added', code: 'not_sealed' })),
  ]
}

/** What is wrong with the chains as such: segments that are gone, and those that stand in no chain. */
export function verifyChains(
  segments: readonly FoundSegment[],
  of: { readonly head: EvidenceHead | null; readonly names: Names },
): readonly EvidenceProblem[] {
  const folders = new Set(segments.map(({ folder }) => folder))
  const gone = [...of.names.keys()].filter((folder) => !folders.has(folder))
  const pages = new Set([...segments.map(({ folder }) => pageOf(folder)), ...gone.map(pageOf)])
  const counts = new Map(of.head?.pages.map(({ page, segments: count }) => [page, count]))
  return [
    ...gone.map((file) => evidenceProblem({ file, kind: 'missing', code: 'not_there' })),
    // Those that name it don't agree on what it is.
    ...[...of.names]
      .filter(([folder, hashes]) => hashes.size > 1 && folders.has(folder))
      .map(([file]) => evidenceProblem({ file, kind: 'changed', code: 'other_segment' })),
    ...[...pages].toSorted().flatMap((page) =>
      verifyChain(page, {
        segments: segments.filter(({ folder }) => pageOf(folder) === page),
        gone: gone.filter((folder) => pageOf(folder) === page).length,
        count: counts.get(page) ?? null,
        names: of.names,
      }),
    ),
  ]
}

/** How many sound segments were sealed after the head was written: a copy that was made meanwhile has some. */
export function countAfter(segments: readonly FoundSegment[], head: EvidenceHead | null): number {
  const counts = new Map(head?.pages.map(({ page, segments: count }) => [page, count]))
  return segments.filter(
    (segment) =>
      isSound(segment) && segment.manifest && segment.manifest.sequence > (counts.get(segment.manifest.page) ?? 0),
  ).length
}

function verifyChain(
  page: PageKey,
  of: {
    readonly segments: readonly FoundSegment[]
    readonly gone: number
    readonly count: number | null
    readonly names: Names
  },
): readonly EvidenceProblem[] {
  const sound = of.segments.filter(isSound)
  const places = new Map<number, FoundSegment[]>()
  for (const segment of sound) {
    const { sequence = 0 } = segment.manifest ?? {}
    places.set(sequence, [...(places.get(sequence) ?? []), segment])
  }
  // Two in one place of the chain: those that nobody names came later.
  const forks = [...places.values()]
    .filter((rivals) => rivals.length > 1)
    .flatMap((rivals) => rivals.filter(({ folder }) => !of.names.has(folder)))
  const count = Math.max(of.count ?? 0, ...places.keys())
  const unaccounted = count - places.size - (of.segments.length - sound.length) - of.gone
  return [
    ...forks.map(({ folder }) => evidenceProblem({ file: folder, kind: 'added', code: 'not_sealed' })),
    ...(unaccounted > 0
      ? [
          evidenceProblem({
            file: `pages/${page}/`,
            kind: 'missing',
            code: 'not_there',
            more: {
              vi: `${unaccounted} phân đoạn nữa của trang này`,
              en: `${unaccounted} more segments of this page`,
            },
          }),
        ]
      : []),
  ]
}

/** Signed, as far as that can be known, and in its place. */
export function isSound({ manifest, signature, folder }: FoundSegment): boolean {
  return manifest !== null && signature !== 'bad' && segmentFolder(manifest) === folder
}

/** `pages/<portal>/<page>/…` */
function pageOf(folder: string): PageKey {
  return folder.split('/').slice(1, 3).join('/')
}
