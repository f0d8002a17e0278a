import { expect, onTestFinished, test } from 'vitest'
import { watchFlood } from '../../../lib/observe/browser/flood-watch.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'

const LIMIT_BYTES = 100_000_000

/** Kept so much at a time. */
const PIECE_BYTES = 8_000_000

test('what a page has told without end makes this process grow: then its load is given up', async () => {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const { page } = await browser.open(null)
  const kept: Buffer[] = []
  const flooded = watchFlood(page, LIMIT_BYTES)
  const first = await Promise.race([flooded, page.evaluate('new Promise((done) => setTimeout(done, 1200, "quiet"))')])
  expect(first).toBe('quiet')
  while (kept.length * PIECE_BYTES < 3 * LIMIT_BYTES) kept.push(Buffer.alloc(PIECE_BYTES, 1))
  expect(await flooded).toMatch(/^what the page had the browser tell took \d{3} MB here$/)
  expect(kept.length).toBeGreaterThan(30)
})
