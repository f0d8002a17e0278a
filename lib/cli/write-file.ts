import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'

export type WrittenFile = { readonly sizeBytes: number; readonly sha256: string }

/**
 * Makes a file bit by bit: beside its name until it is whole, so that there never is half of one, and what was there
 * stays where `work` rejects. Throws an `InputError` where the place can't be written, before `work` is called.
 */
export async function writeFileWhole(
  file: string,
  work: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<WrittenFile> {
  const draft = `${file}.part-${process.pid}`
  const handle: FileHandle = await open(draft, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw new InputError('bad_out', `can't write ${file} (${error.code}): name another file with --out`)
  })
  const hash = createHash('sha256')
  let sizeBytes = 0
  try {
    await work(async (chunk) => {
      await handle.writeFile(chunk)
      hash.update(chunk)
      sizeBytes += chunk.byteLength
    })
    await handle.close()
    await rename(draft, file)
  } catch (error) {
    await handle.close()
    await rm(draft, { force: true })
    throw error
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}
