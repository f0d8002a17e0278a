import { BUNDLE, BUNDLE_SIGNATURE, type Bundle, CONFIGS, EXCLUSIONS, IMPORTS, UNSEALED } from '../model/bundle.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { publicKeyFile, SEGMENT_FILES, SIGNATURES, SUMS, segmentFolder } from '../model/evidence.ts'
import type { PageKey } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Period } from '../model/period.ts'
import type { Score } from '../model/score.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { canonicalJson } from '../record/canonical.ts'
import { scoreSha256 } from '../record/evaluations.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { signedResultsOf } from '../record/results.ts'
import { getScoreBasis, type ScoreBasis } from '../record/score-basis.ts'
import { revisionsOver, type StoredSegment } from '../record/segments.ts'
import { type Signer, sha256Of } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import { bundleReadme } from '../report/bundle-readme.ts'
import { zipped } from '../report/zip.ts'
import type { ReadPack } from './criteria.ts'
import { keptScore } from './kept-score.ts'
import { scores } from './score.ts'
import { type ScoreSource, scoreSource } from './score-source.ts'
import { byType, resultsWithin } from './sealed-results.ts'

export type BundleOf = {
  /** Of a closed period one alone. */
  readonly packs: readonly ReadPack[]
  readonly period: Period
  readonly group?: VantageGroup
}

export type BundlePorts = {
  readonly table: Table
  readonly store: Pick<EvidenceStore, 'get'>
  readonly openSigner: () => Promise<Signer>
  readonly nowMs: number
  readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
}

/**
 * The ZIP of everything that scores of a period are made from, and of the scores that it gives: made while it is read, a
 * page's day at a time. What is scored is what is put in, so that whoever scores it again has the same. Of a closed period
 * that is what it was closed with, whatever came later. Rejects as `scores` does.
 */
export function bundle(of: BundleOf, ports: BundlePorts): AsyncGenerator<Uint8Array> {
  const { packs, period, group } = of
  const { table, store } = ports
  return zipped(async (add) => {
    const signer = await ports.openSigner()
    const files: Bundle['files'] = []
    const put = async (path: string, text: string): Promise<void> => {
      files.push({ path, sha256: sha256Of(text) })
      await add({ path, bytes: Buffer.from(text), isPacked: false })
    }
    const closed = await closedPeriod(of, ports)
    const { configs, spans, exclusions } = closed?.basis ?? (await scoreSource({ table, nowMs: ports.nowMs }))
    const nowMs = closed?.kept.closing?.statement.madeAtMs ?? ports.nowMs
    await put(CONFIGS, linesOf(configs))
    await put(IMPORTS, linesOf(spans))
    await put(EXCLUSIONS, linesOf(exclusions))

    const segments = new Map<string, StoredSegment>()
    const later = new Map<string, StoredSegment>()
    const keys = new Set([signer.keyId, ...(closed ? [keyOf(closed.kept)] : [])])
    const results: ScoreSource['results'] = async ({ page, ...span }) => {
      const rows = closed?.basis ? [] : await signedResultsOf(table, page, span)
      const listed = await revisionsOver(table, page, span)
      const over = closed?.basis
        ? usedOf(closed.basis, { page, listed })
        : [...new Map(listed.map((segment) => [segment.day, segment])).values()]
      for (const segment of over) {
        const folder = segmentFolder(segment)
        if (segments.has(folder)) continue
        segments.set(folder, segment)
        for (const one of listed)
          if (one.day === segment.day && one.revision > segment.revision) later.set(segmentFolder(one), one)
        for (const { name, bytes } of await segmentFiles(segment, store)) {
          await add({ path: `${folder}${name}`, bytes, isPacked: name.endsWith('.gz') })
          if (name === 'manifest.json') for (const key of keysIn(bytes)) keys.add(key)
        }
      }
      const { all, unsealed } = await resultsWithin({ store, rows }, { segments: over, ...span })
      if (unsealed.length > 0)
        await put(
          `${UNSEALED}${page}/${span.fromMs}.jsonl`,
          linesOf(unsealed.map(({ result, signature }) => ({ result, signature }))),
        )
      return byType(all)
    }
    const made = await scores(
      { configs, spans, exclusions, results },
      {
        criteria: packs.map(({ criteria }) => criteria),
        period,
        nowMs,
        ...(group === undefined ? {} : { group }),
        ...(ports.onPage ? { onPage: ports.onPage } : {}),
      },
    )
    const told = closed ? [asClosed(made[0] as Score, closed.kept)] : made
    const scored: Bundle['scores'] = []
    for (const [index, { text, criteria }] of packs.entries()) {
      const name = `${criteria.criteria}@${criteria.version}`
      const paths = { criteria: `criteria/${name}.yaml`, score: `scores/${name}.json` }
      await put(paths.criteria, text)
      await put(paths.score, canonicalJson(told[index]))
      scored.push(paths)
    }
    await put('README.txt', bundleReadme(period))
    for (const keyId of [...keys].toSorted())
      await add({
        path: publicKeyFile(keyId),
        bytes: keyId === signer.keyId ? Buffer.from(signer.publicKey) : await store.get(publicKeyFile(keyId)),
        isPacked: false,
      })
    const manifest: Bundle = {
      type: 'bundle',
      schema: 1,
      period: period.name,
      nowMs,
      software: { nhip: NHIP_VERSION, node: process.versions.node },
      segments: [...segments.values()].map(nameOf),
      ...(closed ? { later: [...later.values()].map(nameOf) } : {}),
      files,
      scores: scored,
      ...(group === undefined ? {} : { group }),
      key: signer.keyId,
    }
    const bytes = Buffer.from(canonicalJson(manifest))
    await add({ path: BUNDLE, bytes, isPacked: false })
    await add({ path: BUNDLE_SIGNATURE, bytes: await signer.sign(bytes), isPacked: true })
  })
}

/** Null: it isn't closed. Its basis is null where nothing was sealed when it was. */
async function closedPeriod(
  { packs, ...of }: BundleOf,
  { table, nowMs }: Pick<BundlePorts, 'table' | 'nowMs'>,
): Promise<{ readonly kept: Score; readonly basis: ScoreBasis | null } | null> {
  const source = await scoreSource({ table, nowMs })
  const closed = await Promise.all(packs.map(({ criteria }) => keptScore(source, { ...of, table, criteria })))
  const [kept] = closed.filter((one) => one !== null)
  if (!kept?.closing) return null
  const { statement } = kept.closing
  if (packs.length > 1)
    throw new InputError(
      'closed_alone',
      `${of.period.name} is closed by ${kept.criteria}, with a moment of its own: bundle one pack at a time with --criteria`,
    )
  return { kept, basis: await getScoreBasis(table, statement) }
}

/** Rejects where the evidence gives other scores than those that were kept. */
function asClosed(made: Score, kept: Score): Score {
  if (scoreSha256({ ...made, status: kept.status }) === kept.closing?.statement.scoreSha256) return kept
  throw new InputError(
    'other_scores',
    `what is sealed of ${kept.period} gives other scores than those that it was closed with: it was closed before all was sealed, and what came later can't be told apart. nhip period correct makes a revision that has its evidence`,
  )
}

/** Of the revisions that are listed those that scores were made from. Throws where one is gone or is another. */
function usedOf(
  { segments }: ScoreBasis,
  { page, listed }: { readonly page: PageKey; readonly listed: readonly StoredSegment[] },
): readonly StoredSegment[] {
  const days = new Set(listed.map(({ day }) => day))
  return (segments.get(page) ?? [])
    .filter(({ day }) => days.has(day))
    .map(({ day, revision, sha256 }) => {
      const found = listed.find((one) => one.day === day && one.revision === revision)
      if (found?.sha256 !== sha256)
        throw new Error(`the segment ${page} ${day} r${revision} is not the one that was used`)
      return found
    })
}

function keyOf({ closing }: Score): string {
  return (closing as NonNullable<Score['closing']>).signature.keyId
}

function nameOf({ page, day, revision, sha256 }: StoredSegment): Bundle['segments'][number] {
  return { page, day, revision, sha256 }
}

async function segmentFiles(segment: StoredSegment, store: Pick<EvidenceStore, 'get'>) {
  const names = [...SEGMENT_FILES, SUMS].filter((name) => name !== SIGNATURES || segment.signaturesSha256 !== undefined)
  return Promise.all(names.map(async (name) => ({ name, bytes: await store.get(`${segmentFolder(segment)}${name}`) })))
}

/** Ids of the keys that a manifest names. */
function keysIn(manifest: Uint8Array): readonly string[] {
  const { key, signers = [] } = JSON.parse(Buffer.from(manifest).toString('utf8')) as {
    readonly key: string
    readonly signers?: readonly { readonly key: string }[]
  }
  return [key, ...signers.map((signer) => signer.key)]
}

function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `${canonicalJson(value)}\n`).join('')
}
