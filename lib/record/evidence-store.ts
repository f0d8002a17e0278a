import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EVIDENCE } from '../model/evidence.ts'
import type { Archive } from './archive.ts'
import { writeWhole } from './whole-file.ts'

/** Where evidence is kept, by its paths within. */
export type EvidenceStore = {
  /** Resolves once the file is kept for good, in the place of what had its path. */
  readonly put: (path: string, body: Uint8Array) => Promise<void>
  /** Rejects where there is none. */
  readonly get: (path: string) => Promise<Uint8Array>
}

/** In the bucket of a hub on AWS. No file says that it is packed: it is to come out as it went in, to be checked. */
export function createArchiveEvidence(archive: Pick<Archive, 'put' | 'get'>): EvidenceStore {
  return {
    put: async (path, body) => void (await archive.put(`${EVIDENCE}${path}`, body, { contentType: typeOf(path) })),
    get: async (path) => {
      const body = await archive.get(`${EVIDENCE}${path}`)
      if (body === null) throw new Error(`the archive has no ${EVIDENCE}${path}`)
      return body
    },
  }
}

/** In a folder of the machine that is the hub: made when it is needed, what is in it is whole. */
export function createFolderEvidence(folder: string): EvidenceStore {
  const fileOf = (path: string): string => {
    if (!/^[A-Za-z0-9/.-]+$/.test(path) || path.includes('..')) throw new Error(`${path} is no path of evidence`)
    return join(folder, ...path.split('/'))
  }
  return {
    put: async (path, body) => writeWhole(fileOf(path), body, { isSynced: true }),
    get: async (path) => readFile(fileOf(path)),
  }
}

function typeOf(path: string): string {
  if (path.endsWith('.json')) return 'application/json'
  if (path.endsWith('.gz')) return 'application/gzip'
  return path.endsWith('.sig') ? 'application/octet-stream' : 'text/plain; charset=utf-8'
}
