import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

test('of a portal that is not there, there are none', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'new')
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })
  const add = ['release', 'add', '--portal', 'da-nang', '--at', '2026-11-22T22:00', '--label', '2', '--data', data]
  expect(await nhip(add)).toMatchObject({ exit: 2, stderr: 'nhip: no portal “da-nang” is in the catalogue\n' })
})

test.each([
  [['add', '--portal', 'a', '--at', '2026-11-22T22:00', '--label', 'x'.repeat(41)], /--label: /],
  [['list', '--portal', 'Đà Nẵng'], /write a portal's id/],
])('%j is refused', async (args, message) => {
  expect(await nhip(['release', ...args])).toMatchObject({ exit: 2, stderr: expect.stringMatching(message) })
})
