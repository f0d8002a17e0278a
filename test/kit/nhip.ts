import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const NHIP = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))

export type Ended = { readonly exit: number | null; readonly stdout: string; readonly stderr: string }

/** Runs one command to its end; `stdin` is written to it, `env` goes over the process's own. */
export async function nhip(
  args: readonly string[],
  how: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', LANG: 'C', LC_ALL: 'C', ...how.env }
  const child = spawn(process.execPath, [NHIP, ...args], { env })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (output.stdout += chunk))
  child.stderr.on('data', (chunk) => (output.stderr += chunk))
  // A command that refuses its input never reads it.
  child.stdin.on('error', () => undefined)
  child.stdin.end(how.stdin ?? '')
  const exit = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  return { exit, ...output }
}

/** The values of NDJSON. */
export function values<T = Record<string, unknown>>(ndjson: string): readonly T[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/** A folder that goes with the test. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** A file that goes with the test. */
export async function scratchFile(name: string, text: string): Promise<string> {
  const file = join(await scratch(), name)
  await writeFile(file, text)
  return file
}
