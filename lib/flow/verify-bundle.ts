import {
  BUNDLE,
  BUNDLE_SIGNATURE,
  type Bundle,
  bundleSchema,
  CONFIGS,
  EXCLUSIONS,
  IMPORTS,
  UNSEALED,
} from '../model/bundle.ts'
import type { Config } from '../model/config.ts'
import { type Manifest, manifestSchema, publicKeyFile, segmentFolder } from '../model/evidence.ts'
import { type EvidenceProblem, evidenceProblem } from '../model/evidence-problem.ts'
import type { Exclusion } from '../model/exclusion.ts'
import type { ImportSpan } from '../model/import-span.ts'
import { InputError } from '../model/input-error.ts'
import { parsePeriod } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import { canonicalJson } from '../record/canonical.ts'
import { scoreSha256 } from '../record/evaluations.ts'
import type { EvidenceSource } from '../record/evidence-folder.ts'
import type { KeyedResult } from '../record/results.ts'
import { isSignedBy, readPublicKey, sha256Of } from '../record/signer.ts'
import { readPack } from './criteria.ts'
import { scores } from './score.ts'
import type { ScoreSource } from './score-source.ts'
import { bestOf, readSealed, sealedOf } from './sealed-results.ts'
import { type Verification, type VerifyOptions, verifyEvidence } from './verify.ts'

export type BundleVerification = Verification & {
  readonly period: string
  /** What the bundle's signature covers, hexadecimal. */
  readonly sha256: string
  /** Each score that the bundle holds, and whether it is the one that it gives. */
  readonly scores: readonly { readonly score: string; readonly same: boolean }[]
  /** Results that no segment has: the period was not closed. */
  readonly unsealed: number
  /** Segments that were sealed after a period was closed, and are not in it. */
  readonly later: number
}

/**
 * Checks every hash and signature in a bundle, and makes every score again from nothing but what is in it. Rejects with an
 * `InputError` for what is no bundle.
 */
export async function verifyBundle(
  source: EvidenceSource,
  options: Omit<VerifyOptions, 'excerpt'> & {
    readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
  } = {},
): Promise<BundleVerification> {
  const paths = new Set((await source.list()).map(({ path }) => path))
  const bytes = paths.has(BUNDLE) ? await source.read(BUNDLE) : null
  const manifest = bytes && readManifest(bytes)
  if (!bytes || !manifest)
    throw new InputError('no_bundle', `it is no evidence bundle: ${BUNDLE} is not there or not one`)
  const own = new Set([BUNDLE, BUNDLE_SIGNATURE, ...manifest.files.map(({ path }) => path)])
  const closings = await closingsIn(source, { manifest, paths })
  const verification = await verifyEvidence(source, {
    ...options,
    excerpt: { segments: manifest.segments, others: own, keys: [manifest.key, ...[...closings.values()].map(keyOf)] },
  })
  const problems: EvidenceProblem[] = [
    ...verification.problems,
    ...(await verifyOwn(source, { paths, bytes, manifest })),
  ]
  const damaged = new Set(problems.map(({ file }) => file))
  const made = await remake(source, { manifest, paths, damaged, closings, ...options })
  problems.push(...made.problems)
  return {
    ...verification,
    valid: problems.length === 0,
    problems: problems.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file))),
    period: manifest.period,
    sha256: sha256Of(bytes),
    scores: made.scores,
    unsealed: made.unsealed,
    later: manifest.later?.length ?? 0,
  }
}

function readManifest(bytes: Uint8Array): Bundle | null {
  try {
    return bundleSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** The signature, and the files that it names besides segments. */
async function verifyOwn(
  source: EvidenceSource,
  of: { readonly paths: ReadonlySet<string>; readonly bytes: Uint8Array; readonly manifest: Bundle },
): Promise<readonly EvidenceProblem[]> {
  const { paths, bytes, manifest } = of
  const problems: EvidenceProblem[] = []
  for (const path of [BUNDLE_SIGNATURE, ...manifest.files.map((file) => file.path)])
    if (!paths.has(path)) problems.push(evidenceProblem({ file: path, kind: 'missing', code: 'not_there' }))
  const keyFile = publicKeyFile(manifest.key)
  if (paths.has(BUNDLE_SIGNATURE) && paths.has(keyFile)) {
    const key = readPublicKey(Buffer.from(await source.read(keyFile)).toString('latin1'))
    const signature = await source.read(BUNDLE_SIGNATURE)
    if (key?.keyId === manifest.key && !isSignedBy(key.key, { bytes, signature }))
      problems.push(evidenceProblem({ file: BUNDLE, kind: 'changed', code: 'bad_signature' }))
  }
  for (const { path, sha256 } of manifest.files)
    if (paths.has(path) && sha256Of(await source.read(path)) !== sha256)
      problems.push(evidenceProblem({ file: path, kind: 'changed', code: 'bytes_differ' }))
  return problems
}

type Remade = Pick<BundleVerification, 'scores' | 'unsealed'> & { readonly problems: readonly EvidenceProblem[] }

/** From what is damaged nothing is made again: the scores would differ for that. */
async function remake(
  source: EvidenceSource,
  of: Pick<VerifyOptions, 'progress'> & {
    readonly manifest: Bundle
    readonly paths: ReadonlySet<string>
    readonly damaged: ReadonlySet<string>
    readonly closings: Closings
    readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
  },
): Promise<Remade> {
  const { manifest, paths, damaged } = of
  const same = (isSame: boolean): Remade['scores'] => manifest.scores.map(({ score }) => ({ score, same: isSame }))
  const isWhole = damaged.size === 0
  if (!isWhole) return { problems: [], scores: same(false), unsealed: 0 }
  const textOf = async (path: string): Promise<string> => Buffer.from(await source.read(path)).toString('utf8')
  const missing = [
    CONFIGS,
    IMPORTS,
    EXCLUSIONS,
    ...manifest.scores.flatMap(({ criteria, score }) => [criteria, score]),
  ].filter((path) => !paths.has(path))
  if (missing.length > 0)
    return {
      problems: missing.map((file) => evidenceProblem({ file, kind: 'missing', code: 'not_there' })),
      scores: same(false),
      unsealed: 0,
    }
  const bundled = await sourceIn(source, { manifest, paths, textOf })
  try {
    const packs = await Promise.all(
      manifest.scores.map(async ({ criteria }) => readPack(await textOf(criteria), criteria)),
    )
    const { group, period, nowMs } = manifest
    const made = await scores(bundled.scoreSource, {
      criteria: packs.map(({ criteria }) => criteria),
      period: parsePeriod(period),
      nowMs,
      ...(group === undefined ? {} : { group }),
      ...(of.onPage ? { onPage: of.onPage } : {}),
    })
    const compared = await Promise.all(
      manifest.scores.map(async ({ score }, index) => {
        const closing = of.closings.get(score) ?? null
        const again = canonicalJson({ ...made[index], ...(closing ? { status: 'closed', closing } : {}) })
        const kept = await textOf(score)
        const isSigned =
          closing === null || (await isOfScore(closing, { source, manifest, made: made[index] as Score }))
        return { score, same: kept === again && isSigned, at: isSigned ? firstDifference(kept, again) : 'closing' }
      }),
    )
    return {
      problems: compared
        .filter((one) => !one.same)
        .map(({ score, at }) =>
          evidenceProblem({ file: score, kind: 'changed', code: 'score_differs', more: { vi: at, en: at } }),
        ),
      scores: compared.map(({ score, same: isSame }) => ({ score, same: isSame })),
      unsealed: bundled.unsealed(),
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const more = { vi: error.message, en: error.message }
    return {
      problems: [evidenceProblem({ file: BUNDLE, kind: 'changed', code: 'not_scorable', more })],
      scores: same(false),
      unsealed: 0,
    }
  }
}

async function sourceIn(
  source: EvidenceSource,
  of: {
    readonly manifest: Bundle
    readonly paths: ReadonlySet<string>
    readonly textOf: (path: string) => Promise<string>
  },
): Promise<{ readonly scoreSource: ScoreSource; readonly unsealed: () => number }> {
  const { manifest, paths, textOf } = of
  const valuesIn = async <T>(path: string): Promise<readonly T[]> =>
    (await textOf(path))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T)
  const byPage = Map.groupBy(manifest.segments, ({ page }) => page)
  const manifests = new Map<string, Manifest>()
  let unsealed = 0
  return {
    unsealed: () => unsealed,
    scoreSource: {
      configs: await valuesIn<Config>(CONFIGS),
      spans: await valuesIn<ImportSpan>(IMPORTS),
      exclusions: await valuesIn<Exclusion>(EXCLUSIONS),
      results: async ({ page, fromMs, toMs }) => {
        const sealed = []
        for (const segment of byPage.get(page) ?? []) {
          const folder = segmentFolder(segment)
          const found =
            manifests.get(folder) ?? manifestSchema.parse(JSON.parse(await textOf(`${folder}manifest.json`)))
          manifests.set(folder, found)
          if (found.fromMs >= toMs || found.toMs <= fromMs) continue
          const contents = {
            contentSha256: found.results.contentSha256,
            ...(found.schema === 2 ? { signaturesSha256: found.signatures.contentSha256 } : {}),
          }
          sealed.push(...(await readSealed({ get: (path) => source.read(path) }, { ...segment, ...contents })))
        }
        const within = sealed.filter(({ result }) => result.slotMs >= fromMs && result.slotMs < toMs)
        const path = `${UNSEALED}${page}/${fromMs}.jsonl`
        const more = paths.has(path) ? await valuesIn<{ readonly result: KeyedResult }>(path) : []
        unsealed += more.length
        const kept = bestOf([...within, ...more.map(({ result }) => sealedOf(result))]).map(({ result }) => result)
        return {
          observations: kept.filter((result) => result.type === 'observation'),
          audits: kept.filter((result) => result.type === 'audit'),
        }
      },
    },
  }
}

/** How scores were closed, by their file. */
type Closings = ReadonlyMap<string, Closing>

type Closing = NonNullable<Score['closing']>

async function closingsIn(
  source: EvidenceSource,
  { manifest, paths }: { readonly manifest: Bundle; readonly paths: ReadonlySet<string> },
): Promise<Closings> {
  const found = new Map<string, Closing>()
  for (const { score } of manifest.scores) {
    const closing = paths.has(score) ? readClosing(await source.read(score)) : null
    if (closing !== null) found.set(score, closing)
  }
  return found
}

/** Null: it isn't closed, or is no score, which is found when it is compared. */
function readClosing(bytes: Uint8Array): Closing | null {
  try {
    const { closing } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Pick<Score, 'closing'>
    return typeof closing?.signature.keyId === 'string' && typeof closing.statement === 'object' ? closing : null
  } catch {
    return null
  }
}

function keyOf({ signature }: Closing): string {
  return signature.keyId
}

/** Whether a statement is signed, and of these scores as they stood at that moment. */
async function isOfScore(
  { statement, signature }: Closing,
  of: { readonly source: EvidenceSource; readonly manifest: Bundle; readonly made: Score },
): Promise<boolean> {
  const { made, manifest } = of
  const pem = Buffer.from(await of.source.read(publicKeyFile(signature.keyId))).toString('latin1')
  const key = readPublicKey(pem)
  const bytes = Buffer.from(canonicalJson(statement))
  return (
    key?.keyId === signature.keyId &&
    isSignedBy(key.key, { bytes, signature: Buffer.from(signature.signature, 'base64') }) &&
    statement.madeAtMs === manifest.nowMs &&
    statement.scoreSha256 === scoreSha256({ ...made, status: 'closed' })
  )
}

/** Where two JSON texts part, with a little of what stands there. */
function firstDifference(kept: string, again: string): string {
  let at = 0
  while (at < kept.length && kept[at] === again[at]) at++
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 20)
  return `…${around(kept)}… / …${around(again)}…`
}
