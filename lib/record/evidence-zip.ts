import { promisify } from 'node:util'
import { type Entry, fromFd, type ZipFile } from 'yauzl'
import type { EvidenceSource } from './evidence-folder.ts'

/** No file of ours is larger, and memory holds several of them at once. */
const MOST_BYTES = 64 * 1024 * 1024

const openZip = promisify(fromFd) as unknown as (
  fd: number,
  options: { readonly lazyEntries: true; readonly autoClose: false; readonly validateEntrySizes: true },
) => Promise<ZipFile>

/**
 * A ZIP as evidence, its file open for reading. Rejects where it isn't one, is cut off, or names a file twice; a name that
 * leads out of it is refused by the reader.
 */
export async function openEvidenceZip(fd: number): Promise<EvidenceSource> {
  const zip = await openZip(fd, { lazyEntries: true, autoClose: false, validateEntrySizes: true })
  const entries = await entriesOf(zip)
  return {
    list: async () => [...entries.keys()].toSorted().map((path) => ({ path, isFile: true })),
    read: async (path) => {
      const entry = entries.get(path)
      if (!entry) throw new Error(`${path} is not in the archive`)
      if (entry.uncompressedSize > MOST_BYTES) throw new Error(`${path} is larger than any file of evidence`)
      return readEntry(zip, entry)
    },
  }
}

function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    zip.on('entry', (entry: Entry) => {
      if (entries.has(entry.fileName)) return reject(new Error(`it has ${entry.fileName} twice`))
      // Folders are none.
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}

/** Rejects where its checksum or its size is not what the archive says. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)))
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).byteLength
    if (size > MOST_BYTES) throw new Error(`${entry.fileName} is larger than any file of evidence`)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
