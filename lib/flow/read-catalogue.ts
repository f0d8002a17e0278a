import { open } from 'node:fs/promises'
import type { Catalogue } from '../model/catalogue.ts'
import { InputError } from '../model/input-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  ENOTDIR: 'a part of its path is not a folder; check the path',
  EACCES: 'reading it is not permitted; check its mode',
  EISDIR: 'it is a folder; name one YAML file',
}

/**
 * A catalogue without any problem, and its text. An `InputError` names the file and the first problem otherwise; the
 * command `catalog check` lists them all.
 */
export async function readCatalogue(file: string): Promise<{ readonly catalogue: Catalogue; readonly text: string }> {
  const text = await readCatalogueText(file)
  const { parseCatalogue } = await import('../model/parse-catalogue.ts')
  const { catalogue, problems } = parseCatalogue({ text, file })
  const [first, ...more] = problems
  if (catalogue !== null && !first) return { catalogue, text }
  if (!first) throw new Error(`no catalogue and no problem from ${file}`)
  const rest = more.length === 0 ? '' : ` (and ${more.length} more: run nhip catalog check ${file})`
  throw new InputError(first.code, `${file}:${first.line}:${first.column}: ${first.message}: ${first.fix}${rest}`)
}

/** The text of a file, strictly UTF-8. Pipes serve too. An `InputError` says why it can't be had. */
export async function readCatalogueText(file: string): Promise<string> {
  const { MAX_CATALOGUE_BYTES } = await import('../model/parse-catalogue.ts')
  const bytes = await readStart(file, MAX_CATALOGUE_BYTES + 1).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''] ?? error.message
    throw new InputError('unreadable', `can't read the catalogue ${file}: ${reason}`, { cause: error })
  })
  if (bytes.byteLength > MAX_CATALOGUE_BYTES) {
    throw new InputError(
      'unreadable',
      `can't read the catalogue ${file}: it has more than ${MAX_CATALOGUE_BYTES} bytes; split it`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InputError('unreadable', `can't read the catalogue ${file}: it is not UTF-8; save it as UTF-8`, { cause })
  }
}

/** At most so many bytes: a wrong file may be a disk image or have no end. */
async function readStart(file: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const chunks: Uint8Array[] = []
    let sizeBytes = 0
    while (sizeBytes < maxBytes) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(65_536))
      if (bytesRead === 0) break
      chunks.push(buffer.subarray(0, bytesRead))
      sizeBytes += bytesRead
    }
    return Buffer.concat(chunks)
  } finally {
    await handle.close()
  }
}
