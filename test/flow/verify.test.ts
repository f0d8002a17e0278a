import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { verifyEvidence } from '../../lib/flow/verify.ts'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { type EvidenceHead, HEAD, HEAD_SIGNATURE, publicKeyFile, SEGMENT_FILES } from '../../lib/model/evidence.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { sealHead } from '../../lib/record/seal-head.ts'
import { unpack } from '../../lib/record/segment.ts'
import { sha256Of } from '../../lib/record/signer.ts'
import { type Evidence, evidenceOf, segmentOf, sourceOf } from '../kit/evidence.ts'
import { observation } from '../kit/observation.ts'

const PAGES = ['da-nang/home', 'hue/home'] as const
const [DAY, NEXT, LAST] = ['2026-11-20', '2026-11-21', '2026-11-22'] as const
const signer = signerOf(newKey())

const results = (page: string, day: string, hours: number) =>
  Array.from({ length: hours }, (_, hour) =>
    observation({ page, slotMs: Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS, bodySha256: null }),
  ).flatMap((one) => [
    { ...one, page },
    { ...one, page, location: 'han' },
  ])

const dayOf = (page: string, day: string, hours = 3) => ({ page, day, results: results(page, day, hours) })
/** Five segments: one page has three, of which the last is a second revision of the first. */
const whole = await evidenceOf(
  [dayOf(PAGES[0], DAY), dayOf(PAGES[1], DAY), dayOf(PAGES[0], NEXT), dayOf(PAGES[1], NEXT), dayOf(PAGES[0], DAY, 4)],
  signer,
)
const FOLDER = `pages/${PAGES[0]}/${DAY}/r1/`
const MIDDLE = `pages/${PAGES[0]}/${NEXT}/r1/`
const NEWEST = `pages/${PAGES[0]}/${DAY}/r2/`

const verify = (evidence: Evidence) => verifyEvidence(sourceOf(evidence))
const problemsOf = async (evidence: Evidence) =>
  (await verify(evidence)).problems.map(({ file, kind }) => `${kind} ${file}`)
const changed = (change: (evidence: Evidence) => void): Evidence => {
  const copy = new Map(whole)
  change(copy)
  return copy
}
const at = (evidence: Evidence, path: string): Buffer => Buffer.from(evidence.get(path) ?? '')

test('what nobody has touched is valid', async () => {
  expect(await verify(whole)).toMatchObject({
    valid: true,
    pages: 2,
    segments: 5,
    results: 32,
    imported: 0,
    afterHead: 0,
    keys: [signer.keyId],
    problems: [],
  })
})

test('any byte that is changed is found, and its file is named and no other', { timeout: 180_000 }, async () => {
  // The rest are files of the same kinds.
  const files = [...whole.keys()].filter((path) => !path.startsWith('pages/hue') && !path.startsWith(FOLDER))
  let flips = 0
  for (const file of files) {
    const bytes = at(whole, file)
    for (let index = 0; index < bytes.length; index++) {
      const other = Buffer.from(bytes)
      other[index] = (other[index] ?? 0) ^ (1 << (index % 8))
      const { valid, problems } = await verify(new Map(whole).set(file, other))
      flips++
      const named = problems.map((problem) => problem.file)
      // Of a head and its signature nobody knows which of the two it was.
      const expected = file === HEAD_SIGNATURE ? HEAD : file
      if (valid || named.length !== 1 || named[0] !== expected)
        expect.fail(`byte ${index} of ${file}: ${JSON.stringify(named)}`)
    }
  }
  expect(flips).toBeGreaterThan(5_000)
})

test.each([...whole.keys()])('%s cut short, made longer, emptied or taken away is named', async (file) => {
  const expected = file === HEAD_SIGNATURE ? HEAD : file
  const bytes = at(whole, file)
  for (const other of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('\n')]), Buffer.alloc(0)])
    expect(await problemsOf(new Map(whole).set(file, other))).toEqual([`changed ${expected}`])
  expect(await problemsOf(changed((evidence) => evidence.delete(file)))).toEqual([`missing ${file}`])
})

test.each([
  'more.txt',
  'keys/none.pem',
  'pages/da-nang/home/notes',
  `${FOLDER}more.json`,
  `pages/da-nang/home/${LAST}/r01/manifest.json`,
])('%s that was put in is named', async (file) => {
  expect(await problemsOf(changed((evidence) => evidence.set(file, Buffer.from('{}'))))).toEqual([`added ${file}`])
})

test('a link is none of what was sealed', async () => {
  const source = sourceOf(whole)
  const linked = {
    ...source,
    list: async () => (await source.list()).map((one) => (one.path === HEAD ? { ...one, isFile: false } : one)),
  }
  expect((await verifyEvidence(linked)).problems.map(({ file, kind }) => `${kind} ${file}`)).toContain(`added ${HEAD}`)
})

test('a key that signed nothing was put in', async () => {
  const other = signerOf(newKey())
  const file = publicKeyFile(other.keyId)
  expect(await problemsOf(changed((evidence) => evidence.set(file, Buffer.from(other.publicKey))))).toEqual([
    `added ${file}`,
  ])
})

const rewrite = (edit: (lines: string[]) => readonly string[]) =>
  changed((evidence) => {
    const lines = [...(unpack(at(evidence, `${FOLDER}results.jsonl.gz`)) ?? [])]
    evidence.set(
      `${FOLDER}results.jsonl.gz`,
      gzipSync(
        edit(lines)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    )
  })

test.each([
  ['a line taken away', (lines: string[]) => lines.toSpliced(2, 1), '2026-11-20T01:00Z (2 → 1)'],
  ['a line twice', (lines: string[]) => lines.toSpliced(2, 0, lines[2] ?? ''), '2026-11-20T01:00Z (2 → 3)'],
  ['two lines the other way round', ([a = '', b = '', ...rest]: string[]) => [b, a, ...rest], 'T00:00Z (2 → 2)'],
  [
    'a number in a line',
    (lines: string[]) => lines.with(5, lines[5]?.replace('258.6', '58.6') ?? ''),
    'T02:00Z (2 → 2)',
  ],
  ['something that is no result', (lines: string[]) => [...lines, 'x'], '1 lines are no results'],
])('of the results it is said in which hours they differ: %s', async (_, edit, says) => {
  const { problems } = await verify(rewrite(edit))
  expect(problems.map(({ file }) => file)).toEqual([`${FOLDER}results.jsonl.gz`])
  expect(problems[0]?.detail.en).toContain(says)
})

const removed = (...folders: readonly string[]) =>
  changed((evidence) => {
    for (const path of evidence.keys()) if (folders.some((folder) => path.startsWith(folder))) evidence.delete(path)
  })

test('whole segments that were taken away are named, also the last ones and all of a page', async () => {
  expect(await problemsOf(removed(FOLDER))).toEqual([`missing ${FOLDER}`])
  expect(await problemsOf(removed(MIDDLE))).toEqual([`missing ${MIDDLE}`])
  expect(await problemsOf(removed(NEWEST))).toEqual([`missing ${NEWEST}`])
  expect(await problemsOf(removed('pages/hue/'))).toEqual([
    'missing pages/hue/home/',
    `missing pages/hue/home/${NEXT}/r1/`,
  ])
  const { problems } = await verify(removed(MIDDLE, NEWEST))
  expect(problems.map(({ file }) => file)).toEqual([`pages/${PAGES[0]}/`, NEWEST])
  expect(problems[0]?.detail.en).toContain('1 more segments of this page')
})

const moved = (from: string, to: string, evidence: Evidence) => {
  for (const name of [...SEGMENT_FILES, 'SHA256SUMS']) evidence.set(`${to}${name}`, at(whole, `${from}${name}`))
}

test('segments in each other’s place are named', async () => {
  const swapped = changed((evidence) => {
    moved(FOLDER, MIDDLE, evidence)
    moved(MIDDLE, FOLDER, evidence)
  })
  const named = (await verify(swapped)).problems.map(({ file }) => file)
  expect(named).toEqual(expect.arrayContaining([FOLDER, MIDDLE]))
})

test('a copy of a segment in another place was put in', async () => {
  const extra = `pages/${PAGES[0]}/${LAST}/r1/`
  expect(await problemsOf(changed((evidence) => moved(FOLDER, extra, evidence)))).toEqual([`added ${extra}`])
})

test('a segment that its key has signed, but not into this chain, is named', async () => {
  const other = await segmentOf(dayOf(PAGES[0], NEXT, 2), { signer })
  const forged = changed((evidence) => {
    for (const [name, bytes] of other.files) evidence.set(`${MIDDLE}${name}`, bytes)
  })
  expect(await problemsOf(forged)).toContain(`changed ${MIDDLE}`)
  const besides = changed((evidence) => {
    for (const [name, bytes] of other.files) evidence.set(`pages/${PAGES[0]}/${NEXT}/r2/${name}`, bytes)
  })
  expect(await problemsOf(besides)).toEqual([`added pages/${PAGES[0]}/${NEXT}/r2/`])
})

test('what somebody else has sealed anew is another key’s, which who names the right one is told', async () => {
  const forger = signerOf(newKey())
  const forged = await evidenceOf([dayOf(PAGES[0], DAY, 2)], forger)
  expect(await verify(forged)).toMatchObject({ valid: true, keys: [forger.keyId] })
  const { valid, problems } = await verifyEvidence(sourceOf(forged), { trusted: new Set([signer.keyId]) })
  expect(valid).toBe(false)
  expect(problems).toMatchObject([{ file: publicKeyFile(forger.keyId), code: 'key_untrusted' }])
})

const headOver = async (segments: number, folder: string) => {
  const sums = at(whole, `${folder}SHA256SUMS`)
  const last = { day: folder.split('/')[3] ?? '', revision: Number(folder.at(-2)), sha256: sha256Of(sums) }
  const head = JSON.parse(at(whole, HEAD).toString('utf8')) as EvidenceHead
  return sealHead([{ page: PAGES[0], segments, last }, ...head.pages.slice(1)], signer)
}

test('a head of before is no fault while what came after it is whole, and it is said', async () => {
  const head = await headOver(1, FOLDER)
  expect(await verify(new Map([...whole, ...head]))).toMatchObject({ valid: true, afterHead: 2 })
})

test('a head that has another segment in a place than the chain has is named with it', async () => {
  const other = await evidenceOf([dayOf(PAGES[0], DAY), dayOf(PAGES[1], DAY), dayOf(PAGES[1], NEXT)], signer)
  const mixed = changed((evidence) => {
    for (const name of [HEAD, HEAD_SIGNATURE]) evidence.set(name, at(other, name))
  })
  expect(await problemsOf(mixed)).toContain(`changed ${FOLDER}`)
})

test('nothing at all is valid and empty', async () => {
  expect(await verify(new Map())).toMatchObject({ valid: true, segments: 0, head: null })
})
