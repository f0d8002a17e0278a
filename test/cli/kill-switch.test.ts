import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

test('a switch is turned on and off in a folder, and the list says how it stands', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'new')
  const run = (...args: readonly string[]) => nhip(['kill-switch', ...args, '--data', data])
  expect(await run('on', '--portal', 'da-nang')).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/^nhip: .+ holds no data: .+\n$/),
  })
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })

  expect(await run('list')).toMatchObject({ exit: 0, stdout: 'No switch was ever turned on.\n' })
  expect(await run('on', '--portal', 'da-nang', '--note', 'xin ngừng đo')).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^killed {2}da-nang {2}since 2\d{3}-.+Z {2}xin ngừng đo\n$/),
    stderr: 'The published catalogue has no portal “da-nang”.\n',
  })
  expect(await run('on', '--all', '--json')).toMatchObject({ exit: 0, stderr: '' })
  expect(await run('off', '--portal', 'da-nang', '--lang', 'vi')).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^đang đo {2}da-nang {2}từ /),
  })
  const list = await run('list', '--json')
  expect(JSON.parse(list.stdout)).toMatchObject({
    type: 'kills',
    kills: [
      { portal: null, isOn: true, note: null },
      { portal: 'da-nang', isOn: false, note: null },
    ],
  })
})

test.each([
  [[], 'name one portal with --portal ID, or all of them with --all'],
  [['--all', '--portal', 'hue'], 'name one portal with --portal ID, or all of them with --all'],
  [['--portal', 'Đà Nẵng'], '--portal Đà Nẵng is no id: small letters, digits and hyphens, 63 at most'],
])('%j is refused', async (args, message) => {
  expect(await nhip(['kill-switch', 'on', ...args])).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: `nhip: ${message}\n`,
  })
})
