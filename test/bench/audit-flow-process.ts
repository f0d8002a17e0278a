import { writeFile } from 'node:fs/promises'
import { launch } from 'chrome-launcher'
import { startFlow } from 'lighthouse'
import puppeteer from 'puppeteer-core'
import { BENCH_CONTACT, CHROME_FLAGS } from './audit-sides.ts'

// Lighthouse's own user flow as its documentation has it, with nothing of ours: a page is opened, and a click on it is what is
// measured. Arguments: the page with the link, and the file for the report.
const [wayUrl = '', file = ''] = process.argv.slice(2)

const chrome = await launch({ chromeFlags: CHROME_FLAGS.split(' ') })
try {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null })
  const page = await browser.newPage()
  const flow = await startFlow(page, {
    config: { extends: 'lighthouse:default', settings: { extraHeaders: { From: BENCH_CONTACT } } },
  })
  await page.goto(wayUrl)
  await flow.navigate(async () => {
    await page.click('#den')
  })
  const { steps } = await flow.createFlowResult()
  await writeFile(file, JSON.stringify(steps[0]?.lhr ?? null))
  await browser.disconnect()
} finally {
  chrome.kill()
}
