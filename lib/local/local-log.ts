import pino, { type Logger } from 'pino'
import { fullDisk } from './full-disk.ts'

/** A warning or error is repeated at most this often; what was held back is counted. */
const QUIET_MS = 60_000

/** What still fails so shortly after the disk was full fails for that reason. */
const AFTERMATH_MS = 5_000

/**
 * One machine's log, on stderr: repetitions are held back, and a full disk is one line, whatever fails for it.
 * `NHIP_LOG_LEVEL`, default `warn`.
 */
export function createLocalLog(options: {
  readonly dataDir: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}): Logger {
  const isFull = fullDisk(options.dataDir)
  const last = new Map<string, { atMs: number; held: number }>()
  let told = false
  let aftermathUntilMs = 0
  return pino(
    {
      base: {},
      level: options.env.NHIP_LOG_LEVEL ?? 'warn',
      hooks: {
        logMethod(args, method, level) {
          if (level < 40) return method.apply(this, args)
          const nowMs = Date.now()
          if (isFull()) {
            aftermathUntilMs = nowMs + AFTERMATH_MS
            if (told) return
            told = true
            return method.apply(this, [
              `the disk is full: nothing can be kept. Free some room for ${options.dataDir}; measuring goes on as soon as there is some`,
            ])
          }
          if (nowMs < aftermathUntilMs) return
          told = false
          const [fields, message] = args as unknown as [{ readonly error?: unknown }, string?]
          const key = `${level} ${message} ${String(fields.error)}`
          const before = last.get(key)
          if (before && nowMs - before.atMs < QUIET_MS) {
            before.held++
            return
          }
          last.set(key, { atMs: nowMs, held: 0 })
          const repeated = before && before.held > 0 ? { repeated: before.held } : {}
          method.apply(this, [{ ...fields, ...repeated }, message] as unknown as Parameters<typeof method>)
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}
