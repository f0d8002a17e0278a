import { join } from 'node:path'
import { type CellFiles, createCellFiles } from '../record/cell-files.ts'
import { createFolderEvidence, type EvidenceStore } from '../record/evidence-store.ts'
import { openKeyFile } from '../record/key-file.ts'
import type { Signer } from '../record/signer.ts'
import { evidenceFolder } from './data-folder.ts'

export type Evidence = {
  readonly store: EvidenceStore
  readonly openSigner: () => Promise<Signer>
  /** What can be made again from it. */
  readonly cells: CellFiles
}

/** In the data folder; whoever has it can sign in this platform's name. */
const SIGNING_KEY = 'signing-key.pem'

/** Of a data folder; the key is made when it is first asked for. */
export function folderEvidence(dataDir: string): Evidence {
  return {
    store: createFolderEvidence(evidenceFolder(dataDir)),
    openSigner: () => openKeyFile(join(dataDir, SIGNING_KEY)),
    cells: createCellFiles(dataDir),
  }
}
