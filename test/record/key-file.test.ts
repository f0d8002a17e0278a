import { createPublicKey } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKeyFile } from '../../lib/record/key-file.ts'
import { isSignedBy, readPublicKey } from '../../lib/record/signer.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const BYTES = Buffer.from('a manifest')

test('a key is made once, and nobody else can read it', async () => {
  const file = join(temporaryFolder(), 'data', 'key.pem')
  const first = await openKeyFile(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const again = await openKeyFile(file)
  expect(again.publicKey).toBe(first.publicKey)
  const signature = await first.sign(BYTES)
  expect(isSignedBy(createPublicKey(again.publicKey), { bytes: BYTES, signature })).toBe(true)
  expect(isSignedBy(createPublicKey(again.publicKey), { bytes: Buffer.from('another'), signature })).toBe(false)
})

test('of several that open it at once one makes it', async () => {
  const file = join(temporaryFolder(), 'key.pem')
  const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyFile(file)))
  expect(new Set(opened.map(({ keyId }) => keyId)).size).toBe(1)
})

test.each([
  ['no key', 'nothing', 'DECODER'],
  [
    'a key on another curve',
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n',
    'not on the curve P-256',
  ],
])('a file that holds %s is left as it is', async (_, text, says) => {
  const file = join(temporaryFolder(), 'key.pem')
  writeFileSync(file, text)
  await expect(openKeyFile(file)).rejects.toThrow(says)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('only a public key on the curve P-256 is one', async () => {
  const { publicKey } = await openKeyFile(join(temporaryFolder(), 'key.pem'))
  expect(readPublicKey(publicKey)?.pem).toBe(publicKey)
  expect(readPublicKey('none')).toBeNull()
})
