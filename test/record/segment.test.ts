import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../lib/model/duration.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { audit } from '../kit/audit.ts'
import { type DayToSeal, segmentOf } from '../kit/evidence.ts'
import { observation } from '../kit/observation.ts'
import { signedRow } from '../kit/signing.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const DAY = '2026-11-20'
const FROM_MS = Date.parse(`${DAY}T00:00:00Z`)
const page = 'da-nang/home'
const signer = signerOf(newKey())
const han = signerOf(newKey())

const at = (hours: number) => FROM_MS + hours * HOUR_MS
const day: DayToSeal = {
  page,
  day: DAY,
  results: [
    { ...observation({ slotMs: at(0), location: 'han', detail: 'Cổng dịch vụ công' }), page },
    { ...observation({ slotMs: at(0), location: 'sgn', origin: 'import', catalogVersion: 'v0' }), page },
    { ...audit({ page, slotMs: at(6) }), page },
    await signedRow({ ...observation({ slotMs: at(6), location: 'han', cause: 'http_5xx' }), page }, han),
  ],
}

const run = promisify(execFile)
const TOOLS = ['sha256sum', 'openssl', 'jq', 'gzip', 'base64']
const missing = await Promise.all(
  TOOLS.map((tool) =>
    run('which', [tool]).then(
      () => [] as string[],
      () => [tool],
    ),
  ),
).then((lists) => lists.flat())

test.skipIf(missing.length > 0)('a segment is checked with sha256sum, openssl, gzip and jq alone', async () => {
  const { files, manifest } = await segmentOf(day, { signer })
  const cwd = temporaryFolder()
  for (const [name, bytes] of files) writeFileSync(join(cwd, name), bytes)
  writeFileSync(join(cwd, 'key.pem'), signer.publicKey)
  writeFileSync(join(cwd, 'han.pem'), han.publicKey)
  const sh = (command: string) => run('sh', ['-c', command], { cwd }).then(({ stdout }) => stdout.trim())

  expect(await sh('sha256sum --check --strict SHA256SUMS')).toBe(
    'manifest.json: OK\nmanifest.sig: OK\nresults.jsonl.gz: OK\nsignatures.jsonl.gz: OK',
  )
  expect(await sh('openssl dgst -sha256 -verify key.pem -signature manifest.sig manifest.json')).toBe('Verified OK')
  expect(await sh('openssl pkey -pubin -in key.pem -outform DER | sha256sum | cut -c1-64')).toBe(signer.keyId)
  expect(await sh('jq -r .key manifest.json')).toBe(signer.keyId)
  expect(await sh('gzip -dc results.jsonl.gz | sha256sum | cut -c1-64')).toBe(manifest.results.contentSha256)
  expect(await sh('gzip -dc results.jsonl.gz | wc -l')).toBe('4')
  expect(await sh(`gzip -dc results.jsonl.gz | jq -es 'sort_by(.slotMs, .type, .location) == . and length == 4'`)).toBe(
    'true',
  )
  const hour = manifest.hours[1]
  expect(
    await sh(
      `gzip -dc results.jsonl.gz | grep '"slotMs":${hour?.fromMs}' | sha256sum | cut -c1-64; jq -r '.hours[1].sha256' manifest.json`,
    ),
  ).toBe(`${hour?.sha256}\n${hour?.sha256}`)

  // Each result by the key of its location, as docs/evidence.md says.
  expect(await sh(`gzip -dc signatures.jsonl.gz | jq -c 'type'`)).toBe('"null"\n"null"\n"null"\n"object"')
  await sh(`gzip -dc results.jsonl.gz | sed -n 4p | tr -d '\\n' > result.json`)
  await sh('gzip -dc signatures.jsonl.gz | sed -n 4p > signature.json')
  await sh('jq -r .signature signature.json | base64 -d > result.sig')
  expect(await sh('jq -r .key signature.json')).toBe(han.keyId)
  expect(await sh('openssl dgst -sha256 -verify han.pem -signature result.sig result.json')).toBe('Verified OK')
  await expect(sh('openssl dgst -sha256 -verify key.pem -signature result.sig result.json')).rejects.toThrow('failed')

  writeFileSync(join(cwd, 'manifest.json'), `${canonicalJson(manifest)} `)
  await expect(sh('openssl dgst -sha256 -verify key.pem -signature manifest.sig manifest.json')).rejects.toThrow(
    'Command failed',
  )
  await expect(sh('sha256sum --check --strict --quiet SHA256SUMS')).rejects.toMatchObject({
    stdout: 'manifest.json: FAILED\n',
  })
})

test('the same results give the same bytes in whatever order they come', async () => {
  const one = await segmentOf(day, { signer })
  const other = await segmentOf({ ...day, results: day.results.toReversed() }, { signer })
  for (const name of ['manifest.json', 'results.jsonl.gz'])
    expect(Buffer.from(other.files.get(name) ?? '').equals(Buffer.from(one.files.get(name) ?? ''))).toBe(true)
  const packed = one.files.get('results.jsonl.gz') ?? new Uint8Array()
  // RFC 1952: magic, deflate, no flags; no time; slowest; no system.
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
})

test('a manifest says what is in its segment', async () => {
  const { manifest } = await segmentOf(day, { signer })
  expect(manifest).toMatchObject({
    page,
    day: DAY,
    revision: 1,
    supersedes: null,
    sequence: 1,
    previous: null,
    catalogVersions: expect.arrayContaining(['v0', 'v1']),
    counts: {
      results: 4,
      observations: 3,
      audits: 1,
      imported: 1,
      locations: [
        { location: 'han', observations: 2, audits: 0 },
        { location: 'sgn', observations: 1, audits: 1 },
      ],
    },
    hours: [
      { fromMs: at(0), lines: 2 },
      { fromMs: at(6), lines: 2 },
    ],
  })
  expect(manifest.software.results).toContainEqual({ nhip: '0', node: '24' })
})

test('a day without results is sealed as one', async () => {
  const { manifest, files } = await segmentOf({ ...day, results: [] }, { signer })
  expect(manifest).toMatchObject({ counts: { results: 0, locations: [] }, hours: [], results: { contentBytes: 0 } })
  expect(files.size).toBe(5)
})
