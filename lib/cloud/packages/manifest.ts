import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FunctionName } from '../../model/environment.ts'
import { InputError } from '../../model/input-error.ts'

const packageSchema = z.strictObject({
  /** As Lambda takes it: the module and its export. */
  handler: z.literal('index.handler'),
  unzippedBytes: z.int().positive(),
  zippedBytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type BuiltPackage = Readonly<z.infer<typeof packageSchema>>

/** `build/packages.json`: the packages that are complete beside it, each in the folder of its name. */
export type Manifest = Readonly<Partial<Record<FunctionName, BuiltPackage>>>

/**
 * Files of a function and its layers, unzipped.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const LAMBDA_LIMIT_BYTES = 250 * 1024 * 1024

/** Where a repository keeps its packages. */
export function buildFolder(root: string): string {
  return join(root, 'build')
}

/** Nothing where nothing was built. Throws an `InputError` where the file is none of ours. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = fileIn(folder)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return z.record(z.string(), packageSchema).parse(JSON.parse(text))
  } catch (cause) {
    throw new InputError('bad_manifest', `${file} was not written by npm run build: run it again without it`, { cause })
  }
}

/** Sorted by name; readers see the old file or the new one. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(manifest).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const draft = `${fileIn(folder)}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(sorted, null, 2)}\n`)
  await rename(draft, fileIn(folder))
}

function fileIn(folder: string): string {
  return join(folder, 'packages.json')
}
