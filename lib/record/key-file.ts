import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { publicKeyOf, type Signer } from './signer.ts'

const signLater = promisify(sign)

/**
 * The signing key in a file that its owner alone can read, made where there is none yet. Whoever is first makes it;
 * it is whole or not there. Throws where the file holds no such key: it is never overwritten.
 */
export async function openKeyFile(path: string): Promise<Signer> {
  const pem = (await readKey(path)) ?? (await makeKey(path))
  return signerOf(createPrivateKey(pem))
}

/** A signer that has its key in memory; it signs off this thread. */
export function signerOf(key: KeyObject): Signer {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error('the signing key is not on the curve P-256')
  const { keyId, pem } = publicKeyOf(createPublicKey(key))
  return { keyId, publicKey: pem, sign: (bytes) => signLater('sha256', bytes, key) }
}

/** A new key on the curve P-256. */
export function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

async function readKey(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

async function makeKey(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const part = `${path}.part-${randomUUID()}`
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(String(newKey().export({ type: 'pkcs8', format: 'pem' })))
    await file.sync()
  } finally {
    await file.close()
  }
  // A link, unlike a renaming, does not take the place of a key that somebody else has made meanwhile.
  await link(part, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(part, { force: true })
  return readFile(path, 'utf8')
}
