import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gzipAround, packText } from '../../lib/web/gzip-around.ts'

test('one packed text within different surroundings: each is one gzip member of all of it', async () => {
  const main = '<p class="a">Cổng dịch vụ công</p>\n'.repeat(5_000)
  const packed = await packText(main)
  for (const [before, after] of [
    ['', ''],
    ['<main>Anh Nam', '</main>'],
    // What stands before must not be taken for what the packed text refers to.
    [main, main.toUpperCase()],
    ['ữ'.repeat(40_000), ''],
  ] as const) {
    const bytes = gzipAround(packed, { before, after })
    expect(gunzipSync(bytes).toString()).toBe(before + main + after)
  }
})

test('what was compressed before is sent again only where it is the same', async () => {
  const packed = await packText('main')
  const around = (number: number) => ({ before: `<b>${number}</b>`, after: `<i>${number}</i>` })
  // More than are remembered, so that some were forgotten meanwhile; and the same text in both places.
  for (const number of [...Array.from({ length: 600 }, (_, index) => index), 0, 599])
    expect(gunzipSync(gzipAround(packed, around(number))).toString()).toBe(`<b>${number}</b>main<i>${number}</i>`)
  for (let times = 0; times < 2; times++)
    expect(gunzipSync(gzipAround(packed, { before: 'x', after: 'x' })).toString()).toBe('xmainx')
})

test('an empty text is one, too', async () => {
  const bytes = gzipAround(await packText(''), { before: 'a', after: 'b' })
  expect(gunzipSync(bytes).toString()).toBe('ab')
})
