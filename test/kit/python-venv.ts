import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lockFolder } from '../../lib/local/lock.ts'
import { InputError } from '../../lib/model/input-error.ts'
import { until } from './until.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/nhip', import.meta.url))
const INSTALL_MS = 300_000

const run = promisify(execFile)

/**
 * A virtual environment with exactly these packages (`name==version`), made on first use and kept; gives the folder of
 * its commands. Says on stderr what it installs. Rejects with what to do where Python or PyPI is missing.
 */
export async function ensureVenv(wanted: {
  readonly name: string
  readonly packages: readonly string[]
}): Promise<string> {
  const key = createHash('sha256').update(wanted.packages.join('\n')).digest('hex').slice(0, 8)
  const folder = join(CACHE, `python-${wanted.name}-${key}`)
  const bin = join(folder, 'bin')
  const stamp = join(folder, 'installed')
  if (existsSync(stamp)) return bin
  await mkdir(`${folder}.lock`, { recursive: true })
  const lock = await until(`the lock of ${folder}`, () => tryLock(`${folder}.lock`), {
    withinMs: INSTALL_MS,
  })
  try {
    if (existsSync(stamp)) return bin
    process.stderr.write(`installing ${wanted.packages.join(', ')} from PyPI into ${folder}\n`)
    await rm(folder, { recursive: true, force: true })
    await python(['-m', 'venv', folder])
    await install(join(bin, 'python'), wanted.packages)
    await writeFile(stamp, '')
    return bin
  } finally {
    lock.release()
  }
}

function tryLock(folder: string): ReturnType<typeof lockFolder> | null {
  try {
    return lockFolder(folder)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

async function python(args: readonly string[]): Promise<void> {
  try {
    await run('python3', args)
  } catch (cause) {
    throw new Error(
      'this test needs Python 3.10 or newer with its venv module, and could not use it; ' +
        'on Debian: apt-get install python3 python3-venv',
      { cause },
    )
  }
}

async function install(executable: string, packages: readonly string[]): Promise<void> {
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...packages]
  try {
    await run(executable, args, { timeout: INSTALL_MS })
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(cause)
    throw new Error(`${packages.join(', ')} could not be installed from PyPI: ${said}`, { cause })
  }
}
