import type { RequestListener, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BackOff, createBackOff } from '../../lib/flow/back-off.ts'
import { createControl } from '../../lib/flow/control.ts'
import { createMeasurer, type Measurer } from '../../lib/flow/measure.ts'
import { type ProbePorts, probe } from '../../lib/flow/probe.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import type { HttpCheck, Visit } from '../../lib/model/visit.ts'
import { createLoopDelay } from '../../lib/observe/http/loop-delay.ts'
import type { HttpRequest } from '../../lib/observe/http/observe.ts'
import { createPace } from '../../lib/observe/http/pace.ts'
import { requestIdOf } from '../../lib/transport/request-id.ts'
import { heldClock } from '../kit/clock.ts'
import { closedPort, rawServer } from '../kit/raw-server.ts'
import { html, type Pages, startSite } from '../kit/site.ts'
import { openStores } from '../kit/stores.ts'

/** The held clock starts with the real one, since observations carry real times. */
const NOW = Date.now()
const EVERY = 300_000
const SLOT = Math.floor(NOW / EVERY) * EVERY

function check(url: string, changes: Partial<HttpCheck> = {}): HttpCheck {
  return {
    page: `da-nang/${new URL(url).pathname.slice(1) || 'home'}`,
    slotMs: SLOT,
    dueMs: NOW,
    everyMs: EVERY,
    timeoutMs: 10_000,
    url,
    expectText: null,
    expectHosts: [],
    families: [4],
    ...changes,
  }
}

function visit(checks: readonly HttpCheck[], changes: Partial<Visit> = {}): Visit {
  return {
    type: 'visit',
    location: 'sgn',
    source: null,
    control: null,
    host: 'portal',
    contact: 'https://example.org/nhip',
    catalogVersion: 'v1',
    untilMs: NOW + 100_000,
    checks: [...checks],
    ...changes,
  }
}

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

let places = 0

/** The tests share a table, and not what their hosts have asked for. */
function apart(backOff: BackOff): BackOff {
  const at = places++
  const here = ({ host }: { readonly host: string }) => ({ host, location: `at-${at}` })
  return {
    of: (of) => backOff.of(here(of)),
    asked: (of, retryAfter) => backOff.asked(here(of), retryAfter),
    visited: (of, visit) => backOff.visited(here(of), visit),
  }
}

function setUp(changes: Partial<ProbePorts> = {}) {
  const clock = heldClock(NOW)
  const sent: Observation[] = []
  const asked: HttpRequest[] = []
  const real = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
  const measurer: Measurer = {
    measure: (request) => {
      asked.push(request)
      return real.measure(request)
    },
  }
  const ports: ProbePorts = {
    clock,
    measurer,
    control: createControl({ measurer, clock, allowPrivate: true }),
    backOff: apart(createBackOff({ table: stores.table, clock })),
    allowPrivate: true,
    stop: new AbortController().signal,
    deliver: (observation) => Promise.resolve(void sent.push(observationSchema.parse(observation))),
    ...changes,
  }
  return { clock, sent, asked, ports }
}

/** Answers by turn: the last status goes on. */
function inTurn(...statuses: readonly number[]): RequestListener {
  let turn = 0
  return (_request, response) =>
    response.writeHead(statuses[Math.min(turn++, statuses.length - 1)] ?? 200).end(html(''))
}

async function visited(pages: Pages, paths: readonly string[], changes: Partial<Visit> = {}) {
  const site = await startSite(pages)
  const at = setUp()
  await probe(
    visit(
      paths.map((path, index) => check(site.url(path), { dueMs: NOW + index * 3_000 })),
      changes,
    ),
    at.ports,
  )
  return { ...at, site }
}

describe('a visit', () => {
  test('sends one valid result per check, as of its version and location', async () => {
    const { sent } = await visited({ '/a': html(''), '/b': 404 }, ['/a', '/b'])
    expect(sent).toMatchObject([
      {
        page: 'da-nang/a',
        location: 'sgn',
        slotMs: SLOT,
        outcome: 'passed',
        cause: null,
        catalogVersion: 'v1',
        origin: 'probe',
        attempts: [{ outcome: 'passed' }],
      },
      {
        page: 'da-nang/b',
        outcome: 'failed',
        cause: 'http_4xx',
        httpStatus: 404,
        attempts: [{ cause: 'http_4xx' }, { cause: 'http_4xx' }],
      },
    ])
  })

  test("waits for each check's due time", async () => {
    const { clock } = await visited({ '/a': html(''), '/b': html('') }, ['/a', '/b'])
    expect(clock.slept).toEqual([NOW, NOW + 3_000])
  })

  test('makes the first attempts of all pages before any retry', async () => {
    const { site, sent } = await visited({ '/a': 500, '/b': html(''), '/c': 500 }, ['/a', '/b', '/c'])
    expect(site.requests).toEqual(['GET /a', 'GET /b', 'GET /c', 'GET /a', 'GET /c'])
    expect(sent.map(({ page }) => page)).toEqual(['da-nang/b', 'da-nang/a', 'da-nang/c'])
  })

  test('retries 15 s after the first attempt, or a tenth of the cadence where that is less', async () => {
    for (const [everyMs, delayMs] of [
      [EVERY, 15_000],
      [10_000, 1_000],
    ] as const) {
      const site = await startSite({ '/a': 500 })
      const { clock, sent, ports } = setUp()
      await probe(visit([check(site.url('/a'), { everyMs })]), ports)
      expect(clock.slept[1]).toBe((sent[0]?.startedAtMs ?? 0) + delayMs)
    }
  })

  test('the last attempt counts for the verdict, the start of the first is the start', async () => {
    const { sent } = await visited({ '/a': inTurn(503, 200) }, ['/a'])
    expect(sent).toMatchObject([
      { outcome: 'passed', cause: null, httpStatus: 200, attempts: [{ cause: 'http_5xx' }, { cause: null }] },
    ])
    expect(sent[0]?.startedAtMs).toBe(sent[0]?.attempts[0]?.startedAtMs)
  })

  test('what is inconclusive is not asked again', async () => {
    const { site, sent } = await visited({ '/a': 403, '/b': 429 }, ['/a', '/b'])
    expect(site.requests).toHaveLength(2)
    expect(sent.map(({ cause }) => cause)).toEqual(['blocked', 'rate_limited'])
  })

  test('says who asks', async () => {
    const site = await startSite({ '/a': html('') })
    const { asked, ports } = setUp()
    await probe(visit([check(site.url('/a'))], { source: '127.0.0.11' }), ports)
    expect(asked[0]).toMatchObject({
      userAgent: expect.stringMatching(/^nhip\/\S+ \(\+https:\/\/example\.org\/nhip\)$/),
      source: '127.0.0.11',
      allowPrivate: true,
    })
  })

  test('every request of a check has its id, which the result keeps, the same each time the slot is visited', async () => {
    const asked: unknown[] = []
    const failing: RequestListener = ({ url, headers }, response) => {
      asked.push([url, headers['x-nhip-id']])
      response.writeHead(url === '/a' ? 302 : 500, { location: '/hong' }).end()
    }
    const pages = { '/a': failing, '/hong': failing }
    const { sent } = await visited(pages, ['/a'])
    const { requestId, slotMs } = sent[0] ?? {}
    expect(requestId).toBe(requestIdOf({ kind: 'http', subject: 'da-nang/a', location: 'sgn', slotMs: slotMs ?? 0 }))
    const tries = [
      ['/a', requestId],
      ['/hong', requestId],
    ]
    expect(asked).toEqual([...tries, ...tries])
    expect((await visited(pages, ['/a'])).sent[0]?.requestId).toBe(requestId)
  })
})

describe("the window's end", () => {
  test('what has not started is monitor_timeout, and not asked for', async () => {
    const { site, sent } = await visited({ '/a': html(''), '/b': html('') }, ['/a', '/b'], { untilMs: NOW + 3_000 })
    expect(site.requests).toEqual(['GET /a'])
    expect(sent[1]).toMatchObject({
      page: 'da-nang/b',
      outcome: 'inconclusive',
      cause: 'monitor_timeout',
      startedAtMs: NOW + 3_000,
      phases: { totalMs: null },
    })
  })

  test('a retry that would start after it is left out', async () => {
    const { site, sent } = await visited({ '/a': 500 }, ['/a'], { untilMs: NOW + 10_000 })
    expect(site.requests).toHaveLength(1)
    expect(sent).toMatchObject([{ cause: 'http_5xx', attempts: [{ cause: 'http_5xx' }] }])
  })

  test("a check that it cuts short is ours, not the portal's", async () => {
    const { sent, asked } = await visited({ '/a': () => undefined }, ['/a'], { untilMs: NOW + 300 })
    expect(asked[0]?.timeoutMs).toBe(300)
    expect(sent).toMatchObject([{ outcome: 'inconclusive', cause: 'monitor_timeout', attempts: [{}] }])
  })

  test("a time-out that was the check's own is the portal's", async () => {
    const site = await startSite({ '/a': () => undefined })
    const { sent, ports } = setUp()
    await probe(visit([check(site.url('/a'), { timeoutMs: 1_000 })], { untilMs: NOW + 9_000 }), ports)
    expect(sent).toMatchObject([{ outcome: 'failed', cause: 'wait_timeout' }])
  })
})

describe('after two failures to connect', () => {
  test("the host's other pages get five seconds", async () => {
    const { port } = await rawServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const { asked, ports } = setUp()
    const checks = ['/a', '/b', '/c', '/d'].map((path) =>
      check(`http://portal.localhost:${port}${path}`, { timeoutMs: path === '/d' ? 2_000 : 30_000 }),
    )
    await probe(visit(checks), ports)
    expect(asked.map(({ timeoutMs }) => timeoutMs).slice(0, 4)).toEqual([30_000, 30_000, 5_000, 2_000])
  })

  test('errors of the page itself are none', async () => {
    const { asked } = await visited({ '/a': 500, '/b': 500, '/c': 500 }, ['/a', '/b', '/c'])
    expect(new Set(asked.map(({ timeoutMs }) => timeoutMs))).toEqual(new Set([10_000]))
  })
})

describe('stopped', () => {
  test('gives the visit back: nothing starts, nothing is sent', async () => {
    const site = await startSite({ '/a': html('') })
    const { sent, ports } = setUp({ stop: AbortSignal.abort() })
    await expect(probe(visit([check(site.url('/a'))]), ports)).rejects.toThrow('aborted')
    expect([sent, site.requests]).toEqual([[], []])
  })

  test('in the middle of a check: no result of what was cut', async () => {
    const stop = new AbortController()
    const site = await startSite({ '/a': () => stop.abort() })
    const { sent, ports } = setUp({ stop: stop.signal })
    await expect(probe(visit([check(site.url('/a'))]), ports)).rejects.toThrow('stopped')
    expect(sent).toEqual([])
  })
})

test('a result that cannot be sent gives the visit back', async () => {
  const site = await startSite({ '/a': html('') })
  const { ports } = setUp({ deliver: () => Promise.reject(new Error('queue away')) })
  await expect(probe(visit([check(site.url('/a'))]), ports)).rejects.toThrow('queue away')
})

describe('ours or theirs', () => {
  test('a portal that cannot be reached while the control target can has failed', async () => {
    const control = await startSite({ '/': html('') })
    const gone = await closedPort()
    const { sent, ports } = setUp()
    await probe(visit([check(`${gone}/a`)], { control: control.url('/') }), ports)
    expect(sent).toMatchObject([
      { outcome: 'failed', cause: 'connection_refused', conditions: { control: { reached: true, cause: null } } },
    ])
    expect(control.requests.length).toBeGreaterThan(0)
  })

  test('where the control target cannot be reached either, the failure is our network’s', async () => {
    const gone = await closedPort()
    const { sent, ports } = setUp()
    await probe(visit([check(`${gone}/a`)], { control: await closedPort() }), ports)
    expect(sent).toMatchObject([
      {
        outcome: 'inconclusive',
        cause: 'monitor_network',
        detail: expect.stringMatching(/^connection_refused, but the control target .*connection_refused\)$/),
        attempts: [{ outcome: 'inconclusive', cause: 'monitor_network' }],
        conditions: { control: { reached: false, cause: 'connection_refused' } },
      },
    ])
  })

  test('what the control target answers does not matter, only that it does', async () => {
    const control = await startSite({ '/': (_request, response) => response.writeHead(503).end() })
    const { sent, ports } = setUp()
    await probe(visit([check(`${await closedPort()}/a`)], { control: control.url('/') }), ports)
    expect(sent).toMatchObject([{ cause: 'connection_refused', conditions: { control: { reached: true } } }])
  })

  test('a portal that answers is judged by its answer, whatever becomes of the control target', async () => {
    const site = await startSite({ '/a': (_request, response) => response.writeHead(500).end('x') })
    const { sent, ports } = setUp()
    await probe(visit([check(site.url('/a'))], { control: await closedPort() }), ports)
    expect(sent).toMatchObject([{ outcome: 'failed', cause: 'http_5xx' }])
  })

  test('a clock that is off by more than two seconds spoils every result', async () => {
    const site = await startSite({ '/a': html('') })
    const control = await startSite({
      '/': (_request, response) =>
        response.writeHead(200, { date: new Date(Date.now() - 10_000).toUTCString() }).end('x'),
    })
    const { sent, ports } = setUp()
    // The first page begins the look; the retry-free second one has it.
    await ports.control.look({ location: 'sgn', source: null, contact: '', control: control.url('/'), family: 4 }, 0)
    await probe(visit([check(site.url('/a'))], { control: control.url('/') }), ports)
    expect(sent).toMatchObject([
      { outcome: 'inconclusive', cause: 'monitor_clock', detail: expect.stringMatching(/clock is \d{4,5} ms off/) },
    ])
  })

  test('is asked over the family that the page is measured over, where it has an address of it', async () => {
    const asked: unknown[] = []
    const measurer: Measurer = {
      measure: (request) => {
        asked.push([request.url, request.families])
        return Promise.reject(new Error('enough is known'))
      },
    }
    const control = createControl({ measurer, clock: heldClock(NOW), allowPrivate: true })
    const at = { location: 'sgn', source: null, contact: '', control: 'http://control.example.org/' }
    for (const family of [4, 6] as const)
      await expect(control.look({ ...at, family }, 0)).rejects.toThrow('enough is known')
    expect(asked).toEqual([
      [at.control, [4, 6]],
      [at.control, [6, 4]],
    ])
  })

  test('one look serves all checks of a minute', async () => {
    const site = await startSite({ '/a': html(''), '/b': html('') })
    const control = await startSite({ '/': html('') })
    const { ports } = setUp()
    const at = { location: 'sgn', source: null, contact: '', control: control.url('/'), family: 4 as const }
    await ports.control.look(at, 0)
    await probe(visit([check(site.url('/a')), check(site.url('/b'))], { control: at.control }), ports)
    expect(control.requests).toHaveLength(1)
  })
})

describe('a host that answers 429', () => {
  const limited = (retryAfter: string | null) => (_request: unknown, response: ServerResponse) =>
    void response.writeHead(429, retryAfter === null ? {} : { 'retry-after': retryAfter }).end()

  test('is left alone for as long as it asked, by all pages and by the next visit', async () => {
    const site = await startSite({ '/a': limited('90'), '/b': html(''), '/c': html('') })
    const { clock, sent, ports } = setUp()
    const of = (path: string, dueMs: number) => check(site.url(path), { dueMs })
    await probe(visit([of('/a', NOW), of('/b', NOW + 3_000)]), ports)
    await probe(visit([of('/c', NOW + 89_999)]), ports)
    expect(site.requests).toEqual(['GET /a'])
    expect(sent.map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ['inconclusive', 'rate_limited'],
      ['inconclusive', 'rate_limited'],
      ['inconclusive', 'rate_limited'],
    ])
    expect(sent[1]).toMatchObject({
      detail: expect.stringMatching(/^not asked: the host wants to be left alone until 2/),
      httpStatus: null,
    })
    clock.set(NOW + 90_000)
    await probe(visit([of('/c', NOW + 90_000)]), ports)
    expect(sent.at(-1)).toMatchObject({ outcome: 'passed' })
  })

  test('for a minute where it does not say for how long', async () => {
    const site = await startSite({ '/a': limited(null), '/b': html('') })
    const { sent, ports } = setUp()
    const due = [0, 59_999, 60_000].map((afterMs, index) =>
      check(site.url(index === 0 ? '/a' : '/b'), { dueMs: NOW + afterMs }),
    )
    await probe(visit(due), ports)
    expect(sent.map(({ outcome }) => outcome)).toEqual(['inconclusive', 'inconclusive', 'passed'])
  })

  test('is not asked again for a page that had failed before', async () => {
    const site = await startSite({ '/a': 500, '/b': limited('3600') })
    const { sent, ports } = setUp()
    await probe(visit([check(site.url('/a')), check(site.url('/b'), { dueMs: NOW + 3_000 })]), ports)
    expect(site.requests).toEqual(['GET /a', 'GET /b'])
    expect(sent.map(({ page, attempts }) => [page, attempts.length])).toEqual([
      ['da-nang/b', 1],
      ['da-nang/a', 1],
    ])
  })
})
