import { expect, onTestFinished, test } from 'vitest'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { isRunning } from '../../kit/processes.ts'
import { until } from '../../kit/until.ts'

test('a page that can not be closed costs the browser, and nothing else', { timeout: 180_000 }, async () => {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const opened = await browser.open(null)
  const stopped = browser.processId()
  if (stopped === null) throw new Error('no browser runs')
  // It keeps its connection and answers nothing any more.
  process.kill(stopped, 'SIGSTOP')
  await opened.close()
  await until('the browser has ended', () => !isRunning(stopped))
  const next = await browser.open(null)
  expect(await next.page.evaluate('1 + 1')).toBe(2)
  await next.close()
})
