import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

test('a folder without incidents has none to list, show or take on', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'new')
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })
  const run = (...args: readonly string[]) => nhip(['incident', ...args, '--data', data])
  expect(await run('list')).toMatchObject({ exit: 0, stdout: 'There are no incidents.\n' })
  expect(JSON.parse((await run('list', '--json', '--days', '400')).stdout)).toEqual({
    type: 'incidents',
    incidents: [],
  })
  expect(await run('show', 'down:a/b:domestic:0')).toMatchObject({
    exit: 2,
    stderr: 'nhip: there is no incident “down:a/b:domestic:0”: nhip incident list shows those of late\n',
  })
  expect(await run('ack', 'down:a/b:domestic:0', '--note', 'x')).toMatchObject({
    exit: 2,
    stderr: 'nhip: no incident “down:a/b:domestic:0” is open: nhip incident list shows those that are\n',
  })
})

test.each([
  [['list', '--days', '0'], /give a whole number from 1 to 400/],
  [['ack', 'down:a/b:domestic:0', '--note', 'x'.repeat(501)], /^nhip: note: Too big/],
])('%j is refused', async (args, message) => {
  expect(await nhip(['incident', ...args])).toMatchObject({ exit: 2, stderr: expect.stringMatching(message) })
})
