import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type FamilyTry, overFamilies } from '../../lib/flow/families.ts'
import type { Try } from '../../lib/flow/measure.ts'
import { probe } from '../../lib/flow/probe.ts'
import { judgeHttp } from '../../lib/judge/outcome.ts'
import { dueVisits } from '../../lib/judge/timetable.ts'
import { type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import { observeHttp } from '../../lib/observe/http/observe.ts'
import { createNameResolver } from '../../lib/transport/name-resolver.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { startNameServer } from '../kit/name-server.ts'
import { html } from '../kit/site.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const NOW = Date.now()
const EVERY = 300_000

/** A portal that answers with a status over each family; null: it doesn't listen there. */
async function portal(status: { readonly 4: number | null; readonly 6: number | null }) {
  const asked: string[] = []
  let port = 0
  for (const [family, host] of [
    [4, '127.0.0.1'],
    [6, '::1'],
  ] as const) {
    const answer = status[family]
    const server = createServer((_request, response) => {
      asked.push(`IPv${family}`)
      response.writeHead(answer ?? 200).end(html(''))
    })
    await new Promise<void>((resolve) => server.listen(port, host, resolve))
    port = (server.address() as AddressInfo).port
    const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve))
    if (answer === null) await close()
    else onTestFinished(async () => void (await close()))
  }
  return { asked, url: `http://dvc.example.vn:${port}/` }
}

/** The observation of one check, from a real visit. */
async function checked(
  url: string,
  options: { readonly families: readonly (4 | 6)[]; readonly addresses?: readonly string[] },
): Promise<Observation> {
  const { servers } = await startNameServer({ 'dvc.example.vn': options.addresses ?? ['127.0.0.1', '::1'] })
  const resolver = createNameResolver({ servers })
  const sent: Observation[] = []
  await probe(
    {
      type: 'visit',
      location: 'sgn',
      source: null,
      control: null,
      host: 'dvc.example.vn',
      contact: 'https://example.org/nhip',
      catalogVersion: 'v1',
      untilMs: NOW + EVERY,
      checks: [
        {
          page: 'da-nang/home',
          slotMs: NOW - (NOW % EVERY),
          dueMs: NOW,
          everyMs: EVERY,
          timeoutMs: 10_000,
          url,
          expectText: null,
          expectHosts: [],
          families: [...options.families],
        },
      ],
    },
    {
      clock: heldClock(NOW),
      measurer: {
        measure: async (request) => {
          const facts = await observeHttp({ ...request, resolver })
          return { facts, ...judgeHttp(facts), inFlight: 1, eventLoopDelayMs: 0 }
        },
      },
      control: { look: () => Promise.resolve(null), glance: () => null },
      backOff: {
        of: () => Promise.resolve({ restUntilMs: 0, busyUntilMs: 0, wasLong: false }),
        asked: () => Promise.resolve(NOW + EVERY),
        visited: () => Promise.resolve(),
      },
      deliver: async (result) => void sent.push(observationSchema.parse(result)),
      allowPrivate: true,
      stop: new AbortController().signal,
    },
  )
  expect(sent).toHaveLength(1)
  return sent[0] as Observation
}

describe('a check', () => {
  test('over one family says nothing of families', async () => {
    for (const family of [4, 6] as const) {
      const { url, asked } = await portal({ 4: 200, 6: 200 })
      const seen = await checked(url, { families: [family] })
      expect(seen).toMatchObject({ outcome: 'passed', family })
      expect(seen).not.toHaveProperty('families')
      expect(asked).toEqual([`IPv${family}`])
    }
  })

  test('over both asks over each, in the order asked', async () => {
    const { url, asked } = await portal({ 4: 200, 6: 200 })
    expect(await checked(url, { families: [6, 4] })).toMatchObject({
      outcome: 'passed',
      family: 6,
      address: '::1',
      families: [
        { family: 6, outcome: 'passed', cause: null, totalMs: expect.any(Number) },
        { family: 4, outcome: 'passed', cause: null, totalMs: expect.any(Number) },
      ],
    })
    expect(asked).toEqual(['IPv6', 'IPv4'])
  })

  test('over both asks over one at a location that has no other', async () => {
    const catalogue = catalogueOf({
      locations: [writtenLocation(), writtenLocation({ id: 'han', families: [6, 4] })],
      portals: [writtenPortal({ pages: [writtenPage({ families: [4, 6] })] })],
    })
    for (const [location, over] of [
      ['sgn', ['IPv4']],
      ['han', ['IPv4', 'IPv6']],
    ] as const) {
      const { url, asked } = await portal({ 4: 200, 6: 200 })
      const [due] = dueVisits(configOf(catalogue), { location, fromMs: NOW, toMs: NOW + EVERY })
      const seen = await checked(url, { families: due?.checks[0]?.families ?? [] })
      expect(seen).toMatchObject({ outcome: 'passed', cause: null, warnings: [] })
      expect(asked).toEqual(over)
    }
  })

  test('fails where the portal fails over one, and is repeated over both', async () => {
    const { url, asked } = await portal({ 4: 200, 6: 500 })
    expect(await checked(url, { families: [4, 6] })).toMatchObject({
      outcome: 'failed',
      cause: 'http_5xx',
      family: 6,
      families: [{ outcome: 'passed' }, { outcome: 'failed', cause: 'http_5xx' }],
      attempts: [{ cause: 'http_5xx' }, { cause: 'http_5xx' }],
    })
    expect(asked).toEqual(['IPv4', 'IPv6', 'IPv4', 'IPv6'])
  })

  test('fails where the portal does not listen over one', async () => {
    const { url } = await portal({ 4: 200, 6: null })
    expect(await checked(url, { families: [4, 6] })).toMatchObject({ cause: 'connection_refused', family: 6 })
  })

  test('fails where the name lacks one', async () => {
    const { url } = await portal({ 4: 200, 6: 200 })
    expect(await checked(url, { families: [4, 6], addresses: ['127.0.0.1'] })).toMatchObject({
      cause: 'dns_not_found',
      detail: 'only 127.0.0.1',
    })
  })

  test('goes no further at a host that wants to be left alone', async () => {
    const { url, asked } = await portal({ 4: 429, 6: 200 })
    expect(await checked(url, { families: [4, 6] })).toMatchObject({ cause: 'rate_limited', family: 4 })
    expect(asked).toEqual(['IPv4'])
  })
})

describe('the worst counts', () => {
  const tried = (family: 4 | 6, cause: Cause | null): FamilyTry => ({
    family,
    made: { outcome: outcomeOf(cause), cause, facts: { family, phases: { totalMs: 1 } } } as unknown as Try,
  })

  test.each<[Cause | null, Cause | null, Cause | null, 4 | 6]>([
    [null, null, null, 4],
    ['http_5xx', null, 'http_5xx', 4],
    [null, 'http_5xx', 'http_5xx', 6],
    ['blocked', 'http_5xx', 'http_5xx', 6],
    ['http_5xx', 'connect_timeout', 'http_5xx', 4],
    [null, 'blocked', 'blocked', 6],
    [null, 'no_ipv6', null, 4],
    ['http_5xx', 'no_ipv6', 'http_5xx', 4],
  ])('%s over IPv4 and %s over IPv6 is %s', (over4, over6, cause, family) => {
    const made = overFamilies([tried(4, over4), tried(6, over6)])
    expect([made.cause, made.facts.family]).toEqual([cause, family])
    expect(made.warnings).toEqual(over6 === 'no_ipv6' ? ['no_ipv6'] : undefined)
  })

  test('a location that can tell nothing over any says so', () => {
    expect(overFamilies([tried(6, 'no_ipv6')]).cause).toBe('no_ipv6')
  })
})
