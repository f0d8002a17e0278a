import type { Context, SQSEvent } from 'aws-lambda'
import pino from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lazily, scheduledHandler, sqsHandler } from '../../functions/shell.ts'
import { sqsEvent } from '../kit/lambda.ts'

/** A log that can be read. */
function readable() {
  const lines: string[] = []
  return { lines, log: pino({ level: 'debug' }, { write: (line) => void lines.push(line) }) }
}

const CONTEXT = { functionName: 'test', awsRequestId: '1', getRemainingTimeInMillis: () => 1_000 } as Context

describe("a queue's batch", () => {
  const handler = (each: (body: string) => Promise<void>, log = readable().log) =>
    sqsHandler({ log, each: ({ body }) => each(body) })

  test('what fails is named and comes again; the rest is done', async () => {
    const done: string[] = []
    const { log, lines } = readable()
    const answer = await handler(async (body) => {
      if (body.startsWith('bad')) throw new TypeError('broken')
      done.push(body)
    }, log)(sqsEvent('one', 'bad', 'two', 'bad too'), CONTEXT)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }] })
    expect(done).toEqual(['one', 'two'])
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { messageId: 'm1', error: 'TypeError: broken' },
      { messageId: 'm3' },
    ])
  })

  test('all done is no failure', async () => {
    expect(await handler(() => Promise.resolve())(sqsEvent('one'), CONTEXT)).toEqual({ batchItemFailures: [] })
  })

  test('messages are handled at once', async () => {
    const both = Promise.withResolvers<void>()
    let arrived = 0
    const each = async (): Promise<void> => {
      if (++arrived === 2) both.resolve()
      await both.promise
    }
    expect(await handler(each)(sqsEvent('one', 'two'), CONTEXT)).toEqual({ batchItemFailures: [] })
  })

  test.each<[string, unknown]>([
    ['no batch', {}],
    ['no object', null],
    ['records that are none', { Records: [{ body: 1 }] }],
  ])('%s is refused as a whole', async (_name, event) => {
    const { log, lines } = readable()
    await expect(handler(() => Promise.resolve(), log)(event as SQSEvent, CONTEXT)).rejects.toThrow(/^event: /)
    expect(lines).toHaveLength(1)
  })
})

describe('a schedule', () => {
  const run = (event: unknown) =>
    scheduledHandler({ log: readable().log, run: (timeMs) => Promise.resolve(timeMs) })(event as never, CONTEXT)

  test('gives its own time', async () => {
    expect(await run({ scheduledTime: '2026-11-22T03:04:00Z' })).toBe(Date.parse('2026-11-22T03:04:00Z'))
    expect(await run({ scheduledTime: '2026-11-22T10:04:00+07:00' })).toBe(Date.parse('2026-11-22T03:04:00Z'))
  })

  test.each([
    {},
    { scheduledTime: 'now' },
    { scheduledTime: 1 },
    { scheduledTime: '2026-11-22' },
    { scheduledTime: '<aws.scheduler.scheduled-time>' },
  ])('%o is refused', async (event) => {
    await expect(run(event)).rejects.toThrow(/^event: scheduledTime: /)
  })

  test('what breaks is logged and thrown', async () => {
    const { log, lines } = readable()
    const handler = scheduledHandler({ log, run: () => Promise.reject(new Error('table away')) })
    await expect(handler({ scheduledTime: '2026-11-22T03:04:00Z' }, CONTEXT)).rejects.toThrow('table away')
    expect(lines.join('')).toContain('table away')
  })
})

test('a handler is made from the environment on its first event, and kept', async () => {
  const made: unknown[] = []
  const handler = lazily((env) => {
    made.push(env.NHIP_TEST_SHELL)
    return () => Promise.resolve(made.length)
  })
  expect(made).toEqual([])
  process.env.NHIP_TEST_SHELL = 'yes'
  onTestFinished(() => void delete process.env.NHIP_TEST_SHELL)
  expect([await handler({}, CONTEXT), await handler({}, CONTEXT)]).toEqual([1, 1])
  expect(made).toEqual(['yes'])
})
