import type { KeptBrowser } from './kept-browser.ts'

/** Whether Chromium takes a text for a CSS selector. */
export async function isSelector(browser: KeptBrowser, text: string): Promise<boolean> {
  const { page, close } = await browser.open(null)
  try {
    return await page.evaluate((selector) => {
      try {
        document.createDocumentFragment().querySelector(selector)
        return true
      } catch {
        return false
      }
    }, text)
  } finally {
    await close()
  }
}
