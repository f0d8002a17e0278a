import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { receiveResults } from '../../lib/flow/receive-results.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { observation } from '../kit/observation.ts'
import { makeQueue, openStores, type TestQueue } from '../kit/stores.ts'

let stores: Stores
let observations: TestQueue
let deadLetters: TestQueue
beforeAll(async () => {
  stores = await openStores()
})
beforeEach(async () => {
  observations = await makeQueue(stores)
  deadLetters = await makeQueue(stores)
})
afterAll(() => stores.close())

const receive = (...results: readonly string[]) =>
  receiveResults({ location: 'sgn', results }, { observations, deadLetters })
const bodies = async (queue: TestQueue) => (await queue.received()).map(({ Body }) => Body)
const reasons = async () =>
  (await deadLetters.received()).map(({ MessageAttributes }) => MessageAttributes?.reason?.StringValue)

test('what comes from the location goes on as it came', async () => {
  const texts = Array.from({ length: 23 }, (_, slotMs) => JSON.stringify(observation({ slotMs, detail: 'Đà Nẵng' })))
  expect(await receive(...texts)).toEqual({ accepted: 23, refused: 0 })
  expect(new Set(await bodies(observations))).toEqual(new Set(texts))
  expect(await bodies(deadLetters)).toEqual([])
})

test.each([
  ['another location', JSON.stringify(observation({ location: 'han' })), /^location: .* of sgn/],
  ['no location', '{"type":"observation"}', /^location: /],
  ['a location that is no text', '{"location":["sgn"]}', /^location: /],
  ['null', 'null', /^location: /],
  ['no JSON', '{"location":"sgn"', /^not JSON, from an agent at sgn$/],
  ['nothing', '', /^not JSON/],
])('%s goes to the dead letters with the reason, and is accepted', async (_name, text, reason) => {
  expect(await receive(text, JSON.stringify(observation()))).toEqual({ accepted: 2, refused: 1 })
  expect(await bodies(observations)).toHaveLength(1)
  expect(await reasons()).toEqual([expect.stringMatching(reason)])
})

test('what is too large for a queue keeps nobody waiting: its beginning is in the dead letters', async () => {
  const large = JSON.stringify({ location: 'sgn', text: 'ế'.repeat(100_000) })
  expect(await receive(large)).toEqual({ accepted: 1, refused: 1 })
  expect(await bodies(observations)).toEqual([])
  const [letter] = await deadLetters.received()
  expect(letter?.MessageAttributes?.reason?.StringValue).toMatch(/^too large: 3000\d\d bytes/)
  expect(large.startsWith(letter?.Body ?? 'x')).toBe(true)
  expect(Buffer.byteLength(letter?.Body ?? '')).toBeGreaterThan(249_990)
})

test('characters that a queue would refuse are escaped, and mean the same', async () => {
  const value = { location: 'sgn', text: 'a\uffff\ufffe\ud800b\u{1f600}' }
  const raw = JSON.stringify(value).replace('\\ud800', '\ud800')
  expect(raw).toContain('\uffff')
  await receive(raw, 'no JSON \u0000')
  const [body] = await bodies(observations)
  expect(body).toContain(String.raw`a\uffff\ufffe\ud800b\ud83d\ude00`)
  expect(JSON.parse(body ?? '')).toEqual(value)
  expect(await bodies(deadLetters)).toEqual([String.raw`no JSON \u0000`])
})

test('a queue that is away rejects, so that the results come again', async () => {
  const away = { send: () => Promise.reject(new Error('away')), sendAll: () => Promise.reject(new Error('away')) }
  const result = JSON.stringify(observation())
  await expect(
    receiveResults({ location: 'sgn', results: [result] }, { observations: away, deadLetters }),
  ).rejects.toThrow('away')
  await expect(
    receiveResults({ location: 'sgn', results: ['none', result] }, { observations, deadLetters: away }),
  ).rejects.toThrow('away')
})
