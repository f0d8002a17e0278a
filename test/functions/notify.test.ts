import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as notifying from '../../functions/notify.ts'
import type { Env } from '../../functions/shell.ts'
import { type NotifyPorts, notify, notifyMessageSchema } from '../../lib/flow/notify.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { notifiersSchema } from '../../lib/model/notifiers.ts'
import { parseNotifiers } from '../../lib/model/parse-notifiers.ts'
import type { Sent } from '../../lib/notify/notifier.ts'
import type { Queue } from '../../lib/record/queue.ts'
import { alert } from '../kit/alert.ts'
import { heldClock } from '../kit/clock.ts'
import { CONTEXT, sqsEvent } from '../kit/lambda.ts'
import { recordingServer } from '../kit/recording-server.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'

let stores: Stores
let queues: Record<'notify' | 'deadLetters', TestQueue>
let env: Env
beforeAll(async () => {
  stores = await openStores()
  queues = { notify: await makeQueue(stores), deadLetters: await makeQueue(stores) }
  env = {
    ...stores.env,
    NHIP_TABLE: TABLE_NAME,
    NHIP_NOTIFY_QUEUE: queues.notify.url,
    NHIP_DEAD_LETTERS_QUEUE: queues.deadLetters.url,
    NHIP_ALLOW_PRIVATE: '1',
  }
})
afterAll(() => stores.close())

const messageOf = (event: AlertEvent) => notifyMessageSchema.parse(JSON.parse(JSON.stringify(event)))

let made = 0
const NOW = Date.parse('2026-11-22T00:00:00Z')
const clock = heldClock(NOW)
beforeEach(() => clock.set(NOW))

/** A notifier that answers in turn, the last answer again and again, and what came of it. */
function story(answers: readonly Sent['kind'][]) {
  const id = `n${++made}`
  const told: string[] = []
  const again: { readonly body: string; readonly delaySeconds: number }[] = []
  const givenUp: string[] = []
  const queue: Queue = {
    send: ({ body, delaySeconds = 0 }) => {
      again.push({ body, delaySeconds })
      return Promise.resolve()
    },
    sendAll: () => Promise.reject(new Error('one at a time')),
  }
  const ports: NotifyPorts = {
    table: stores.table,
    clock,
    again: queue,
    giveUp: ({ reason }) => {
      givenUp.push(reason)
      return Promise.resolve()
    },
    notifiers: [
      {
        id,
        wants: ({ severity }) => severity === 'page',
        send: (event) => {
          told.push(event.id)
          const kind = answers[Math.min(told.length, answers.length) - 1] ?? 'sent'
          return Promise.resolve(
            kind === 'refused' || kind === 'failed' ? { kind, reason: 'status 500' } : { kind: 'sent' },
          )
        },
      },
    ],
  }
  const send = (event: AlertEvent) => notify(messageOf(event), ports)
  /** Plays the queue: what waits comes when its time is there. */
  const next = async (): Promise<number> => {
    const message = again.shift()
    if (!message) throw new Error('nothing waits')
    clock.set(clock.now() + message.delaySeconds * 1_000)
    await notify(notifyMessageSchema.parse(JSON.parse(message.body)), ports)
    return message.delaySeconds
  }
  return { told, again, givenUp, ports, send, next }
}

describe('an alert behind the topic', () => {
  test('is told once, however often it comes, even at once', async () => {
    const { told, again, send } = story(['sent'])
    await Promise.all([send(alert()), send(alert()), send(alert())])
    await send(alert())
    await send(alert({ id: 'another' }))
    expect(told).toEqual([alert().id, 'another'])
    // Those who came while it was being told look once more, when whoever is at it may have died.
    for (const { delaySeconds } of again) expect(delaySeconds).toBe(121)
  })

  test('that is not wanted is not told', async () => {
    const { told, again, send } = story(['sent'])
    await send(alert({ severity: 'ticket' }))
    expect([told, again]).toEqual([[], []])
  })

  test('that fails comes again, ever later, until it is told', async () => {
    const { told, again, send, next } = story([
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'sent',
    ])
    await send(alert())
    const delays: number[] = []
    while (again.length > 0) delays.push(await next())
    expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900])
    expect(told).toHaveLength(8)
  })

  test('that fails for a day is given up, with the reason', async () => {
    const { again, givenUp, send, next } = story(['failed'])
    await send(alert())
    while (again.length > 0) await next()
    expect(givenUp).toEqual([expect.stringMatching(/^n\d+: status 500$/)])
    expect(clock.now() - NOW).toBeGreaterThan(0.9 * DAY_MS)
    expect(clock.now() - NOW).toBeLessThan(1.1 * DAY_MS)
  })

  test('that is refused is given up at once', async () => {
    const { told, again, givenUp, send } = story(['refused'])
    await send(alert())
    expect([told.length, again.length, givenUp.length]).toEqual([1, 0, 1])
  })

  test('that some recipients did not get is tried again for those alone, and given up for who is not wanted', async () => {
    const asked: (readonly string[] | undefined)[] = []
    const left = (to: string) => ({ to: [to], reason: `not taken for ${to}` })
    const answers: Sent[] = [
      { kind: 'partly', failed: left('grey'), refused: left('gone') },
      { kind: 'failed', reason: 'status 450' },
      { kind: 'sent' },
    ]
    const { ports, send, again, givenUp, next } = story([])
    const [notifier] = ports.notifiers
    if (!notifier) throw new Error('no notifier')
    const letters: string[] = []
    const told: string[] = []
    Object.assign(notifier, {
      send: (event: AlertEvent, to?: readonly string[]) => {
        asked.push(to)
        told.push(event.id)
        return Promise.resolve(answers[asked.length - 1] ?? { kind: 'sent' })
      },
    })
    const { giveUp } = ports
    Object.assign(ports, {
      giveUp: async (of: { readonly body: string; readonly reason: string }) => {
        letters.push(of.body)
        return giveUp(of)
      },
    })
    await send(alert())
    await send(alert())
    expect([await next(), await next(), again.length]).toEqual([30, 60, 0])
    expect(asked).toEqual([undefined, ['grey'], ['grey']])
    expect(new Set(told)).toEqual(new Set([alert().id]))
    expect(givenUp).toEqual([`${notifier.id}: not taken for gone`])
    expect(JSON.parse(letters[0] ?? '')).toMatchObject({ type: 'retry', tries: 0, to: ['gone'] })
    await send(alert())
    expect(asked).toHaveLength(3)
    // Once it is mended it goes to that one alone.
    await notify(notifyMessageSchema.parse(JSON.parse(letters[0] ?? '')), ports)
    expect(asked.at(-1)).toEqual(['gone'])
  })

  test('whose teller died is told by the next, once its time is over', async () => {
    const { told, ports, send, again, next } = story(['sent'])
    const [notifier] = ports.notifiers
    if (!notifier) throw new Error('no notifier')
    const dying = { ...ports, notifiers: [{ ...notifier, send: () => Promise.reject(new Error('killed')) }] }
    await expect(notify(messageOf(alert()), dying)).rejects.toThrow('killed')
    clock.set(NOW + MINUTE_MS)
    await send(alert())
    expect(told).toEqual([])
    await next()
    expect([told, again]).toEqual([[alert().id], []])
  })
})

describe('the function', () => {
  const create = (webhook: object) =>
    notifying.create(env, {
      log: SILENT,
      notifiers: notifiersSchema.parse({ webhooks: [{ id: `w${++made}`, secret: 'x'.repeat(16), ...webhook }] }),
    })

  test('tells what the topic sends; what fails goes back to the queue, delayed, for its notifier', async () => {
    const server = await recordingServer((_request, index) => ({ status: index === 0 ? 503 : 200 }))
    const handler = create({ url: server.url })
    expect(await handler(sqsEvent(JSON.stringify(alert())), CONTEXT)).toEqual({ batchItemFailures: [] })
    expect(server.requests).toHaveLength(1)
    expect(await queues.notify.received()).toEqual([])
    const retry = { type: 'retry', notifier: `w${made}`, tries: 1, event: alert() }
    await handler(sqsEvent(JSON.stringify(retry)), CONTEXT)
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([alert(), alert()])
  })

  test('sends what is refused to the dead letters, from where it can be put back', async () => {
    const server = await recordingServer(() => ({ status: 410 }))
    await create({ url: server.url })(sqsEvent(JSON.stringify(alert())), CONTEXT)
    const [letter] = await queues.deadLetters.received()
    expect(letter?.MessageAttributes?.reason?.StringValue).toBe(`w${made}: status 410`)
    expect(JSON.parse(letter?.Body ?? '')).toEqual({ type: 'retry', notifier: `w${made}`, tries: 0, event: alert() })
  })

  test('sends what is no alert to the dead letters', async () => {
    await create({ url: 'https://example.org' })(sqsEvent('{"type":"audit"}', 'x'), CONTEXT)
    expect(await queues.deadLetters.received()).toHaveLength(2)
  })
})

describe('settings of notifiers', () => {
  const webhook = { id: 'ops', url: 'https://example.org/x', secret: 'long-enough-secret' }
  const mail = { id: 'm', host: 'h', port: 587, security: 'starttls', from: 'a@b.vn', to: ['c@d.vn'] }
  test('are YAML or JSON', () => {
    expect(parseNotifiers(JSON.stringify({ webhooks: [webhook] }))).toMatchObject({
      webhooks: [{ id: 'ops', only: {} }],
      mail: [],
    })
    expect(
      parseNotifiers('mail: [{ id: m, host: h, port: 587, security: starttls, from: a@b.vn, to: [c@d.vn] }]'),
    ).toMatchObject({
      mail: [{ id: 'm' }],
    })
  })

  test.each([
    [{ webhooks: [webhook, webhook] }, 'notifiers: two notifiers are called ops'],
    [{ webhooks: [webhook], mail: [{ ...mail, id: 'ops' }] }, 'notifiers: two notifiers are called ops'],
    [{ webhooks: [{ ...webhook, secret: 'short-secret' }] }, /^webhooks\.0\.secret: /],
    [{ webhooks: [{ ...webhook, url: 'ftp://example.org/secret' }] }, /^webhooks\.0\.url: /],
    [
      { mail: [{ ...mail, user: 'example.org' }] },
      'mail.0.password: write user and password, or neither for a server that asks for none',
    ],
    [{ mail: [{ ...mail, password: 'short-secret' }] }, /^mail\.0\.user: write user and password/],
    [{ hooks: [] }, /^notifiers: Unrecognized key/],
  ])('%j is refused, and no value of it repeated', (settings, message) => {
    const wrong = parseNotifiers(JSON.stringify(settings))
    expect(wrong).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
    expect(wrong).not.toMatch(/short-secret|example\.org/)
  })
})
