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
 * What Lighthouse's measurement leaves behind besides its number, in some 25 ms instead of a second: the page's process has
 * more room for young objects, and it is empty. Where a load began without it, memory was collected in the very task in which its
 * document came (0.7 ms, longer beside other work), and more often afterwards than in loads of the `lighthouse` command.
 */
const LEAVE_ROOM = `for (let i = 0; i < 20; i++) {
  let text = ''
  for (let length = 0; length < 100_000; length++) text += 'a'
  // What is not used need not be made.
  if (text.length === 1) throw new Error('a text of one letter')
}`

/**
 * Has Lighthouse take an index that is known for its own, instead of measuring it for a second in every run. It reads
 * the function's text, so the number is written into it. The index is information and bears on no metric.
 */
export function reuseBenchmarkIndex(index: number | null): void {
  const known = (): number => index ?? 0
  pageFunctions.computeBenchmarkIndex =
    index === null ? measureIndex : Object.assign(known, { toString: () => `() => { ${LEAVE_ROOM} return ${index} }` })
}
