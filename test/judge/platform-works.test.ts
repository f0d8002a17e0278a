import { expect, test } from 'vitest'
import { type Signs, whyNotWorking } from '../../lib/judge/platform-works.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const why = (changes: Partial<Signs>) =>
  whyNotWorking({ nowMs: NOW, everyMs: 5 * MINUTE_MS, lastAnsweredMs: NOW, untoldSinceMs: null, ...changes })

test('it works where slots were closed over results, and what there was to tell was told', () => {
  expect(why({})).toBeNull()
  expect(why({ untoldSinceMs: NOW })).toBeNull()
})

test('not where nothing is measured, or no result ever came', () => {
  expect(why({ everyMs: null, lastAnsweredMs: null })).toBe('nothing is measured')
  expect(why({ lastAnsweredMs: null })).toBe('no slot with a result has been closed')
})

test('not once three cadences and five minutes have passed since a slot that was answered', () => {
  expect(why({ lastAnsweredMs: NOW - 20 * MINUTE_MS })).toBeNull()
  expect(why({ lastAnsweredMs: NOW - 20 * MINUTE_MS - 1 })).toBe(
    'no slot with a result has been closed since 2026-11-22T11:39:59.999Z',
  )
})

test('not while something has waited for more than ten minutes to be told', () => {
  expect(why({ untoldSinceMs: NOW - 10 * MINUTE_MS })).toBeNull()
  expect(why({ untoldSinceMs: NOW - 10 * MINUTE_MS - 1 })).toBe(
    'alerts wait to be published since 2026-11-22T11:49:59.999Z',
  )
})
