import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from '../../lib/local/lock.ts'
import { nhip } from '../kit/nhip.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

test.each([
  [['--repetitions', '3'], /--repetitions needs --calibrate/],
  [['--out', 'c.json'], /--out needs --calibrate/],
  [['--calibrate', '--aws', '--out', 'x'], /--aws --calibrate writes no file: leave out --out/],
  [
    ['--calibrate', '--aws', '--region', 'ap-east-1'],
    /--aws --calibrate needs an audit function: name one with --function/,
  ],
  [['--calibrate', '--reach', 'https://example.org/'], /leave out --reach or --calibrate/],
  [['--calibrate', '--region', 'ap-southeast-1'], /--region needs --aws/],
  [['--calibrate', '--repetitions', '0'], /whole number from 1 to 50/],
  [['--calibrate', '--data', '/dev/null/x'], /can't make the data folder/],
])('doctor %j is wrong input', async (args, reason) => {
  const { exit, stdout, stderr } = await nhip(['doctor', ...args])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toMatch(reason)
})

test.each(['missing/c.json', '.'])('the file %s, which can not be written, is refused before any load', async (out) => {
  const data = temporaryFolder()
  const { exit, stdout, stderr } = await nhip(['doctor', '--calibrate', '--data', data, '--out', join(data, out)])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toMatch(/^nhip: can't write .* name another one with --out\n$/)
  expect(readdirSync(data)).not.toContainEqual(expect.stringContaining('.draft'))
})

test('a folder that is in use is not calibrated: what runs there would disturb', async () => {
  const folder = temporaryFolder()
  const lock = lockFolder(folder)
  onTestFinished(lock.release)
  const { exit, stderr } = await nhip(['doctor', '--calibrate', '--data', join(folder)])
  expect(exit).toBe(2)
  expect(stderr).toContain('is in use')
})
