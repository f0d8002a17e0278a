import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { reportKey } from '../../../lib/model/report-file.ts'
import { auditPage } from '../../../lib/observe/browser/audit.ts'
import { VIETNAMESE_LETTERS } from '../../../lib/observe/browser/drawn-letters.ts'
import { createKeptBrowser } from '../../../lib/observe/browser/kept-browser.ts'
import { auditRequest } from '../../kit/audit-request.ts'
import { startSite } from '../../kit/site.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

/** In units of the page, whose screen is 412 wide. */
const CELL = 64
/** The letters twice, the same without their marks, and the box of a character that no font has. */
const ROWS = [
  VIETNAMESE_LETTERS,
  VIETNAMESE_LETTERS,
  VIETNAMESE_LETTERS.map((letter) => ({ Đ: 'D', ơ: 'o' })[letter] ?? letter.normalize('NFD').charAt(0)),
  VIETNAMESE_LETTERS.map(() => '\u{10F0FE}'),
]
const PAGE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>
body{margin:0}div{display:flex}b{width:${CELL}px;height:${CELL}px;font:${CELL / 2}px/${CELL}px sans-serif;text-align:center}
</style>${ROWS.map((row) => `<div>${row.map((letter) => `<b>${letter}</b>`).join('')}</div>`).join('')}`

test('the picture that is kept of a page shows Vietnamese letters, by their pixels', { timeout: 180_000 }, async () => {
  const site = await startSite({ '/': PAGE })
  const folder = temporaryFolder()
  const browser = createKeptBrowser()
  onTestFinished(browser.close)
  const made = await auditPage(auditRequest({ url: site.url('/'), keep: folder }), { browser })
  expect(made.files?.map(({ name }) => name)).toContain('final.jpg')
  const { page, location, slotMs } = made
  const picture = readFileSync(join(folder, reportKey({ page: page ?? '', location, slotMs }, 'final.jpg')))

  const opened = await browser.open(null)
  // How many pixels of a letter's cell differ clearly from those of the cell so many rows below.
  const differing = await opened.page.evaluate(
    async (data, cell, letters) => {
      const image = await createImageBitmap(await (await fetch(data)).blob())
      const scale = image.width / 412
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      context.drawImage(image, 0, 0)
      const size = Math.floor(cell * scale)
      const pixels = (row: number, column: number) =>
        context.getImageData(Math.round(column * cell * scale), Math.round(row * cell * scale), size, size).data
      return Array.from({ length: letters }, (_, column) =>
        [1, 2, 3].map((row) => {
          const [one, other] = [pixels(0, column), pixels(row, column)]
          let count = 0
          for (let at = 0; at < one.length; at += 4) if (Math.abs((one[at] ?? 0) - (other[at] ?? 0)) > 96) count++
          return count
        }),
      )
    },
    `data:image/jpeg;base64,${picture.toString('base64')}`,
    CELL,
    VIETNAMESE_LETTERS.length,
  )
  await opened.close()
  VIETNAMESE_LETTERS.forEach((letter, column) => {
    const [again = 0, bare = 0, box = 0] = differing[column] ?? []
    expect([letter, again <= 2, bare > 2 * again + 5, box > 2 * again + 20]).toEqual([letter, true, true, true])
  })
})
