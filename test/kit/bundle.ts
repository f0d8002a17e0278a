import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUNDLE, BUNDLE_SIGNATURE, type Bundle } from '../../lib/model/bundle.ts'
import { publicKeyFile } from '../../lib/model/evidence.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { openEvidenceZip } from '../../lib/record/evidence-zip.ts'
import { type Signer, sha256Of } from '../../lib/record/signer.ts'
import { zipped } from '../../lib/report/zip.ts'
import type { Evidence } from './evidence.ts'

/** Opens a ZIP that is in memory. */
export async function openBytes<T>(bytes: Uint8Array, work: (fd: number) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  const file = join(folder, 'bundle.zip')
  await writeFile(file, bytes)
  const handle = await open(file)
  try {
    return await work(handle.fd)
  } finally {
    await handle.close()
    await rm(folder, { recursive: true })
  }
}

/** What is in a ZIP. */
export function unzipped(bytes: Uint8Array): Promise<Evidence> {
  return openBytes(bytes, async (fd) => {
    const source = await openEvidenceZip(fd)
    const paths = (await source.list()).map(({ path }) => path)
    return new Map(await Promise.all(paths.map(async (path) => [path, await source.read(path)] as const)))
  })
}

/** The other way round. */
export function zippedEvidence(evidence: Evidence): AsyncGenerator<Uint8Array> {
  return zipped(async (add) => {
    for (const [path, bytes] of evidence) await add({ path, bytes, isPacked: false })
  })
}

/** Signs a bundle anew for what was changed in it, as somebody with a key of their own could. */
export async function signedAnew(evidence: Evidence, by: Signer): Promise<Evidence> {
  const copy = new Map(evidence)
  const manifest = JSON.parse(textIn(copy, BUNDLE)) as Bundle
  const files = manifest.files.map(({ path }) => ({ path, sha256: sha256Of(copy.get(path) ?? '') }))
  const bytes = Buffer.from(canonicalJson({ ...manifest, files, key: by.keyId }))
  copy.set(BUNDLE, bytes)
  copy.set(BUNDLE_SIGNATURE, await by.sign(bytes))
  copy.set(publicKeyFile(by.keyId), Buffer.from(by.publicKey))
  return copy
}

export function textIn(evidence: Evidence, path: string): string {
  return Buffer.from(evidence.get(path) ?? '').toString('utf8')
}
