import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hubQueues } from '../../lib/local/resources.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { createDeadLetters, letterAttributes } from '../../lib/record/dead-letters.ts'
import { createApp } from '../../lib/web/app.ts'
import { heldClock } from '../kit/clock.ts'
import { nhip, scratch } from '../kit/nhip.ts'
import { serve } from '../kit/serve.ts'
import { makeQueue, openStores, receiveAll } from '../kit/stores.ts'

const LETTERS = [
  { body: '{"type":"other"}', attributes: letterAttributes({ reason: 'page: missing', queue: 'nhip-observations' }) },
  { body: 'forged', attributes: letterAttributes({ reason: 'location: not of it', queue: null }) },
]

test('in a folder: shown, put back, and what was refused stays', { timeout: 180_000 }, async () => {
  const data = join(await scratch(), 'data')
  expect(await nhip(['redrive', '--data', data])).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/holds no data/),
  })
  expect(await nhip(['token', 'create', '--role', 'operator', '--data', data])).toMatchObject({ exit: 0 })
  expect(await nhip(['redrive', '--data', data])).toMatchObject({ exit: 0, stdout: 'There are no dead letters.\n' })

  const before = await openStores(data)
  const queues = hubQueues(before.messagesEndpoint)
  const { CreateQueueCommand } = await import('@aws-sdk/client-sqs')
  await before.clients.sqs.send(new CreateQueueCommand({ QueueName: 'nhip-observations' }))
  await createDeadLetters(before.clients.sqs, queues.deadLetters).sendAll(LETTERS)
  await before.close()

  const shown = await nhip(['redrive', '--dry-run', '--json', '--data', data])
  expect(shown).toMatchObject({ exit: 0, stderr: '' })
  expect(JSON.parse(shown.stdout)).toMatchObject({
    type: 'redrive',
    dryRun: true,
    moved: 0,
    kept: 2,
    groups: expect.arrayContaining([
      { queue: 'nhip-observations', reason: 'page: missing', letters: 1, moved: 0, discarded: 0 },
      { queue: null, reason: 'location: not of it', letters: 1, moved: 0, discarded: 0 },
    ]),
    letters: expect.arrayContaining([expect.objectContaining({ begins: 'forged' })]),
  })

  const done = await nhip(['redrive', '--data', data, '--lang', 'vi'])
  expect(done).toMatchObject({ exit: 1, stderr: '' })
  expect(done.stdout).toContain('     1  nhip-observations  page: missing\n')
  expect(done.stdout).toContain('Đã đưa 1 mục về hàng đợi; 1 mục ở lại vì bị từ chối ngay khi gửi đến.\n')

  const after = await openStores(data)
  const urls = hubQueues(after.messagesEndpoint)
  expect((await receiveAll(after.clients.sqs, urls.observations)).map(({ Body }) => Body)).toEqual(['{"type":"other"}'])
  expect(after.waiting().get('nhip-dead-letters')?.waiting).toBe(1)
  await after.close()
})

test('of a running hub, and of a queue on AWS', { timeout: 180_000 }, async () => {
  const stores = await openStores()
  const deadLetters = await makeQueue(stores)
  const observations = await makeQueue(stores)
  const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)
  const letter = { body: 'x', attributes: letterAttributes({ reason: 'not JSON', queue: nameOf(observations.url) }) }
  const hub = await serve(
    createApp({
      table: stores.table,
      clock: heldClock(Date.now() + 60_000),
      policy: DEFAULT_POLICY,
      token: 'let-me-in',
      observations,
      deadLetters,
      jobs: await makeQueue(stores),
      archive: stores.archive,
      hostnames: ['127.0.0.1'],
    }),
  )
  try {
    await deadLetters.sendAll(Array.from({ length: 12 }, () => letter))
    const asked = await nhip(['redrive', '--hub', hub.url, '--json'], { env: { NHIP_TOKEN: 'let-me-in' } })
    expect(asked).toMatchObject({ exit: 0, stderr: '' })
    expect(JSON.parse(asked.stdout)).toMatchObject({ moved: 12, kept: 0, groups: [{ letters: 12, moved: 12 }] })
    expect(await observations.received()).toHaveLength(12)

    await deadLetters.sendAll([letter])
    const discard = ['redrive', '--hub', hub.url, '--discard', 'a forgery']
    const gone = await nhip(discard, { env: { NHIP_TOKEN: 'let-me-in' } })
    expect(gone).toMatchObject({ exit: 0, stdout: expect.stringMatching(/1 were discarded\.\n$/) })
    const changes = (await listChanges(stores.table, Date.now())).toSorted((a, b) => (a.act < b.act ? 1 : -1))
    expect(changes).toMatchObject([
      { act: 'redrive_letters', details: { letters: 12 } },
      { act: 'discard_letters', details: { why: 'a forgery', letters: [{ begins: 'x' }] } },
    ])

    await deadLetters.sendAll([letter])
    const { env } = stores
    expect(await nhip(['redrive', '--queue', 'q', '--discard', 'w'], { env })).toMatchObject({ exit: 2 })
    const queue = ['redrive', '--queue', nameOf(deadLetters.url), '--region', 'us-east-1']
    expect(await nhip(queue, { env })).toMatchObject({ exit: 0, stdout: expect.stringMatching(/1 were put back/) })
    expect(await observations.received()).toHaveLength(1)
    expect(await nhip(['redrive', '--queue', 'none', '--region', 'us-east-1'], { env })).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/can't use the queue none in us-east-1: there is no such queue there/),
    })
  } finally {
    hub.close()
    await stores.close()
  }
})
