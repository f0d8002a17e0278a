import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file that is whole or not there, in the place of what had its name; its folder is made, for this user alone.
 * `isSynced`: it has reached the disk when this resolves.
 */
export async function writeWhole(
  path: string,
  body: Uint8Array,
  how: { readonly isSynced?: boolean } = {},
): Promise<void> {
  const part = `${path}.part-${process.pid}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const file = await open(part, 'w', 0o600)
    try {
      await file.writeFile(body)
      if (how.isSynced) await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
