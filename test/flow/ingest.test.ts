import type { KeyObject } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ingest } from '../../lib/flow/ingest.ts'
import { createKeyRing } from '../../lib/flow/signature-fault.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { controlAuditsOf } from '../../lib/record/controls.ts'
import { newKey, signerOf } from '../../lib/record/key-file.ts'
import { locationKeysOf, registerLocationKey } from '../../lib/record/location-keys.ts'
import { auditsOfSlot, observationsOf, signedResultsOf } from '../../lib/record/results.ts'
import { isSignedBy, readPublicKey, type Signer } from '../../lib/record/signer.ts'
import { audit } from '../kit/audit.ts'
import { heldClock } from '../kit/clock.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { observation } from '../kit/observation.ts'
import { signedMessage } from '../kit/signing.ts'
import { makeQueue, openStores, type TestQueue } from '../kit/stores.ts'

let stores: Stores
let deadLetters: TestQueue
beforeAll(async () => {
  stores = await openStores()
  deadLetters = await makeQueue(stores)
})
afterAll(() => stores.close())

const ports = () => ({ table: stores.table, deadLetters, clock: heldClock(1_790_000_200_000) })

test('an observation and an audit become rows', async () => {
  expect(await ingest(JSON.stringify(observation()), ports())).toMatchObject({ kind: 'kept', kept: 'added' })
  expect(await ingest(JSON.stringify(audit()), ports())).toMatchObject({ kind: 'kept', kept: 'added' })
  expect(await ingest(JSON.stringify(observation()), ports())).toMatchObject({ kind: 'kept', kept: 'duplicate' })
  const { slotMs } = observation()
  expect(await observationsOf(stores.table, 'da-nang/home', { fromMs: slotMs, toMs: slotMs + 1 })).toEqual([
    observation(),
  ])
  expect(await auditsOfSlot(stores.table, 'da-nang/home', slotMs)).toEqual([audit()])
  expect(await deadLetters.received()).toEqual([])
})

test('a load of the control page becomes a row of its own kind, once', async () => {
  for (let turn = 0; turn < 2; turn++)
    expect(await ingest(JSON.stringify(controlAudit()), ports())).toEqual({ kind: 'controlAudit' })
  const { startedAtMs } = controlAudit()
  expect(await controlAuditsOf(stores.table, { location: 'sgn', monthOfMs: startedAtMs })).toEqual([controlAudit()])
})

describe('what cannot be understood goes to the dead letters as it came, with the reason', () => {
  test.each([
    ['no JSON', '{"type":', /^not JSON$/],
    ['nothing', 'null', /./],
    ['a result of no page', JSON.stringify(observation({ page: null })), /^page: /],
    ['a cause that is none', JSON.stringify({ ...observation(), cause: 'bad_luck' }), /^cause: /],
    ['an unknown key', JSON.stringify({ ...observation(), 'khoá lạ': 1 }), /khoá lạ/],
    ['an audit that lacks its runs', JSON.stringify({ ...audit(), runs: undefined }), /^runs: /],
    ['a control page without its digest', JSON.stringify({ ...controlAudit(), pageSha256: '' }), /^pageSha256: /],
    ['a type that every object has', '{"type":"constructor"}', /^type: /],
    ['another type', '{"type":"weather"}', /^type: /],
  ])('%s', async (_name, body, reason) => {
    expect(await ingest(body, ports())).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(reason) })
    const [letter, ...more] = await deadLetters.received()
    expect(letter?.Body).toBe(body)
    expect(letter?.MessageAttributes?.reason?.StringValue).toMatch(reason)
    expect(more).toEqual([])
  })
})

describe('a result is its location’s own', () => {
  const [signer, next, stranger] = [1, 2, 3].map(() => signerOf(newKey())) as [Signer, Signer, Signer]
  const START = 1_790_000_000_000
  let location = ''
  let made = 0
  beforeEach(() => {
    location = `loc-${++made}`
  })
  const register = (key: Signer, nowMs: number) =>
    registerLocationKey(stores.table, { location, publicKey: key.publicKey, nowMs, leadMs: 0 })
  const measured = (startedAtMs = START, detail: string | null = null) =>
    observation({ location, slotMs: START, startedAtMs, detail })
  const take = (message: unknown) => ingest(JSON.stringify(message), ports())
  const refused = async (reason: RegExp) => {
    const letters = await deadLetters.received()
    expect(letters.map((letter) => letter.MessageAttributes?.reason?.StringValue)).toEqual([
      expect.stringMatching(reason),
    ])
  }
  const row = async () =>
    (await signedResultsOf(stores.table, 'da-nang/home', { fromMs: START, toMs: START + 1 })).find(
      ({ result }) => result.location === location,
    )

  test('what it has signed is kept with its signature, which fits the bytes of the row', async () => {
    await register(signer, START)
    const message = await signedMessage(measured(), signer)
    expect(await take(message)).toMatchObject({ kind: 'kept', kept: 'added', result: measured() })
    const kept = await row()
    expect(kept).toMatchObject({ result: measured(), signature: message.signature })
    const bytes = Buffer.from(kept?.json ?? '')
    const signature = Buffer.from(kept?.signature?.signature ?? '', 'base64')
    expect(isSignedBy(readPublicKey(signer.publicKey)?.key as KeyObject, { bytes, signature })).toBe(true)
  })

  test('an audit of a version that knew fewer fields is kept as it was signed', async () => {
    await register(signer, START)
    const { journey: _journey, refusedRequests: _refused, ...older } = audit({ location, slotMs: START })
    expect(await take(await signedMessage(older, signer))).toMatchObject({ kind: 'kept', kept: 'added' })
    expect((await row())?.json).toBe(canonicalJson(older))
  })

  test('signed again it is the same result, and its first signature stays', async () => {
    await register(signer, START)
    const [one, other] = [await signedMessage(measured(), signer), await signedMessage(measured(), signer)]
    expect(one.signature).not.toEqual(other.signature)
    await take(one)
    expect(await take(other)).toMatchObject({ kept: 'duplicate' })
    expect((await row())?.signature).toEqual(one.signature)
  })

  test('which of two results stays has nothing to do with signatures', async () => {
    for (let turn = 0; turn < 6; turn++) {
      location = `loc-${++made}`
      await register(signer, START)
      const [a, z] = [
        await signedMessage(measured(START, 'a'), signer),
        await signedMessage(measured(START, 'z'), signer),
      ]
      for (const message of turn % 2 === 0 ? [a, z] : [z, a]) await take(message)
      expect(await row()).toMatchObject({ result: { detail: 'a' }, signature: a.signature })
    }
  })

  test('what was changed after it was signed goes to the dead letters', async () => {
    await register(signer, START)
    const message = { ...(await signedMessage(measured(), signer)), httpStatus: 201 }
    expect(await take(message)).toMatchObject({ kind: 'invalid' })
    await refused(/^signature: it does not fit/)
    expect(await row()).toBeUndefined()
  })

  test('so does what somebody else has signed, with a key of their own or of another location', async () => {
    await register(signer, START)
    await registerLocationKey(stores.table, {
      location: 'elsewhere',
      publicKey: stranger.publicKey,
      nowMs: 0,
      leadMs: 0,
    })
    await take(await signedMessage(measured(), stranger))
    await refused(/^signature: by a key that is not known/)
    const claimed = await signedMessage(measured(), stranger)
    await take({ ...claimed, signature: { ...(claimed.signature as object), keyId: signer.keyId } })
    await refused(/^signature: it does not fit/)
    await take({ ...claimed, signature: 'yes' })
    await refused(/^signature: /)
    expect(await row()).toBeUndefined()
  })

  test('unsigned it is taken while the location had no key, and not any more since then', async () => {
    await take(measured(START + 1))
    await register(signer, START + 100)
    await take(measured(START))
    expect(await row()).toMatchObject({ signature: null })
    expect(await deadLetters.received()).toEqual([])
    await take(measured(START + 100))
    await refused(/^signature: missing/)
    await take({ ...measured(START + 100), origin: 'import' })
    await refused(/^signature: missing/)
  })

  test('a key that was replaced signs nothing that began after that', async () => {
    await register(signer, START)
    await register(next, START + 100)
    await register(next, START + 500)
    expect((await locationKeysOf(stores.table, location)).map(({ keyId, fromMs }) => [keyId, fromMs])).toEqual([
      [signer.keyId, START],
      [next.keyId, START + 100],
    ])
    await take(await signedMessage(measured(START + 99), signer))
    expect(await deadLetters.received()).toEqual([])
    await take(await signedMessage(measured(START + 100), signer))
    await refused(/^signature: by a key that another one/)
    expect(await take(await signedMessage(measured(START + 98), next))).toMatchObject({ kept: 'replaced' })
  })

  test('a key that was registered a moment ago is known', async () => {
    const keys = createKeyRing(stores.table, heldClock(START))
    const body = async (by: Signer) => JSON.stringify(await signedMessage(measured(), by))
    expect(await ingest(JSON.stringify(measured(START + 5)), { ...ports(), keys })).toMatchObject({ kind: 'kept' })
    await register(signer, START)
    expect(await ingest(await body(signer), { ...ports(), keys })).toMatchObject({ kind: 'kept' })
  })
})

describe('an infrastructure error rejects, so that the message comes again', () => {
  test('a table that cannot be written', async () => {
    const table = { ...stores.table, putIf: () => Promise.reject(new Error('throttled')) }
    await expect(ingest(JSON.stringify(observation()), { ...ports(), table })).rejects.toThrow('throttled')
    expect(await deadLetters.received()).toEqual([])
  })

  test('a dead-letter queue that is away', async () => {
    const away = { send: () => Promise.reject(new Error('away')), sendAll: () => Promise.reject(new Error('away')) }
    await expect(ingest('no JSON', { ...ports(), deadLetters: away })).rejects.toThrow('away')
  })
})
