import { createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { signerOf } from '../../lib/record/key-file.ts'
import { keyOfSecret } from '../../lib/record/secret-key.ts'
import { isSignedBy } from '../../lib/record/signer.ts'

const SECRET = 'kHq3mZ8vT1wYx5Nc7Rb2Lp9Gd4Js6Fa0QeUiOyWtBnMhVkCxZrSlDgPjXfAvEuIo'

test('a secret is the same key each time, for ever, and another secret another one', async () => {
  const signer = signerOf(keyOfSecret(SECRET))
  // Written down once: a key that a release makes differently is another location's.
  expect(signer.keyId).toBe('31565270ad221ade9c891580f0872fbfa2d25376eda54cd46684a6de002e93fa')
  expect(signerOf(keyOfSecret(`${SECRET}x`)).keyId).not.toBe(signer.keyId)
  const bytes = Buffer.from('{}')
  const key = createPublicKey(signer.publicKey)
  expect(isSignedBy(key, { bytes, signature: await signer.sign(bytes) })).toBe(true)
  expect(isSignedBy(key, { bytes: Buffer.from('{ }'), signature: await signer.sign(bytes) })).toBe(false)
})

test('a secret that could be guessed is none', () => {
  expect(() => keyOfSecret('short')).toThrow('5 characters')
})
