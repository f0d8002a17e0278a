import { expect, onTestFinished, test } from 'vitest'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { renderersOf } from '../../kit/fault-cases.ts'
import { html, startSite } from '../../kit/site.ts'
import { timeReadiness } from '../../kit/time-readiness.ts'

test('a renderer that dies while a form is waited for ends the wait at once', { timeout: 180_000 }, async () => {
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const site = await startSite({
    '/': html('<img src="/anh" alt="">'),
    '/anh': (_request, response) => {
      for (const pid of renderersOf(browser)) process.kill(pid, 'SIGKILL')
      response.end()
    },
  })
  expect(await timeReadiness(browser, { url: site.url('/') }, { deadlineMs: 120_000 })).toMatchObject({
    outcome: 'inconclusive',
    cause: 'browser_crashed',
    readyMs: null,
  })
})
