import { describe, expect, test } from 'vitest'
import { watchHub } from '../../lib/local/hub-watch.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { createHttpsHub, HubRefusal } from '../../lib/record/https-hub.ts'
import { heldClock } from '../kit/clock.ts'
import { closedPort } from '../kit/raw-server.ts'

const AWAY = new Error("can't be reached")

/** A watched hub that answers as it is told, and what the log was told, by minute. */
function watched() {
  const clock = heldClock(0)
  const told: unknown[] = []
  let waiting = 0
  let answer: { configuration: Error | null; send: Error | null } = { configuration: null, send: null }
  const log = {
    warn: (fields: unknown, message: string) =>
      void told.push([
        clock.now() / MINUTE_MS,
        message.split(':')[0],
        ...(message.includes('back after') ? [fields] : []),
      ]),
  }
  const { hub, trouble, isTold } = watchHub(
    {
      configuration: () =>
        answer.configuration ? Promise.reject(answer.configuration) : Promise.resolve({ configs: [], kills: [] }),
      send: () => (answer.send ? Promise.reject(answer.send) : Promise.resolve()),
      register: () => Promise.resolve(true),
      putReport: () => Promise.resolve('kept'),
    },
    { log: log as never, now: clock.now, waiting: () => waiting },
  )
  return {
    told,
    trouble,
    isTold,
    /** What the forwarding of a minute does. */
    async minute(minute: number, now: typeof answer, held = 0): Promise<void> {
      clock.set(minute * MINUTE_MS)
      answer = now
      waiting = held
      await hub.configuration().catch(() => undefined)
      await hub.send(['x']).catch(() => undefined)
    },
  }
}

const UP = { configuration: null, send: null }
const DOWN = { configuration: AWAY, send: AWAY }

describe("a hub's outage", () => {
  test('is told when it begins and when it ends, with how long it was and what was held', async () => {
    const at = watched()
    await at.minute(0, UP)
    expect(at.told).toEqual([])
    for (const minute of [1, 2, 3]) await at.minute(minute, DOWN, 10 * minute)
    expect(at.trouble()).toBe(AWAY)
    expect(at.isTold(AWAY)).toBe(true)
    await at.minute(4, UP, 40)
    expect(at.trouble()).toBeNull()
    expect(at.told).toEqual([
      [1, 'the hub is away'],
      [4, 'the hub is back after 3 min', { forMs: 3 * MINUTE_MS, held: 40 }],
    ])
    await at.minute(5, UP)
    expect(at.told).toHaveLength(2)
  })

  test('is told again after 5 minutes, 1 hour, 6 hours, and then once a day', async () => {
    const at = watched()
    for (let minute = 0; minute <= (3 * DAY_MS) / MINUTE_MS; minute++) await at.minute(minute, DOWN)
    const [first, ...digests] = at.told as readonly (readonly [number, string])[]
    expect(first).toEqual([0, 'the hub is away'])
    expect(digests.map(([minute]) => minute * MINUTE_MS)).toEqual([
      5 * MINUTE_MS,
      HOUR_MS,
      6 * HOUR_MS,
      DAY_MS,
      2 * DAY_MS,
      3 * DAY_MS,
    ])
  })

  test('is over only when all that failed works again', async () => {
    const at = watched()
    for (const minute of [0, 1, 2]) await at.minute(minute, { configuration: null, send: AWAY })
    expect(at.told).toEqual([[0, 'the hub is away']])
    await at.minute(3, UP)
    expect(at.told).toHaveLength(2)
  })

  test('that turns into a refusal is told as that', async () => {
    const at = watched()
    const refusal = new HubRefusal(401, 'the token is revoked')
    await at.minute(0, DOWN)
    for (const minute of [1, 2]) await at.minute(minute, { configuration: refusal, send: refusal })
    expect(at.told).toEqual([
      [0, 'the hub is away'],
      [1, 'the hub takes nothing from this location'],
    ])
  })
})

test('a hub that nobody plays is told with what lies beneath', async () => {
  const host = `127.0.0.1:${new URL(await closedPort()).port}`
  await expect(createHttpsHub({ url: `http://${host}/`, token: 'x', location: 'sgn' }).configuration()).rejects.toThrow(
    `the hub at ${host} can't be reached: connect ECONNREFUSED ${host}`,
  )
})
