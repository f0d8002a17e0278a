import { createHash } from 'node:crypto'
import { chmod, readdir, readFile, utimes } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'

/** What a folder comes to as a Lambda package. */
export type Sealed = {
  /** Of all files. */
  readonly unzippedBytes: number
  /** Of a zip file of them, deflated; what a tool makes of it differs by little. */
  readonly zippedBytes: number
  /** Of the sorted paths, modes and contents, hex: equal packages have equal hashes, wherever they were built. */
  readonly sha256: string
}

const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

/** The oldest moment that a zip file can tell. */
const SEALED_AT = new Date('1980-01-01T00:00:00Z')

/** Headers of an entry of a zip file and of its end, without names. Source: PKWARE, APPNOTE.TXT 6.3.10, §4.3. */
const ZIP_ENTRY_BYTES = 30 + 46
const ZIP_END_BYTES = 22

const deflate = promisify(deflateRaw)

/** Gives every file of a folder the same mode and time, and says what the folder comes to. */
export async function seal(folder: string): Promise<Sealed> {
  const hash = createHash('sha256')
  let unzippedBytes = 0
  let zippedBytes = ZIP_END_BYTES
  for (const path of await filesUnder(folder)) {
    const file = join(folder, path)
    const content = await readFile(file)
    hash.update(`${path}\0${FILE_MODE.toString(8)}\0${content.length}\0`).update(content)
    unzippedBytes += content.length
    zippedBytes += ZIP_ENTRY_BYTES + 2 * Buffer.byteLength(path) + (await zippedLength(path, content))
    await chmod(file, FILE_MODE)
    await utimes(file, SEALED_AT, SEALED_AT)
  }
  return { unzippedBytes, zippedBytes, sha256: hash.digest('hex') }
}

/** Paths from the folder with `/`, sorted by code units; the folders on the way get their mode and time. */
async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths: string[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) paths.push(relative(folder, path).replaceAll(sep, '/'))
    else if (entry.isDirectory()) await chmod(path, FOLDER_MODE)
    else throw new Error(`${path} is neither a file nor a folder: it has no place in a package`)
  }
  return paths.toSorted((a, b) => (a < b ? -1 : 1))
}

async function zippedLength(path: string, content: Buffer): Promise<number> {
  // Compressed already; deflating 70 MB of it takes seconds and gains nothing.
  return path.endsWith('.br') ? content.length : Math.min(content.length, (await deflate(content)).length)
}
