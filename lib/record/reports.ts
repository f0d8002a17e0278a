import { REPORT_FILES, type ReportFileKind, type ReportFileName } from '../model/report-file.ts'
import type { Archive, FileHeaders } from './archive.ts'
import type { ReportFolder } from './report-folder.ts'

/** Where a hub keeps the reports of audits. */
export type Reports = {
  readonly put: (key: string, body: Uint8Array) => Promise<void>
  /** Null where there is none. */
  readonly get: (key: string) => Promise<Uint8Array | null>
  /** An address that anybody can read the file from for some minutes; null: the hub itself sends it. */
  readonly link: ((key: string) => Promise<string>) | null
  /** One that a file of so many bytes can be put to; null: the hub itself takes it. */
  readonly putLink: ((key: string, sizeBytes: number) => Promise<string>) | null
}

const LINK_SECONDS = 300

/** In the bucket of a hub on AWS. */
export function createArchiveReports(archive: Archive): Reports {
  return {
    put: async (key, body) => void (await archive.put(key, body, headersOf(key))),
    get: (key) => archive.get(key).catch(nullWhereDenied),
    link: (key) => archive.link(key, { forSeconds: LINK_SECONDS }),
    putLink: (key, sizeBytes) => archive.putLink(key, { ...headersOf(key), sizeBytes, forSeconds: LINK_SECONDS }),
  }
}

/** In a folder of the machine that is the hub: no store's memory grows with what is kept, and no SDK is loaded. */
export function createFolderReports(folder: Pick<ReportFolder, 'put' | 'get'>): Reports {
  return { put: folder.put, get: folder.get, link: null, putLink: null }
}

/** A role that may not list a bucket is told that it may not read what is not there. */
function nullWhereDenied(error: unknown): null {
  if (error instanceof Error && error.name === 'AccessDenied') return null
  throw error
}

/** With which a file goes into the bucket, and comes out of it. */
function headersOf(key: string): FileHeaders {
  const { contentType, contentEncoding }: ReportFileKind =
    REPORT_FILES[key.slice(key.lastIndexOf('/') + 1) as ReportFileName]
  return contentEncoding === null ? { contentType } : { contentType, contentEncoding }
}
