import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorize, isSameSecret } from '../../lib/flow/authorize.ts'
import { changes } from '../../lib/flow/changes.ts'
import { createLink } from '../../lib/flow/create-link.ts'
import { createToken } from '../../lib/flow/create-token.ts'
import { listTokens } from '../../lib/flow/list-tokens.ts'
import { publishConfig } from '../../lib/flow/publish-config.ts'
import { revokeToken } from '../../lib/flow/revoke-token.ts'
import { turnKill } from '../../lib/flow/turn-kill.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import type { NewToken } from '../../lib/model/token.ts'
import { TOKENS } from '../../lib/record/keys.ts'
import { addToken, getToken } from '../../lib/record/tokens.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'
import { writtenPortal } from '../kit/written-catalogue.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

const at = (nowMs: number) => ({ table: stores.table, clock: heldClock(nowMs), by: 'cli:test' })
const make = (asked: NewToken, nowMs = NOW) => createToken(asked, at(nowMs))
const lets = (text: string, nowMs = NOW) => authorize(text, at(nowMs))

describe('a token', () => {
  test('lets in by its text', async () => {
    const { token, id } = await make({ role: 'vendor', vendor: 'vnpt' })
    expect(token).toMatch(new RegExp(`^nhip_${id}_`))
    expect(await lets(token)).toEqual({ role: 'vendor', vendor: 'vnpt' })
  })

  test('is new each time', async () => {
    const [a, b] = [await make({ role: 'operator' }), await make({ role: 'operator' })]
    expect(a.id).not.toBe(b.id)
    expect(a.token.slice(-43)).not.toBe(b.token.slice(-43))
  })

  test('can not be had from what is kept', async () => {
    const { token } = await make({ role: 'operator', note: 'kept' })
    const kept = JSON.stringify(await stores.table.query({ pk: TOKENS }))
    expect(kept).toContain('kept')
    expect(kept).not.toContain(token.slice(-43))
  })

  test('with another secret, of another token or of none, lets nobody in', async () => {
    const [a, b] = [await make({ role: 'operator' }), await make({ role: 'evaluator' })]
    const [secretOfA, secretOfB] = [a.token.slice(-43), b.token.slice(-43)]
    const flipped = `${secretOfA[0] === 'A' ? 'B' : 'A'}${secretOfA.slice(1)}`
    expect(await lets(`nhip_${a.id}_${flipped}`)).toBeNull()
    expect(await lets(`nhip_${a.id}_${secretOfB}`)).toBeNull()
    expect(await lets(`nhip_000000000000_${secretOfA}`)).toBeNull()
    expect(await lets(a.id)).toBeNull()
    // The hash is no way in, for whoever reads the table.
    const hash = (await getToken(stores.table, a.id))?.secretSha256 ?? ''
    expect(await lets(`nhip_${a.id}_${hash.slice(0, 43)}`)).toBeNull()
  })

  test('lets nobody in from the moment on which it expires', async () => {
    const { token } = await make({ role: 'operator', days: 1 })
    expect(await lets(token, NOW + DAY_MS - 1)).toEqual({ role: 'operator' })
    expect(await lets(token, NOW + DAY_MS)).toBeNull()
  })

  test('is never written over', async () => {
    const { id } = await make({ role: 'operator' })
    const kept = await getToken(stores.table, id)
    if (kept === null) throw new Error('not kept')
    expect(await addToken(stores.table, { ...kept, role: 'evaluator' })).toBe(false)
    expect(await getToken(stores.table, id)).toEqual(kept)
  })
})

describe('revoking', () => {
  test('takes effect at once and stays, and its moment with it', async () => {
    const { token, id } = await make({ role: 'agent', location: 'sgn' })
    expect(await revokeToken(id, at(NOW + 1))).toMatchObject({ type: 'token', id, revokedAtMs: NOW + 1 })
    expect(await lets(token)).toBeNull()
    expect(await revokeToken(id, at(NOW + 2))).toMatchObject({ revokedAtMs: NOW + 1 })
    expect(await getToken(stores.table, id)).toMatchObject({ revokedAtMs: NOW + 1, location: 'sgn' })
  })

  test('understands the whole token', async () => {
    const { token } = await make({ role: 'operator' })
    await revokeToken(token, at(NOW))
    expect(await lets(token)).toBeNull()
  })

  test.each(['000000000000', '', 'x'.repeat(3_000), '../status'])('“%.20s” is no token', async (id) => {
    await expect(revokeToken(id, at(NOW))).rejects.toMatchObject({ name: 'InputError', code: 'unknown_token' })
  })
})

test('the list has every token, oldest first, and nothing of its secret', async () => {
  const late = await make({ role: 'operator', note: 'late' }, NOW + 2)
  const early = await make({ role: 'agent', location: 'han', days: 1 }, NOW - 1)
  await revokeToken(late.id, at(NOW + 3))
  const { tokens } = await listTokens(stores.table)
  expect(tokens[0]).toEqual({
    id: early.id,
    role: 'agent',
    vendor: null,
    location: 'han',
    note: null,
    madeBy: 'cli:test',
    createdAtMs: NOW - 1,
    expiresAtMs: NOW - 1 + DAY_MS,
    revokedAtMs: null,
  })
  expect(tokens.at(-1)).toMatchObject({ id: late.id, note: 'late', revokedAtMs: NOW + 3 })
  expect(JSON.stringify(tokens)).not.toMatch(/secret/i)
})

test('whether the catalogue has a vendor or a location is told, not asked for', async () => {
  expect(await make({ role: 'agent', location: 'sgn' })).toMatchObject({ isKnown: false })
  const catalogue = catalogueOf({ portals: [writtenPortal({ vendor: 'vnpt' })] })
  await publishConfig(stores.table, { catalogue, played: ['sgn'], nowMs: NOW })
  expect(await make({ role: 'agent', location: 'sgn' })).toMatchObject({ isKnown: true })
  expect(await make({ role: 'agent', location: 'han' })).toMatchObject({ isKnown: false })
  expect(await make({ role: 'vendor', vendor: 'vnpt' })).toMatchObject({ isKnown: true })
  expect(await make({ role: 'operator' })).toMatchObject({ isKnown: null })
})

test('a vendor that the catalogue does not have is refused, for a token and for a link, once there is a catalogue', async () => {
  const own = await openStores()
  const ports = { table: own.table, clock: heldClock(NOW), by: 'cli:test' }
  const vendor = { role: 'vendor', vendor: 'vnp' } as const
  expect(await createToken(vendor, ports)).toMatchObject({ vendor: 'vnp', isKnown: false })
  const catalogue = catalogueOf({ portals: [writtenPortal({ vendor: 'vnpt' })] })
  await publishConfig(own.table, { catalogue, played: ['sgn'], nowMs: NOW })
  for (const made of [createToken(vendor, ports), createLink(vendor, ports)])
    await expect(made).rejects.toMatchObject({ code: 'unknown_vendor', message: expect.stringContaining('“vnp”') })
  expect((await listTokens(own.table)).tokens).toHaveLength(1)
  await own.close()
})

test('secrets are compared as a whole', () => {
  expect(isSameSecret('a', 'a')).toBe(true)
  expect(isSameSecret('a', 'ab')).toBe(false)
  expect(isSameSecret('', 'a')).toBe(false)
})

test('who has made and revoked tokens and links, and turned switches, is in the log of changes, once', async () => {
  const nowMs = Date.parse('2027-03-05T00:00:00Z')
  const ports = { ...at(nowMs), by: 'anh-nam' }
  const { id } = await createToken({ role: 'vendor', vendor: 'vnpt', note: 'thử' }, ports)
  await revokeToken(id, ports)
  await revokeToken(id, { ...ports, clock: heldClock(nowMs + 1) })
  await createLink({ role: 'evaluator', name: 'Chị Hoa' }, ports)
  await turnKill({ portal: null, isOn: true, note: null }, ports)
  const { changes: found } = await changes('2027-03', ports)
  expect(found.every(({ by, atMs }) => by === 'anh-nam' && atMs === nowMs)).toBe(true)
  expect(new Map(found.map(({ act, about }) => [act, about]))).toEqual(
    new Map([
      ['create_link', 'evaluator'],
      ['create_token', id],
      ['revoke_token', id],
      ['turn_kill', '*'],
    ]),
  )
  expect(found).toHaveLength(4)
  await expect(changes('2027-3', ports)).rejects.toMatchObject({ code: 'bad_month' })
})
