import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FunctionName } from '../../model/environment.ts'
import { auditFiles, UNBUNDLED, WORKERS } from './audit-files.ts'
import { bundleAround, bundleFunction } from './bundle.ts'
import { type BuiltPackage, LAMBDA_LIMIT_BYTES, type Manifest, readManifest, writeManifest } from './manifest.ts'
import { seal } from './seal.ts'

export type BuildOptions = {
  /** The repository. */
  readonly root: string
  /** Gets a folder per function, and `packages.json`. */
  readonly folder: string
  readonly names: readonly FunctionName[]
}

/** A package whose files are more than Lambda takes. */
export class PackageTooLargeError extends Error {
  constructor(name: FunctionName, unzippedBytes: number) {
    super(`the package of ${name} has ${unzippedBytes} bytes unzipped; Lambda takes ${LAMBDA_LIMIT_BYTES}`)
    this.name = 'PackageTooLargeError'
  }
}

/** Drafts of builds that were killed go after this time; no build takes that long. */
const ABANDONED_AFTER_MS = 15 * 60_000

/**
 * Builds the packages of functions, ready to be zipped, and says what each comes to. They take their places when all
 * are made: an interrupted build leaves what was there, or, between two renames, a manifest that lacks what it was
 * about to replace; never half a package. Packages of other functions stay. Throws where one is too large for Lambda.
 */
export async function buildPackages({ root, folder, names }: BuildOptions): Promise<Manifest> {
  await mkdir(folder, { recursive: true })
  await removeAbandoned(folder)
  const draft = await mkdtemp(join(folder, '.draft-'))
  try {
    const built: Partial<Record<FunctionName, BuiltPackage>> = {}
    for (const name of names) {
      const sealed = await buildOne({ root, name, folder: join(draft, name) })
      if (sealed.unzippedBytes > LAMBDA_LIMIT_BYTES) throw new PackageTooLargeError(name, sealed.unzippedBytes)
      built[name] = { handler: 'index.handler', ...sealed }
    }
    const kept = Object.entries(await readManifest(folder)).filter(([name]) => !(name in built))
    await writeManifest(folder, Object.fromEntries(kept))
    for (const name of names)
      await place({ from: join(draft, name), to: join(folder, name), away: join(draft, `${name}.old`) })
    await writeManifest(folder, { ...Object.fromEntries(kept), ...built })
    return built
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function buildOne(options: { readonly root: string; readonly name: FunctionName; readonly folder: string }) {
  const { root, name, folder } = options
  await mkdir(folder)
  if (name === 'audit') {
    const imported = await bundleAround({ ...options, external: UNBUNDLED, workers: WORKERS })
    for (const path of await auditFiles(root, imported)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await copyFile(join(root, path), join(folder, path))
    }
  } else await bundleFunction(options)
  return seal(folder)
}

async function place({ from, to, away }: { readonly from: string; readonly to: string; readonly away: string }) {
  await rename(to, away).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(from, to)
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.draft-')) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true })
  }
}
