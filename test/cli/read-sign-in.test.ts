import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSignIn } from '../../lib/cli/read-sign-in.ts'
import { nhip } from '../kit/nhip.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const LEAST = 'name: VNeID\nissuer: https://id.example.org\nclientId: nhip\n'

async function fileOf(text: string): Promise<string> {
  const folder = temporaryFolder()
  await writeFile(join(folder, 'secret'), ' from a file\n')
  await writeFile(join(folder, 'empty'), '\n')
  await writeFile(join(folder, 'sign-in.yaml'), text)
  return join(folder, 'sign-in.yaml')
}

describe('the secret', () => {
  test.each([
    ['', null],
    ['secret: { env: THE_SECRET }', 'from the environment'],
    ['secret: { file: secret }', 'from a file'],
  ])('by “%s”', async (line, secret) => {
    const read = await readSignIn(await fileOf(`${LEAST}${line}`), { THE_SECRET: 'from the environment' })
    expect([read?.provider.clientId, await read?.secret()]).toEqual(['nhip', secret])
    expect(read?.provider).not.toHaveProperty('secret')
  })

  test.each([
    ['secret: { env: NONE }', /sign-in\.yaml: secret\.env: NONE is not set: put/],
    ['secret: { file: none }', /can't read .*sign-in\.yaml: secret\.file: .*none \(ENOENT\): name/],
    ['secret: { file: empty }', /secret\.file: .*empty is empty: write/],
    ['secret: abc123', /sign-in\.yaml: secret: write \{ env: NAME \}/],
  ])('not by “%s”', async (line, why) => {
    const file = await fileOf(`${LEAST}${line}`)
    await expect(readSignIn(file, {})).rejects.toThrow(why)
    await expect(readSignIn(file, {})).rejects.not.toThrow(/abc123/)
  })
})

test('without a file there is no provider', async () => {
  expect([await readSignIn(undefined, {}), await readSignIn('', {})]).toEqual([null, null])
})

test('a wrong file ends nhip up with one line, before any work', { timeout: 180_000 }, async () => {
  const file = await fileOf(LEAST.replace('https:', 'http:'))
  const data = temporaryFolder()
  expect(await nhip(['up', '--sign-in', file, '--data', data])).toEqual({
    exit: 2,
    stdout: '',
    stderr: expect.stringMatching(/^nhip: .*sign-in\.yaml: issuer: write an address that begins with https.*\n$/),
  })
  expect(await nhip(['up', '--sign-in', 'none.yaml', '--data', data])).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(
      /^nhip: can't read none\.yaml \(ENOENT\): name a file of sign-in settings; docs\/sign-in\.md/,
    ),
  })
})
