import type { Logger } from 'pino'

const QUIET_MS = 60_000

/** A log whose warnings and errors repeat at most once a minute each, with how often they were held back. */
export function createPumpLog(log: Logger): Logger {
  const last = new Map<string, { atMs: number; held: number }>()
  const quiet = (level: 'warn' | 'error') => (fields: Readonly<Record<string, unknown>>, message: string): void => {
    const key = `${level} ${message} ${String(fields.error)}`
    const before = last.get(key)
    const nowMs = Date.now()
    if (before && nowMs - before.atMs < QUIET_MS) {
      before.held++
      return
    }
    last.set(key, { atMs: nowMs, held: 0 })
    log[level]({ ...fields, ...(before && before.held > 0 ? { repeated: before.held } : {}) }, message)
  }
  return Object.assign(Object.create(log) as Logger, { warn: quiet('warn'), error: quiet('error') })
}
