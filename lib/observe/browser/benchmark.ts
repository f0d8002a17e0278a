import { pageFunctions } from 'lighthouse/core/lib/page-functions.js'
import { inTime } from './in-time.ts'
import type { KeptBrowser } from './kept-browser.ts'
import { unless } from './unless.ts'

const measureIndex = pageFunctions.computeBenchmarkIndex
const INDEX_DEADLINE_MS = 10_000

/** Lighthouse's index of this machine's speed, taken on an empty page; it takes a second. Null where the browser ends or hangs. */
export async function benchmarkIndex(browser: KeptBrowser): Promise<number | null> {
  const { page, gone, close } = await browser.open(null)
  try {
    return await unless(gone, null, inTime(INDEX_DEADLINE_MS, null, page.evaluate(measureIndex)))
  } finally {
    await close()
  }
}

/**
 * Has Lighthouse take an index that is known for its own, instead of measuring it for a second in every run. It reads
 * the function's text, so the number is written into it. The index is information and bears on no metric.
 */
export function reuseBenchmarkIndex(index: number | null): void {
  const known = (): number => index ?? 0
  pageFunctions.computeBenchmarkIndex =
    index === null ? measureIndex : Object.assign(known, { toString: () => `() => ${index}` })
}
