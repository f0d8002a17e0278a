import { type EvidenceHead, HEAD, HEAD_SIGNATURE } from '../model/evidence.ts'
import { canonicalJson } from './canonical.ts'
import type { Signer } from './signer.ts'

/** The two files of a head, by name. */
export async function sealHead(pages: EvidenceHead['pages'], signer: Signer): Promise<ReadonlyMap<string, Uint8Array>> {
  const head: EvidenceHead = {
    type: 'evidenceHead',
    schema: 1,
    pages: pages.toSorted((a, b) => (a.page < b.page ? -1 : 1)),
    key: signer.keyId,
  }
  const bytes = Buffer.from(canonicalJson(head))
  return new Map([
    [HEAD, bytes],
    [HEAD_SIGNATURE, await signer.sign(bytes)],
  ])
}
