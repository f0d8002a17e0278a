import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ingest } from '../../lib/flow/ingest.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { controlAuditsOf } from '../../lib/record/controls.ts'
import { auditsOfSlot, observationsOf } from '../../lib/record/results.ts'
import { audit } from '../kit/audit.ts'
import { heldClock } from '../kit/clock.ts'
import { controlAudit } from '../kit/control-audit.ts'
import { observation } from '../kit/observation.ts'
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
