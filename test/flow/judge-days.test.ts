import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acknowledge } from '../../lib/flow/acknowledge.ts'
import { judgeDays } from '../../lib/flow/judge-days.ts'
import { distributionOf } from '../../lib/judge/distribution.ts'
import { emptyGroupState, type GroupState } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { addDays, dayOf } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { getLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { putDayRollup } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { ownTable } from '../kit/own-table.ts'
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
        phases: { waitMs },
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
