import { BUNDLE, BUNDLE_SIGNATURE, type Bundle, CONFIGS, EXCLUSIONS, IMPORTS, UNSEALED } from '../model/bundle.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import { publicKeyFile, SEGMENT_FILES, SIGNATURES, SUMS, segmentFolder } from '../model/evidence.ts'
import type { Period } from '../model/period.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { canonicalJson } from '../record/canonical.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import { signedResultsOf } from '../record/results.ts'
import { type StoredSegment, segmentsOver } from '../record/segments.ts'
import { type Signer, sha256Of } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import { bundleReadme } from '../report/bundle-readme.ts'
import { zipped } from '../report/zip.ts'
import type { ReadPack } from './criteria.ts'
import { scores } from './score.ts'
import { type ScoreSource, scoreSource } from './score-source.ts'
import { bestOf, readSealed } from './sealed-results.ts'

export type BundlePorts = {
  readonly table: Table
  readonly store: Pick<EvidenceStore, 'get'>
  readonly openSigner: () => Promise<Signer>
  readonly nowMs: number
  readonly onPage?: (done: { readonly pages: number; readonly of: number }) => void
}

/**
 * The ZIP of everything that scores of a period are made from, and of the scores that it gives: made while it is read, a
 * page's day at a time. What is scored is what is put in, so that whoever scores it again has the same. Rejects as `scores`
 * does.
 */
export function bundle(
  of: { readonly packs: readonly ReadPack[]; readonly period: Period; readonly group?: VantageGroup },
  ports: BundlePorts,
): AsyncGenerator<Uint8Array> {
  const { packs, period, group } = of
  const { table, store, nowMs } = ports
  return zipped(async (add) => {
    const signer = await ports.openSigner()
    const files: Bundle['files'] = []
    const put = async (path: string, text: string): Promise<void> => {
      files.push({ path, sha256: sha256Of(text) })
      await add({ path, bytes: Buffer.from(text), isPacked: false })
    }
    const { configs, spans, exclusions } = await scoreSource({ table, nowMs })
    await put(CONFIGS, linesOf(configs))
    await put(IMPORTS, linesOf(spans))
    await put(EXCLUSIONS, linesOf(exclusions))

    const segments = new Map<string, StoredSegment>()
    const keys = new Set([signer.keyId])
    const results: ScoreSource['results'] = async ({ page, ...span }) => {
      const over = await segmentsOver(table, page, span)
      for (const segment of over) {
        const folder = segmentFolder(segment)
        if (segments.has(folder)) continue
        segments.set(folder, segment)
        for (const { name, bytes } of await segmentFiles(segment, store)) {
          await add({ path: `${folder}${name}`, bytes, isPacked: name.endsWith('.gz') })
          if (name === 'manifest.json') for (const key of keysIn(bytes)) keys.add(key)
        }
      }
      const sealed = (await Promise.all(over.map((segment) => readSealed(store, segment)))).flat()
      const within = sealed.filter(({ result }) => result.slotMs >= span.fromMs && result.slotMs < span.toMs)
      const known = new Set(within.map(({ json }) => json))
      const all = bestOf([...within, ...(await signedResultsOf(table, page, span))])
      const unsealed = all.filter(({ json }) => !known.has(json))
      if (unsealed.length > 0)
        await put(
          `${UNSEALED}${page}/${span.fromMs}.jsonl`,
          linesOf(unsealed.map(({ result, signature }) => ({ result, signature }))),
        )
      const kept = all.map(({ result }) => result)
      return {
        observations: kept.filter((result) => result.type === 'observation'),
        audits: kept.filter((result) => result.type === 'audit'),
      }
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
    const scored: Bundle['scores'] = []
    for (const [index, { text, criteria }] of packs.entries()) {
      const name = `${criteria.criteria}@${criteria.version}`
      const paths = { criteria: `criteria/${name}.yaml`, score: `scores/${name}.json` }
      await put(paths.criteria, text)
      await put(paths.score, canonicalJson(made[index]))
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
      segments: [...segments.values()].map(({ page, day, revision, sha256 }) => ({ page, day, revision, sha256 })),
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
