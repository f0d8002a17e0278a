import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { until } from '../until.ts'

/** A process of the platform that is killed and started anew; it is ready when it says its first line. */
export type Worker = {
  readonly name: string
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  /** For so long nothing of it runs. */
  readonly pause: (forMs: number) => Promise<void>
  /** Asks it to end, and waits. */
  readonly end: () => Promise<void>
  readonly isUp: () => boolean
  /** When it was not there, by the platform's calendar; the last one has no end where it is away. */
  readonly absences: () => readonly Absence[]
}

/** From when it went to when it was ready. */
export type Absence = { readonly fromMs: number; readonly toMs: number }

/** On a busy machine a start may take so long, real ms. */
const START_MS = 120_000

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

export function createWorker(of: {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly now: () => number
  /** What it says on stderr. */
  readonly logFile: string
  readonly onLine: (line: string) => void
}): Worker {
  const { name, now } = of
  const absences: Absence[] = []
  let awayFromMs: number | null = null
  let child: ChildProcess | null = null

  const gone = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    if (ending === null) return
    awayFromMs ??= now()
    child = null
    const ended = once(ending, 'exit')
    ending.kill(signal)
    await ended
  }
  /** False where it ended before it was ready. */
  const spawnOnce = async (): Promise<boolean> => {
    const { NODE_OPTIONS: _, ...inherited } = process.env
    const started = spawn(process.execPath, ['--max-semi-space-size=2', '--max-old-space-size=1024', ...of.args], {
      cwd: ROOT,
      env: { ...inherited, LANG: 'C', LC_ALL: 'C', ...of.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    let text = ''
    let lines = 0
    started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (text + chunk).split('\n')
      text = parts.pop() ?? ''
      lines += parts.length
      parts.forEach(of.onLine)
    })
    started.stderr.setEncoding('utf8').on('data', (chunk: string) => appendFileSync(of.logFile, `${name}: ${chunk}`))
    return until(`${name} is ready`, () => (lines > 0 ? 'ready' : started.exitCode !== null && 'ended'), {
      withinMs: START_MS,
      everyMs: 5,
    }).then((became) => became === 'ready')
  }
  return {
    name,
    start: async () => {
      const lateMs = Date.now() + START_MS
      // One that ends for a fault of its stores is started anew, as by whoever keeps services running.
      while (!(await spawnOnce())) {
        if (Date.now() > lateMs) throw new Error(`${name} can't be started: see ${of.logFile}`)
      }
      if (awayFromMs !== null) absences.push({ fromMs: awayFromMs, toMs: now() })
      awayFromMs = null
    },
    kill: () => gone('SIGKILL'),
    pause: async (forMs) => {
      const paused = child
      if (paused === null) return
      const fromMs = now()
      paused.kill('SIGSTOP')
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, forMs)
      await promise
      paused.kill('SIGCONT')
      absences.push({ fromMs, toMs: now() })
    },
    end: () => gone('SIGTERM'),
    isUp: () => child !== null,
    absences: () => [
      ...absences,
      ...(awayFromMs === null ? [] : [{ fromMs: awayFromMs, toMs: Number.POSITIVE_INFINITY }]),
    ],
  }
}
