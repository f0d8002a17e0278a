import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nhip, scratch } from '../kit/nhip.ts'

test('without a catalogue there is no calendar, and none is listed', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'new')
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })
  expect(await nhip(['holiday', 'add', '09-02', '--data', data])).toMatchObject({
    exit: 2,
    stderr: 'nhip: there is no catalogue yet, and so no calendar: publish one first\n',
  })
  expect(await nhip(['holiday', 'list', '--json', '--data', data])).toMatchObject({
    exit: 0,
    stdout: '{"type":"holidays","holidays":[]}\n',
  })
})

test.each([
  [['holiday', 'add'], /missing required argument 'day'/],
  [
    ['holiday', 'add', '2027-02-05 to 2027-02-11 and so on'],
    /“2027-02-05 to 2027-02-11 and so on”: write a day from 2000-01-01 to 2199-12-31 as YYYY-MM-DD/,
  ],
  [['holiday', 'add', '09-02', '--note', ''], /--note: /],
])('%j is refused', async (args, message) => {
  expect(await nhip(args)).toMatchObject({ exit: 2, stderr: expect.stringMatching(message) })
})
