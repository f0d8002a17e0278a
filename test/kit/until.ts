import { setTimeout as delay } from 'node:timers/promises'

const DEADLINE_MS = 60_000
const LOOK_EVERY_MS = 100

/** Looks until there is something (not null, undefined or false), and returns it; throws what was awaited when it takes too long. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  options: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { withinMs = DEADLINE_MS, everyMs = LOOK_EVERY_MS } = options
  const lateMs = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== null && found !== undefined && found !== false) return found
    if (Date.now() >= lateMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await delay(everyMs)
  }
}
