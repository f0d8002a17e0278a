import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { openKmsKey } from '../../lib/record/kms-key.ts'
import { isSignedBy, readPublicKey } from '../../lib/record/signer.ts'

const ARN = 'arn:aws:kms:ap-southeast-1:111122223333:key/0'

/** Speaks as much of KMS's API as signing needs; nothing at hand plays the whole of it. */
async function playKms(privateKey: KeyObject, publicKey: KeyObject, KeySpec: string) {
  const asked: { readonly target: string; readonly body: Record<string, unknown> }[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await json(request)) as Record<string, unknown>
    const target = String(request.headers['x-amz-target'])
    asked.push({ target, body })
    const said =
      target === 'TrentService.GetPublicKey'
        ? { KeyId: ARN, KeySpec, PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }
        : { KeyId: ARN, Signature: signDigest(privateKey, Buffer.from(String(body.Message), 'base64')) }
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(said))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const env = {
    AWS_REGION: 'ap-southeast-1',
    AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  return { env, asked }
}

/** Node signs messages, not digests: what was digested is known here. */
const MESSAGE = Buffer.from('a manifest '.repeat(1_000))
function signDigest(key: KeyObject, digest: Buffer): string {
  expect(digest.equals(createHash('sha256').update(MESSAGE).digest())).toBe(true)
  return sign('sha256', MESSAGE, key).toString('base64')
}

test('signs the digest of what may be longer than KMS takes, and knows the public key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { env, asked } = await playKms(privateKey, publicKey, 'ECC_NIST_P256')
  const signer = await openKmsKey(env, ARN)
  const signature = await signer.sign(MESSAGE)
  const key = readPublicKey(signer.publicKey)
  expect(key?.keyId).toBe(signer.keyId)
  expect(key && isSignedBy(key.key, { bytes: MESSAGE, signature })).toBe(true)
  expect(asked.map(({ target }) => target)).toEqual(['TrentService.GetPublicKey', 'TrentService.Sign'])
  expect(asked[1]?.body).toMatchObject({ KeyId: ARN, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' })
})

test('a key of another kind is refused before anything is signed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const { env } = await playKms(privateKey, publicKey, 'RSA_2048')
  await expect(openKmsKey(env, ARN)).rejects.toThrow('is RSA_2048, not ECC_NIST_P256')
})
