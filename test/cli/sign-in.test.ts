import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../lib/flow/system-clock.ts'
import { PLATFORM_FILE } from '../../lib/local/platform-file.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { createDeadLetters } from '../../lib/record/dead-letters.ts'
import { createQueue } from '../../lib/record/queue.ts'
import { createApp } from '../../lib/web/app.ts'
import { nhip, scratch } from '../kit/nhip.ts'
import { serve } from '../kit/serve.ts'
import { makeQueue, openStores } from '../kit/stores.ts'

test('a link that signs a browser in, of the platform that runs on a folder', { timeout: 180_000 }, async () => {
  const data = await scratch()
  expect(await nhip(['sign-in', '--data', data])).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: expect.stringMatching(/^nhip: no platform runs on .*: start it with nhip up --data/),
  })
  const stores = await openStores()
  const queue = createQueue(stores.clients.sqs, (await makeQueue(stores)).url)
  const app = createApp({
    table: stores.table,
    clock: systemClock,
    policy: DEFAULT_POLICY,
    token: 'the-platform-own',
    observations: queue,
    jobs: queue,
    deadLetters: createDeadLetters(stores.clients.sqs, (await makeQueue(stores)).url),
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    page: 'token',
  })
  const served = await serve(app)
  await writeFile(
    join(data, PLATFORM_FILE),
    JSON.stringify({ url: served.url, pid: process.pid, token: 'the-platform-own' }),
  )
  for (const [args, role] of [
    [[], 'operator'],
    [['--role', 'vendor', '--vendor', 'vnpt'], 'vendor vnpt'],
    [['--role', 'evaluator', '--name', 'Chị Hoa'], 'Chị Hoa, evaluator'],
  ] as const) {
    const made = await nhip(['sign-in', '--data', data, ...args])
    expect(made).toMatchObject({ exit: 0, stderr: '' })
    expect(made.stdout).toMatch(new RegExp(`^${served.url}/sign-in\\?once=[\\w-]{12}\\.[\\w-]{43}\\n$`))
    const answer = await fetch(made.stdout.trim(), { redirect: 'manual' })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const page = await (await fetch(`${served.url}/?lang=en`, { headers: { cookie } })).text()
    expect(page).toContain(`<span>${role}</span>`)
  }
  for (const [args, why] of [
    [['--role', 'vendor'], /--vendor is missing: name the vendor/],
    [['--vendor', 'vnpt'], /--vendor vnpt: only --role vendor has one/],
    [['--role', 'agent'], /agent/],
  ] as const)
    expect(await nhip(['sign-in', '--data', data, ...args])).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(why),
    })
  served.close()
  await stores.close()
})
