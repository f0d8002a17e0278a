import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { type Evidence, evidenceOf } from '../kit/evidence.ts'
import { nhip, scratch, values } from '../kit/nhip.ts'
import { observation } from '../kit/observation.ts'

const page = 'da-nang/home'
const DAY = '2026-11-20'
const slotMs = Date.parse(`${DAY}T03:00:00Z`)
const signer = signerOf(newKey())
const evidence = await evidenceOf(
  [
    {
      page,
      day: DAY,
      results: [
        { ...observation({ slotMs }), page },
        { ...observation({ slotMs, location: 'han', origin: 'import' }), page },
      ],
    },
  ],
  signer,
)

/** As it lies in a data folder. */
async function write(files: Evidence): Promise<string> {
  const folder = await scratch()
  for (const [path, bytes] of files) {
    const file = join(folder, 'archive', 'evidence', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  return folder
}

test('good evidence is 0, and imported results are said and are no fault', async () => {
  const folder = await write(evidence)
  const people = await nhip(['verify', folder])
  expect(people.exit).toBe(0)
  expect(people.stdout).toContain('1 pages, 1 segments, 2 results')
  expect(people.stdout).toContain('1 results were imported')
  expect(people.stdout).toContain(signer.keyId)
  expect(people.stdout).toContain('Nothing is wrong.')
  const machines = await nhip(['verify', join(folder, 'archive'), '--json'])
  expect(machines.exit).toBe(0)
  expect(values(machines.stdout)).toMatchObject([
    { type: 'verify', path: join(folder, 'archive/evidence'), valid: true, segments: 1, imported: 1, problems: [] },
  ])
})

test('evidence that was tampered with is 1, and what was changed is named in the language asked for', async () => {
  const file = `pages/${page}/${DAY}/r1/results.jsonl.gz`
  const folder = await write(new Map(evidence).set(file, Buffer.from('x')))
  const { exit, stdout } = await nhip(['verify', folder, '--lang', 'vi'])
  expect(exit).toBe(1)
  expect(stdout).toContain(`bị thay đổi  ${file}  nội dung không phải nội dung đã niêm phong`)
  expect(stdout).toContain('1 sai khác.')
})

test('a key that is not the one that is trusted is 1', async () => {
  const folder = await write(evidence)
  const other = join(folder, 'other.pem')
  writeFileSync(other, signerOf(newKey()).publicKey)
  const own = join(folder, 'own.pem')
  writeFileSync(own, signer.publicKey)
  expect((await nhip(['verify', folder, '--key', own])).exit).toBe(0)
  const { exit, stdout } = await nhip(['verify', folder, '--key', other, '--json'])
  expect(exit).toBe(1)
  expect(values(stdout)).toMatchObject([{ valid: false, problems: [{ code: 'key_untrusted' }] }])
})

test.each([
  ['a folder without evidence', (folder: string) => [folder], 'holds no evidence'],
  ['a file that is no ZIP', (folder: string) => [join(folder, 'a')], 'is no whole ZIP'],
  ['nothing', (folder: string) => [join(folder, 'b')], 'is not there'],
  ['a key that is none', (folder: string) => [folder, '--key', join(folder, 'a')], 'is no public key'],
])('%s is 2', async (what, args, says) => {
  const folder = what === 'a key that is none' ? await write(evidence) : await scratch()
  writeFileSync(join(folder, 'a'), 'text')
  const { exit, stdout, stderr } = await nhip(['verify', ...args(folder)])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toContain(says)
})
