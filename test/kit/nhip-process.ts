import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Status } from '../../lib/flow/status.ts'
import { PLATFORM_FILE, platformFileSchema } from '../../lib/local/platform-file.ts'
import { family } from './processes.ts'
import { until } from './until.ts'

/** How a process ended. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type NhipProcess = {
  readonly pid: number
  readonly spawnedAtMs: number
  /** All that it has said so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ending>
  readonly hasEnded: () => boolean
  readonly kill: (signal: NodeJS.Signals) => void
}

/** The first line of `nhip up --json`. */
export type Ready = {
  readonly type: 'ready'
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  readonly locations: readonly string[]
  readonly endpoints: { readonly dynamodb: string; readonly messages: string }
}

export type Platform = NhipProcess & {
  readonly ready: Ready
  /** An answer of its API to the operator. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly headers: Headers; readonly body: string }>
  readonly status: () => Promise<Status>
  /** An operator's. */
  readonly token: () => string
  /** The page that people see. */
  readonly page: () => Promise<string>
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** As the npm script `start`. */
const NODE_ARGUMENTS = ['--max-semi-space-size=2', '--max-old-space-size=1024', 'bin/nhip.mjs']

/** Starts `nhip` as its users do; every process of it is ended with the test at the latest. */
export function spawnNhip(args: readonly string[], env: NodeJS.ProcessEnv = {}): NhipProcess {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, ...args], {
    cwd: ROOT,
    env: { ...inherited, LANG: 'C', LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('nhip could not be started')
  let [stdout, stderr, over] = ['', '', false]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => {
      over = true
      resolve({ code, signal })
    })
  })
  onTestFinished(() => {
    if (!over) for (const one of family(pid)) process.kill(one, 'SIGKILL')
  })
  return {
    pid,
    spawnedAtMs: Date.now(),
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    hasEnded: () => over,
    kill: (signal) => void child.kill(signal),
  }
}

/** Runs a command to its end. */
export async function runNhip(
  args: readonly string[],
): Promise<Ending & { readonly stdout: string; readonly stderr: string }> {
  const run = spawnNhip(args)
  return { ...(await run.ended), stdout: run.stdout(), stderr: run.stderr() }
}

/** Starts `nhip up --json` on a data folder and waits until it is ready. */
export async function startUp(
  dataDir: string,
  args: readonly string[] = [],
  env?: NodeJS.ProcessEnv,
): Promise<Platform> {
  return whenReady(spawnNhip(['up', '--json', '--data', dataDir, ...args], env))
}

/** The platform that a process is, once it is ready; throws where it ends before. */
export async function whenReady(run: NhipProcess): Promise<Platform> {
  const line = await until('the platform is ready', () => {
    if (run.hasEnded()) throw new Error(`the platform ended before it was ready: ${run.stderr()}`)
    return /^(.*)\n/.exec(run.stdout())?.[1]
  })
  const ready = JSON.parse(line) as Ready
  const token = () =>
    platformFileSchema.parse(JSON.parse(readFileSync(join(ready.dataDir, PLATFORM_FILE), 'utf8'))).token
  const ask: Platform['ask'] = async (path) => {
    const answer = await fetch(`${ready.url}${path}`, { headers: { authorization: `Bearer ${token()}` } })
    return { status: answer.status, headers: answer.headers, body: await answer.text() }
  }
  return {
    ...run,
    ready,
    token,
    ask,
    status: async () => {
      const { status, body } = await ask('/api/status')
      if (status !== 200) throw new Error(`/api/status answers ${status}`)
      return JSON.parse(body) as Status
    },
    page: async () => (await fetch(`${ready.url}/?lang=en`)).text(),
  }
}
