import {
  type EvidenceHead,
  HEAD,
  HEAD_SIGNATURE,
  headSchema,
  publicKeyFile,
  type SegmentName,
} from '../model/evidence.ts'
import { type EvidenceProblem, evidenceProblem } from '../model/evidence-problem.ts'
import type { PageKey } from '../model/id.ts'
import type { EvidenceSource } from '../record/evidence-folder.ts'
import { sortableMs } from '../record/keys.ts'
import { type FoundSegment, readManifest } from '../record/read-manifest.ts'
import { isSignedBy, type PublicKey, readPublicKey, sha256Of } from '../record/signer.ts'
import { eachOf } from './each-of.ts'
import { countAfter, isSound, namesIn, namesOf, verifyChains, verifyList } from './verify-chains.ts'
import { verifySegment } from './verify-segment.ts'

export type Verification = {
  readonly type: 'verify'
  readonly valid: boolean
  readonly pages: number
  readonly segments: number
  /** As the manifests say. */
  readonly results: number
  /** Of them, those that were imported: no location has measured them. */
  readonly imported: number
  /** Those that fit a signature of their location, and those that have none and no import has brought. */
  readonly signed: number
  readonly unsigned: number
  /** Segments sealed after the head was written, as in a copy that was made meanwhile. */
  readonly afterHead: number
  /** What stands for all of it; null: it is not there or not as it was. */
  readonly head: { readonly sha256: string } | null
  /** Ids of the keys that signatures name; whether they are the right ones is for who reads this to say. */
  readonly keys: readonly string[]
  /** What locations have signed with, and from when on, as the manifests say. By location, in order of time. */
  readonly locationKeys: readonly { readonly location: string; readonly key: string; readonly fromMs: number }[]
  /** By file. */
  readonly problems: readonly EvidenceProblem[]
}

export type VerifyOptions = {
  /** Ids of the keys to be trusted; default: those that are there. */
  readonly trusted?: ReadonlySet<string>
  readonly progress?: (segments: number, of: number) => void
  /**
   * Of a part of the evidence: what should be there, by whoever has signed for that. Chains may then lead out of it, and
   * there is no head.
   */
  readonly excerpt?: Excerpt
}

export type Excerpt = {
  readonly segments: readonly (SegmentName & { readonly page: PageKey })[]
  /** Paths that are none of the evidence's, and checked elsewhere. */
  readonly others: ReadonlySet<string>
  /** Of whoever has signed for it, or for anything else in it. */
  readonly keys: readonly string[]
}

const LANES = 4

/** Checks every hash, signature and link of a chain, and names what is changed, missing or added. Changes nothing. */
export async function verifyEvidence(source: EvidenceSource, options: VerifyOptions = {}): Promise<Verification> {
  const found = await source.list()
  const problems: EvidenceProblem[] = []
  const sealed = new Set(found.filter(({ path, isFile }) => isFile && partOf(path) !== null).map(({ path }) => path))
  for (const { path } of found)
    if (!sealed.has(path) && !options.excerpt?.others.has(path))
      problems.push(evidenceProblem({ file: path, kind: 'added', code: 'not_sealed' }))
  const paths = [...sealed]

  const { keys, damaged } = await readKeys(
    source,
    paths.filter((path) => partOf(path) === 'key'),
  )
  for (const file of damaged) problems.push(evidenceProblem({ file, kind: 'changed', code: 'key_changed' }))
  const folders = new Map<string, Set<string>>()
  for (const path of paths.filter((one) => partOf(one) === 'segment')) {
    const at = path.lastIndexOf('/') + 1
    folders.set(path.slice(0, at), (folders.get(path.slice(0, at)) ?? new Set()).add(path.slice(at)))
  }
  const segments: FoundSegment[] = []
  await eachOf([...folders], LANES, async ([folder, names]) => {
    segments.push(await readManifest(source, { folder, names, keys }))
  })
  segments.sort((a, b) => (a.folder < b.folder ? -1 : 1))

  const named = new Set(segments.flatMap(({ manifest }) => manifest?.key ?? []))
  const { excerpt } = options
  const head = excerpt
    ? { head: null, sha256: null, problems: [] }
    : await readHead(source, { paths: sealed, keys, named, isNeeded: segments.length > 0 })
  problems.push(...head.problems)
  const names = excerpt ? namesOf(excerpt) : namesIn(segments, head.head)
  problems.push(...(excerpt ? verifyList(segments, names) : verifyChains(segments, { head: head.head, names })))
  const locationKeys = locationKeysIn(segments)
  const signers = { keys, sinceMs: firstOf(locationKeys) }
  let [done, signed, unsigned] = [0, 0, 0]
  await eachOf(segments, LANES, async (segment) => {
    const named = names.get(segment.folder) ?? new Set<string>()
    const verified = await verifySegment(source, { segment, named, signers })
    problems.push(...verified.problems)
    signed += verified.signed
    unsigned += verified.unsigned
    options.progress?.(++done, segments.length)
  })

  const damagedFiles = new Set(problems.map(({ file }) => file))
  const manifests = segments.flatMap(({ manifest, folder }) =>
    manifest === null || damagedFiles.has(`${folder}manifest.json`) ? [] : [manifest],
  )
  const sealedBy = new Set([...manifests.map(({ key }) => key), ...(head.head ? [head.head.key] : [])])
  for (const key of excerpt?.keys ?? []) sealedBy.add(key)
  const used = new Set([...sealedBy, ...locationKeys.map(({ key }) => key)])
  const isSure = problems.every(({ result }) => result !== undefined)
  problems.push(...keyProblems({ used, sealedBy, keys, damaged, isSure, trusted: options.trusted }))
  return {
    type: 'verify',
    valid: problems.length === 0,
    pages: new Set(manifests.map(({ page }) => page)).size,
    segments: segments.length,
    results: sum(manifests.map(({ counts }) => counts.results)),
    imported: sum(manifests.map(({ counts }) => counts.imported)),
    signed,
    unsigned,
    afterHead: excerpt ? 0 : countAfter(segments, head.head),
    head: head.sha256 === null ? null : { sha256: head.sha256 },
    keys: [...sealedBy].toSorted(),
    locationKeys,
    problems: problems.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file))),
  }
}

/** What a path may be of; null: of nothing that is sealed. */
function partOf(path: string): 'key' | 'head' | 'segment' | null {
  if (path === HEAD || path === HEAD_SIGNATURE) return 'head'
  if (/^keys\/[0-9a-f]{64}\.pem$/.test(path)) return 'key'
  return /^pages\/[^/]+\/[^/]+\/\d{4}-\d{2}-\d{2}\/r[1-9]\d*\/[^/]+$/.test(path) ? 'segment' : null
}

async function readKeys(
  source: EvidenceSource,
  files: readonly string[],
): Promise<{ readonly keys: ReadonlyMap<string, PublicKey>; readonly damaged: readonly string[] }> {
  const keys = new Map<string, PublicKey>()
  const damaged: string[] = []
  for (const file of files) {
    const pem = Buffer.from(await source.read(file)).toString('latin1')
    const key = readPublicKey(pem)
    if (key !== null && publicKeyFile(key.keyId) === file && key.pem === pem) keys.set(key.keyId, key)
    else damaged.push(file)
  }
  return { keys, damaged }
}

async function readHead(
  source: EvidenceSource,
  of: {
    readonly paths: ReadonlySet<string>
    readonly keys: ReadonlyMap<string, PublicKey>
    /** Keys that manifests name. */
    readonly named: ReadonlySet<string>
    readonly isNeeded: boolean
  },
): Promise<{
  readonly head: EvidenceHead | null
  readonly sha256: string | null
  readonly problems: readonly EvidenceProblem[]
}> {
  const missing = [HEAD, HEAD_SIGNATURE].filter((file) => of.isNeeded && !of.paths.has(file))
  const none = (problems: readonly EvidenceProblem[]) => ({ head: null, sha256: null, problems })
  if (missing.length > 0 || !of.paths.has(HEAD) || !of.paths.has(HEAD_SIGNATURE))
    return none(missing.map((file) => evidenceProblem({ file, kind: 'missing', code: 'not_there' })))
  const [bytes, signature] = await Promise.all([source.read(HEAD), source.read(HEAD_SIGNATURE)])
  const head = headIn(bytes)
  const key = head && of.keys.get(head.key)
  // Where its key is gone, and not only for it, it is believed as far as it is consistent.
  if (head && (key ? isSignedBy(key.key, { bytes, signature }) : of.named.has(head.key)))
    return { head, sha256: sha256Of(bytes), problems: [] }
  return none([evidenceProblem({ file: HEAD, kind: 'changed', code: 'bad_signature' })])
}

function headIn(bytes: Uint8Array): EvidenceHead | null {
  try {
    return headSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Each once, by location and time. */
function locationKeysIn(segments: readonly FoundSegment[]): Verification['locationKeys'] {
  const found = new Map(
    segments
      .filter(isSound)
      .flatMap(({ manifest }) => (manifest?.schema === 2 ? manifest.signers : []))
      .map(({ location, key, fromMs }) => [`${location} ${sortableMs(fromMs)} ${key}`, { location, key, fromMs }]),
  )
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
}

/** From when on each location has signed: `keys` in order of time. */
function firstOf(keys: Verification['locationKeys']): ReadonlyMap<string, number> {
  return new Map(keys.toReversed().map(({ location, fromMs }) => [location, fromMs]))
}

function keyProblems(of: {
  /** By whom anything is signed, and by whom what is sealed. */
  readonly used: ReadonlySet<string>
  readonly sealedBy: ReadonlySet<string>
  readonly keys: ReadonlyMap<string, PublicKey>
  readonly damaged: readonly string[]
  /** Nothing else is wrong, so that every manifest could be asked for its key. */
  readonly isSure: boolean
  readonly trusted: ReadonlySet<string> | undefined
}): readonly EvidenceProblem[] {
  const absent = [...of.used].filter((id) => !of.keys.has(id) && !of.damaged.includes(publicKeyFile(id)))
  const idle = of.isSure ? [...of.keys.keys()].filter((id) => !of.used.has(id)) : []
  const strange = of.trusted ? [...of.sealedBy].filter((id) => of.trusted?.has(id) === false) : []
  return [
    ...absent.map((id) => evidenceProblem({ file: publicKeyFile(id), kind: 'missing', code: 'key_missing' })),
    ...idle.map((id) => evidenceProblem({ file: publicKeyFile(id), kind: 'added', code: 'not_sealed' })),
    ...strange.map((id) => evidenceProblem({ file: publicKeyFile(id), kind: 'changed', code: 'key_untrusted' })),
  ]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
