import type { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ingest } from '../../lib/flow/ingest.ts'
import { receiveResults } from '../../lib/flow/receive-results.ts'
import { redrive } from '../../lib/flow/redrive.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { RedriveStep } from '../../lib/model/redrive.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { createDeadLetters, type DeadLetters, letterAttributes } from '../../lib/record/dead-letters.ts'
import { observationsOf } from '../../lib/record/results.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { makeQueue, openStores, type TestQueue } from '../kit/stores.ts'
import { until } from '../kit/until.ts'

let stores: Stores
let deadLetters: TestQueue
let observations: TestQueue
beforeAll(async () => {
  stores = await openStores()
})
beforeEach(async () => {
  deadLetters = await makeQueue(stores)
  observations = await makeQueue(stores)
})
afterAll(() => stores.close())

const nameOf = (queue: TestQueue): string => queue.url.slice(queue.url.lastIndexOf('/') + 1)
const clock = heldClock(Date.now() + 3_600_000)
const step = (
  request: Partial<Parameters<typeof redrive>[0]> = {},
  box: DeadLetters = deadLetters,
): Promise<RedriveStep> =>
  redrive(
    { dryRun: false, beforeMs: null, discard: null, ...request },
    { deadLetters: box, clock, log: { table: stores.table, by: 'local' } },
  )

/** A message that `ingest` can't use, as it comes to the dead letters. */
const refuse = (body: string) => ingest(body, { table: stores.table, deadLetters, clock, queue: nameOf(observations) })
const byText = (a: readonly unknown[], b: readonly unknown[]): number => (String(a) < String(b) ? -1 : 1)
const bodies = async (queue: TestQueue) => (await queue.received()).map(({ Body }) => Body ?? '').toSorted()

test('letters go back to the queue that they came from, and are gone here', async () => {
  const logged = async () =>
    (await listChanges(stores.table, clock.now())).filter(({ act }) => act === 'redrive_letters')
  const before = (await logged()).length
  for (const body of ['one', 'two']) await refuse(body)
  const done = await step()
  expect(done.isOver).toBe(true)
  expect(
    done.letters.map(({ begins, reason, queue, isMoved }) => [begins, reason, queue, isMoved]).toSorted(byText),
  ).toEqual([
    ['one', 'not JSON', nameOf(observations), true],
    ['two', 'not JSON', nameOf(observations), true],
  ])
  expect(await bodies(observations)).toEqual(['one', 'two'])
  expect(await bodies(deadLetters)).toEqual([])
  const after = await logged()
  expect(after).toHaveLength(before + 1)
  expect(after.at(-1)).toMatchObject({ by: 'local', details: { letters: 2 } })
})

test('what an agent handed in for somebody else stays: nothing may launder it', async () => {
  const forged = JSON.stringify(observation({ location: 'han' }))
  await receiveResults({ location: 'sgn', results: [forged] }, { observations, deadLetters })
  const { letters } = await step()
  expect(letters).toMatchObject([
    { queue: null, isMoved: false, reason: expect.stringMatching(/^location: sent with/) },
  ])
  expect(await bodies(observations)).toEqual([])
})

test('what SQS itself moved here, having been tried too often, goes back, too', async () => {
  // The embedded server doesn't say where it took a message; SQS does.
  const Attributes = { SentTimestamp: '5', DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:nhip-jobs' }
  const answer = { Messages: [{ MessageId: 'm', ReceiptHandle: 'r', Body: 'tried', Attributes }] }
  const client = { send: () => Promise.resolve(answer) } as unknown as SQSClient
  expect(await createDeadLetters(client, 'https://sqs.example.org/1/dead').take()).toEqual([
    { id: 'm', receipt: 'r', body: 'tried', sentAtMs: 5, reason: null, queue: 'nhip-jobs' },
  ])
})

test('a dry run shows them and changes nothing: they can be put back at once', async () => {
  for (const body of ['one', 'two', 'three']) await refuse(body)
  const shown = await step({ dryRun: true })
  expect(shown.letters.map(({ begins, isMoved }) => [begins, isMoved]).toSorted(byText)).toEqual([
    ['one', false],
    ['three', false],
    ['two', false],
  ])
  expect(await bodies(observations)).toEqual([])
  let moved = 0
  await until('they are put back', async () => {
    moved += (await step()).letters.length
    return moved === 3
  })
  expect(await bodies(observations)).toEqual(['one', 'three', 'two'])
})

test('what is worth nothing is discarded, and the log keeps what, why and by whom', async () => {
  await refuse('one')
  const forged = JSON.stringify(observation({ location: 'han' }))
  await receiveResults({ location: 'sgn', results: [forged] }, { observations, deadLetters })
  const discard = 'sent by a test of the agent'
  const shown = await step({ dryRun: true, discard })
  expect(shown.letters.map(({ isDiscarded }) => isDiscarded)).toEqual([false, false])
  const logged = async () =>
    (await listChanges(stores.table, clock.now())).filter(({ details }) => details.why === discard)
  expect(await logged()).toEqual([])
  const gone: string[] = []
  await until('both are gone', async () => {
    gone.push(...(await step({ discard })).letters.filter((letter) => letter.isDiscarded).map(({ begins }) => begins))
    return gone.length === 2
  })
  expect(await bodies(observations)).toEqual([])
  expect(await bodies(deadLetters)).toEqual([])
  const changes = await logged()
  expect(changes[0]).toMatchObject({ act: 'discard_letters', by: 'local', about: 'dead-letters' })
  const kept = changes.flatMap(({ details }) => details.letters as RedriveStep['letters'])
  expect(kept.map(({ begins }) => begins).toSorted()).toEqual(gone.toSorted())
  const unlogged = { deadLetters, clock }
  await expect(redrive({ dryRun: false, beforeMs: null, discard }, unlogged)).rejects.toMatchObject({ code: 'no_log' })
})

test('what fails again does not go round', async () => {
  await refuse('one')
  const { letters } = await step({ dryRun: true })
  const beforeMs = (letters[0]?.sentAtMs ?? 0) + 1
  await until('a later moment', () => Date.now() > beforeMs)
  await refuse('two')
  await until('the first is put back', async () => (await step({ beforeMs })).letters.length === 1)
  expect(await bodies(observations)).toEqual(['one'])
  expect((await step({ beforeMs })).letters).toEqual([])
  expect(await until('the other is there', async () => (await bodies(deadLetters)).join() === 'two')).toBe(true)
})

test.each([
  ['take', 0],
  ['take', 1],
  ['send', 0],
  ['send', 2],
  ['remove', 0],
  ['remove', 1],
] as const)('died at %s number %i: each letter is in one of the two queues, or in both', async (breaks, after) => {
  const COUNT = 25
  const results = Array.from({ length: COUNT }, (_, index) => `result ${index}`)
  const attributes = letterAttributes({ reason: 'x', queue: nameOf(observations) })
  await deadLetters.sendAll(results.map((body) => ({ body, attributes })))
  let calls = 0
  const orDie = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    breaks === what && calls++ >= after ? Promise.reject(new Error('killed')) : work()
  const dying: DeadLetters = {
    ...deadLetters,
    take: () => orDie('take', deadLetters.take),
    remove: (letters) => orDie('remove', () => deadLetters.remove(letters)),
    beside: (name) => {
      const queue = deadLetters.beside(name)
      return { ...queue, sendAll: (messages) => orDie('send', () => queue.sendAll(messages)) }
    },
  }
  await expect(step({}, dying)).rejects.toThrow('killed')
  const arrived = await bodies(observations)
  // What was taken and not removed is hidden for a while.
  const left = stores.waiting().get(nameOf(deadLetters))?.waiting ?? 0
  expect(new Set(arrived).size).toBe(arrived.length)
  expect(arrived.length + left).toBe(breaks === 'remove' ? COUNT + 10 : COUNT)
  expect(arrived.length).toBe(breaks === 'remove' ? (after + 1) * 10 : after * 10)
})

test('a result that is put back twice is one row', async () => {
  const row = observation({ page: 'hue/home' })
  for (let i = 0; i < 2; i++) await ingest(JSON.stringify(row), { table: stores.table, deadLetters, clock })
  const span = { fromMs: row.slotMs, toMs: row.slotMs + 1 }
  expect(await observationsOf(stores.table, 'hue/home', span)).toHaveLength(1)
})
