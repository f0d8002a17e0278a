import { type Manifest, manifestSchema, SEGMENT_FILES, SUMS } from '../model/evidence.ts'
import type { EvidenceSource } from './evidence-folder.ts'
import { isSignedBy, type PublicKey, sha256Of } from './signer.ts'

/** A segment's folder as it was found, its results not read yet. */
export type FoundSegment = {
  /** Ends with a slash. */
  readonly folder: string
  readonly names: ReadonlySet<string>
  /** Where it says what a manifest says, whoever has written it. */
  readonly manifest: Manifest | null
  /** `unknown`: its key isn't there, or can't be read. */
  readonly signature: 'good' | 'bad' | 'unknown'
  /** Of what is there of `manifest.json` and `manifest.sig`. */
  readonly sha256: ReadonlyMap<string, string>
  /** Null: `SHA256SUMS` is not there. */
  readonly sums: { readonly text: string; readonly sha256: string } | null
}

export async function readManifest(
  source: EvidenceSource,
  of: { readonly folder: string; readonly names: ReadonlySet<string>; readonly keys: ReadonlyMap<string, PublicKey> },
): Promise<FoundSegment> {
  const { folder, names, keys } = of
  const read = (name: string): Promise<Uint8Array> | null => (names.has(name) ? source.read(`${folder}${name}`) : null)
  const [manifestName, signatureName] = SEGMENT_FILES
  const [bytes, signature, sums] = await Promise.all([read(manifestName), read(signatureName), read(SUMS)])
  const manifest = bytes && manifestIn(bytes)
  const key = manifest && keys.get(manifest.key)
  return {
    folder,
    names,
    manifest,
    signature: judged({ key: key ?? null, bytes, signature, isManifest: manifest !== null }),
    sha256: new Map([
      ...(bytes ? [[manifestName, sha256Of(bytes)] as const] : []),
      ...(signature ? [[signatureName, sha256Of(signature)] as const] : []),
    ]),
    sums: sums && { text: Buffer.from(sums).toString('latin1'), sha256: sha256Of(sums) },
  }
}

function judged(of: {
  readonly key: PublicKey | null
  readonly bytes: Uint8Array | null
  readonly signature: Uint8Array | null
  readonly isManifest: boolean
}): FoundSegment['signature'] {
  const { key, bytes, signature } = of
  if (!of.isManifest || bytes === null || signature === null) return 'bad'
  if (key === null) return 'unknown'
  return isSignedBy(key.key, { bytes, signature }) ? 'good' : 'bad'
}

function manifestIn(bytes: Uint8Array): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}
