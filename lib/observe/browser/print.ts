import type { Lang } from '../../model/lang.ts'
import { createKeptBrowser } from './kept-browser.ts'

const A4 = { format: 'A4', preferCSSPageSize: true, printBackground: true } as const

const PAGE = { vi: 'Trang', en: 'Page' } as const

/** A document of ours as PDF, each page with its number: by the browser that audits have, which has no network here. */
export async function printPdf(html: string, lang: Lang): Promise<Uint8Array> {
  const browser = createKeptBrowser()
  try {
    await browser.ready()
    const { page, close } = await browser.open(null)
    await page.setContent(html)
    await page.emulateMediaType('print')
    await page.evaluate(fitSections)
    const pdf = await page.pdf({
      ...A4,
      displayHeaderFooter: true,
      headerTemplate: '<div></div>',
      footerTemplate: `<div style="width:100%;text-align:center;font-size:8pt">${PAGE[lang]} <span class="pageNumber"></span>/<span class="totalPages"></span></div>`,
    })
    await close()
    return pdf
  } finally {
    await browser.close()
  }
}

/**
 * Runs in the page. A section that is a little more than a page becomes one; what is longer stays as large as it is. Of an
 * A4 page 176 × 273 mm are between the margins of our sheets, and a little is left for rounding.
 */
async function fitSections(): Promise<void> {
  // Its faces are asked for once it is laid out, and what they draw has other measures.
  document.body.getBoundingClientRect()
  await document.fonts.ready
  const mm = 96 / 25.4
  const isTooLong = (section: HTMLElement): boolean => section.getBoundingClientRect().height > 271 * mm
  for (const section of document.querySelectorAll('section')) {
    const scale = (percent: number): void => {
      section.style.zoom = `${percent}%`
      section.style.width = `${(176 * mm * 100) / percent}px`
    }
    scale(100)
    // Smaller than this nobody reads it.
    for (let percent = 98; percent >= 76 && isTooLong(section); percent -= 2) scale(percent)
    if (isTooLong(section)) scale(100)
  }
}
