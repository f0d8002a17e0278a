import { describe, expect, test } from 'vitest'
import {
  parseWritten,
  problemsOf,
  writtenCatalogue,
  writtenLocation,
  writtenPage,
  writtenPortal,
} from '../kit/written-catalogue.ts'

const portals = (...changes: readonly Record<string, unknown>[]) =>
  writtenCatalogue({ portals: changes.map(writtenPortal) })
const page = (changes: Record<string, unknown>) => portals({ pages: [writtenPage(changes)] })

describe('timetable', () => {
  const http = (every: string, timeout: string) => ({ every, timeout })
  const eforms = (n: number, changes: Record<string, unknown> = {}) =>
    Array.from({ length: n }, (_, index) => writtenPage({ id: `p${index}`, kind: 'eform', ...changes }))

  test.each([
    ['at the page', page({ http: http('30s', '30s') }), 'portals[0].pages[0].http.timeout'],
    [
      'where the cadence of the page meets the timeout of all',
      { ...page({ http: { every: '30s' } }), defaults: { http: http('5m', '30s') } },
      'portals[0].pages[0].http.every',
    ],
    [
      'where only the cadence is written',
      writtenCatalogue({ defaults: { http: { every: '20s' } } }),
      'defaults.http.every',
    ],
    [
      'at the portal that it makes wrong',
      portals({ http: { timeout: '10m' } }, { id: 'hue', http: http('1h', '10m') }),
      'portals[0].http.timeout',
    ],
    [
      'in defaults that contradict themselves, used or not',
      { ...portals({ pages: [] }), defaults: { http: http('5m', '5m') } },
      'defaults.http.timeout',
    ],
    ['once', { ...page({}), defaults: { http: http('5m', '5m') } }, 'defaults.http.timeout'],
  ])('a timeout that reaches the next slot is told %s', (_, written, path) => {
    expect(problemsOf(written)).toEqual([`timeout_not_below_every ${path}`])
  })

  test('a host that does not fit is refused with the cadence and the timeout that would', () => {
    const [problem, ...more] = parseWritten(portals({ pages: eforms(4), http: http('1m', '30s') })).problems
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      code: 'host_does_not_fit',
      path: 'portals[0].pages[0].url',
      message:
        'a visit to the 4 pages at dichvucong.example.org:443 can take 75 s, but each of 1 location has 60 s of its cadence of 1m',
      fix: 'for the pages of this host write every: 2m (or longer) or timeout: 22s (or shorter)',
    })
  })

  test('what it proposes is accepted', () => {
    expect(problemsOf(portals({ pages: eforms(4), http: http('2m', '30s') }))).toEqual([])
    expect(problemsOf(portals({ pages: eforms(4), http: http('1m', '22s') }))).toEqual([])
  })

  test('locations share the cadence', () => {
    const catalogue = (n: number) =>
      writtenCatalogue({
        portals: [writtenPortal({ http: http('3m', '30s') })],
        locations: Array.from({ length: n }, (_, index) => writtenLocation({ id: `l${index}` })),
      })
    expect(problemsOf(catalogue(2))).toEqual([])
    expect(problemsOf(catalogue(3))).toEqual(['host_does_not_fit portals[0].pages[0].url'])
  })

  test('pages of one host count together over portals; port and scheme make another host', () => {
    const sharing = (url: string) =>
      portals(
        { pages: eforms(2), http: http('1m', '24s') },
        { id: 'hue', http: http('1m', '24s'), pages: eforms(2, { url }) },
      )
    expect(problemsOf(sharing('https://dichvucong.example.org:443/b'))).toEqual([
      'host_does_not_fit portals[0].pages[0].url',
    ])
    expect(problemsOf(sharing('https://dichvucong.example.org:8443/b'))).toEqual([])
    expect(problemsOf(sharing('http://dichvucong.example.org/b'))).toEqual([])
  })

  test('listed portals and pages without an address take no time', () => {
    const tight = { pages: eforms(9), http: http('10s', '5s') }
    expect(problemsOf(portals({ ...tight, state: 'retired' }))).toEqual([])
    expect(problemsOf(portals({ ...tight, pages: eforms(9, { url: null }) }))).toEqual([])
    expect(problemsOf(portals({ ...tight, state: 'backend' }))).toEqual(['host_does_not_fit portals[0].pages[0].url'])
  })

  test('loopback hosts need no spacing', () => {
    const demo = (url: string) =>
      writtenCatalogue({
        locations: ['a', 'b', 'c'].map((id) => writtenLocation({ id })),
        defaults: { http: http('10s', '1s') },
        portals: [writtenPortal({ pages: eforms(3, { url }) })],
      })
    expect(problemsOf(demo('http://portal.localhost:4401/'))).toEqual([])
    expect(problemsOf(demo('http://portal.example.org:4401/'))).toEqual(['host_does_not_fit portals[0].pages[0].url'])
  })

  test('cadences at a host are whole multiples of the shortest', () => {
    const [problem, ...more] = parseWritten(
      portals({ pages: [writtenPage(), writtenPage({ id: 'b', http: { every: '12m' } })] }),
    ).problems
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      code: 'cadence_mismatch',
      path: 'portals[0].pages[1].http.every',
      value: '12m',
      fix: 'write 10m or 15m',
    })
    expect(problemsOf(portals({ pages: [writtenPage(), writtenPage({ id: 'b', http: { every: '15m' } })] }))).toEqual(
      [],
    )
  })

  test('a page whose settings were refused is not doubted a second time', () => {
    expect(problemsOf({ ...page({}), defaults: { http: http('7m', '4m') } })).toEqual([
      'every_not_divisor defaults.http.every',
    ])
    expect(problemsOf(page({ http: http('7m', '10h') }))).toEqual(['every_not_divisor portals[0].pages[0].http.every'])
    expect(problemsOf(portals({ http: http('10s', '9x'), pages: eforms(9) }))).toEqual([
      'invalid_duration portals[0].http.timeout',
    ])
  })
})
