import { once } from 'node:events'
import type { PassThrough } from 'node:stream'
import { ZipFile } from 'yazl'

/** A file of an archive; `isPacked`: it is compressed already. */
export type ZipEntry = { readonly path: string; readonly bytes: Uint8Array; readonly isPacked: boolean }

/** Within what a ZIP can say, and the same whenever it is made. */
const TIME = new Date('2000-01-01T00:00:00Z')

/**
 * A ZIP (with ZIP64 where it is needed) of the files that `fill` adds, made while it is read: `add` resolves once there is
 * room for more. Rejects with what `fill` rejects with.
 */
export async function* zipped(
  fill: (add: (entry: ZipEntry) => Promise<void>) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const out = zip.outputStream as PassThrough
  const add = async ({ path, bytes, isPacked }: ZipEntry): Promise<void> => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    zip.addBuffer(buffer, path, { mtime: TIME, forceDosTimestamp: true, mode: 0o100644, compress: !isPacked })
    // What is compressed later is not to pile up either.
    if (out.writableNeedDrain) await once(out, 'drain')
  }
  zip.on('error', (error: Error) => out.destroy(error))
  const filled = fill(add).then(
    () => zip.end(),
    (error: Error) => out.destroy(error),
  )
  try {
    for await (const chunk of out) yield chunk as Uint8Array
    await filled
  } finally {
    out.destroy()
  }
}
