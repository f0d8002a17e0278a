import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePrices } from '../../lib/model/parse-prices.ts'
import { PRICED, type Priced, type RegionPrices } from '../../lib/model/prices.ts'
import { costOf } from '../../lib/report/cost.ts'
import { canaryRuns } from '../../lib/report/synthetics.ts'
import { monthlyUsage } from '../../lib/report/usage.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const eform = writtenPage({ id: 'khai-sinh', kind: 'eform', url: 'https://dichvucong.example.org/khai-sinh' })
const portals = [writtenPortal({ pages: [writtenPage(), eform] })]
const abroad = (id: string) => writtenLocation({ id, group: 'abroad' })
const REGION = 'ap-southeast-1'
const catalogue = catalogueOf({ portals, locations: [abroad(REGION)] })

/** Nothing costs anything but what is named. */
function prices(usd: Partial<Record<Priced, number>>): RegionPrices {
  return Object.fromEntries(
    PRICED.map((name) => [
      name,
      { usd: usd[name] ?? 0, per: 1, unit: 'x', source: 's', kind: 'page', seen: '2026-11-22' },
    ]),
  ) as RegionPrices
}

function quantityOf(of: string, priced: Priced, from = monthlyUsage(catalogue, REGION)): number {
  const found = from.filter((usage) => usage.of === of && usage.priced === priced)
  expect(found).toHaveLength(1)
  return found[0]?.quantity ?? 0
}

describe('by hand: two pages of a host, each five minutes and six hours, from one location in the hub’s region', () => {
  test('probe is called for each visit, and runs as long as that takes', () => {
    expect(quantityOf('probe', 'lambdaRequest')).toBe(8_760)
    // 8,760 × (0.5 s until it is due + 1 s) + 26,280 s between two checks + 2 % of 8,760 retries after 15 s, in 1,769 MB.
    expect(quantityOf('probe', 'lambdaGbSecond')).toBeCloseTo(((13_140 + 26_280 + 2_628) * 1_769) / 1_024, 6)
  })

  test('audit loads pages, readiness and the control page', () => {
    expect(quantityOf('audit', 'lambdaRequest')).toBeCloseTo(243.333 + 730, 3)
    const seconds = (730 + 121.667 + 730) * 4 + 243.333 * 3
    expect(quantityOf('audit', 'lambdaGbSecond')).toBeCloseTo((seconds * 3_538) / 1_024, 0)
    expect(quantityOf('audit', 'lambdaTmpGbSecond')).toBeCloseTo(seconds * 1.5, 0)
  })

  test('each result, receipt and load of the control page is a message that ingest writes', () => {
    const messages = 17_520 + 243.333 + 43_800 + 730
    expect(quantityOf('ingest', 'lambdaRequest')).toBeCloseTo(messages, 2)
    expect(quantityOf('results', 'tableWrite')).toBeCloseTo(17_520 * 4 + 243.333 * 6 + 43_800 + 730 * 2, 1)
    expect(quantityOf('verdicts and rollups', 'tableWrite')).toBeCloseTo(
      17_520 * 4.92 + 43_800 * 2 + 2 * 5 * 30.4167,
      1,
    )
    // Sent, taken, deleted; visits, audits and control loads besides; audits by the outbox; and four queues that are asked.
    const requests = 3 * messages + 3 * (8_760 + 973.333) + 3 * 973.333 + 2 * 43_800 + 4 * 15 * 43_800
    expect(quantityOf('requests', 'queueRequest')).toBeCloseTo(requests, 0)
  })

  test('reports of audits stay for 400 days, and what recomputes them for 200', () => {
    const stored = 243.333 * 1.4e-3 * (0.3 * (401 / 30.4167) + 0.7 * (201 / 30.4167))
    expect(quantityOf('reports', 'filesStorage')).toBeCloseTo(stored, 3)
    expect(quantityOf('reports', 'filesPut')).toBeCloseTo(243.333 * 8, 1)
  })

  test('nothing goes between regions', () => {
    expect(quantityOf('between regions', 'transferBetween')).toBe(0)
  })
})

test('a location in another region sends its results over', () => {
  const usage = monthlyUsage(catalogueOf({ portals, locations: [abroad('tokyo')] }), REGION)
  const bytes = 17_520 * 2_020 + 243.333 * 1_405_000 + 43_800 * 250
  expect(quantityOf('between regions', 'transferBetween', usage)).toBeCloseTo(bytes / 1e9, 4)
})

test('a private location is served by the API, and its own machine is not counted', () => {
  const usage = monthlyUsage(catalogueOf({ portals, locations: [writtenLocation()] }), REGION)
  expect(usage.filter(({ of }) => ['probe', 'audit', 'dispatch', 'forward'].includes(of))).toEqual([])
  const messages = 17_520 + 243.333 + 43_800 + 730
  expect(quantityOf('requests', 'gatewayRequest', usage)).toBeCloseTo(messages + 243.333 * 8 + 4 * 43_800 + 30_000, 1)
  expect(quantityOf('secrets', 'secretMonth', usage)).toBe(0)
})

test('a status page is counted where the catalogue publishes one', () => {
  const published = monthlyUsage(
    catalogueOf({ portals, locations: [abroad(REGION)], publish: { portals: 'all' } }),
    REGION,
  )
  // Three files and the state each minute; of the portal two pages each ten minutes and two badges an hour.
  expect(quantityOf('status page', 'filesPut', published)).toBeCloseTo(4 * 43_800 + 14 * 730, 0)
  expect(quantityOf('publish-status', 'lambdaRequest', published)).toBe(43_800)
  // 100,000 views of 60 kB in five requests.
  expect(quantityOf('status page', 'edgeTransfer', published)).toBeCloseTo(6, 6)
  expect(quantityOf('status page', 'edgeRequest', published)).toBe(500_000)
  expect(quantityOf('status page', 'edgeFunction', published)).toBe(500_000)
  expect(quantityOf('schedules', 'scheduledEvent', published)).toBe(9 * 43_800)
  const others = monthlyUsage(catalogue, REGION)
  expect(quantityOf('alarms', 'alarm', published) - quantityOf('alarms', 'alarm', others)).toBe(3)
  expect(others.filter(({ of }) => /status/.test(of))).toEqual([])
})

test('each line costs its quantity by its price, and sums are sums', () => {
  const cost = costOf(catalogue, { region: REGION, prices: prices({ alarm: 0.1, dashboard: 3, secretMonth: 0.4 }) })
  expect(cost.totalUsd).toBeCloseTo(50 * 0.1 + 3 + 0.4, 10)
  expect(cost.services.filter(({ usd }) => usd > 0)).toEqual([
    { service: 'CloudWatch', usd: expect.closeTo(8, 10) },
    { service: 'Secrets Manager', usd: 0.4 },
  ])
  expect(cost.carriedUsd).toBe(0)
  expect(cost).toMatchObject({ portals: 1, pages: 2, locations: [{ location: REGION, place: 'aws' }] })
})

test('what is not seen for the region is told apart', () => {
  const known = prices({ dashboard: 3, alarm: 0.1 })
  const carried = { ...known, dashboard: { ...known.dashboard, kind: 'carried', seen: null } } as RegionPrices
  expect(costOf(catalogue, { region: REGION, prices: carried }).carriedUsd).toBe(3)
})

describe('canaries', () => {
  const many = (count: number, changes: object = {}) =>
    Array.from({ length: count }, (_, n) => ({
      ...writtenPage({ id: `p-${n}`, url: `https://p${n}.example.org/` }),
      ...changes,
    }))

  test('take ten checks of a place and a cadence', () => {
    const locations = [abroad('a'), abroad('b')]
    const eleven = catalogueOf({ locations, portals: [writtenPortal({ pages: many(11) })] })
    expect(canaryRuns(eleven)).toEqual({
      checks: 2 * 11 * 8_760,
      http: 2 * 2 * 8_760,
      browser: expect.closeTo(2 * 11 * 121.667, 1),
    })
    const ten = catalogueOf({ locations, portals: [writtenPortal({ pages: many(10) })] })
    expect(canaryRuns(ten).http).toBe(2 * 8_760)
  })

  test('of another cadence are others', () => {
    const slow = { ...writtenPage({ id: 'slow', url: 'https://slow.example.org/' }), http: { every: '1h' } }
    const mixed = catalogueOf({ portals: [writtenPortal({ pages: [...many(2), slow] })] })
    expect(canaryRuns(mixed).http).toBe(8_760 + 730)
  })

  test('cost their list price', () => {
    const { synthetics } = costOf(catalogue, { region: REGION, prices: prices({ canaryRun: 0.0012 }) })
    expect(synthetics.httpUsd).toBeCloseTo(8_760 * 0.0012, 10)
    expect(synthetics.browserUsd).toBeCloseTo(243.333 * 0.0012, 5)
    expect(synthetics.totalUsd).toBeCloseTo(10.512 + 0.292, 3)
  })
})

describe('prices', () => {
  const text = readFileSync(new URL('../../prices/aws.yaml', import.meta.url), 'utf8')

  test('that are shipped are whole, and have those of the default region', () => {
    const read = parsePrices(text)
    if (typeof read === 'string') throw new Error(read)
    expect(Object.keys(read.regions)).toContain(REGION)
  })

  test.each([
    ['one is missing', text.replace(/^ {4}alarm: .*\n/m, ''), /^regions\.ap-southeast-1\.alarm: /],
    ['one is negative', text.replace('usd: 0.10', 'usd: -0.10'), /usd: /],
    ['a source is not there', text.replace('source: kms', 'source: kmz'), /there is no source “kmz”/],
    ['what was seen has no day', text.replace('kind: carried', 'kind: page'), /what was seen has a day/],
    ['no YAML', 'a: [', /^not YAML/],
  ])('say what is wrong with them: %s', (_name, wrong, says) => {
    expect(parsePrices(wrong)).toEqual(expect.stringMatching(says))
  })
})
