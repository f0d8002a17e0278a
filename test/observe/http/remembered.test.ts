import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Body } from '../../../lib/observe/http/body.ts'
import { recognise } from '../../../lib/observe/http/recognise.ts'
import { recogniseOnce } from '../../../lib/observe/http/remembered.ts'

const PAGE = '<title>Đăng nhập</title><p>Thủ tục hành chính</p>'

test('a page that was read before has the signs that reading it gives', async () => {
  const body = bodyOf(PAGE)
  const first = await recogniseOnce(body, 'thủ tục')
  expect(await recogniseOnce(bodyOf(PAGE), 'thủ tục')).toBe(first)
  expect(first).toEqual(await recognise(body, 'thủ tục'))
})

test('another text, type or body is read', async () => {
  const textFound = async (body: Body, text: string | null) => (await recogniseOnce(body, text)).textFound
  expect(await textFound(bodyOf(PAGE), 'thủ tục')).toBe(true)
  expect(await textFound(bodyOf(PAGE), 'hộ chiếu')).toBe(false)
  expect(await textFound(bodyOf(PAGE), null)).toBeNull()
  expect(await textFound(bodyOf(`${PAGE}<p>hộ chiếu`), 'hộ chiếu')).toBe(true)
  expect(await textFound(bodyOf(PAGE, 'text/html; charset=utf-16le'), 'thủ tục')).toBe(false)
})

function bodyOf(text: string, contentType = 'text/html; charset=utf-8'): Body {
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { wireBytes: bytes.length, bodyBytes: bytes.length, sha256, bytes, contentType }
}
