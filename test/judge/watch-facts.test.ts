import { describe, expect, test } from 'vitest'
import type { LocationRollup } from '../../lib/judge/rollup.ts'
import { addCoverage, checkSpans, lastAnsweredMs } from '../../lib/judge/watch-facts.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const START = Date.parse('2026-11-22T00:00:00Z')
const at = (minute: number): number => START + minute * MINUTE_MS
const verdict = (slotMs: number, inputs: string) =>
  ({ slotMs, group: 'domestic', verdict: 'ok', maintenance: false, inputs }) as const

/** A catalogue whose pages have these cadences, named `p0`, `p1`… */
const configWith = (...cadences: readonly string[]) =>
  configOf(
    catalogueOf({
      portals: [
        writtenPortal({
          pages: cadences.map((every, index) =>
            writtenPage({ id: `p${index}`, url: `https://h${index}.example.org/`, http: { every, timeout: '1s' } }),
          ),
        }),
      ],
    }),
  )
const spans = (
  config: ReturnType<typeof configOf>,
  pages: readonly (readonly [string, readonly [number, string][]])[],
  nowMs: number,
) =>
  checkSpans(
    pages.map(([id, slots]) => ({
      page: `da-nang/${id}`,
      verdicts: slots.map(([minute, inputs]) => verdict(at(minute), inputs)),
    })),
    { config, location: 'sgn', afterMs: START, nowMs },
  )

describe('spans of checks', () => {
  test('count what is missing, faulty, or dropped for the clock; what else a location saw is well', () => {
    const found = spans(
      configWith('5m', '5m', '5m', '5m', '5m', '5m', '5m'),
      [
        ['p0', [[0, 'han:UNKNOWN sgn:OK']]],
        ['p1', [[0, 'sgn:UNKNOWN han:OK']]],
        ['p2', [[0, 'sgn:UNKNOWN/monitor_network']]],
        ['p3', [[0, 'sgn:UNKNOWN/monitor_clock']]],
        ['p4', [[0, 'sgn:UNKNOWN/blocked']]],
        ['p5', [[0, 'sgn:UNKNOWN/killed']]],
        ['p6', [[0, 'sgn:FAIL/http_5xx']]],
      ],
      at(60),
    )
    expect(found).toEqual([{ fromMs: at(0), toMs: at(5), due: 6, missing: 1, faulty: 1, clock: 1 }])
  })

  test('are judged once every slot in them is closed: a cadence, its longest wait and a minute after their end', () => {
    const slots: [string, [number, string][]][] = [['p0', [[0, 'sgn:OK']]]]
    expect(spans(configWith('5m'), slots, at(13) - 1)).toEqual([])
    expect(spans(configWith('5m'), slots, at(13))).toHaveLength(1)
  })

  test('come in order, whatever the order of pages, and of cadences up to a quarter of an hour', () => {
    const pages: [string, [number, string][]][] = [
      ['p0', [[5, 'sgn:OK']]],
      ['p1', [[0, 'sgn:OK']]],
      ['p2', [[0, 'sgn:OK']]],
    ]
    const found = spans(configWith('5m', '15m', '20m'), pages, at(60))
    expect(found.map(({ fromMs, due }) => [fromMs, due])).toEqual([
      [at(0), 1],
      [at(5), 1],
    ])
  })

  test('are a minute long at least, and wait for cadences of a quarter of an hour at most', () => {
    const config = configWith('10s', '1h')
    const slots: [string, [number, string][]][] = [
      [
        'p0',
        [
          [0, 'sgn:OK'],
          [0.5, 'sgn:UNKNOWN'],
          [1, 'sgn:OK'],
        ],
      ],
      ['p1', [[0, 'sgn:UNKNOWN']]],
    ]
    expect(spans(config, slots, at(10)).map(({ fromMs, due, missing }) => [fromMs, due, missing])).toEqual([
      [at(0), 2, 1],
      [at(1), 1, 0],
    ])
  })

  test('are as long as the shortest cadence of what the location itself measures', () => {
    const page = (id: string, every: string, families: readonly (4 | 6)[]) =>
      writtenPage({ id, families, url: `https://${id}.example.org/`, http: { every, timeout: '1s' } })
    const pages = [page('p0', '10m', [4, 6]), page('p1', '1m', [6])]
    const locations = [writtenLocation({ id: 'sgn' }), writtenLocation({ id: 'han', families: [6] })]
    const config = configOf(catalogueOf({ locations, portals: [writtenPortal({ pages })] }))
    expect(spans(config, [['p0', [[0, 'sgn:OK']]]], at(60))).toMatchObject([{ fromMs: at(0), toMs: at(10) }])
  })

  test('of pages that are measured by the hour alone are as long as that', () => {
    expect(spans(configWith('1h'), [['p0', [[0, 'sgn:UNKNOWN']]]], at(200))).toMatchObject([
      { toMs: at(60), missing: 1 },
    ])
  })

  test('hold nothing of another location, of pages that are not measured, nor of before', () => {
    expect(
      spans(
        configWith('5m'),
        [
          [
            'p0',
            [
              [0, 'sgn-2:OK'],
              [-5, 'sgn:OK'],
            ],
          ],
          ['gone', [[0, 'sgn:OK']]],
        ],
        at(60),
      ),
    ).toEqual([])
  })
})

test('the latest slot with any result', () => {
  const pages = [
    { page: 'a/b', verdicts: [verdict(at(0), 'a:OK b:UNKNOWN'), verdict(at(5), 'a:UNKNOWN b:UNKNOWN')] },
    { page: 'a/c', verdicts: [verdict(at(2), 'a:UNKNOWN b:UNKNOWN/killed')] },
  ]
  expect(lastAnsweredMs(pages)).toBe(at(2))
  expect(lastAnsweredMs(pages.slice(0, 1))).toBe(at(0))
  expect(lastAnsweredMs([])).toBeNull()
  expect(lastAnsweredMs([{ page: 'a/b', verdicts: [verdict(at(5), '')] }])).toBeNull()
})

test('coverage of an hour adds up pages; what a portal or a switch of ours kept away is nobody’s fault', () => {
  const rollup = (changes: Partial<LocationRollup>): LocationRollup => ({
    location: 'sgn',
    group: 'domestic',
    expected: 12,
    present: 12,
    due: 12,
    missing: {},
    counts: { passed: 12, failed: 0, inconclusive: 0 },
    causes: {},
    phases: {},
    audits: { counts: { passed: 0, failed: 0, inconclusive: 0 }, causes: {}, metrics: {}, instruments: {} },
    ...changes,
  })
  const hour = { hourMs: START, toMs: START + HOUR_MS }
  const found = addCoverage(hour, [
    rollup({
      counts: { passed: 3, failed: 4, inconclusive: 5 },
      causes: { http_5xx: 4, blocked: 2, monitor_network: 2, killed: 1 },
    }),
    rollup({ counts: { passed: 6, failed: 0, inconclusive: 0 }, missing: { not_answered: 4, killed: 2 } }),
    rollup({ location: 'han' }),
  ])
  expect([...found]).toEqual([
    ['sgn', { ...hour, due: 22, covered: 16 }],
    ['han', { ...hour, due: 12, covered: 12 }],
  ])
})
