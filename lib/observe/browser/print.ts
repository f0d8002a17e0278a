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
function fitSections(): void {
  const mm = 96 / 25.4
  const isTooLong = (section: HTMLElement): boolean => section.getBoundingClientRect().height > 271 * mm
  for (const section of document.querySelectorAll('section')) {
    const scale = (zoom: number): void => {
      section.style.zoom = String(zoom)
      section.style.width = `${(176 * mm) / zoom}px`
    }
    let zoom = 1
    scale(zoom)
    while (isTooLong(section) && zoom > 0.8) {
      zoom -= 0.02
      scale(zoom)
    }
    if (isTooLong(section)) scale(1)
  }
}
