import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { prepareChromium } from '../../lib/observe/browser/chromium.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The Chromium of the platform, for whoever looks at pages of this machine: no other address has a name for it. */
export async function openChromium(): Promise<Browser> {
  const { executablePath, env } = await prepareChromium()
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
  ]
  return puppeteer.launch({ executablePath, env: { ...process.env, ...env }, args })
}

/** What a page violates of WCAG 2.2 AA and of what axe calls best practices. */
export async function violations(
  page: Page,
): Promise<readonly { readonly id: string; readonly where: readonly string[] }[]> {
  // By the protocol, which no policy of the page concerns.
  await page.evaluate(AXE)
  const found = (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  )) as AxeResults
  return found.violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))
}
