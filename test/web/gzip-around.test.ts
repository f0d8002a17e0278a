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

test('an empty text is one, too', async () => {
  const bytes = gzipAround(await packText(''), { before: 'a', after: 'b' })
  expect(gunzipSync(bytes).toString()).toBe('ab')
})
