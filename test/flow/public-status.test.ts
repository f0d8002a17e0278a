import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publicStatus, type RememberedPages } from '../../lib/flow/public-status.ts'
import { publicUptime } from '../../lib/judge/public-state.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { listConfigs, putConfig } from '../../lib/record/configs.ts'
import { dayRollupsOf, putDayRollup, putRollupProgress } from '../../lib/record/rollups.ts'
import type { Table } from '../../lib/record/table.ts'
import { configOf } from '../kit/catalogue.ts'
import { fleetOf } from '../kit/fleet.ts'
import { NOW, openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'

/** Days of the public status page: counted from rollups, told only as far as they are. */
const HOME = 'da-nang/home'
const YESTERDAY = addDays(TODAY, -1)
const startOf = (day: string): number => startOfDay(day, 'Asia/Ho_Chi_Minh')

let story: PortalStory
beforeEach(async () => {
  story = await openPortalStory({ days: 10 })
})
afterEach(() => story.stores.close())

const publish = { portals: 'all', title: { vi: 'x', en: 'x' }, historyDays: 7, latency: true, incidents: true } as const
const ports = (table: Table = story.stores.table) => ({ table, clock: story.clock, policy: DEFAULT_POLICY })

async function publishStory(): Promise<void> {
  const { table } = story.stores
  const [config] = await listConfigs(table)
  if (!config) throw new Error('the story has a catalogue')
  const { untilMs: _until, ...rest } = config
  await putConfig(table, {
    ...rest,
    version: 'published',
    effectiveFromMs: NOW - MINUTE_MS,
    catalogue: { ...config.catalogue, publish: { ...publish, note: null } },
  })
}

async function homeOf(remembered: RememberedPages = {}) {
  const { status, remembered: next } = await publicStatus(ports(), remembered)
  const page = status?.portals.find(({ id }) => id === 'da-nang')?.pages.find(({ id }) => id === 'home')
  if (!page) throw new Error('it is published')
  return { page, days: page.days, uptime: publicUptime(page.days), remembered: next }
}

test('166 pages are counted at the first time, by a handful of requests each and none for rows', async () => {
  const { table } = story.stores
  const { untilMs: _until, ...config } = configOf(fleetOf(83), { effectiveFromMs: NOW - DAY_MS, version: 'fleet' })
  await putConfig(table, { ...config, catalogue: { ...config.catalogue, publish: { ...publish, note: null } } })
  const asked: string[] = []
  const counting: Table = {
    ...table,
    query: (range) => {
      asked.push(range.pk)
      return table.query(range)
    },
  }
  const { status } = await publicStatus(ports(counting), {})
  const pages = status?.portals.flatMap((portal) => portal.pages) ?? []
  expect(pages).toHaveLength(166)
  expect(pages.filter(({ countedMs }) => countedMs === null)).toEqual([])
  expect(asked.filter((pk) => /#[DA]#\d/.test(pk))).toEqual([])
  expect(asked.filter((pk) => pk.startsWith('P#')).length).toBeLessThanOrEqual(4 * 166)
}, 180_000)

describe('a day that is over and that no rollup counts yet', () => {
  test('is not taken for well: too little is known', async () => {
    await publishStory()
    for (const ago of [4, 3, 2]) await story.day(HOME, { ago })
    const { days, uptime } = await homeOf()
    // Yesterday each five minutes from one place.
    expect(days.at(-2)).toEqual({ day: YESTERDAY, passed: 0, failed: 0, due: 288, expected: 288, latency: null })
    expect(days.at(-3)).toMatchObject({ passed: 24, due: 24 })
    expect(uptime).toBeNull()
  })

  test('is counted as soon as it is rolled up, and the page no sooner again than in an hour', async () => {
    await publishStory()
    for (const ago of [6, 5, 4, 3, 2]) await story.day(HOME, { ago })
    const first = await homeOf()
    expect(first.page.countedMs).toBe(NOW)
    await story.day(HOME, { ago: 1 })
    story.clock.set(NOW + MINUTE_MS)
    const second = await homeOf(first.remembered)
    expect([second.uptime, second.page.countedMs]).toEqual([1, NOW + MINUTE_MS])
    story.clock.set(NOW + 2 * MINUTE_MS)
    expect((await homeOf(second.remembered)).page.countedMs).toBe(NOW + MINUTE_MS)
  })

  test('of which a part is rolled up is told with the rest as due', async () => {
    await publishStory()
    await story.day(HOME, { ago: 1 })
    const { table } = story.stores
    const [day] = await dayRollupsOf(table, HOME, { from: YESTERDAY, to: YESTERDAY })
    if (!day) throw new Error('it was rolled up')
    const noon = startOf(YESTERDAY) + DAY_MS / 2
    await putDayRollup(table, { ...day, throughMs: noon })
    expect((await homeOf()).days.at(-2)).toMatchObject({ passed: 24, due: 24 + 144, expected: 24 + 144 })
  })
})

test('a day on which nothing was expected is none, once all is rolled up', async () => {
  await publishStory()
  await story.day(HOME, { ago: 3 })
  await putRollupProgress(story.stores.table, { throughMs: NOW, lateThroughMs: NOW })
  const { days, uptime } = await homeOf()
  expect(days.map((day) => day?.day ?? null)).toEqual([null, null, null, addDays(TODAY, -3), null, null, null])
  expect(uptime).toBe(1)
})
