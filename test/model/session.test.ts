import { expect, test } from 'vitest'
import { isSameActor, linkedBy, voucherOf } from '../../lib/model/session.ts'

test('who came by a link is named by its maker first: no name makes them somebody else', () => {
  expect(linkedBy({ maker: 'cli:nhip', name: null })).toBe('link:cli:nhip')
  expect(linkedBy({ maker: 'cli:nhip', name: 'Chị Hoa' })).toBe('link:cli:nhip/Chị Hoa')
  for (const name of ['platform', 'cli:nhip', 'https://id.example.org#4711', 'link:platform/Chị Hoa'])
    expect(linkedBy({ maker: 'a1b2c3d4e5f6', name })).toMatch(/^link:a1b2c3d4e5f6\//)
})

test.each([
  ['a1b2c3d4e5f6', 'a1b2c3d4e5f6', true],
  ['a1b2c3d4e5f6', 'link:a1b2c3d4e5f6', true],
  ['link:cli:nhip', 'cli:nhip', true],
  ['cli:nhip', 'link:cli:nhip/Chị Hoa', false],
  ['link:cli:nhip/Chị Hoa', 'link:cli:nhip/Anh Nam', false],
  ['link:cli:nhip/Chị Hoa', 'link:platform/Chị Hoa', false],
  ['link:cli:nhip/Chị Hoa', 'Chị Hoa', false],
])('%s and %s may be one: %s', (one, other, expected) => {
  expect([isSameActor(one, other), isSameActor(other, one)]).toEqual([expected, expected])
})

test.each([
  ['link:platform', 'platform'],
  ['link:platform/Chị Hoa', 'platform'],
  ['link:a1b2c3d4e5f6/link:cli:nhip/Anh Nam', 'a1b2c3d4e5f6'],
  ['platform', 'platform'],
  ['cli:nhip', 'cli:nhip'],
  ['https://id.example.org/realms/nhip#4711', null],
])('%s is who they are on the word of %s', (by, voucher) => {
  expect(voucherOf(by)).toBe(voucher)
})
