import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import {
  access,
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliDecompress, createBrotliDecompress } from 'node:zlib'
import type { BilingualText } from '../../model/catalogue.ts'
import { fontConfiguration, shippedFontFiles } from './fonts.ts'
import { isAlive } from './is-alive.ts'
import { untar } from './untar.ts'

export type PreparedChromium = {
  /** Starts Chromium without core dumps; takes Chromium's arguments. */
  readonly executablePath: string
  /** What Chromium needs in its environment besides the caller's own. */
  readonly env: Readonly<Record<string, string>>
  /** Chromium's own version, e.g. `153.0.8010.0`. */
  readonly version: string
}

export type PrepareOptions = {
  /** Where unpacked browsers are kept. Default: `chromiumCacheDir()`. */
  readonly cacheDir?: string | undefined
  /** Told before work that takes longer than a second. */
  readonly onProgress?: ((text: BilingualText) => void) | undefined
  /** `shipped` takes the libraries that ship with Chromium even where the system has its own. Default `auto`. */
  readonly libraries?: 'auto' | 'shipped'
}

/** Changes when what is unpacked changes while Chromium's package stays the same. */
const LAYOUT = 1

/** Files that a killed process left half unpacked go after this time; no unpacking takes that long. */
const ABANDONED_AFTER_MS = 15 * 60_000

const VERSION_DEADLINE_MS = 20_000

const run = promisify(execFile)
const inflate = promisify(brotliDecompress)

/**
 * Unpacks Chromium once per version and makes sure that it starts: with the system's libraries or, where it lacks
 * some, with those that ship with it, and with a font that has every Vietnamese letter. Safe to call from several
 * processes at once and to kill at any moment: a folder appears under its final name only when it is complete.
 * Throws where Chromium doesn't start at all, with what it said.
 */
export async function prepareChromium(options: PrepareOptions = {}): Promise<PreparedChromium> {
  const cacheDir = options.cacheDir ?? (await chromiumCacheDir())
  const packed = packedFolder()
  const folder = join(cacheDir, `chromium-${await packageVersion(packed)}-${LAYOUT}`)
  if (!(await exists(folder))) await unpack({ packed, folder, onProgress: options.onProgress })
  const libraries = options.libraries ?? 'auto'
  const first = await started(folder, libraries)
  if (!(first instanceof Error)) return first
  // A power cut may leave a complete folder with incomplete files: once more, from the package.
  await discard(folder)
  await unpack({ packed, folder, onProgress: options.onProgress })
  const second = await started(folder, libraries)
  if (!(second instanceof Error)) return second
  throw new Error(`Chromium does not start on this machine (${process.platform} ${process.arch}): ${second.message}`, {
    cause: second,
  })
}

/**
 * `NHIP_CACHE_DIR`, else `.cache/nhip` in the `node_modules` that Chromium's package is in, else, where that can't be
 * written, as on Lambda, a temporary folder.
 */
export async function chromiumCacheDir(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.NHIP_CACHE_DIR) return env.NHIP_CACHE_DIR
  const own = join(packedFolder(), '..', '..', '..', '.cache', 'nhip')
  try {
    await mkdir(own, { recursive: true })
    await access(own, constants.W_OK)
    return own
  } catch {
    return temporaryCacheDir()
  }
}

/** A folder in the common temporary one may have been laid there by somebody else: what isn't ours alone isn't used. */
async function temporaryCacheDir(): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const folder = join(tmpdir(), `nhip-cache-${uid}`)
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(folder)
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return folder
  return mkdtemp(`${folder}-`)
}

async function unpack(options: {
  readonly packed: string
  readonly folder: string
  readonly onProgress: PrepareOptions['onProgress']
}): Promise<void> {
  const { packed, folder } = options
  options.onProgress?.({ vi: 'Đang giải nén Chromium…', en: 'Unpacking Chromium…' })
  await mkdir(dirname(folder), { recursive: true })
  await removeAbandoned(folder)
  const draft = await mkdtemp(`${folder}.draft-${process.pid}-`)
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(packed, 'chromium.br'), { highWaterMark: 1 << 20 }),
        createBrotliDecompress({ chunkSize: 1 << 20 }),
        createWriteStream(join(draft, 'chromium'), { mode: 0o755 }),
      ),
      // Chromium looks for its software renderer beside itself.
      extract(join(packed, 'swiftshader.tar.br'), draft),
      extract(join(packed, 'al2023.tar.br'), join(draft, 'libraries')),
      extract(join(packed, 'fonts.tar.br'), join(draft, 'fonts')),
      ...shippedFontFiles().map((file) => copyInto(join(draft, 'fonts', 'fonts'), file)),
    ])
    await writeFile(
      join(draft, 'fonts', 'fonts.conf'),
      fontConfiguration({
        folders: [join(folder, 'fonts', 'fonts')],
        cacheFolder: join(folder, 'fonts', 'cache'),
        system: true,
      }),
    )
    // A crash of Chromium can leave a core of hundreds of megabytes in the working folder or /tmp.
    await writeFile(join(draft, 'start'), '#!/bin/sh\nulimit -c 0\nexec "${0%/*}/chromium" "$@"\n')
    await chmod(join(draft, 'start'), 0o755)
    await chmod(draft, 0o755)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process was faster: its folder is as good.
    if (!(await exists(folder))) throw error
  }
}

/** The environment in which Chromium starts, or the error of the last one tried. */
async function started(folder: string, libraries: 'auto' | 'shipped'): Promise<PreparedChromium | Error> {
  const executablePath = join(folder, 'start')
  const system = { FONTCONFIG_FILE: join(folder, 'fonts', 'fonts.conf') }
  const shipped = {
    ...system,
    LD_LIBRARY_PATH: [join(folder, 'libraries', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  }
  let failure = new Error('not tried')
  for (const env of libraries === 'auto' ? [system, shipped] : [shipped]) {
    const version = await versionOf(executablePath, env).catch((error: Error) => error)
    if (typeof version === 'string') return { executablePath, env, version }
    failure = version
  }
  return failure
}

/** Puts a folder out of the way; another process may have done so before. */
async function discard(folder: string): Promise<void> {
  const away = await mkdtemp(`${folder}.draft-${process.pid}-`)
  await rename(folder, join(away, 'broken')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rm(away, { recursive: true, force: true })
}

/** Starts Chromium as far as its dynamic libraries and its version. */
async function versionOf(executablePath: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await run(executablePath, ['--version'], {
    env: { ...process.env, ...env },
    timeout: VERSION_DEADLINE_MS,
  })
  const version = /\d+(\.\d+){3}/.exec(stdout)?.[0]
  if (version === undefined) throw new Error(`Chromium says ${JSON.stringify(stdout)} instead of its version`)
  return version
}

async function extract(archive: string, folder: string): Promise<void> {
  await untar(await inflate(await readFile(archive)), folder)
}

async function copyInto(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await copyFile(file, join(folder, basename(file)))
}

/**
 * Drafts of processes that were killed while they unpacked. In the temporary folder at once, for there may be no room
 * for another one, and it is no other machine's: Lambda keeps it when it kills a function that takes too long.
 */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder)
  const isOurs = dirname(parent) === tmpdir()
  for (const name of await readdir(parent)) {
    const owner = /^chromium-.*\.draft-(\d+)-/.exec(name)?.[1]
    if (owner === undefined) continue
    const path = join(parent, name)
    const found = await stat(path).catch(() => null)
    const isLeft = (isOurs && !isAlive(Number(owner))) || (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS)
    if (isLeft) await rm(path, { recursive: true, force: true })
  }
}

/** Folder of the package's compressed files. Its own unpacking isn't used: it trusts whatever lies at `/tmp/chromium`. */
function packedFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin')
}

async function packageVersion(packed: string): Promise<string> {
  return (JSON.parse(await readFile(join(packed, '..', 'package.json'), 'utf8')) as { version: string }).version
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
