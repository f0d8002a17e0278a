import { describe, expect, test } from 'vitest'
import { observationSchema } from '../../lib/model/observation.ts'
import { observation } from '../kit/observation.ts'

const parse = (value: unknown) => observationSchema.safeParse(value)

test('what is written is read as it was', () => {
  const full = observation({
    cause: 'http_5xx',
    detail: 'status 503',
    tls: { protocol: 'TLSv1.3', subject: 'a', issuer: 'b', expiresAtMs: 1_800_000_000_000 },
    hops: [{ url: 'https://a.example.org/', httpStatus: null, phases: observation().phases }],
    warnings: ['tls_incomplete_chain'],
  })
  for (const value of [observation(), full, observation({ page: null, url: null, finalUrl: null })]) {
    const read = parse(JSON.parse(JSON.stringify(value)))
    expect(read.error).toBeUndefined()
    expect(read.data).toEqual(value)
  }
})

describe('refused', () => {
  const { page: _page, ...withoutPage } = observation()
  test.each<[string, unknown]>([
    ['an unknown key', { ...observation(), extra: 1 }],
    ['a missing key', withoutPage],
    ['a cause that is none', { ...observation(), cause: 'bad_luck' }],
    ['an outcome that is none', { ...observation(), outcome: 'ok' }],
    ['a negative phase', { ...observation(), phases: { ...observation().phases, waitMs: -1 } }],
    ['a slot that is no whole number', { ...observation(), slotMs: 1.5 }],
    ['a page that is no key', { ...observation(), page: 'home' }],
    ['a location that is no id', { ...observation(), location: 'SGN' }],
    ['no attempt', { ...observation(), attempts: [] }],
    ['a detail without end', { ...observation(), detail: 'x'.repeat(1_001) }],
    ['another type', { ...observation(), type: 'audit' }],
    ['a list', []],
    ['nothing', null],
  ])('%s', (_name, value) => {
    expect(parse(value).success).toBe(false)
  })
})
