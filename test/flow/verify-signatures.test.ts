import { describe, expect, test } from 'vitest'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { publicKeyFile, SEGMENT_FILES, SIGNATURES } from '../../lib/model/evidence.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import type { KeyedResult, SignedResult } from '../../lib/record/results.ts'
import { sealHead } from '../../lib/record/seal-head.ts'
import { sumsOf } from '../../lib/record/segment.ts'
import { type Signer, sha256Of } from '../../lib/record/signer.ts'
import { evidenceOf, sourceOf } from '../kit/evidence.ts'
import { observation } from '../kit/observation.ts'
import { keyOf, signedRow } from '../kit/signing.ts'

const page = 'da-nang/home'
const [DAY, NEXT] = ['2026-11-20', '2026-11-21'] as const
const FROM_MS = Date.parse(`${DAY}T00:00:00Z`)
const FILE = `pages/${page}/${DAY}/r1/results.jsonl.gz`
const [hub, sgn, han, stranger] = [1, 2, 3, 4].map(() => signerOf(newKey())) as [Signer, Signer, Signer, Signer]
const keys = [keyOf(han, { location: 'han', fromMs: FROM_MS }), keyOf(sgn, { location: 'sgn', fromMs: FROM_MS })]

const result = (minute: number, location = 'sgn'): KeyedResult => ({
  ...observation({ slotMs: FROM_MS + minute * MINUTE_MS, location }),
  page,
})
const unsigned = (of: KeyedResult): SignedResult => ({ result: of, json: canonicalJson(of), signature: null })
const whole = await Promise.all(
  [0, 5, 10].flatMap((minute) => [signedRow(result(minute, 'han'), han), signedRow(result(minute), sgn)]),
)
const verify = async (rows: readonly SignedResult[], registered = keys) =>
  verifyEvidence(sourceOf(await evidenceOf([{ page, day: DAY, results: rows, keys: registered }], hub)))
const named = ({ problems }: Awaited<ReturnType<typeof verify>>) => problems.map(({ code, result: of }) => [code, of])

/** As whoever seals for the hub could do it: every hash, link and signature of the hub's own fits. */
const withRow = (index: number, row: SignedResult) => whole.with(index, row)

test('each result fits the signature of its location', async () => {
  expect(await verify(whole)).toMatchObject({ valid: true, results: 6, signed: 6, unsigned: 0, problems: [] })
})

describe('what the hub itself has sealed otherwise than its location signed it is named by page, slot and location', () => {
  const of = { page, slotMs: FROM_MS + 5 * MINUTE_MS, location: 'sgn', type: 'observation' } as const
  const row = whole[3] as SignedResult
  const changed: KeyedResult = { ...(row.result as KeyedResult & { type: 'observation' }), httpStatus: 201 }

  test('one that was changed', async () => {
    const forged = await verify(withRow(3, { ...unsigned(changed), signature: row.signature }))
    expect(forged).toMatchObject({ valid: false, signed: 5, unsigned: 0 })
    expect(named(forged)).toEqual([['result_misfit', of]])
    expect(forged.problems[0]).toMatchObject({ file: FILE, kind: 'changed' })
    expect(forged.problems[0]?.detail.en).toContain(`${page}, 2026-11-20T00:05:00.000Z, sgn`)
  })

  test('one that was changed, and its signature taken away', async () => {
    expect(named(await verify(withRow(3, unsigned(changed))))).toEqual([['result_unsigned', of]])
  })

  test('one that somebody else has signed, and one that another location has', async () => {
    for (const other of [stranger, han])
      expect(named(await verify(withRow(3, await signedRow(changed, other))))).toEqual([['result_key', of]])
  })

  test('one that has the signature of another one', async () => {
    const other = whole[1] as SignedResult
    expect(named(await verify(withRow(3, { ...row, signature: other.signature })))).toEqual([['result_misfit', of]])
  })

  test('many are counted', async () => {
    const many = Array.from({ length: 25 }, (_, minute) => unsigned(result(minute)))
    const { problems } = await verify(many)
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)?.detail.en).toContain('5 more results')
  })
})

test('a key that another took the place of signs nothing that began later', async () => {
  const fromMs = FROM_MS + 5 * MINUTE_MS
  const registered = [...keys, keyOf(stranger, { location: 'sgn', fromMs })]
  const rows = [await signedRow(result(4), sgn), await signedRow(result(4, 'han'), han)]
  const ok = [...rows, await signedRow(result(5), stranger)]
  const verified = await verify(ok, registered)
  expect(verified).toMatchObject({ valid: true, signed: 3 })
  expect(verified.locationKeys).toEqual([
    { location: 'han', key: han.keyId, fromMs: FROM_MS },
    { location: 'sgn', key: sgn.keyId, fromMs: FROM_MS },
    { location: 'sgn', key: stranger.keyId, fromMs },
  ])
  expect(named(await verify([...rows, await signedRow(result(5), sgn)], registered))).toEqual([
    ['result_key', expect.objectContaining({ slotMs: fromMs })],
  ])
})

test('unsigned results of before the first key, and imported ones, are no fault, and are counted', async () => {
  const registered = [keyOf(sgn, { location: 'sgn', fromMs: FROM_MS + 5 * MINUTE_MS })]
  const imported = unsigned({ ...result(10), origin: 'import' } as KeyedResult)
  expect(await verify([unsigned(result(0)), await signedRow(result(5), sgn), imported], registered)).toMatchObject({
    valid: true,
    results: 3,
    imported: 1,
    signed: 1,
    unsigned: 1,
  })
})

test('a key that the hub names in one segment alone counts for all', async () => {
  const later = { ...observation({ slotMs: FROM_MS + 24 * 60 * MINUTE_MS }), page } as KeyedResult
  const evidence = await evidenceOf(
    [
      { page, day: DAY, results: [unsigned(result(5))] },
      { page, day: NEXT, results: [await signedRow(later, sgn)], keys },
    ],
    hub,
  )
  expect(named(await verifyEvidence(sourceOf(evidence)))).toMatchObject([['result_unsigned', { location: 'sgn' }]])
})

test('a location’s public key that is gone is named once, and nothing is blamed on the results', async () => {
  const evidence = await evidenceOf([{ page, day: DAY, results: whole, keys }], hub)
  evidence.delete(publicKeyFile(sgn.keyId))
  const { problems, signed } = await verifyEvidence(sourceOf(evidence))
  expect(problems).toMatchObject([{ file: publicKeyFile(sgn.keyId), kind: 'missing', code: 'key_missing' }])
  expect(signed).toBe(3)
})

test('what was sealed before results were signed is still verified, and said to be unsigned', async () => {
  const evidence = await evidenceOf([{ page, day: DAY, results: whole.map(({ result: of }) => of) }], hub)
  const folder = `pages/${page}/${DAY}/r1/`
  const {
    signatures: _signatures,
    signers: _signers,
    ...facts
  } = JSON.parse(Buffer.from(evidence.get(`${folder}manifest.json`) ?? '').toString('utf8')) as Record<string, unknown>
  const manifest = Buffer.from(canonicalJson({ ...facts, schema: 1 }))
  evidence.set(`${folder}manifest.json`, manifest)
  evidence.set(`${folder}manifest.sig`, await hub.sign(manifest))
  evidence.delete(`${folder}${SIGNATURES}`)
  const hashes = SEGMENT_FILES.slice(0, 3).map(
    (name) => [name, sha256Of(evidence.get(`${folder}${name}`) ?? '')] as const,
  )
  const sums = sumsOf(new Map(hashes))
  evidence.set(`${folder}SHA256SUMS`, Buffer.from(sums))
  const head = [{ page, segments: 1, last: { day: DAY, revision: 1, sha256: sha256Of(sums) } }]
  for (const [name, bytes] of await sealHead(head, hub)) evidence.set(name, bytes)
  expect(await verifyEvidence(sourceOf(evidence))).toMatchObject({ valid: true, results: 6, signed: 0, unsigned: 6 })
  evidence.set(`${folder}${SIGNATURES}`, Buffer.from('x'))
  const { problems } = await verifyEvidence(sourceOf(evidence))
  expect(problems).toMatchObject([{ file: `${folder}${SIGNATURES}`, kind: 'added' }])
})
