import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { auditPage } from '../../../lib/observe/browser/audit.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { watchMemory } from '../../../lib/observe/browser/memory-watch.ts'
import { exactMemoryOfTree, memoryOfTree } from '../../../lib/observe/browser/tree-memory.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { isRunning } from '../../kit/processes.ts'
import { html, startSite } from '../../kit/site.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'
import { until } from '../../kit/until.ts'

const LIMIT_BYTES = 600_000_000

/** Elements, of which the engine of scripts knows next to nothing. */
const GROWS = `<script>for (let made = 0; ; made++) {
  const element = document.createElement('p')
  element.textContent = made + 'x'.repeat(1000)
  document.body.append(element)
}</script>`

test('a page that grows without end has its browser ended, and the next audit is unharmed', {
  timeout: 180_000,
}, async () => {
  const browser = createKeptBrowser({ memoryLimitBytes: LIMIT_BYTES })
  onTestFinished(browser.close)
  const site = await startSite({ '/lon': html(GROWS), '/': html('') })
  const grown = await auditPage(auditRequest({ url: site.url('/lon') }), { browser, runDeadlineMs: 30_000 })
  expect(grown).toMatchObject({ outcome: 'inconclusive', cause: 'browser_crashed', score: null })
  expect(grown.detail).toMatch(
    /^the browser took \d+ MB of memory, more than the 600 MB that it may have, and was ended$/,
  )
  expect(grown.runs[0]).toMatchObject({ attempts: 2, discarded: { cause: 'browser_crashed' } })
  const next = await auditPage(auditRequest({ url: site.url('/') }), { browser })
  expect(next).toMatchObject({ outcome: 'passed', runs: [{ attempts: 1 }] })
})

test('what the processes of a browser share counts once', { timeout: 180_000 }, async () => {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const { page, gone } = await browser.open(null)
  const grow = (mb: number) =>
    page.evaluate((count: number) => {
      const kept = ((window as { kept?: Uint8Array[] }).kept ??= [])
      for (let made = 0; made < count; made++) kept.push(new Uint8Array(1_000_000).fill(7))
    }, mb)
  await grow(250)
  const pid = browser.processId() ?? 0
  const { atLeast, atMost } = memoryOfTree(pid) ?? { atLeast: 0, atMost: 0 }
  const exact = exactMemoryOfTree(pid) ?? 0
  expect(atLeast).toBeGreaterThan(250_000_000)
  expect(exact).toBeGreaterThan(atLeast)
  expect(atMost).toBeGreaterThan(exact + 100_000_000)
  const limitBytes = (exact + atMost) / 2
  const watch = watchMemory(pid, limitBytes)
  onTestFinished(watch.stop)
  // It is looked at twice a second.
  await page.evaluate('new Promise((done) => setTimeout(done, 1500))')
  expect([gone.aborted, watch.took()]).toEqual([false, null])
  await grow(400).catch(() => {})
  await until('the browser is ended', () => gone.aborted)
  expect(watch.took()).toBeGreaterThan(limitBytes)
  expect(isRunning(pid)).toBe(false)
})

test('of a process whose shares the system does not tell, what it shares with nobody counts', () => {
  const root = temporaryFolder()
  const process = (pid: number, of: { readonly children: string; readonly statm: string; readonly pssKb?: number }) => {
    mkdirSync(join(root, `${pid}/task/${pid}`), { recursive: true })
    writeFileSync(join(root, `${pid}/task/${pid}/children`), of.children)
    writeFileSync(join(root, `${pid}/statm`), of.statm)
    if (of.pssKb) writeFileSync(join(root, `${pid}/smaps_rollup`), `Rss: 9 kB\nPss: ${of.pssKb} kB\nPss_Anon: 1 kB\n`)
  }
  process(10, { children: '11 12 ', statm: '9000 500 100 0 0 0 0\n', pssKb: 1_700 })
  process(11, { children: '', statm: '9000 300 100 0 0 0 0\n' })
  process(12, { children: '', statm: '0 0 0 0 0 0 0\n' })
  expect(memoryOfTree(10, root)).toEqual({ atLeast: 600 * 4096, atMost: 800 * 4096 })
  expect(exactMemoryOfTree(10, root)).toBe(1_700 * 1024 + 200 * 4096)
})

test('nothing is told of a process that is gone, nor where the system tells nothing', () => {
  expect([memoryOfTree(2 ** 22 + 1), exactMemoryOfTree(2 ** 22 + 1)]).toEqual([null, null])
  expect([memoryOfTree(process.pid, '/nowhere'), exactMemoryOfTree(process.pid, '/nowhere')]).toEqual([null, null])
})
