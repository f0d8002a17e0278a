import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Audit } from '../../model/audit.ts'
import type { BilingualText } from '../../model/catalogue.ts'
import type { ControlAudit } from '../../model/control-audit.ts'
import { JOURNEY_DEADLINE_MS } from '../../model/journey.ts'
import type { AuditAnswer, AuditCall, AuditWork } from './audit-message.ts'
import type { AuditRequest } from './audit-request.ts'
import type { ControlRequest } from './control-request.ts'

export type AuditClient = {
  /**
   * One audit; calls wait for each other. Rejects with an `AuditProcessError` where the process could not make it, and
   * with the signal's reason when that is aborted: the audit that is under way is cut off then. The next call starts a
   * new process where the last one is gone.
   */
  readonly audit: (request: AuditRequest, signal?: AbortSignal) => Promise<Audit>
  /** One load of the control page, in its turn, as `audit`. */
  readonly control: (request: ControlRequest, signal?: AbortSignal) => Promise<ControlAudit>
  /** Ends the process and its browser, within 2 s; audits that are waiting reject. Idempotent. */
  readonly close: () => Promise<void>
  /** Of the process that runs now; null where none does. */
  readonly processId: () => number | null
}

/**
 * The process that makes audits died (`died`), took longer than any audit can (`overdue`), was closed (`closed`), or
 * met a fault of our own (`fault`). Not thrown for anything that a page or a browser does: that is an outcome.
 */
export class AuditProcessError extends Error {
  readonly code: 'died' | 'overdue' | 'closed' | 'fault'

  constructor(code: AuditProcessError['code'], message: string) {
    super(message)
    this.name = 'AuditProcessError'
    this.code = code
  }
}

const ENTRY = fileURLToPath(new URL('./audit-process.ts', import.meta.url))
const CLOSE_DEADLINE_MS = 1_500

/** More than a run with its retry, and the readiness load with its own, can take. */
const LOAD_DEADLINE_MS = 240_000

/** More than the steps that lead to a page can take, and once more for the retry. */
const WAY_DEADLINE_MS = 2 * JOURNEY_DEADLINE_MS + 40_000
/** For an audit that has an end of its own: so long after it, it won't come. */
const GRACE_MS = 10_000

/** Lighthouse and Chromium speak freely on stderr; it matters only when the process dies of it. */
const MAX_LAST_WORDS = 2_000
const lastWords = new WeakMap<ChildProcess, string>()

/** Makes audits in a process of their own, which is started by the first. */
export function createAuditClient(options: { readonly onProgress?: (text: BilingualText) => void } = {}): AuditClient {
  let child: ChildProcess | null = null
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false
  let calls = 0

  const running = (): ChildProcess => {
    if (child) return child
    const started = fork(ENTRY, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    lastWords.set(started, '')
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords.set(started, `${lastWords.get(started) ?? ''}${text}`.slice(-MAX_LAST_WORDS))
    })
    const forget = (): void => {
      if (child === started) child = null
    }
    started.once('exit', forget).once('error', forget)
    child = started
    return started
  }

  const make = async (work: AuditWork, signal: AbortSignal | undefined): Promise<Audit | ControlAudit> => {
    signal?.throwIfAborted()
    if (closed) throw new AuditProcessError('closed', 'the audit process was closed')
    const process = running()
    calls += 1
    const deadlineMs = 'control' in work ? LOAD_DEADLINE_MS : auditDeadlineMs(work.request)
    try {
      return await ask(process, { id: calls, ...work }, { signal, deadlineMs, onProgress: options.onProgress })
    } catch (error) {
      // Whatever it is at, it is not to be asked again before it is done; its watchdog ends the browser.
      if (error instanceof AuditProcessError && error.code === 'fault') throw error
      process.kill('SIGKILL')
      if (child === process) child = null
      throw closed ? new AuditProcessError('closed', 'the audit process was closed') : error
    }
  }

  const inTurn = (work: AuditWork, signal: AbortSignal | undefined): Promise<Audit | ControlAudit> => {
    const made = turn.then(() => make(work, signal))
    turn = made.catch(() => undefined)
    return made
  }

  return {
    // An answer is of the kind that was asked for.
    audit: (request, signal) => inTurn({ request }, signal) as Promise<Audit>,
    control: (control, signal) => inTurn({ control }, signal) as Promise<ControlAudit>,
    close: async () => {
      closed = true
      const ending = child
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
      const exited = once(ending, 'exit')
      if (ending.connected) ending.disconnect()
      const late = setTimeout(() => ending.kill('SIGKILL'), CLOSE_DEADLINE_MS)
      await exited
      clearTimeout(late)
    },
    processId: () => child?.pid ?? null,
  }
}

function auditDeadlineMs({ untilMs, journey, gap, runs }: AuditRequest): number {
  if (untilMs !== undefined) return Math.max(0, untilMs - Date.now()) + GRACE_MS
  const wayMs = journey ? WAY_DEADLINE_MS : 0
  return (LOAD_DEADLINE_MS + wayMs + (gap?.everyMs ?? 0)) * (runs + 1)
}

function ask(
  child: ChildProcess,
  call: AuditCall,
  options: {
    readonly signal: AbortSignal | undefined
    readonly deadlineMs: number
    readonly onProgress: ((text: BilingualText) => void) | undefined
  },
): Promise<Audit | ControlAudit> {
  const { promise, resolve, reject } = Promise.withResolvers<Audit | ControlAudit>()
  const hear = (answer: AuditAnswer): void => {
    if (answer.id !== call.id) return
    if ('progress' in answer) options.onProgress?.(answer.progress)
    else if ('made' in answer) resolve(answer.made)
    else reject(new AuditProcessError('fault', answer.error))
  }
  const exited = (code: number | null, signal: string | null): void => {
    const words = lastWords.get(child)?.trim()
    reject(
      new AuditProcessError(
        'died',
        `the audit process ended by ${signal ?? `exit ${code}`}${words ? `: ${words}` : ''}`,
      ),
    )
  }
  const failed = (error: Error): void =>
    reject(new AuditProcessError('died', `the audit process did not start: ${error.message}`))
  const aborted = (): void => reject(options.signal?.reason)
  const late = setTimeout(
    () => reject(new AuditProcessError('overdue', `no audit in ${options.deadlineMs} ms`)),
    options.deadlineMs,
  )
  child.on('message', hear)
  child.once('exit', exited)
  child.once('error', failed)
  options.signal?.addEventListener('abort', aborted, { once: true })
  child.send(call, (error) => error && failed(error))
  return promise.finally(() => {
    clearTimeout(late)
    child.off('message', hear)
    child.off('exit', exited)
    child.off('error', failed)
    options.signal?.removeEventListener('abort', aborted)
  })
}
