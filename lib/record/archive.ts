import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import type { FileAccess } from '../model/access.ts'
import { clientOptions } from './clients.ts'

/** What is kept as files, by key: names with slashes, ASCII, without one at the start. */
export type Archive = {
  /** Keeps a file, in the place of what had its key. Resolves once it can be read as a whole. */
  readonly put: (key: string, body: Uint8Array | string, as: FileHeaders) => Promise<StoredFile>
  /**
   * As `put`, for a file that is made bit by bit: no more of it than 16 MiB and a chunk is in memory. Where the source
   * or the store breaks nothing of it stays, and what had its key before remains. Empty is a file too.
   */
  readonly putStream: (key: string, chunks: AsyncIterable<Uint8Array>, as: FileHeaders) => Promise<StoredFile>
  /** The whole file; null where there is none. */
  readonly get: (key: string) => Promise<Uint8Array | null>
  /** Null where there is no such file. */
  readonly head: (key: string) => Promise<FileHead | null>
  /**
   * An address from which anybody can read the file, without credentials, for so many whole seconds from now; where the
   * signer's own credentials end sooner, until then. Made without asking the store: the file may not be there.
   */
  readonly link: (key: string, how: { readonly forSeconds: number }) => Promise<string>
  /** One to which anybody can put a file of that size with these headers, and of no other, for so long. */
  readonly putLink: (
    key: string,
    how: FileHeaders & { readonly sizeBytes: number; readonly forSeconds: number },
  ) => Promise<string>
}

export type FileHeaders = {
  readonly contentType: string
  /** Absent: the bytes are what `contentType` says. */
  readonly contentEncoding?: 'gzip'
  /** Under which name a browser saves it, ASCII; absent: it may be shown. */
  readonly fileName?: string
}

export type StoredFile = {
  readonly sizeBytes: number
  /** Hexadecimal, of the bytes that were given. */
  readonly sha256: string
}

export type FileHead = { readonly sizeBytes: number; readonly contentType: string; readonly storedAtMs: number }

/**
 * Where a part ends. S3 takes 10,000 parts of at least 5 MiB; the embedded store takes requests of 11 MiB.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const PART_BYTES = 8 * 1024 * 1024

/** Parts of files are megabytes. */
const TIMEOUT_MS = 60_000

/**
 * A bucket behind an S3 API, found by the environment as other clients are. Rejects only for infrastructure faults,
 * after the SDK's own retries. The SDK for S3 is loaded when the first file is asked for: it costs some 20 MB.
 */
export function createArchive(env: Readonly<Record<string, string | undefined>>, bucket: string): Archive {
  let made: Promise<S3Client> | null = null
  // It doesn't know the body, of which the other one would sign a checksum.
  let signer: Promise<S3Client> | null = null
  const client = (): Promise<S3Client> => (made ??= openS3(env))
  const at = (key: string) => ({ Bucket: bucket, Key: key })
  const put = async (key: string, body: Uint8Array | string, as: FileHeaders): Promise<StoredFile> => {
    const [s3, { PutObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    await s3.send(new PutObjectCommand({ ...at(key), Body: bytes, ...headersOf(as) }))
    return { sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  return {
    put,
    putStream: async (key, chunks, as) => {
      const parts = partsOf(chunks)
      const { value: first = new Uint8Array() } = await parts.next()
      if (first.byteLength < PART_BYTES) return put(key, first, as)
      return putParts({ s3: await client(), at: at(key), as, first, parts })
    },
    get: async (key) => {
      const [s3, { GetObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
      const found = await s3.send(new GetObjectCommand(at(key))).catch(nullWhereNone)
      return (await found?.Body?.transformToByteArray()) ?? null
    },
    head: async (key) => {
      const [s3, { HeadObjectCommand }] = await Promise.all([client(), import('./s3.ts')])
      const found = await s3.send(new HeadObjectCommand(at(key))).catch(nullWhereNone)
      if (found === null) return null
      return {
        sizeBytes: found.ContentLength ?? 0,
        contentType: found.ContentType ?? 'application/octet-stream',
        storedAtMs: found.LastModified?.getTime() ?? 0,
      }
    },
    link: async (key, { forSeconds }) => {
      const [s3, { GetObjectCommand, getSignedUrl }] = await Promise.all([client(), import('./s3.ts')])
      return getSignedUrl(s3, new GetObjectCommand(at(key)), { expiresIn: forSeconds })
    },
    putLink: async (key, { forSeconds, sizeBytes, ...as }) => {
      const [s3, { PutObjectCommand, getSignedUrl }] = await Promise.all([
        (signer ??= openS3(env, { requestChecksumCalculation: 'WHEN_REQUIRED' })),
        import('./s3.ts'),
      ])
      const command = new PutObjectCommand({ ...at(key), ...headersOf(as), ContentLength: sizeBytes })
      const signableHeaders = new Set(['content-type', 'content-encoding', 'content-length', 'host'])
      return getSignedUrl(s3, command, { expiresIn: forSeconds, signableHeaders })
    },
  }
}

/** An archive that can do no more than what was granted: anything else rejects as a bug of ours. */
export function permitArchive(archive: Archive, access: FileAccess = {}): Archive {
  const check = async (verb: keyof FileAccess, key: string): Promise<void> => {
    if (access[verb]?.some((prefix) => key.startsWith(prefix)) !== true)
      throw new Error(`this function may not ${verb.slice(0, -1)} ${key}: see lib/model/access.ts`)
  }
  return {
    put: (key, body, as) => check('puts', key).then(() => archive.put(key, body, as)),
    putStream: (key, chunks, as) => check('puts', key).then(() => archive.putStream(key, chunks, as)),
    get: (key) => check('gets', key).then(() => archive.get(key)),
    head: (key) => check('gets', key).then(() => archive.head(key)),
    link: (key, how) => check('gets', key).then(() => archive.link(key, how)),
    putLink: (key, how) => check('puts', key).then(() => archive.putLink(key, how)),
  }
}

/** A client of its own; the SDK for S3 is loaded with it. */
export async function openS3(
  env: Readonly<Record<string, string | undefined>>,
  besides: { readonly requestChecksumCalculation?: 'WHEN_REQUIRED' } = {},
): Promise<S3Client> {
  const options = clientOptions(env, 'S3')
  const { S3Client } = await import('./s3.ts')
  return new S3Client({
    ...options,
    ...besides,
    requestHandler: { ...options.requestHandler, requestTimeout: TIMEOUT_MS },
    // Elsewhere than on AWS a bucket has no host name of its own.
    forcePathStyle: options.endpoint !== undefined,
  })
}

async function putParts(of: {
  readonly s3: S3Client
  readonly at: { readonly Bucket: string; readonly Key: string }
  readonly as: FileHeaders
  readonly first: Uint8Array
  readonly parts: AsyncGenerator<Uint8Array, undefined>
}): Promise<StoredFile> {
  const { s3, at } = of
  const {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    UploadPartCommand,
  } = await import('./s3.ts')
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ...headersOf(of.as) }))
  const hash = createHash('sha256')
  let sizeBytes = 0
  const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = []
  try {
    for (let Body: Uint8Array | undefined = of.first; Body !== undefined; Body = (await of.parts.next()).value) {
      hash.update(Body)
      sizeBytes += Body.byteLength
      const PartNumber = Parts.length + 1
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }))
      Parts.push({ PartNumber, ETag })
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    // Where this fails too, the bucket drops what is unfinished after some days.
    await s3.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined)
    throw error
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** The same bytes in parts of `PART_BYTES`, the last one what is left, if anything is. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.byteLength; ) {
      const piece = chunk.subarray(from, from + PART_BYTES - waitingBytes)
      from += piece.byteLength
      waiting.push(piece)
      waitingBytes += piece.byteLength
      if (waitingBytes === PART_BYTES) {
        yield Buffer.concat(waiting)
        waiting = []
        waitingBytes = 0
      }
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting)
}

function headersOf({ contentType, contentEncoding, fileName }: FileHeaders) {
  return {
    ContentType: contentType,
    ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
    ...(fileName === undefined ? {} : { ContentDisposition: `attachment; filename="${fileName}"` }),
  }
}

/** A role that may not list a bucket isn't told that a file is not there, but that it may not read it: that rejects. */
export function nullWhereNone(error: unknown): null {
  if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')) return null
  throw error
}
