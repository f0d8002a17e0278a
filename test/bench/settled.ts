import { setTimeout as delay } from 'node:timers/promises'

const LOOK_MS = 500
const MOST_MS = 60_000

/** Of half a second of two cores: nothing goes on. µs. */
const IDLE_US = 25_000

/** LevelDB goes on with what so many writes at once have left to do, which no platform makes. False: it still does, after a minute. */
export async function settled(): Promise<boolean> {
  for (const untilMs = performance.now() + MOST_MS; performance.now() < untilMs; ) {
    const before = process.cpuUsage()
    await delay(LOOK_MS)
    const { user, system } = process.cpuUsage(before)
    if (user + system < IDLE_US) return true
  }
  return false
}
