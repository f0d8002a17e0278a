import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { archiveDay } from '../../lib/flow/archive-day.ts'
import { bundle } from '../../lib/flow/bundle.ts'
import { readPack } from '../../lib/flow/criteria.ts'
import { importTrace } from '../../lib/flow/import.ts'
import { score } from '../../lib/flow/score.ts'
import { scoreSource } from '../../lib/flow/score-source.ts'
import { verifyBundle } from '../../lib/flow/verify-bundle.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import { BUNDLE, BUNDLE_SIGNATURE, type Bundle, CONFIGS } from '../../lib/model/bundle.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { parsePeriod } from '../../lib/model/period.ts'
import type { Score } from '../../lib/model/score.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { createFolderEvidence, type EvidenceStore } from '../../lib/record/evidence-store.ts'
import { openEvidenceZip } from '../../lib/record/evidence-zip.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { sha256Of } from '../../lib/record/signer.ts'
import { openBytes, signedAnew, textIn, unzipped } from '../kit/bundle.ts'
import { heldClock } from '../kit/clock.ts'
import { type Evidence, sourceOf } from '../kit/evidence.ts'
import { openStores } from '../kit/stores.ts'
import { writtenCriteria, writtenQuantile } from '../kit/written-criteria.ts'

/** Monday, midnight in Vietnam. */
const FROM = Date.parse('2026-05-03T17:00:00Z')
const DAYS = 7
const EVERY = 2 * HOUR_MS
/** In the last day, of which nothing is sealed yet. */
const NOW = FROM + DAYS * DAY_MS - 30 * 60_000
const PERIOD = parsePeriod('2026-05-04..2026-05-10')
const PACK = readPack(
  stringify(writtenCriteria({ rules: ['homepage', 'eform'].map((page) => writtenQuantile({ page })) }), {
    keepUndefined: false,
  }),
  'pack.yaml',
)
const signer = signerOf(newKey())

let stores: Stores
let store: EvidenceStore
let folder: string
/** The bundle as it came, and what is in it. */
let zip: Uint8Array
let whole: Evidence
beforeAll(async () => {
  stores = await openStores()
  folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  store = createFolderEvidence(join(folder, 'evidence'))
  const pages = ['hue/home', 'hue/khai-sinh']
  const header = {
    type: 'trace',
    cadenceSeconds: EVERY / 1_000,
    locations: ['a', 'b'].map((id) => ({ id, group: 'domestic' })),
    pages,
  }
  const lines = [JSON.stringify(header)]
  for (let slotMs = FROM + HOUR_MS; slotMs < NOW; slotMs += EVERY)
    for (const page of pages)
      for (const location of ['a', 'b']) {
        const totalMs = 900 + ((slotMs / EVERY) % 7) * 800
        const one = { type: 'o', slotMs, page, location, outcome: 'passed', cause: null, totalMs, waitMs: 5 }
        lines.push(JSON.stringify(one))
      }
  const trace = join(folder, 'trace.ndjson')
  await writeFile(trace, lines.join('\n'))
  const { table } = stores
  const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
  await importTrace(trace, { table, bulk, clock: heldClock(NOW), by: 'cli:test', progress: () => undefined })
  await archiveDay({ table, store, openSigner: async () => signer, clock: heldClock(NOW) })
  zip = await made()
  whole = await unzipped(zip)
  return async () => {
    await stores.close()
    await rm(folder, { recursive: true })
  }
}, 180_000)

async function made(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const ports = { table: stores.table, store, openSigner: async () => signer, nowMs: NOW }
  for await (const chunk of bundle({ packs: [PACK], period: PERIOD }, ports)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const verify = (evidence: Evidence, trusted?: ReadonlySet<string>) =>
  verifyBundle(sourceOf(evidence), trusted ? { trusted } : {})

const problemsOf = async (evidence: Evidence) =>
  (await verify(evidence)).problems.map(({ file, kind, code }) => `${kind} ${file} ${code}`)

describe('a bundle', () => {
  test('gives the scores that are in it, which are those of the platform', async () => {
    const verified = await openBytes(zip, async (fd) => verifyBundle(await openEvidenceZip(fd)))
    expect(verified).toMatchObject({
      valid: true,
      problems: [],
      period: '2026-05-04..2026-05-10',
      // Two pages, six days that are over.
      segments: 12,
      scores: [{ score: 'scores/test@1.json', same: true }],
      keys: [signer.keyId],
      sha256: sha256Of(whole.get(BUNDLE) ?? ''),
    })
    // Of the day that isn't over: twelve slots, two pages, two locations.
    expect(verified.unsealed).toBe(48)
    const kept = JSON.parse(textIn(whole, 'scores/test@1.json')) as Score
    const source = await scoreSource({ table: stores.table, store, nowMs: NOW })
    const live = await score(source, { criteria: PACK.criteria, period: PERIOD, nowMs: NOW })
    expect(kept).toEqual(live)
    expect(kept.portals[0]?.points?.points).toBeGreaterThan(0)
  })

  test('is the same again but for its signature', async () => {
    const again = await unzipped(await made())
    again.delete(BUNDLE_SIGNATURE)
    const first = new Map(whole)
    first.delete(BUNDLE_SIGNATURE)
    expect(again).toEqual(first)
  })
})

describe('what was changed is named', () => {
  test('any file with a bit turned, taken away, and any that was added', async () => {
    for (const path of whole.keys()) {
      const given = Buffer.from(whole.get(path) ?? '')
      const bytes = given.length === 0 ? Buffer.alloc(1) : given
      const middle = Math.floor(bytes.length / 2)
      bytes[middle] = (bytes[middle] ?? 0) ^ 1
      const turned = await verify(new Map(whole).set(path, bytes)).catch((error: Error) => error)
      const named = turned instanceof Error ? [turned.message] : turned.problems.map(({ file }) => file)
      const expected = path === BUNDLE_SIGNATURE ? BUNDLE : path
      if (!named.some((file) => file.startsWith(expected) || file.includes(BUNDLE)))
        expect.fail(`${path}: ${JSON.stringify(named)}`)
      if (path === BUNDLE) continue
      const without = new Map(whole)
      without.delete(path)
      if ((await verify(without)).valid) expect.fail(`${path} is not missed`)
    }
    expect(await problemsOf(new Map(whole).set('scores/more.json', Buffer.from('{}')))).toEqual([
      'added scores/more.json not_sealed',
    ])
  }, 180_000)

  test('a score that somebody has written over', async () => {
    const path = 'scores/test@1.json'
    const other = textIn(whole, path).replace(/"points":\d+(\.\d+)?/, '"points":19.99')
    const forged = new Map(whole).set(path, Buffer.from(other))
    expect(await problemsOf(forged)).toEqual([`changed ${path} bytes_differ`])
    // Even by whoever has the key.
    expect(await problemsOf(await signedAnew(forged, signer))).toEqual([`changed ${path} score_differs`])
  })

  test('a configuration or criteria that somebody has signed for with a key of theirs', async () => {
    const easier = textIn(whole, 'criteria/test@1.yaml').replaceAll('zero: 10000', 'zero: 90000')
    const forged = await signedAnew(new Map(whole).set('criteria/test@1.yaml', Buffer.from(easier)), signerOf(newKey()))
    expect(await problemsOf(forged)).toEqual(['changed scores/test@1.json score_differs'])
    const stolen = await signedAnew(whole, signerOf(newKey()))
    expect((await verify(stolen)).valid).toBe(true)
    const problems = (await verify(stolen, new Set([signer.keyId]))).problems
    expect(problems.map(({ code }) => code)).toEqual(['key_untrusted'])
  })

  test('results that are left out of the list', async () => {
    const manifest = JSON.parse(textIn(whole, BUNDLE)) as Bundle
    const [gone] = manifest.segments
    const bytes = Buffer.from(canonicalJson({ ...manifest, segments: manifest.segments.slice(1) }))
    const forged = new Map([...whole].filter(([path]) => !path.startsWith(`pages/${gone?.page}/${gone?.day}/`)))
    forged.set(BUNDLE, bytes).set(BUNDLE_SIGNATURE, await signer.sign(bytes))
    expect(await problemsOf(forged)).toEqual(['changed scores/test@1.json score_differs'])
  })
})

test('what is no bundle is said to be none', async () => {
  const without = new Map(whole)
  without.delete(BUNDLE)
  await expect(verify(without)).rejects.toMatchObject({ code: 'no_bundle' })
  await expect(openBytes(zip.subarray(0, zip.length - 100), (fd) => openEvidenceZip(fd))).rejects.toThrow(
    /end of central directory/i,
  )
  await expect(openBytes(Buffer.from('no zip'), (fd) => openEvidenceZip(fd))).rejects.toThrow(
    /end of central directory/i,
  )
  expect(textIn(whole, CONFIGS)).not.toBe('')
})
