import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { judgeDays } from '../../lib/flow/judge-days.ts'
import { distributionOf } from '../../lib/judge/distribution.ts'
import { emptyGroupState, type GroupState } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { NO_METRICS } from '../../lib/model/audit.ts'
import { addDays, dayOf } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { getLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { keepResult } from '../../lib/record/results.ts'
import { putDayRollup } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { getWatch } from '../../lib/record/watch.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { ownTable } from '../kit/own-table.ts'
import { seededRandom } from '../kit/random.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const TIMEZONE = 'Asia/Ho_Chi_Minh'
const LOCATIONS = ['a', 'b', 'c']
/** Midnight of the zone. */
const TODAY_MS = Date.parse('2026-11-21T17:00:00Z')
const TODAY = dayOf(TODAY_MS, TIMEZONE)

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

let runs = 0

/** The wait of a page so many days before today, in ms. */
type Says = (ago: number, portal: string) => number

/** Portals with a page each, so many days that are over, and what is judged of them on some mornings. */
async function fleet(of: {
  readonly portals?: readonly string[]
  readonly days: number
  readonly says: Says
  readonly state?: Partial<GroupState>
}) {
  const table = ownTable(stores.table, `days${++runs}#`)
  const portals = of.portals ?? ['da-nang']
  const catalogue = catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id })),
    portals: portals.map((id) =>
      writtenPortal({ id, vendor: `of-${id}`, pages: [writtenPage({ url: `https://${id}.example.org/` })] }),
    ),
  })
  for (const portal of portals) {
    const page = `${portal}/home`
    await putLive(table, { ...newLivePage(page), groups: { domestic: { ...emptyGroupState(), ...of.state } } })
    await Promise.all(
      Array.from({ length: of.days }, (_, index) =>
        putDay(table, { page, ago: index + 1, ms: of.says(index + 1, portal) }),
      ),
    )
  }
  const config = configOf(catalogue)
  const judge = (morning = 0) => {
    const nowMs = TODAY_MS + morning * DAY_MS + 10 * 60_000
    return judgeDays(table, { configs: [config], settledMs: nowMs, nowMs, stop: undefined })
  }
  const told = async (portal = 'da-nang') =>
    ((await getLive(table, `${portal}/home`))?.outbox ?? []).map(
      ({ event, kind, facts }) => `${kind} ${event} ${String(facts.rule)}`,
    )
  return { table, judge, told }
}

async function putDay(table: Table, of: { readonly page: string; readonly ago: number; readonly ms: number }) {
  const fromMs = TODAY_MS - of.ago * DAY_MS
  const counts = { passed: 3, failed: 0, inconclusive: 0 }
  const waitMs = distributionOf([of.ms - 10, of.ms, of.ms + 500])
  await putDayRollup(table, {
    page: of.page,
    day: addDays(TODAY, -of.ago),
    version: 0,
    fromMs,
    toMs: fromMs + DAY_MS,
    throughMs: fromMs + DAY_MS,
    timezone: TIMEZONE,
    rollup: {
      locations: LOCATIONS.map((location) => ({
        location,
        group: 'domestic' as const,
        expected: 3,
        present: 3,
        due: 3,
        missing: {},
        counts,
        causes: {},
        phases: { waitMs, totalMs: waitMs },
        audits: { counts: { passed: 0, failed: 0, inconclusive: 0 }, causes: {}, metrics: {}, instruments: {} },
      })),
    },
  })
}

describe('DRIFT by the rollups of days', () => {
  const drifted: Says = (ago) => (ago <= 5 ? 900 : 500)

  test('opens a ticket of the page, once a day, and can be taken on', async () => {
    const { table, judge, told } = await fleet({ days: 40, says: drifted })
    await judge()
    await judge()
    expect(await told()).toEqual(['slow opened drift'])
    const live = await getLive(table, 'da-nang/home')
    const [event] = live?.outbox ?? []
    expect(event).toMatchObject({ severity: 'ticket', facts: { ms: 900, anchorMs: 500 }, vendor: 'of-da-nang' })
    const clock = heldClock(TODAY_MS + HOUR_MS)
    await acknowledge({ incident: event?.incident ?? '', name: null, note: null }, { table, clock, by: 'me' })
    expect((await getLive(table, 'da-nang/home'))?.groups.domestic?.drift?.acknowledged?.by).toBe('me')
  })

  test('days of an incident tell of the incident', async () => {
    const { table, judge, told } = await fleet({ days: 40, says: drifted })
    const sinceMs = TODAY_MS - 5 * DAY_MS
    await fileIncident(table, {
      id: `slow:da-nang/home:domestic:${sinceMs}`,
      kind: 'slow',
      severity: 'page',
      page: 'da-nang/home',
      group: 'domestic',
      sinceMs,
      openedAtMs: sinceMs,
      resolvedAtMs: TODAY_MS,
      untold: false,
    })
    await judge()
    expect(await told()).toEqual([])
  })

  test('what was before a new level is no anchor', async () => {
    const level = { sinceMs: TODAY_MS - 5 * DAY_MS, atMs: TODAY_MS }
    const { judge, told } = await fleet({ days: 40, says: drifted, state: { level } })
    await judge()
    expect(await told()).toEqual([])
  })
})

/** A twentieth up or down, the same for a day and a portal. */
const wobble = (ago: number, portal: string): number => 0.95 + 0.1 * seededRandom(ago * 31 + portal.length)()

describe('SHIFT', () => {
  /** Slower by a third for nine days. */
  const shifted: Says = (ago, portal) => (ago <= 9 ? 2_000 : 1_500) * wobble(ago, portal)
  const calm: Says = (ago, portal) => 1_500 * wobble(ago, portal)

  test('by the rollups of days opens a ticket of the page, that can be taken on', async () => {
    const says: Says = (ago, portal) => (portal === 'hue' ? shifted : calm)(ago, portal)
    const { table, judge, told } = await fleet({ portals: ['da-nang', 'hue'], days: 65, says })
    await judge()
    await judge()
    expect(await told('hue')).toEqual(['shift opened undefined'])
    expect(await told()).toEqual([])
    const live = await getLive(table, 'hue/home')
    const [event] = live?.outbox ?? []
    expect(event).toMatchObject({
      severity: 'ticket',
      vendor: 'of-hue',
      facts: { metric: 'totalMs', day: addDays(TODAY, -9) },
    })
    const clock = heldClock(TODAY_MS + HOUR_MS)
    await acknowledge({ incident: event?.incident ?? '', name: null, note: null }, { table, clock, by: 'me' })
    expect((await getLive(table, 'hue/home'))?.groups.domestic?.shift?.acknowledged?.by).toBe('me')
  })

  test('by audits, unless the instrument may have changed', async () => {
    const ofInstrument = async (instrumentOf: (ago: number) => string | null) => {
      const { table, judge, told } = await fleet({ days: 1, says: calm })
      for (let ago = 1; ago <= 65; ago++) {
        const lcpMs = (ago <= 12 ? 3_200 : 2_400) * wobble(ago, 'lcp')
        const metrics = { ...NO_METRICS, lcpMs }
        const slotMs = TODAY_MS - ago * DAY_MS + 6 * HOUR_MS
        const conditions = { ...audit().conditions, instrument: instrumentOf(ago) }
        for (const location of LOCATIONS)
          await keepResult(table, { ...audit({ location, slotMs, metrics, conditions }), page: 'da-nang/home' }, slotMs)
      }
      await judge()
      return { told: await told(), facts: (await getLive(table, 'da-nang/home'))?.outbox[0]?.facts }
    }
    const one = await ofInstrument(() => 'i1')
    expect(one.told).toEqual(['shift opened undefined'])
    expect(one.facts).toMatchObject({ metric: 'lcpMs', day: addDays(TODAY, -12) })
    expect((await ofInstrument((ago) => (ago <= 12 ? 'i2' : 'i1'))).told).toEqual([])
    expect((await ofInstrument((ago) => (ago === 40 ? null : 'i1'))).told).toEqual([])
    expect((await ofInstrument(() => null)).told).toEqual([])
  })

  test('of five hosts at once is an alert of the platform, and of no portal', async () => {
    const portals = ['a', 'bb', 'ccc', 'dddd', 'eeeee']
    const { table, judge, told } = await fleet({ portals, days: 65, says: shifted })
    await judge()
    await judge()
    for (const portal of portals) expect(await told(portal)).toEqual([])
    const { outbox } = await getWatch(table)
    expect(outbox.map(({ kind, event, facts }) => `${kind} ${event} ${String(facts.rule)}`)).toEqual([
      'monitor opened shift',
    ])
    expect(outbox[0]?.facts).toMatchObject({ hosts: 5, day: addDays(TODAY, -9) })
    expect((await getLive(table, 'a/home'))?.groups.domestic?.shiftFromMs).toBe(TODAY_MS - 9 * DAY_MS)
  })
})
