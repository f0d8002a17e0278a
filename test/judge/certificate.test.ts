import { describe, expect, test } from 'vitest'
import { type CertificateState, reduceCertificates, type SeenCertificate } from '../../lib/judge/certificate.ts'
import type { IncidentRecord } from '../../lib/judge/incident-state.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const FIRST = Date.parse('2026-11-01T00:00:00Z')
const HOST = 'dichvucong.example.org'
const ID = `certificate:host.${HOST}:-`

/** What is seen on a day: the certificate of one host that has so many days left, and what is unlike the others. */
type Seen = { readonly left: number } & Partial<SeenCertificate>

/** Day by day, from day 0; `null`: nothing was seen. Days of `measured` false: the host has left the catalogue. */
function story(days: readonly (Seen | null)[], how: { readonly measured?: (day: number) => boolean } = {}) {
  let state: CertificateState = {}
  const events: AlertEvent[] = []
  const records: IncidentRecord[] = []
  for (const [day, seen] of days.entries()) {
    const nowMs = FIRST + day * DAY_MS
    const outcome = reduceCertificates(state, seen === null ? [] : [certificate(seen, nowMs)], {
      nowMs,
      timezone: 'Asia/Ho_Chi_Minh',
      policy: DEFAULT_POLICY,
      measured: new Set(how.measured?.(day) === false ? [] : ['da-nang/home', 'da-nang/khai-sinh']),
    })
    state = outcome.state
    events.push(...outcome.events)
    records.push(...outcome.records)
  }
  const told = events.map(({ event, atMs, facts }) => `${(atMs - FIRST) / DAY_MS} ${event} ${String(facts.days)}`)
  return { told, events, records, state }
}

function certificate({ left, ...changes }: Seen, nowMs: number): SeenCertificate {
  return {
    host: HOST,
    expiresAtMs: nowMs + left * DAY_MS,
    issuer: 'Example CA',
    slotMs: nowMs,
    locations: ['a', 'b'],
    pages: ['da-nang/home', 'da-nang/khai-sinh'],
    portal: { id: 'da-nang', name: { vi: 'Cổng Đà Nẵng', en: 'Da Nang portal' }, vendor: 'vnpt', owner: 'dn' },
    silenced: false,
    ...changes,
  }
}

/** From so many days left downwards, one day after the other. */
const lasting = (from: number, to: number): readonly Seen[] =>
  Array.from({ length: from - to + 1 }, (_, day) => ({ left: from - day }))

describe('CERTIFICATE', () => {
  test('is told at 30, 14, 7 and 1 days, each once, and when it has been replaced', () => {
    const { told, events, records, state } = story([...lasting(32, -1), { left: 365 }, { left: 364 }, { left: 363 }])
    expect(told).toEqual(['2 opened 30', '18 reminded 14', '25 reminded 7', '31 reminded 1', '36 resolved 1'])
    expect(events[0]).toMatchObject({
      id: `${ID}:${FIRST + 2 * DAY_MS}:1`,
      kind: 'certificate',
      severity: 'ticket',
      subject: 'portal',
      portal: 'da-nang',
      vendor: 'vnpt',
      page: null,
      group: null,
      facts: { host: HOST, pages: ['da-nang/home', 'da-nang/khai-sinh'], seenBy: ['a', 'b'] },
    })
    expect(new Set(events.map(({ incident }) => incident)).size).toBe(1)
    expect(records.map(({ resolvedAtMs, portal, page }) => [resolvedAtMs, portal, page])).toEqual([
      [null, 'da-nang', null],
      [FIRST + 36 * DAY_MS, 'da-nang', null],
    ])
    expect(state).toEqual({})
  })

  test('goes on while one of its pages is measured, under a name without colons', () => {
    const seen = certificate({ left: 10, host: '[2001:db8::7]:8443' }, FIRST)
    const how = { nowMs: FIRST, timezone: 'UTC', policy: DEFAULT_POLICY }
    const first = reduceCertificates({}, [seen], { ...how, measured: new Set(seen.pages) })
    expect(first.events[0]?.incident).toBe(`certificate:host.[2001-db8--7]-8443:-:${FIRST}`)
    const next = (measured: readonly string[]) =>
      reduceCertificates(first.state, [], { ...how, measured: new Set(measured) }).events.map(({ event }) => event)
    expect([next(['da-nang/home']), next(['hue/home'])]).toEqual([[], ['resolved']])
  })

  test('says whose it is, when it ends, how long that is, and who issued it', () => {
    const { events } = story([...lasting(30, -1), { left: 365 }, { left: 364 }, { left: 363 }])
    expect(events.map(({ reason }) => reason.vi)).toEqual([
      'Chứng thư số của dichvucong.example.org (Cổng Đà Nẵng, 2 trang) hết hạn lúc 07:00:00 01/12/2026 (+07:00), còn 30 ngày; nơi cấp: Example CA.',
      'Chứng thư số của dichvucong.example.org (Cổng Đà Nẵng, 2 trang) hết hạn lúc 07:00:00 01/12/2026 (+07:00), còn 14 ngày; nơi cấp: Example CA.',
      'Chứng thư số của dichvucong.example.org (Cổng Đà Nẵng, 2 trang) hết hạn lúc 07:00:00 01/12/2026 (+07:00), còn 7 ngày; nơi cấp: Example CA.',
      'Chứng thư số của dichvucong.example.org (Cổng Đà Nẵng, 2 trang) hết hạn lúc 07:00:00 01/12/2026 (+07:00), còn 1 ngày; nơi cấp: Example CA.',
      'Chứng thư số của dichvucong.example.org (Cổng Đà Nẵng, 2 trang) đã được thay: có hạn đến 07:00:00 03/12/2027 (+07:00).',
    ])
    const late = story([{ left: 0.5 }, { left: -0.5, silenced: false }]).events[0]
    expect(late?.reason.en).toBe(
      'The certificate of dichvucong.example.org (Da Nang portal, 2 pages) expires at 19:00:00 01/11/2026 (+07:00), in less than a day; issued by Example CA.',
    )
    expect(story([{ left: -1, pages: ['da-nang/home'] }]).events[0]?.reason.en).toBe(
      'The certificate of dichvucong.example.org (Da Nang portal, 1 page) has expired at 07:00:00 31/10/2026 (+07:00); issued by Example CA.',
    )
  })

  test('one that is first seen late is told once, with the least that is reached', () => {
    expect(story(lasting(5, 2)).told).toEqual(['0 opened 7'])
  })

  test('more than 30 days: nothing', () => {
    expect(story(lasting(60, 31)).told).toEqual([])
  })

  test('while some servers still have the old one it is not over', () => {
    const mixed = (left: number, renewed: boolean): Seen => ({ left: renewed ? 400 : left })
    const days = [30, 29, 28, 27, 26, 25].map((left, day) => mixed(left, day % 3 !== 0))
    expect(story(days).told).toEqual(['0 opened 30'])
    expect(story([{ left: 30 }, { left: 400 }, { left: 399 }, { left: 398 }]).told).toEqual([
      '0 opened 30',
      '3 resolved 30',
    ])
  })

  test('the same slot looked at again is no further one', () => {
    const same = { slotMs: FIRST + 1 }
    expect(story([{ left: 30 }, ...lasting(400, 390).map((seen) => ({ ...seen, ...same }))]).told).toEqual([
      '0 opened 30',
    ])
  })

  test('a newer one that ends soon as well is an incident of its own', () => {
    const { told, events } = story([{ left: 3 }, { left: 13 }, { left: 12 }, { left: 11 }])
    expect(told).toEqual(['0 opened 7', '3 resolved 7', '3 opened 14'])
    expect(events[2]?.incident).not.toBe(events[0]?.incident)
  })

  test('in silence nothing is told; afterwards it is, once', () => {
    const silent = (left: number): Seen => ({ left, silenced: true })
    expect(story([silent(30), silent(14), { left: 13 }, { left: 12 }]).told).toEqual(['2 opened 14'])
    expect(story([silent(30), silent(29), { left: 400 }, { left: 399 }, { left: 398 }]).told).toEqual([])
  })

  test('ends when nobody measures the host any more', () => {
    const { told, events } = story([{ left: 20 }, null, null], { measured: (day) => day < 2 })
    expect(told).toEqual(['0 opened 30', '2 resolved 30'])
    expect(events[1]?.facts).toMatchObject({ reason: 'gone' })
    expect(events[1]?.reason.en).toContain('is not measured any more')
  })
})
