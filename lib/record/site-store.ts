import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { SITE, SITE_STATE, type SiteFile } from '../model/site-file.ts'
import { nullWhereNone, openS3 } from './archive.ts'
import { writeWhole } from './whole-file.ts'

/** A file with its content. */
export type SiteObject = Pick<SiteFile, 'path' | 'contentType' | 'cacheControl'> & { readonly body: Uint8Array }

/** Where the files of the public status page are, and what is remembered of their writing. */
export type SiteStore = {
  /** Whole or as before. */
  readonly put: (file: SiteObject) => Promise<void>
  /** One that isn't there is gone. */
  readonly remove: (path: string) => Promise<void>
  /** Null: nothing was written yet. */
  readonly getState: () => Promise<string | null>
  readonly putState: (text: string) => Promise<void>
}

/** A bucket, found by the environment as other clients are. */
export function createSiteBucket(env: Readonly<Record<string, string | undefined>>, bucket: string): SiteStore {
  let made: Promise<S3Client> | null = null
  const client = (): Promise<S3Client> => (made ??= openS3(env))
  const put = async (Key: string, of: Omit<SiteObject, 'path'>): Promise<void> => {
    const [s3, { PutObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
    const headers = { ContentType: of.contentType, CacheControl: of.cacheControl }
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: of.body, ...headers }))
  }
  return {
    put: ({ path, ...of }) => put(`${SITE}${path}`, of),
    remove: async (path) => {
      const [s3, { DeleteObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${SITE}${path}` }))
    },
    getState: async () => {
      const [s3, { GetObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: SITE_STATE })).catch(nullWhereNone)
      return (await found?.Body?.transformToString()) ?? null
    },
    putState: (text) =>
      put(SITE_STATE, { contentType: 'application/json', cacheControl: 'no-store', body: Buffer.from(text) }),
  }
}

/**
 * A folder that any web server can serve as it is, readable for this user alone like all of the data folder; `stateFile`
 * is outside of it.
 */
export function createSiteFolder(folder: string, stateFile: string): SiteStore {
  return {
    put: async ({ path, body }) => writeWhole(fileIn(folder, path), body),
    remove: (path) => rm(fileIn(folder, path), { force: true }),
    getState: async () => (await readOrNull(stateFile))?.toString() ?? null,
    putState: async (text) => {
      await mkdir(dirname(stateFile), { recursive: true, mode: 0o700 })
      await writeWhole(stateFile, Buffer.from(text))
    },
  }
}

/** A file of such a folder; null where there is none, or the path is none of ours. */
export async function readSiteFile(folder: string, path: string): Promise<Uint8Array | null> {
  return PATH.test(path) ? readOrNull(join(folder, ...path.split('/'))) : null
}

const PATH = /^(?:[a-z0-9_-]+\/)*[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

function fileIn(folder: string, path: string): string {
  if (!PATH.test(path)) throw new Error(`${path} is no path of a status page`)
  return join(folder, ...path.split('/'))
}

async function readOrNull(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return null
    throw error
  })
}
