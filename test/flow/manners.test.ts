import { describe, expect, onTestFinished, test } from 'vitest'
import { runAudit } from '../../lib/flow/audit.ts'
import { createBackOff } from '../../lib/flow/back-off.ts'
import { createControl } from '../../lib/flow/control.ts'
import type { ControlPage } from '../../lib/flow/control-page.ts'
import type { Measurer } from '../../lib/flow/measure.ts'
import { probe } from '../../lib/flow/probe.ts'
import { judgeHttp } from '../../lib/judge/outcome.ts'
import { dueAudits, dueVisits } from '../../lib/judge/timetable.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { loadStart } from '../../lib/model/gap.ts'
import type { AuditVisit, Visit } from '../../lib/model/visit.ts'
import { observeHttp } from '../../lib/observe/http/observe.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { CALIBRATION, controlSeen } from '../kit/control-audit.ts'
import { type PlayedTime, playedTime } from '../kit/played-time.ts'
import { startSite } from '../kit/site.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

/**
 * What a portal receives in a day: the timetable's visits of all locations are made by the real flows, whose requests
 * reach a real server. Only time is played: nobody waits, and a request takes as long as it is told. A browser's load is one visitor for as long as it lasts.
 */
const T0 = Date.parse('2026-11-23T00:00:00Z')
const MIN_SPACING_MS = 2_000
const HOST = 'https://portal.example.org'

type Stay = {
  readonly kind: 'http' | 'audit'
  readonly location: string
  readonly fromMs: number
  readonly toMs: number
}

function configOfPages(pages: number, http: { readonly every: string; readonly timeout: string }) {
  return configOf(
    catalogueOf({
      locations: ['sgn', 'han', 'dad'].map((id) => writtenLocation({ id })),
      portals: [
        writtenPortal({
          pages: Array.from({ length: pages }, (_, index) => ({
            id: `e${index}`,
            kind: 'eform',
            procedure: '1',
            url: `${HOST}/${index}`,
          })),
        }),
      ],
      defaults: { http, audit: { every: '6h', runs: 3 } },
    }),
  )
}

/** Makes all visits and audits of a day, each in its time. Returns every stay at the portal, by its beginning. */
async function aDay(
  config: ReturnType<typeof configOfPages>,
  portal: {
    readonly status: number
    readonly takesMs: number
    readonly loadMs: number
    /** Every location's control page is inside its band before an audit, and outside after it. */
    readonly unsteady?: true
  },
) {
  const pages = config.catalogue.portals.flatMap((one) => one.pages.map(({ url }) => new URL(url ?? '').pathname))
  const site = await startSite(Object.fromEntries(pages.map((path) => [path, portal.status])))
  const stores = await openStores()
  onTestFinished(() => stores.close())
  const stays: Stay[] = []
  const time = playedTime(T0)
  const staying = async (of: Omit<Stay, 'fromMs' | 'toMs'>, takesMs: number): Promise<void> => {
    const fromMs = time.now()
    stays.push({ ...of, fromMs, toMs: fromMs + takesMs })
    await time.sleepUntil(fromMs + takesMs)
  }
  const ports = {
    clock: time,
    controls: portal.unsteady ? unsteady(time) : null,
    backOff: createBackOff({ table: stores.table, clock: time }),
    deliver: () => Promise.resolve(),
    allowPrivate: true,
    stop: new AbortController().signal,
  }
  const span = { fromMs: T0, toMs: T0 + DAY_MS }
  const visit = (one: Visit): Promise<void> => {
    const measurer: Measurer = {
      measure: async (request) => {
        const startedAtMs = time.now()
        const url = site.url(new URL(request.url).pathname)
        const facts = await observeHttp({ ...request, url, timeoutMs: 10_000 })
        await staying({ kind: 'http', location: one.location }, Math.min(portal.takesMs, request.timeoutMs))
        return { facts: { ...facts, startedAtMs }, ...judgeHttp(facts), inFlight: 1, eventLoopDelayMs: 0 }
      },
    }
    return probe(one, { ...ports, measurer, control: createControl({ measurer, clock: time, allowPrivate: true }) })
  }
  const auditOnce = (one: AuditVisit): Promise<void> =>
    runAudit(portal.unsteady ? { ...one, calibration: CALIBRATION } : one, {
      ...ports,
      limit: { untilMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal, taken: 1 },
      audit: async ({ runs, gap = null }) => {
        for (let load = 0; load <= runs; load++) {
          await time.sleepUntil(loadStart(gap, time.now()))
          await staying({ kind: 'audit', location: one.location }, portal.loadMs)
        }
        return audit({ representative: 0 })
      },
    })
  await Promise.all(
    config.catalogue.locations.flatMap(({ id: location }) => [
      ...dueVisits(config, { location, ...span }).map((one) =>
        time.run(async () => {
          await time.sleepUntil(one.checks[0]?.dueMs ?? 0)
          await visit(one)
        }),
      ),
      ...dueAudits(config, { location, ...span }).map((one) =>
        time.run(async () => {
          await time.sleepUntil(one.dueMs)
          // A machine makes one audit at a time.
          await time.alone(location, () => auditOnce(one))
        }),
      ),
    ]),
  )
  return { stays: stays.toSorted((a, b) => a.fromMs - b.fromMs), requests: site.requests }
}

function unsteady(time: PlayedTime): ControlPage {
  let loads = 0
  return {
    last: () => null,
    load: async () => {
      await time.sleepUntil(time.now() + 3_000)
      return { seen: controlSeen({ within: loads++ % 2 === 0 }), band: null }
    },
  }
}

/** Pairs of stays that follow each other at less than two seconds, or that lie on one another. */
function rudeness(stays: readonly Stay[]) {
  const pairs = stays.slice(1).map((stay, index) => ({ before: stays[index] as Stay, stay }))
  return {
    tooClose: pairs.filter(({ before, stay }) => stay.fromMs - before.fromMs < MIN_SPACING_MS),
    atOnce: pairs.filter(({ before, stay }) => stay.fromMs < before.toMs),
  }
}

describe('a day of a portal with three locations', () => {
  test('with a homepage and an eForm that fail within 0.4 s and load in 9 s', { timeout: 180_000 }, async () => {
    const { stays, requests } = await aDay(configOfPages(2, { every: '5m', timeout: '30s' }), {
      status: 500,
      takesMs: 400,
      loadMs: 9_000,
    })
    // Each fails, and is tried once more.
    expect(requests).toHaveLength(2 * 288 * 3 * 2)
    expect(new Set(requests.map((request) => request.split(' ')[0]))).toEqual(new Set(['GET']))
    expect(stays.filter(({ kind }) => kind === 'audit')).toHaveLength(2 * 4 * 3 * 4)
    expect(rudeness(stays)).toEqual({ tooClose: [], atOnce: [] })
  })

  test('whose audits are dropped: they are made once more and no oftener, between its visits as ever', {
    timeout: 180_000,
  }, async () => {
    const pages = configOfPages(2, { every: '5m', timeout: '30s' })
    const config = { ...pages, played: [pages.played[0] as string] }
    const { stays } = await aDay(config, { status: 200, takesMs: 400, loadMs: 9_000, unsteady: true })
    expect(stays.filter(({ kind }) => kind === 'audit')).toHaveLength(2 * 4 * 4 * 2)
    expect(rudeness(stays)).toEqual({ tooClose: [], atOnce: [] })
  })

  test('with 50 pages', { timeout: 240_000 }, async () => {
    const { stays, requests } = await aDay(configOfPages(50, { every: '15m', timeout: '30s' }), {
      status: 200,
      takesMs: 300,
      loadMs: 9_000,
    })
    expect(requests).toHaveLength(50 * 96 * 3)
    expect(rudeness(stays.filter(({ kind }) => kind === 'http'))).toEqual({ tooClose: [], atOnce: [] })
    // 600 audits a day are more than fit between so many visits: some loads lie on them.
    expect(stays.filter(({ kind }) => kind === 'audit').length).toBeGreaterThan(50 * 4 * 3 * 4 * 0.95)
  })

  test('that is down: every request runs into its time-out', { timeout: 180_000 }, async () => {
    const { stays } = await aDay(configOfPages(2, { every: '5m', timeout: '30s' }), {
      status: 500,
      takesMs: 30_000,
      loadMs: 30_000,
    })
    const http = stays.filter(({ kind }) => kind === 'http')
    expect(http.length).toBeGreaterThan(288 * 3 * 2)
    expect(rudeness(http)).toEqual({ tooClose: [], atOnce: [] })
    // Its visits fill their windows: there is no free time for browsers then, and their loads lie on visits.
    expect(rudeness(stays).tooClose).toEqual([])
  })
})
