import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { createDeliver } from '../../lib/flow/deliver.ts'
import { forward } from '../../lib/flow/forward.ts'
import { createSign, registeredSigner } from '../../lib/flow/sign-results.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { Kill } from '../../lib/model/kill.ts'
import { listConfigs, type NewConfig } from '../../lib/record/configs.ts'
import type { Hub } from '../../lib/record/hub.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { listKills } from '../../lib/record/kills.ts'
import { getRegisteredKey } from '../../lib/record/location-keys.ts'
import { openSpool, type Spool } from '../../lib/record/spool.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { observation } from '../kit/observation.ts'
import { signedMessage } from '../kit/signing.ts'
import { openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

let stores: Stores
let spool: Spool
beforeEach(async () => {
  stores = await openStores()
  spool = openSpool(temporaryFolder())
  return async () => {
    spool.close()
    await stores.close()
  }
})

/** A hub that can be taken away; it fails before or after it has taken what it is given. */
function hubWith(configs: readonly NewConfig[] = [], kills: readonly Kill[] = []) {
  const calls: (readonly string[])[] = []
  const state: { away: 'no' | 'before' | 'after' } = { away: 'no' }
  const hub: Hub = {
    send: (bodies) => {
      if (state.away === 'before') return Promise.reject(new Error('away'))
      calls.push(bodies)
      return state.away === 'after' ? Promise.reject(new Error('the answer got lost')) : Promise.resolve()
    },
    register: () => (state.away === 'no' ? Promise.resolve(true) : Promise.reject(new Error('away'))),
    configuration: () =>
      state.away === 'no' ? Promise.resolve({ configs, kills }) : Promise.reject(new Error('away')),
  }
  return { hub, calls, state, has: () => new Set(calls.flat()) }
}

const version = (id: string, effectiveFromMs: number): NewConfig => ({
  version: id,
  effectiveFromMs,
  publishedAtMs: effectiveFromMs,
  catalogue: catalogueOf({}),
  played: ['sgn'],
})

describe('deliver', () => {
  test('what is to wait for the hub, too, is signed; without a way to the hub all goes by the outbox', async () => {
    const signer = signerOf(newKey())
    const { hub, calls, state } = hubWith()
    const sign = createSign(() => Promise.resolve(signer))
    const deliver = createDeliver({ hub, outbox: spool, clock: heldClock(0), sign })
    await deliver(observation())
    state.away = 'before'
    await deliver(observation())
    await createDeliver({ hub: null, outbox: spool, clock: heldClock(0) })(audit())
    const kept = (await spool.take(2)).map(({ body }) => JSON.parse(body) as unknown)
    expect(kept).toEqual([expect.objectContaining({ signature: expect.anything() }), audit()])
    expect(calls).toHaveLength(1)
    expect(JSON.parse(calls[0]?.[0] ?? '')).toMatchObject({ signature: { keyId: signer.keyId } })
  })

  test('the hub that has failed is left alone for half a minute, and results wait meanwhile', async () => {
    const clock = heldClock(0)
    const { hub, calls, state } = hubWith()
    const kept: unknown[] = []
    const deliver = createDeliver({ hub, outbox: spool, clock, onKept: (error) => kept.push(error) })
    await deliver({ n: 1 })
    state.away = 'after'
    await deliver({ n: 2 })
    state.away = 'no'
    clock.set(29_999)
    await deliver({ n: 3 })
    clock.set(30_000)
    await deliver({ n: 4 })
    expect(calls).toEqual([['{"n":1}'], ['{"n":2}'], ['{"n":4}']])
    expect((await spool.take(10)).map(({ body }) => body)).toEqual(['{"n":2}', '{"n":3}'])
    expect(kept).toHaveLength(1)
  })

  test('rejects where neither hub nor outbox takes it, so that the check comes again', async () => {
    const { hub, state } = hubWith()
    state.away = 'before'
    const full = { put: () => Promise.reject(new Error('disk full')) }
    await expect(createDeliver({ hub, outbox: full, clock: heldClock(0) })({})).rejects.toThrow('disk full')
    await expect(createDeliver({ hub, outbox: null, clock: heldClock(0) })({})).rejects.toThrow('away')
  })
})

describe('forward', () => {
  const ports = (hub: Hub) => ({ hub, outbox: spool, table: stores.table, clock: heldClock(0) })

  test('tries the hub with one, then sends many at once, oldest first', async () => {
    const { hub, calls } = hubWith()
    for (let n = 0; n < 250; n++) await spool.put(String(n))
    expect(await forward(ports(hub))).toEqual({ versions: 0, sent: 250, error: null })
    expect(calls.map(({ length }) => length)).toEqual([1, 100, 100, 49])
    expect(calls.flat()).toEqual(Array.from({ length: 250 }, (_, n) => String(n)))
    expect(spool.count()).toBe(0)
  })

  test('what is large goes in smaller batches, and what is larger than a batch goes alone', async () => {
    const { hub, calls } = hubWith()
    for (const length of [1, 600_000, 600_000, 2_000_000, 1]) await spool.put('x'.repeat(length))
    await forward(ports(hub))
    expect(calls.map((bodies) => bodies.map(({ length }) => length))).toEqual([
      [1],
      [600_000],
      [600_000],
      [2_000_000],
      [1],
    ])
  })

  test('keeps what a hub did not confirm, though it may have it', async () => {
    const { hub, calls, state } = hubWith()
    for (const body of ['a', 'b']) await spool.put(body)
    state.away = 'after'
    expect(await forward(ports(hub))).toMatchObject({ sent: 0, error: { message: 'the answer got lost' } })
    expect(calls).toEqual([['a']])
    expect(spool.count()).toBe(2)
  })

  describe('with a key', () => {
    const signer = signerOf(newKey())
    const at = (hub: Hub, clock = heldClock(0)) => {
      const open = () => Promise.resolve(signer)
      const sign = createSign(registeredSigner({ location: 'sgn', table: stores.table, clock, open }))
      return { ...ports(hub), clock, key: { location: 'sgn', open }, sign }
    }
    const kinds = (bodies: readonly string[]) =>
      bodies.map((body) => {
        const { type, signature } = JSON.parse(body) as { type: string; signature?: unknown }
        return `${type} ${signature === undefined ? 'unsigned' : 'signed'}`
      })

    test('it is told to the hub until that knows it, and now and then again, and signs from then on', async () => {
      const registered: unknown[] = []
      let knows = false
      const { hub } = hubWith()
      const register: Hub['register'] = async (key) => {
        registered.push(key)
        return knows
      }
      const clock = heldClock(0)
      const how = at({ ...hub, register }, clock)
      // An older hub knows nothing of keys: to it nothing is signed, which it would not understand.
      expect(await forward(how)).toMatchObject({ error: null })
      expect(await how.sign(observation())).toEqual(observation())
      knows = true
      await forward(how)
      await forward(how)
      clock.set(10 * MINUTE_MS - 1)
      await forward(how)
      expect(registered).toHaveLength(2)
      // The hub's table may have been brought back from before.
      clock.set(10 * MINUTE_MS)
      await forward(how)
      expect(registered).toEqual(Array(3).fill({ location: 'sgn', publicKey: expect.stringContaining('PUBLIC KEY') }))
      expect(await how.sign(observation())).toMatchObject({ signature: { keyId: signer.keyId } })
      expect(await how.sign({ type: 'receipt' })).toEqual({ type: 'receipt' })
    })

    test('a hub that is away is told later, and keeps nothing else back', async () => {
      const { hub } = hubWith([version('v1', 0)])
      const register = () => Promise.reject(new Error('no keys today'))
      await spool.put('a')
      expect(await forward(at({ ...hub, register }))).toMatchObject({
        versions: 1,
        sent: 1,
        error: { message: 'no keys today' },
      })
      expect(await getRegisteredKey(stores.table, 'sgn')).toBeNull()
      expect(await forward(at(hub))).toMatchObject({ error: null })
      expect(await getRegisteredKey(stores.table, 'sgn')).toMatchObject({ keyId: signer.keyId })
    })

    test('audits of the outbox are signed on their way, and nothing else that whoever runs pages could put there', async () => {
      const { hub, has } = hubWith()
      const signed = await signedMessage(audit({ detail: 'signed' }), signer)
      for (const one of [audit(), observation(), { type: 'receipt' }, controlAudit(), signed])
        await spool.put(JSON.stringify(one))
      await spool.put('no JSON')
      await forward(at(hub))
      expect(has().has('no JSON') && has().has(JSON.stringify(signed))).toBe(true)
      expect(kinds([...has()].filter((body) => body !== 'no JSON'))).toEqual([
        'audit signed',
        'observation unsigned',
        'receipt unsigned',
        'controlAudit unsigned',
        'audit signed',
      ])
    })

    test('a key that has changed and that the hub doesn’t know signs nothing: what is to be signed comes again', async () => {
      const { hub } = hubWith()
      await forward(at(hub))
      const other = registeredSigner({
        location: 'sgn',
        table: stores.table,
        clock: heldClock(0),
        open: () => Promise.resolve(signerOf(newKey())),
      })
      await expect(other()).rejects.toThrow('does not know it yet')
    })
  })

  test('copies the versions that are new, in whatever state the outbox is', async () => {
    const first = hubWith([version('v1', 0)])
    expect(await forward(ports(first.hub))).toEqual({ versions: 1, sent: 0, error: null })
    const both = hubWith([version('v1', 0), version('v2', 900_000), version('v1', 1_800_000)])
    await spool.put('a')
    expect(await forward(ports({ ...both.hub, send: () => Promise.reject(new Error('away')) }))).toMatchObject({
      versions: 2,
      sent: 0,
      error: { message: 'away' },
    })
    expect(
      await forward(ports({ ...both.hub, configuration: () => Promise.reject(new Error('no configs')) })),
    ).toMatchObject({
      versions: 0,
      sent: 1,
      error: { message: 'no configs' },
    })
    expect((await listConfigs(stores.table)).map((config) => [config.version, config.untilMs])).toEqual([
      ['v1', 900_000],
      ['v2', 1_800_000],
      ['v1', null],
    ])
  })
})

test('kill switches are copied; the one that was turned last stays', async () => {
  const kill = (atMs: number, isOn: boolean): Kill => ({ portal: 'da-nang', isOn, atMs, note: null })
  const ports = (hub: Hub) => ({ hub, outbox: spool, table: stores.table, clock: heldClock(0) })
  await forward(ports(hubWith([], [kill(1, true), { ...kill(1, true), portal: null }]).hub))
  await forward(ports(hubWith([], [kill(2, false)]).hub))
  // An answer of a hub that was restored from an old copy.
  await forward(ports(hubWith([], [kill(1, true)]).hub))
  expect(await listKills(stores.table)).toEqual([{ ...kill(1, true), portal: null }, kill(2, false)])
})

test('nothing that was delivered is lost, whenever the hub goes and comes', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant('result' as const) },
    { weight: 2, arbitrary: fc.constantFrom('no' as const, 'before' as const, 'after' as const) },
    { weight: 1, arbitrary: fc.constant('forward' as const) },
    { weight: 1, arbitrary: fc.constant('minute' as const) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const clock = heldClock(0)
      const hub = hubWith()
      const deliver = createDeliver({ hub: hub.hub, outbox: spool, clock })
      const ports = { hub: hub.hub, outbox: spool, table: stores.table, clock }
      let delivered = 0
      for (const each of steps) {
        if (each === 'result') await deliver(delivered++)
        else if (each === 'minute') clock.set(clock.now() + 60_000)
        else if (each === 'forward') await forward(ports)
        else hub.state.away = each
      }
      hub.state.away = 'no'
      expect((await forward(ports)).error).toBeNull()
      expect([...hub.has()].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: delivered }, (_, n) => n))
      expect(spool.count()).toBe(0)
    }),
    { numRuns: 60 },
  )
})
