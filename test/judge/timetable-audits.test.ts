import { describe, expect, test } from 'vitest'
import {
  auditDueMs,
  dueAudits,
  dueControls,
  dueVisits,
  gapOf,
  type HostPlan,
  immediateAudits,
  planHosts,
  windowOffsetMs,
} from '../../lib/judge/timetable.ts'
import { type Location, measuredPages, type Page } from '../../lib/model/catalogue.ts'
import type { Config } from '../../lib/model/config.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { type Gap, nextInGap } from '../../lib/model/gap.ts'
import { stableHash } from '../../lib/model/hash.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const T0 = Date.parse('2026-11-22T00:00:00Z')

describe('a host', () => {
  const planOf = (pages: number, locations: number, url = 'https://a.example.org') =>
    planHosts({
      catalogue: catalogueOf({
        locations: Array.from({ length: locations }, (_, n) => writtenLocation({ id: `l${n}` })),
        portals: [
          writtenPortal({
            pages: Array.from({ length: pages }, (_, n) => ({
              id: `e${n}`,
              kind: 'eform',
              procedure: '1',
              url: `${url}/${n}`,
            })),
          }),
        ],
        defaults: { http: { every: '5m', timeout: '5s' } },
      }),
    })[0] as HostPlan

  test('begins its cadence at a moment of its own, and each location a window later', () => {
    const plan = planOf(1, 2)
    const [first, second] = [windowOffsetMs(plan, 0), windowOffsetMs(plan, 1)]
    expect([second, first]).toContain(Math.min(first, second) + 150_000)
    const begins = Array.from({ length: 60 }, (_, n) => windowOffsetMs({ ...plan, host: `h${n}.example.org:443` }, 0))
    const thirds = Map.groupBy(begins, (offsetMs) => Math.floor(offsetMs / 100_000))
    expect(new Set(thirds.keys())).toEqual(new Set([0, 1, 2]))
    for (const third of thirds.values()) expect(third.length).toBeGreaterThan(8)
  })

  test('has a gap after each location’s first attempts, if a load fits', () => {
    const plan = planOf(2, 2)
    // Two windows of 150 s; the second page is due after 3 s, and visited after 5 more.
    expect(gapOf(plan, 1)).toEqual({ everyMs: 300_000, fromMs: windowOffsetMs(plan, 1) + 8_000, lengthMs: 142_000 })
    // Six windows of 50 s: after the 5 s of one visit there are 45 left, which are enough, and after 8 s they are not.
    expect([gapOf(planOf(1, 6), 0)?.lengthMs, gapOf(planOf(2, 6), 0)]).toEqual([45_000, null])
    expect(gapOf(planOf(1, 1, 'http://cong.localhost:4500'), 0)).toBeNull()
  })
})

describe('an audit', () => {
  const catalogue = catalogueOf({
    portals: [
      writtenPortal({ pages: [writtenPage(), writtenPage({ id: 'form', kind: 'eform', procedure: '1.001' })] }),
    ],
    defaults: { audit: { every: '6h', runs: 2 } },
  })
  /** The pages as the catalogue has them, but for some settings. */
  const configWith = (changes: Partial<Page>, calibration?: Location['calibration']) =>
    configOf({
      ...catalogue,
      locations: catalogue.locations.map((location) => ({ ...location, ...(calibration && { calibration }) })),
      portals: catalogue.portals.map((portal) => ({
        ...portal,
        pages: portal.pages.map((page) => ({ ...page, ...changes })),
      })),
    })
  const audits = (config: Config) => dueAudits(config, { location: 'sgn', fromMs: T0, toMs: T0 + DAY_MS })
  const auditOf = (config: Config, page: string) => audits(config).find((visit) => visit.page === page)

  test('tells the browser all it needs', () => {
    expect(auditOf(configWith({}), 'da-nang/home')).toMatchObject({
      type: 'auditVisit',
      location: 'sgn',
      source: null,
      contact: 'https://example.org/nhip',
      catalogVersion: 'v1',
      url: 'https://dichvucong.example.org/',
      expectText: null,
      expectHosts: [],
      ready: null,
      form: null,
      allow: [],
      journey: null,
      account: null,
      runs: 2,
      families: [4],
      calibration: null,
    })
    expect(auditOf(configWith({}), 'da-nang/form')).toMatchObject({ form: { engine: null } })
    const written = {
      expect: { text: 'Trang chủ', hosts: ['dvc.example.org'] },
      allow: [{ method: 'POST', url: '/session' }],
      journey: [{ kind: 'open', url: '/' }],
      engine: 'formio',
    } as const
    const calibration = { multiplier: 4, instrument: 'i' } as never
    const full = configWith(written, calibration)
    expect(auditOf(full, 'da-nang/form')).toMatchObject({
      expectText: 'Trang chủ',
      expectHosts: ['dvc.example.org'],
      allow: [{ method: 'POST', url: '/session' }],
      journey: [{ kind: 'open', url: '/' }],
      form: { engine: 'formio' },
      calibration,
    })
    const [visit] = dueVisits(full, { location: 'sgn', fromMs: T0, toMs: T0 + 5 * MINUTE_MS })
    expect(visit?.checks[0]).toMatchObject({ expectText: 'Trang chủ', expectHosts: ['dvc.example.org'] })
  })

  test('that a start makes itself is not due', () => {
    const audits = (notBeforeSlotMs?: number) =>
      dueAudits(configWith({}), {
        location: 'sgn',
        fromMs: T0,
        toMs: T0 + 2 * DAY_MS,
        ...(notBeforeSlotMs !== undefined && { notBeforeSlotMs }),
      }).map(({ slotMs }) => slotMs)
    const [all, from] = [audits(), T0 + DAY_MS]
    expect(all.some((slotMs) => slotMs < from)).toBe(true)
    expect(audits(from)).toEqual(all.filter((slotMs) => slotMs >= from))
    expect(audits(from)).toContain(from)
  })

  test('may start within a cadence from when it is due, after all of its loads fit the gap', () => {
    for (const visit of audits(configWith({}))) {
      expect(visit.untilMs - visit.dueMs).toBe(DAY_MS / 4)
      // Two runs and the load that times readiness.
      expect(nextInGap(visit.gap as Gap, visit.dueMs, 3)).toBe(visit.dueMs)
    }
    const [plan] = planHosts(configWith({}))
    const gap = gapOf(plan as HostPlan, 0) as Gap
    const [page] = measuredPages(catalogue)
    const dues = Array.from({ length: 400 }, (_, slot) => {
      const slotMs = T0 + (slot * DAY_MS) / 4
      return auditDueMs(configWith({}), { page: page as Page, index: 0, slotMs, gap })
    })
    expect(dues.every((dueMs) => nextInGap(gap, dueMs, 3) === dueMs)).toBe(true)
  })

  test('at once: of each wanted page that is due, its current slot, whatever its host’s gaps', () => {
    const config = configWith({})
    const nowMs = T0 + 7 * 60 * MINUTE_MS
    const now = (wanted: (page: Page, slotMs: number) => boolean, changes: Partial<Config> = {}, location = 'sgn') =>
      immediateAudits({ ...config, ...changes }, { location, nowMs, wanted })
    expect(now(() => true)).toMatchObject([
      { page: 'da-nang/home', slotMs: T0 + DAY_MS / 4, dueMs: nowMs, gap: null, untilMs: nowMs + DAY_MS / 4 },
      { page: 'da-nang/form', slotMs: T0 + DAY_MS / 4, dueMs: nowMs, gap: null },
    ])
    expect(now(({ id }, slotMs) => id === 'form' && slotMs === T0 + DAY_MS / 4).map(({ page }) => page)).toEqual([
      'da-nang/form',
    ])
    expect(now(() => false)).toEqual([])
    expect(now(() => true, { effectiveFromMs: nowMs + DAY_MS })).toEqual([])
    expect(now(() => true, { played: [] })).toEqual([])
    expect(now(() => true, {}, 'stranger')).toEqual([])
  })
})

describe('the control page', () => {
  const catalogue = catalogueOf({})
  const minute = stableHash('sgn') % 60
  const due = (changes: Partial<Config>, fromMinute: number, toMinute: number, location = 'sgn') =>
    dueControls(configOf(catalogue, changes), {
      location,
      fromMs: T0 + fromMinute * MINUTE_MS,
      toMs: T0 + toMinute * MINUTE_MS,
    }).map(({ dueMs }) => (dueMs - T0) / MINUTE_MS)

  test('is due once an hour, at a minute of the location’s own', () => {
    expect(due({}, 0, 180)).toEqual([minute, minute + 60, minute + 120])
    expect(due({}, minute, minute + 60)).toEqual([minute])
    expect(due({}, minute + 1, minute + 60)).toEqual([])
    const [visit] = dueControls(configOf(catalogue), { location: 'sgn', fromMs: T0, toMs: T0 + 60 * MINUTE_MS })
    expect(visit).toEqual({
      type: 'controlVisit',
      location: 'sgn',
      dueMs: T0 + minute * MINUTE_MS,
      untilMs: T0 + (minute + 60) * MINUTE_MS,
      calibration: null,
    })
    const calibration = { multiplier: 4, instrument: 'i' } as never
    const calibrated = {
      ...catalogue,
      locations: catalogue.locations.map((location) => ({ ...location, calibration })),
    }
    const span = { location: 'sgn', fromMs: T0, toMs: T0 + 60 * MINUTE_MS }
    expect(dueControls(configOf(calibrated), span)).toMatchObject([{ calibration }])
  })

  test('while its version is in force, and measures anything there', () => {
    const changeMs = T0 + (minute + 60) * MINUTE_MS
    expect(due({ untilMs: changeMs }, 0, 180)).toEqual([minute])
    expect(due({ effectiveFromMs: changeMs }, 0, 180)).toEqual([minute + 60, minute + 120])
    expect(due({ untilMs: T0 + 600 * MINUTE_MS }, 0, 60)).toEqual([minute])
    expect([due({ played: [] }, 0, 180), due({}, 0, 180, 'stranger')]).toEqual([[], []])
    const retired = catalogueOf({ portals: [writtenPortal({ state: 'retired' })] })
    expect(dueControls(configOf(retired), { location: 'sgn', fromMs: T0, toMs: T0 + DAY_MS })).toEqual([])
  })
})
