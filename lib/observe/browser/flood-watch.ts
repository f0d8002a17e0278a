import { getHeapStatistics } from 'node:v8'
import type { Page } from 'puppeteer-core'
import { browserMemoryLimit } from './memory-limit.ts'

/** No visitor closes so many one after the other. */
const MAX_DIALOGS = 100

const LOOK_EVERY_MS = 500

/**
 * Watches what a page has its browser tell us: dialogs without end, or so much else (its console, its requests) that this
 * process’s heap grows by half of what a browser may take. Resolves in words with what is too much, so that the load is given up:
 * Lighthouse keeps every message until its end. Ends with the page.
 */
export function watchFlood(page: Page, limitBytes: number = browserMemoryLimit() / 2): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const before = heapBytes()
  const timer = setInterval(() => {
    const bytes = heapBytes() - before
    if (bytes > limitBytes) tell(`what the page had the browser tell took ${Math.round(bytes / 1e6)} MB here`)
  }, LOOK_EVERY_MS)
  timer.unref()
  const tell = (words: string): void => {
    clearInterval(timer)
    resolve(words)
  }
  let dialogs = 0
  page.on('dialog', () => {
    dialogs += 1
    if (dialogs > MAX_DIALOGS) tell(`the page opened more than ${MAX_DIALOGS} dialogs`)
  })
  page.once('close', () => clearInterval(timer))
  return promise
}

/** With what is garbage already: of that there is no more afterwards than before. */
function heapBytes(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics()
  return used + external
}
