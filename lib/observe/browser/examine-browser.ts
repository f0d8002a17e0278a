import type { BrowserExamination } from '../../model/examination.ts'
import { NHIP_VERSION } from '../../model/software.ts'
import type { PrepareOptions } from './chromium.ts'
import { undrawnLetters, VIETNAMESE_LETTERS } from './drawn-letters.ts'
import { createKeptBrowser } from './kept-browser.ts'

type Seen = { -readonly [Key in 'chromium' | 'mode' | 'startMs' | 'undrawn' | 'lighthouse']: BrowserExamination[Key] }

/**
 * Starts a browser of its own, draws Vietnamese letters with it, loads Lighthouse, and ends the browser. It measures
 * nothing and needs no network. What doesn't work is told in `problem`; it never throws for that.
 */
export async function examineBrowser(options: PrepareOptions = {}): Promise<BrowserExamination> {
  const seen: Seen = { chromium: null, mode: null, startMs: null, undrawn: [], lighthouse: null }
  const problem = await examine(seen, options).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '',
  )
  return { type: 'examined', ...seen, node: process.versions.node, nhip: NHIP_VERSION, problem }
}

async function examine(seen: Seen, options: PrepareOptions): Promise<void> {
  const begunMs = performance.now()
  const browser = createKeptBrowser(options)
  try {
    const { chromium, mode } = await browser.ready()
    Object.assign(seen, { chromium, mode, startMs: Math.round(performance.now() - begunMs) })
    const { page, close } = await browser.open(null)
    seen.undrawn = await undrawnLetters(page, VIETNAMESE_LETTERS)
    await close()
    // Of a package that lacks a file of Lighthouse, most faults show as soon as it is loaded.
    seen.lighthouse = (await import('./profile.ts')).LIGHTHOUSE_VERSION
  } finally {
    await browser.close()
  }
}
