import type { Logger } from 'pino'
import { MINUTE_MS } from '../model/duration.ts'

export type Schedule = {
  readonly stop: () => void
  /** Resolves when nothing of it runs any more. */
  readonly idle: () => Promise<void>
}

/** Called at once for the current minute, then at the start of every minute, with its time in ISO 8601. */
export type MinuteWork = {
  readonly name: string
  readonly run: (scheduledTime: string) => Promise<unknown>
  /** Never twice at once: a minute at whose start it still runs is left out. */
  readonly isAlone?: true
}

export type ScheduleOptions = {
  readonly log: Logger
  /** Each by itself: that one fails or takes long is nothing to the others. */
  readonly everyMinute: readonly MinuteWork[]
  /** Called every so many ms, never twice at once. */
  readonly often?: { readonly everyMs: number; readonly run: () => Promise<void> }
}

/** Plays EventBridge Scheduler. What a call rejects for is logged, and the next one comes in its time. */
export function startSchedule(options: ScheduleOptions): Schedule {
  const running = new Set<Promise<void>>()
  const alone = new Map<MinuteWork, Promise<void>>()
  let stopped = false
  let minuteTimer: NodeJS.Timeout | null = null
  let oftenTimer: NodeJS.Timeout | null = null

  const run = (name: string, work: () => Promise<unknown>): Promise<void> => {
    const done: Promise<void> = (async () => void (await work()))()
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
    const scheduledTime = new Date(timeMs).toISOString()
    for (const work of options.everyMinute) {
      const last = alone.get(work)
      if (last && running.has(last)) continue
      const done = run(work.name, () => work.run(scheduledTime))
      if (work.isAlone) alone.set(work, done)
    }
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
