import type { SignedManifest } from '../model/evidence.ts'
import { type EvidenceProblem, type EvidenceProblemCode, evidenceProblem } from '../model/evidence-problem.ts'
import type { LocationKey } from '../model/signature.ts'
import type { KeyedResult } from '../record/results.ts'
import { readSignatureLine } from '../record/segment.ts'
import type { PublicKey } from '../record/signer.ts'
import { signatureFault } from './signature-fault.ts'

/** What all sound manifests and the keys beside them say of who signs results. */
export type Signers = {
  /** By id. */
  readonly keys: ReadonlyMap<string, PublicKey>
  /** By location: from when on its results have to be signed. */
  readonly sinceMs: ReadonlyMap<string, number>
}

/** How many results fit a signature of their location, and how many that no import has brought have none. */
export type SignedCount = { readonly signed: number; readonly unsigned: number }

/** Results of a segment that are named one by one; of others only the number. */
const NAMED = 20

const CODES = {
  misfit: 'result_misfit',
  missing: 'result_unsigned',
  unknown_key: 'result_key',
  replaced_key: 'result_key',
} as const satisfies Readonly<Record<string, EvidenceProblemCode>>

/** Whether each result of a segment is as its location signed it. `file` is named where one isn't. */
export async function verifySignatures(
  of: {
    readonly file: string
    readonly manifest: SignedManifest
    readonly lines: readonly string[]
    /** One for each line. */
    readonly signatures: readonly string[]
  },
  signers: Signers,
): Promise<SignedCount & { readonly problems: readonly EvidenceProblem[] }> {
  const { file, manifest, lines, signatures } = of
  const keys = keysOf(manifest, signers.keys)
  const problems: EvidenceProblem[] = []
  let [signed, unsigned, wrong] = [0, 0, 0]
  for (const [index, json] of lines.entries()) {
    const result = JSON.parse(json) as KeyedResult
    const { location, startedAtMs, slotMs, type } = result
    const signature = readSignatureLine(signatures[index])
    const isImported = type === 'observation' && result.origin === 'import'
    if (signature === null && isImported) continue
    if (signature === null) unsigned++
    // Its key is missed elsewhere.
    if (signature && isNamed(manifest, location, signature.keyId) && !signers.keys.has(signature.keyId)) continue
    const fault =
      signature === null
        ? startedAtMs >= (signers.sinceMs.get(location) ?? Number.POSITIVE_INFINITY) && 'missing'
        : signature === undefined
          ? 'misfit'
          : await signatureFault({ location, startedAtMs, json }, { signature, keys: keys.get(location) ?? [] })
    if (!fault) {
      if (signature !== null) signed++
    } else if (++wrong <= NAMED) {
      const name = `${manifest.page}, ${new Date(slotMs).toISOString()}, ${location}, ${type}`
      const more = { vi: `kết quả ${name}`, en: `result ${name}` }
      const named = { page: manifest.page, slotMs, location, type }
      problems.push({ ...evidenceProblem({ file, kind: 'changed', code: CODES[fault], more }), result: named })
    }
  }
  if (wrong > NAMED) {
    const more = { vi: `còn ${wrong - NAMED} kết quả nữa`, en: `${wrong - NAMED} more results` }
    problems.push(evidenceProblem({ file, kind: 'changed', code: 'result_misfit', more }))
  }
  return { signed, unsigned, problems }
}

function isNamed({ signers }: SignedManifest, location: string, keyId: string): boolean {
  return signers.some((signer) => signer.location === location && signer.key === keyId)
}

/** By location, in the order of the manifest; keys that aren't there are left out. */
function keysOf(
  manifest: SignedManifest,
  files: ReadonlyMap<string, PublicKey>,
): ReadonlyMap<string, readonly LocationKey[]> {
  const keys = new Map<string, LocationKey[]>()
  for (const { location, key, fromMs, registeredAtMs } of manifest.signers) {
    const publicKey = files.get(key)?.pem
    const of = keys.get(location) ?? []
    if (publicKey !== undefined) of.push({ location, keyId: key, publicKey, fromMs, registeredAtMs })
    keys.set(location, of)
  }
  return keys
}
