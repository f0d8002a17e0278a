import { expect, test } from 'vitest'
import { DOUBTFUL_LATE_MS, isDoubtful, isSpoilt, MAX_LATE_MS, MAX_LATE_SHARE } from '../../lib/judge/lateness.ts'
import type { Cause } from '../../lib/model/cause.ts'

const facts = (lateMs: number, waitMs: number | null, totalMs: number | null) => ({ lateMs, waitMs, totalMs })

test.each<[string, ReturnType<typeof facts>, Cause | null, boolean]>([
  ['a fast answer, just in bounds', facts(MAX_LATE_MS, 10, 30), null, false],
  ['a fast answer, just past them', facts(MAX_LATE_MS + 0.1, 10, 30), null, true],
  ['a slow answer may be off by a share of it', facts(MAX_LATE_SHARE * 1_000, 1_000, 1_200), null, false],
  ['a slow answer past that share', facts(MAX_LATE_SHARE * 1_000 + 0.1, 1_000, 1_200), null, true],
  ['a time-out is measured by the whole', facts(500, null, 10_000), 'wait_timeout', false],
  ['a time-out that we held up', facts(2_000, null, 10_000), 'connect_timeout', true],
  ['a time-out, just in bounds', facts(MAX_LATE_SHARE * 5_000, null, 5_000), 'download_timeout', false],
  ['a time-out, just past them', facts(MAX_LATE_SHARE * 5_000 + 0.1, null, 5_000), 'download_timeout', true],
  ['a time-out that came before there was a whole', facts(MAX_LATE_MS + 0.1, null, null), 'wait_timeout', true],
  ['name servers that did not answer in time', facts(2_000, null, 10_000), 'dns_error', true],
  ['an answer of which only the whole is known', facts(MAX_LATE_MS + 0.1, null, 10_000), null, true],
  ['a status stands by itself', facts(5_000, 10, 30), 'http_5xx', false],
  ['a refusal stands by itself', facts(5_000, null, 30), 'connection_refused', false],
])('%s', (_name, seen, cause, expected) => {
  expect(isSpoilt(seen, cause)).toBe(expected)
})

test.each<[string, number, Cause | null, boolean]>([
  ['passed, to the millisecond', DOUBTFUL_LATE_MS, null, false],
  ['passed, a little later than that', DOUBTFUL_LATE_MS + 0.1, null, true],
  ['failed', 500, 'wait_timeout', false],
])('another try is worth it of what %s', (_name, lateMs, cause, expected) => {
  expect(isDoubtful(facts(lateMs, 100, 200), cause)).toBe(expected)
})
