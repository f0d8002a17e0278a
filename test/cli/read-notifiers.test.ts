import { chmod } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readNotifiers } from '../../lib/cli/read-notifiers.ts'
import { scratchFile } from '../kit/nhip.ts'

const TEXT = 'webhooks: [{ id: ops, url: https://example.org/x, secret: sixteen-letters-at-least }]\n'

test.each(['644', '640', '602', '660'])(
  'a file that others can use (%s) is refused, and says nothing of what it holds',
  async (mode) => {
    const file = await scratchFile('notifiers.yaml', TEXT)
    await chmod(file, mode)
    const refused = readNotifiers(file)
    await expect(refused).rejects.toMatchObject({
      code: 'bad_notifiers',
      message: `${file} holds secrets, and others can use it (mode ${mode}): chmod 600 ${file}`,
    })
  },
)

test('a file of its owner alone is read; without one there are none', async () => {
  const file = await scratchFile('notifiers.yaml', TEXT)
  for (const mode of [0o600, 0o400]) {
    await chmod(file, mode)
    expect(await readNotifiers(file)).toMatchObject({ webhooks: [{ id: 'ops' }], mail: [] })
  }
  expect([await readNotifiers(undefined), await readNotifiers('')]).toEqual([null, null])
  await expect(readNotifiers(`${file}.none`)).rejects.toThrow(/\(ENOENT\): name a file of notifiers/)
})
