import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'

const BLOCK_BYTES = 512

/**
 * Writes the files of a ustar archive into a folder, with their permission bits. Made for the small archives that ship
 * with Chromium: plain files and folders only. Throws where an entry is of another type or would leave the folder.
 * Source of the layout: POSIX.1-2017, pax, "ustar Interchange Format".
 */
export async function untar(archive: Buffer, folder: string): Promise<void> {
  for (let at = 0; at + BLOCK_BYTES <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK_BYTES)
    if (header.every((byte) => byte === 0)) return
    const name = [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/')
    const mode = octal(header, 100, 8)
    const sizeBytes = octal(header, 124, 12)
    const type = String.fromCharCode(header[156] ?? 0)
    const target = within(folder, name)
    at += BLOCK_BYTES
    if (type === '5') await mkdir(target, { recursive: true })
    else if (type === '0' || type === '\0') {
      if (at + sizeBytes > archive.length) throw new Error(`archive ends inside ${name}`)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, archive.subarray(at, at + sizeBytes), { mode: mode & 0o755 })
    } else
      throw new Error(`archive entry ${name} is of type ${JSON.stringify(type)}, only files and folders are expected`)
    at += Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES
  }
}

function within(folder: string, name: string): string {
  const relative = normalize(name)
  if (relative.startsWith(sep) || relative.split(sep).includes('..'))
    throw new Error(`archive entry ${name} leaves its folder`)
  return join(folder, relative)
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end === -1 ? length : end)
}

function octal(header: Buffer, from: number, length: number): number {
  const written = text(header, from, length).trim()
  const value = Number.parseInt(written === '' ? '0' : written, 8)
  if (Number.isNaN(value)) throw new Error(`archive header holds ${JSON.stringify(written)} where a number is due`)
  return value
}
