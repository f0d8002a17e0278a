import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RuntimeLine } from './lambda-runtime.ts'

export type LambdaProcess = {
  readonly pid: number
  readonly started: RuntimeLine & { readonly type: 'started' }
  /** Calls the handler; one event at a time. Rejects where the process ends under it. */
  readonly call: (event: unknown) => Promise<RuntimeLine>
  /** All that the function has logged. */
  readonly logged: () => string
  /** Ends it as Lambda does, between two events. */
  readonly end: () => Promise<void>
  readonly kill: () => void
}

export type LambdaProcessOptions = {
  /** What starts it; its last argument is the package's folder. */
  readonly command: readonly [string, ...string[]]
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  /** A file that is open as descriptor 3. */
  readonly inherited?: number
}

/** The program that plays Lambda's runtime. */
export const RUNTIME = fileURLToPath(new URL('./lambda-runtime.ts', import.meta.url))

/** Starts a package in a process of its own and waits until its module is there; throws with its log where it isn't. */
export async function startLambda(options: LambdaProcessOptions): Promise<LambdaProcess> {
  const [file, ...args] = options.command
  const child = spawn(file, args, {
    env: options.env,
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'pipe', options.inherited ?? 'ignore'],
  })
  const { stdin, stdout, stderr, pid } = child
  if (!stdin || !stdout || !stderr || pid === undefined) throw new Error(`${file} could not be started`)
  let log = ''
  stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  // Where it has ended there is nobody to write to; its answer says so.
  stdin.on('error', () => {})
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  closed.catch(() => {})
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<RuntimeLine> => {
    const { done, value } = await lines.next()
    if (done !== true) return JSON.parse(value) as RuntimeLine
    const [code, signal] = await closed
    throw new Error(`the function's process ended by ${signal ?? `exit ${code}`}: ${log}`)
  }
  const started = await next()
  if (started.type !== 'started') throw new Error(`it says ${started.type} before it has started`)
  return {
    pid,
    started,
    call: (event) => {
      stdin.write(`${JSON.stringify(event)}\n`)
      return next()
    },
    logged: () => log,
    end: async () => {
      stdin.end()
      await closed
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
