import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

test('without a catalogue there is nothing to silence, and none is listed', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'new')
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })
  const add = ['silence', 'add', '--page', 'da-nang/home', '--for', '2h', '--reason', 'x', '--data', data]
  expect(await nhip(add)).toMatchObject({ exit: 2, stderr: 'nhip: no portal “da-nang” is in the catalogue\n' })
  expect(await nhip(['maintenance', 'list', '--json', '--data', data])).toMatchObject({
    exit: 0,
    stdout: '{"type":"windows","windows":[]}\n',
  })
})

test.each([
  [['silence', 'add', '--portal', 'a', '--for', '90s', '--reason', 'x'], /--for 90s: write whole minutes/],
  [['silence', 'add', '--for', '2h', '--reason', 'x'], /name one portal with --portal ID, or one page/],
  [['maintenance', 'add', '--page', 'a', '--from', 'x', '--to', 'x'], /--page a: write it as portal\/page/],
])('%j is refused', async (args, message) => {
  expect(await nhip(args)).toMatchObject({ exit: 2, stderr: expect.stringMatching(message) })
})
