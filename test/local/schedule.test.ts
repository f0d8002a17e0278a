import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type MinuteWork, type Schedule, startSchedule } from '../../lib/local/schedule.ts'

const MINUTE = '2026-11-22T07:34:00.000Z'

let schedule: Schedule
let calls: string[]
let errors: string[]
let waiting: (() => void)[]

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(MINUTE) + 20_000 })
  calls = []
  errors = []
  waiting = []
})
afterEach(async () => {
  schedule.stop()
  vi.useRealTimers()
  end()
  await schedule.idle()
})

const start = (...everyMinute: readonly MinuteWork[]) => {
  const log = pino({ level: 'error' }, { write: (line) => errors.push((JSON.parse(line) as { error: string }).error) })
  schedule = startSchedule({ log, everyMinute })
}
const work = (name: string, run: () => Promise<unknown> = () => Promise.resolve()): MinuteWork => ({
  name,
  run: (time) => {
    calls.push(`${name} ${time.slice(11, 16)}`)
    return run()
  },
})
const takesLong = () => new Promise<void>((resolve) => waiting.push(resolve))
/** Of all that takes long. */
const end = (): void => {
  for (const resolve of waiting.splice(0)) resolve()
}

test('the current minute at once, then every minute at its start', async () => {
  start(work('a'))
  expect(calls).toEqual(['a 07:34'])
  await vi.advanceTimersByTimeAsync(39_999)
  expect(calls).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(60_001)
  expect(calls).toEqual(['a 07:34', 'a 07:35', 'a 07:36'])
})

test('what fails, at once or later, keeps nothing else from its minute, and is told', async () => {
  start(
    work('a', () => Promise.reject(new Error('away'))),
    work('b', () => {
      throw new Error('broken')
    }),
    work('c'),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(calls).toEqual(['a 07:34', 'b 07:34', 'c 07:34', 'a 07:35', 'b 07:35', 'c 07:35'])
  expect(errors.toSorted()).toEqual(['Error: away', 'Error: away', 'Error: broken', 'Error: broken'])
})

test('what is to be alone is left out while it runs; the others are not, nor its own next time', async () => {
  start({ ...work('a', takesLong), isAlone: true }, work('b', takesLong))
  await vi.advanceTimersByTimeAsync(120_000)
  expect(calls).toEqual(['a 07:34', 'b 07:34', 'b 07:35', 'b 07:36'])
  end()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(calls.slice(4)).toEqual(['a 07:37', 'b 07:37'])
})

test('idle waits for what still runs, and nothing new begins', async () => {
  start(work('a', takesLong))
  schedule.stop()
  let isIdle = false
  const idle = schedule.idle().then(() => {
    isIdle = true
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(isIdle).toBe(false)
  end()
  await idle
  expect(calls).toEqual(['a 07:34'])
})
