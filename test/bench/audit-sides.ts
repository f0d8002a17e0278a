import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result } from 'lighthouse'
import type { AuditMetrics } from '../../lib/model/audit.ts'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'
import { measuredIn } from '../../lib/observe/browser/metrics.ts'
import type { ProfileSettings } from '../../lib/observe/browser/profile.ts'
import { memoryOf } from '../kit/memory.ts'
import { family } from '../kit/processes.ts'

/** One load by one side; `problem` says why there are no numbers. */
export type SideRun = {
  readonly score: number | null
  readonly metrics: AuditMetrics | null
  /** From the call to the numbers, whatever it takes to have them. */
  readonly wallMs: number
  readonly problem: string | null
}

export type SideName = 'nhip' | 'journey' | 'short' | 'cli' | 'flow'

/** `wayUrl` is of a page with a link to it. */
export type Destination = { readonly url: string; readonly wayUrl: string }

export type Side = {
  readonly run: (page: Destination) => Promise<SideRun>
  /** Memory of every process that measures now, shared pages by their share, bytes. */
  readonly memory: () => number
  readonly close: () => Promise<void>
}

export type NhipCall = {
  readonly url: string
  /** The page is reached by a click on this one's link; null: opened. */
  readonly wayUrl: string | null
  readonly settings: Partial<ProfileSettings>
}

export type NhipAnswer = SideRun & { readonly browserPid: number | null; readonly indexMs: number }

/** Both sides send it with every request. */
export const BENCH_CONTACT = 'https://example.org/'

/** What the reference is commonly started with, and the product starts its own Chromium with, among others. */
export const CHROME_FLAGS = '--headless --no-sandbox --disable-gpu'

/** Half of Lighthouse's own waits for quiet. */
const SHORT_WAITS = {
  pauseAfterFcpMs: 500,
  pauseAfterLoadMs: 500,
  networkQuietThresholdMs: 500,
  cpuQuietThresholdMs: 500,
}

const FLOW_ENTRY = fileURLToPath(new URL('./audit-flow-process.ts', import.meta.url))
const NHIP_ENTRY = fileURLToPath(new URL('./audit-nhip-process.ts', import.meta.url))

/**
 * `short` is Nhịp with half of the waits, `journey` Nhịp by way of a click; each has its own process and browser. `cli` is the
 * reference, and `flow` that of what is reached by a click: Lighthouse's own user flow.
 */
export async function startSide(name: SideName, folder: string): Promise<Side> {
  if (name === 'cli' || name === 'flow') return startReference(folder, name)
  return startNhip({ settings: name === 'short' ? SHORT_WAITS : {}, byClick: name === 'journey' })
}

/** The product's runs, in a process of their own with a browser that is kept, and with the guard. */
export function startNhip({
  settings = {},
  byClick = false,
  env = {},
}: {
  readonly settings?: Partial<ProfileSettings>
  readonly byClick?: boolean
  readonly env?: NodeJS.ProcessEnv
}): Omit<Side, 'run'> & {
  readonly run: (page: Destination) => Promise<NhipAnswer>
  /** Of the process alone, without its browser, bytes. */
  readonly ownMemory: () => number
} {
  const child = fork(NHIP_ENTRY, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, ...env } })
  return {
    run: async ({ url, wayUrl }) => {
      child.send({ url, wayUrl: byClick ? wayUrl : null, settings } satisfies NhipCall)
      const over = new AbortController()
      const answered = Promise.race([once(child, 'message', over), died(child, over)]) as Promise<[NhipAnswer]>
      const [answer] = await answered.finally(() => over.abort())
      return answer
    },
    memory: () => memoryOfAll(child.pid),
    ownMemory: () => (child.pid === undefined ? 0 : memoryOf(child.pid)),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** Lighthouse of the version that is installed, with its default flags and the very same Chromium. */
async function startReference(folder: string, name: 'cli' | 'flow'): Promise<Side> {
  const chromium = await prepareChromium()
  const packageFile = createRequire(import.meta.url).resolve('lighthouse/package.json')
  const command = join(dirname(packageFile), 'cli', 'index.js')
  const env = { ...process.env, ...chromium.env, CHROME_PATH: chromium.executablePath, TMPDIR: folder }
  let pid: number | undefined
  return {
    run: async ({ url, wayUrl }) => {
      const out = await mkdtemp(join(folder, 'reference-'))
      const begunMs = performance.now()
      const file = join(out, 'report.json')
      const args = name === 'cli' ? [command, url, ...referenceFlags(file)] : [FLOW_ENTRY, wayUrl, file]
      const child = spawn(process.execPath, args, {
        env,
        stdio: ['ignore', 'ignore', 'ignore'],
      })
      pid = child.pid
      await once(child, 'exit')
      pid = undefined
      const wallMs = performance.now() - begunMs
      const report = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Result) : null
      await rm(out, { recursive: true, force: true })
      if (!report) return { score: null, metrics: null, wallMs, problem: 'no report' }
      const { score, metrics } = measuredIn(report)
      return { score, metrics, wallMs, problem: report.runtimeError?.code ?? (score === null ? 'no score' : null) }
    },
    memory: () => memoryOfAll(pid),
    close: async () => {},
  }
}

function referenceFlags(file: string): readonly string[] {
  return [
    '--quiet',
    '--no-enable-error-reporting',
    '--output=json',
    `--output-path=${file}`,
    `--chrome-flags=${CHROME_FLAGS}`,
    `--extra-headers=${JSON.stringify({ From: BENCH_CONTACT })}`,
  ]
}

async function died(child: ChildProcess, over: AbortController): Promise<never> {
  const [code, signal] = await once(child, 'exit', over)
  throw new Error(`the process of audits ended by ${signal ?? `exit ${code}`}`)
}

function memoryOfAll(pid: number | undefined): number {
  if (pid === undefined) return 0
  let sum = 0
  for (const member of family(pid)) {
    try {
      sum += memoryOf(member)
    } catch {
      // It ended meanwhile.
    }
  }
  return sum
}
