import { createKeptBrowser } from './kept-browser.ts'

const A4 = { format: 'A4', preferCSSPageSize: true, printBackground: true } as const

const FOOTER =
  '<div style="width:100%;text-align:center;font-size:8pt">Trang <span class="pageNumber"></span>/<span class="totalPages"></span></div>'

/** A document of ours as PDF, each page with its number: by the browser that audits have, which has no network here. */
export async function printPdf(html: string): Promise<Uint8Array> {
  const browser = createKeptBrowser()
  try {
    await browser.ready()
    const { page, close } = await browser.open(null)
    await page.setContent(html)
    const pdf = await page.pdf({
      ...A4,
      displayHeaderFooter: true,
      headerTemplate: '<div></div>',
      footerTemplate: FOOTER,
    })
    await close()
    return pdf
  } finally {
    await browser.close()
  }
}
