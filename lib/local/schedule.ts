import type { Logger } from 'pino'
import { MINUTE_MS } from '../model/duration.ts'

export type Schedule = {
  readonly stop: () => void
  /** Resolves when nothing of it runs any more. */
  readonly idle: () => Promise<void>
}

export type ScheduleOptions = {
  readonly log: Logger
  /** Called at once for the current minute, then at the start of every minute, with its time in ISO 8601. */
  readonly everyMinute: (scheduledTime: string) => Promise<void>
  /** Called every so many ms, never twice at once. */
  readonly often?: { readonly everyMs: number; readonly run: () => Promise<void> }
}

/** Plays EventBridge Scheduler. What a call rejects for is logged, and the next one comes in its time. */
export function startSchedule(options: ScheduleOptions): Schedule {
  const running = new Set<Promise<void>>()
  let stopped = false
  let minuteTimer: NodeJS.Timeout | null = null
  let oftenTimer: NodeJS.Timeout | null = null

  const run = (name: string, work: () => Promise<void>): Promise<void> => {
    const done: Promise<void> = work()
      .catch((error: unknown) =>
        options.log.error(
          { schedule: name, error: String(error) },
          'scheduled work failed, the next time will make up for it',
        ),
      )
      .finally(() => running.delete(done))
    running.add(done)
    return done
  }
  const minute = (timeMs: number): void => {
    if (stopped) return
    void run('minute', () => options.everyMinute(new Date(timeMs).toISOString()))
    const nextMs = timeMs + MINUTE_MS
    minuteTimer = setTimeout(
      () => minute(Math.max(nextMs, Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)),
      Math.max(0, nextMs - Date.now()),
    )
  }
  const often = (what: NonNullable<ScheduleOptions['often']>): void => {
    if (stopped) return
    void run('often', what.run).then(() => {
      if (!stopped) oftenTimer = setTimeout(() => often(what), what.everyMs)
    })
  }

  minute(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
  if (options.often) often(options.often)
  return {
    stop: () => {
      stopped = true
      if (minuteTimer) clearTimeout(minuteTimer)
      if (oftenTimer) clearTimeout(oftenTimer)
    },
    idle: async () => void (await Promise.all(running)),
  }
}
