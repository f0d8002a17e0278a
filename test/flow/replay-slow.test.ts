import { describe, expect, test } from 'vitest'
import { createReplay } from '../../lib/flow/replay.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { outcomeOf } from '../../lib/model/cause.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { readTraceHeader, type TraceHeader, type TraceLine } from '../../lib/model/trace.ts'

const EVERY = 300_000
const HOUR = 12
const DAY = 288
/** A Monday's beginning in Viet Nam. */
const FIRST = Date.parse('2026-09-06T17:00:00Z')

type Story = {
  readonly days: number
  readonly pages?: number
  readonly everyMs?: number
  readonly locations?: readonly string[]
  readonly calendar?: { readonly holidays: readonly string[] }
  /** The wait of a page at a location in a slot, ms; a cause: it fails so. */
  readonly says: (at: {
    readonly page: number
    readonly location: string
    readonly slot: number
    readonly hour: number
    readonly day: number
  }) => number | Cause
}

/** What is told, escalations aside, by page and by the day and slot of the day at which it was. */
function tell({ days, pages = 1, everyMs = EVERY, locations = ['a', 'b', 'c'], calendar, says }: Story) {
  const header = readTraceHeader({
    type: 'trace',
    cadenceSeconds: everyMs / 1_000,
    locations: locations.map((id) => ({ id, group: 'domestic' })),
    pages: Array.from({ length: pages }, (_, page) => `p${page}/home`),
    ...(calendar ? { calendar } : {}),
  }) as TraceHeader
  const replay = createReplay(header, DEFAULT_POLICY)
  const events: AlertEvent[] = []
  const perDay = (DAY * EVERY) / everyMs
  for (let slot = 0; slot < days * perDay; slot++) {
    for (let page = 0; page < pages; page++) {
      for (const location of locations) {
        const inDay = slot % perDay
        const said = says({
          page,
          location,
          slot: inDay,
          hour: Math.floor((inDay * 24) / perDay),
          day: Math.floor(slot / perDay),
        })
        const [cause, waitMs] = typeof said === 'number' ? [null, said] : [said, null]
        const line: TraceLine = {
          slotMs: FIRST + slot * everyMs,
          page: `p${page}/home`,
          location,
          outcome: outcomeOf(cause),
          cause,
          waitMs,
          totalMs: waitMs === null ? null : waitMs + 100,
        }
        events.push(...replay.read(line))
      }
    }
  }
  events.push(...replay.end())
  const told = events.flatMap(({ page, location, kind, event, atMs }) => {
    if (event === 'escalated') return []
    const slot = (atMs - FIRST) / everyMs
    return `${page?.slice(0, -5) ?? location} day ${Math.floor(slot / perDay)} slot ${slot % perDay} ${kind} ${event}`
  })
  return { told, events }
}

describe('what is usual is learned', () => {
  test('a page at twice its usual pages within 20 minutes, and is over half an hour after', () => {
    const { told, events } = tell({
      days: 9,
      says: ({ day, slot }) => (day === 8 && slot >= 100 && slot < 124 ? 500 : 250),
    })
    expect(told).toEqual(['p0 day 8 slot 103 slow opened', 'p0 day 8 slot 129 slow resolved'])
    expect(events[0]?.facts).toMatchObject({ rule: 'steady', metric: 'wait', baselineMs: 250, ratio: 2, cell: 'hour' })
  })

  test('before seven days are known only the ceiling counts', () => {
    const slow = (ms: number) => tell({ days: 7, says: ({ day, slot }) => (day === 6 && slot >= 250 ? ms : 250) }).told
    expect(slow(7_999)).toEqual([])
    expect(slow(8_000)).toEqual(['p0 day 6 slot 253 slow opened'])
  })

  test('by the hour: what is usual at nine is slow at three', () => {
    const busy = (hour: number): number => (hour === 9 ? 1_000 : 250)
    const { told } = tell({ days: 9, says: ({ day, hour }) => (day === 8 && hour === 3 ? 1_000 : busy(hour)) })
    expect(told).toEqual([`p0 day 8 slot ${3 * HOUR + 3} slow opened`, `p0 day 8 slot ${4 * HOUR + 5} slow resolved`])
  })

  test('weekends and holidays apart from working days', () => {
    // Quiet weekends; the 37th day is a Tuesday, by when free days are known.
    const says: Story['says'] = ({ day }) => (day % 7 >= 5 ? 90 : 300)
    const told = (holidays: readonly string[]) =>
      tell({ days: 38, everyMs: 4 * EVERY, says, calendar: { holidays } }).told
    expect(told([])).toEqual([])
    expect(told(['2026-10-13'])[0]).toBe('p0 day 36 slot 3 slow opened')
  })

  test('slots inside an incident are left out: the next like it is told again', () => {
    const says: Story['says'] = ({ day, slot }) => (day >= 8 && day < 12 && slot >= 100 && slot < 280 ? 600 : 250)
    expect(tell({ days: 13, says }).told.filter((line) => line.endsWith('opened'))).toEqual(
      [8, 9, 10, 11].map((day) => `p0 day ${day} slot 103 slow opened`),
    )
  })

  test('the response as a whole, where the server does not wait', () => {
    const { told } = tell({ days: 9, says: ({ day, slot }) => (day === 8 && slot > 200 ? 900 : 700) })
    expect(told).toEqual([])
  })

  test('what is above the ceiling each night is learned, and is a ticket then', () => {
    const { events } = tell({ days: 9, says: ({ hour, slot }) => (hour === 2 && slot % HOUR < 6 ? 9_000 : 3_500) })
    const opened = events.filter(({ event, kind }) => event === 'opened' && kind === 'slow')
    expect(opened.map(({ severity, facts }) => `${severity} ${String(facts.rule)}`)).toEqual([
      ...Array.from({ length: 7 }, () => 'page ceiling'),
      ...Array.from({ length: 2 }, () => 'ticket ceiling'),
    ])
  })
})

describe('a location by itself', () => {
  const steady: Story['says'] = () => 250

  test('that fails everywhere is told of itself, and of no page; one that fails at two pages does', () => {
    const failing = (pages: number) =>
      tell({ days: 1, pages: 6, says: ({ location, page }) => (location === 'b' && page < pages ? 'http_5xx' : 250) })
    expect(failing(6).told.filter((line) => !line.endsWith('reminded'))).toEqual(['b day 0 slot 1 monitor opened'])
    expect(failing(2).told.filter((line) => line.endsWith('opened'))).toHaveLength(1)
    expect(failing(2).told.filter((line) => line.endsWith('joined'))).toHaveLength(1)
  })

  test('that fails while a page is really down hides nothing', () => {
    const { told } = tell({
      days: 1,
      pages: 6,
      says: ({ location, page, slot }) =>
        slot < 10 ? 250 : location === 'b' || (page === 0 && slot < 20) ? 'http_5xx' : 250,
    })
    const ofPages = told.filter((line) => !line.startsWith('b '))
    expect(ofPages.slice(0, 2)).toEqual(['p0 day 0 slot 11 down opened', 'p0 day 0 slot 22 down resolved'])
    expect(ofPages.slice(2).every((line) => line.includes('burn'))).toBe(true)
  })

  test('that is loaded slows no page down, also where two of three are', () => {
    const loaded = (pages: number) =>
      tell({
        days: 9,
        pages: 16,
        everyMs: 3 * EVERY,
        says: (at) => (at.day === 8 && at.location !== 'c' && at.page < pages ? 600 : steady(at)),
      }).told
    expect(loaded(16)).toEqual([])
    expect(loaded(4).filter((line) => line.endsWith('slow opened'))).toHaveLength(4)
  })
})

describe('a slowness of many pages that all locations see', () => {
  const slow = (pages: number, ms: number, locations?: readonly string[]) =>
    tell({
      days: 9,
      pages: 16,
      ...(locations ? { locations } : {}),
      everyMs: 3 * EVERY,
      says: ({ day, slot, page }) => (day === 8 && slot >= 20 && slot < 34 && page < pages ? ms : 250),
    })

  test('is told once, lists the other pages once, and ends once', () => {
    for (const ms of [750, 9_000]) {
      const { told, events } = slow(8, ms)
      expect(told).toEqual([
        'p0 day 8 slot 23 slow opened',
        'p0 day 8 slot 30 slow joined',
        'p0 day 8 slot 39 slow resolved',
      ])
      expect(events[0]).toMatchObject({ severity: 'page', facts: { slowPages: 8, ofPages: 16 } })
      const loud = events.filter(({ event }) => event !== 'escalated')
      expect(loud.map(({ children }) => children.length)).toEqual([0, 7, 7])
    }
  })

  test('is a ticket where one location is all there is: it may be slow itself', () => {
    const { told, events } = slow(8, 750, ['a'])
    expect(told).toEqual([
      'p0 day 8 slot 23 slow opened',
      'p0 day 8 slot 30 slow joined',
      'p0 day 8 slot 39 slow resolved',
    ])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { slowPages: 8, ofPages: 16, slowAlone: 1 } })
  })

  test('wakes somebody for a page by slots of its own: those in which the only location may have been slow say too little', () => {
    const lasting = (until: number) =>
      tell({
        days: 9,
        pages: 16,
        locations: ['a'],
        everyMs: 3 * EVERY,
        says: ({ day, slot, page }) =>
          day === 8 && slot >= 20 && page < 8 && slot < (page === 0 ? until : 30) ? 750 : 250,
      }).events.filter(({ event, page }) => event === 'opened' && page === 'p0/home')
    const slotOf = ({ atMs }: AlertEvent) => ((atMs - FIRST) / (3 * EVERY)) % 96
    expect(lasting(34).map(({ severity }) => severity)).toEqual(['ticket'])
    expect(lasting(60).map((event) => [event.severity, slotOf(event)])).toEqual([
      ['ticket', 23],
      ['page', 36],
    ])
  })

  test('of fewer pages is each one’s own', () => {
    const { told, events } = slow(4, 750)
    expect(told.filter((line) => line.endsWith('slow opened'))).toHaveLength(4)
    expect(events[0]?.facts).not.toHaveProperty('slowPages')
  })
})

describe('a season', () => {
  /** From the 15th day on, a Monday, everybody takes so many times as long as ever; slots of a quarter of an hour. */
  const season = (
    factor: number,
    of: { readonly pages: number; readonly days: number; readonly says?: Story['says'] },
  ) =>
    tell({
      pages: of.pages,
      days: of.days,
      everyMs: 3 * EVERY,
      says: (at) => {
        const own = of.says?.(at) ?? 400
        return at.day < 14 || typeof own === 'string' ? own : factor * own
      },
    })
  const twice: Story['says'] = ({ page, day, slot }) =>
    page === 3 && day === 15 && slot >= 40 && slot < 56 ? 800 : 400

  test('in which everybody takes longer is told of nobody, but who takes longer still; the alert says so', () => {
    expect(season(1.4, { pages: 12, days: 17 }).told).toEqual([])
    const { told, events } = season(1.4, { pages: 12, days: 17, says: twice })
    expect(told).toEqual(['p3 day 15 slot 43 slow opened', 'p3 day 15 slot 61 slow resolved'])
    expect(events[0]?.facts).toMatchObject({ rule: 'steady', season: 1.4, ratio: 2 })
    expect(Number(events[0]?.facts.baselineMs) / 560).toBeCloseTo(1, 1)
    expect(events[0]?.reason.en).toMatch(/like most seen from there, took 1\.40 times its ordinary time\.$/)
  })

  test('of fewer than ten pages is none: each is told', () => {
    const { told } = season(1.4, { pages: 9, days: 17 })
    expect(told.filter((line) => line.endsWith('slow opened')).length).toBeGreaterThan(0)
  })

  test('in which everybody is quicker hides nobody', () => {
    const { told, events } = season(0.7, { pages: 12, days: 17, says: twice })
    expect(told[0]).toBe('p3 day 15 slot 43 slow opened')
    expect(events[0]?.facts).toMatchObject({ season: 0.7, ratio: 2 })
  })

  test('in which all others are quicker makes nobody slow', () => {
    const { told } = season(0.7, {
      pages: 12,
      days: 17,
      says: ({ page, day }) => (page === 3 && day >= 14 ? 572 : 400),
    })
    expect(told).toEqual([])
  })

  test('in which everybody is quicker is over at once, and nobody is slow for it', () => {
    const rest: Story['says'] = ({ page, day, slot }) => {
      const usual = day === 15 ? 240 : 400
      return page === 3 && day === 17 && slot >= 40 && slot < 56 ? 2 * usual : usual
    }
    const { told, events } = season(1, { pages: 12, days: 18, says: rest })
    expect(told[0]).toBe('p3 day 17 slot 43 slow opened')
    expect(events[0]?.facts).not.toHaveProperty('season')
  })

  test('that is over has moved nothing: on the next free days the same is usual as before', () => {
    // Weekends at half, but at 0.6 times as much again on the first of two.
    const rest: Story['says'] = ({ page, day, slot }) => {
      const usual = day % 7 >= 5 ? (day === 19 || day === 20 ? 120 : 200) : 400
      return page === 3 && day === 26 && slot >= 40 && slot < 56 ? 2 * usual : usual
    }
    const { events } = season(1, { pages: 12, days: 27, says: rest })
    expect(events.map(({ page, facts }) => [page, facts.rule, facts.baselineMs, facts.cell])[0]).toEqual([
      'p3/home',
      'steady',
      200,
      'hour',
    ])
  })
})

describe('weeks', () => {
  /** So that they are quick: slots of an hour. */
  const seldom = { everyMs: HOUR * EVERY }
  const kinds = (told: readonly string[]) => told.filter((line) => !line.endsWith('reminded'))

  test('slow for a week is the new usual: it is told, and nothing after it', () => {
    const { told, events } = tell({ ...seldom, days: 40, says: ({ day }) => (day >= 12 ? 900 : 250) })
    expect(kinds(told)).toEqual(['p0 day 12 slot 3 slow opened', 'p0 day 19 slot 0 slow resolved'])
    expect(events.at(-1)).toMatchObject({ severity: 'page', facts: { rule: 'new_level' } })
  })

  test('after it what is usual is learned from the new level', () => {
    const says: Story['says'] = ({ day }) => (day >= 32 ? 2_700 : day >= 12 ? 900 : 250)
    const { told, events } = tell({ ...seldom, days: 34, says })
    expect(kinds(told).at(-1)).toBe('p0 day 32 slot 3 slow opened')
    expect(events.find(({ atMs }) => atMs > FIRST + 32 * DAY * EVERY)?.facts).toMatchObject({ baselineMs: 898 })
  })

  test('a page that gets slower day by day drifts, though no slot is far from the usual', () => {
    const { told, events } = tell({ ...seldom, days: 62, says: ({ day }) => 500 * 1.012 ** Math.max(0, day - 28) })
    expect(kinds(told)).toEqual(['p0 day 61 slot 2 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'drift', anchorMs: 500 } })
  })
})
