import { SETTLED_MS } from '../../lib/flow/close-day.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { emptyGroupState } from '../../lib/judge/incident-state.ts'
import { mergeRollups } from '../../lib/judge/rollup.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { Catalogue } from '../../lib/model/catalogue.ts'
import { addDays, dayOf, startOfDay } from '../../lib/model/day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { NO_PHASES } from '../../lib/model/observation.ts'
import { createBulk } from '../../lib/record/bulk.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { hourRollupKey } from '../../lib/record/keys.ts'
import { LIVE_VERDICTS, newLivePage, putLive } from '../../lib/record/live.ts'
import {
  type HourRollup,
  putRollupProgress,
  type RollupAttributes,
  rollupAttributes,
} from '../../lib/record/rollups.ts'
import { type Item, SCHEMA } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { dayItems, itemsOfKind, madeUpDays } from '../kit/made-up-days.ts'
import { observation } from '../kit/observation.ts'
import { seededRandom } from '../kit/random.ts'

const EVERY_MS = 5 * MINUTE_MS
const TIMEZONE = 'Asia/Ho_Chi_Minh'

/** A fleet that is measured from three places every five minutes, for days that end now. */
export const YEAR = {
  everyMs: EVERY_MS,
  timezone: TIMEZONE,
  locations: [
    { id: 'a', group: 'domestic' },
    { id: 'b', group: 'domestic' },
    { id: 'x', group: 'abroad' },
  ],
} as const

export type Year = ReturnType<typeof createYear>

/**
 * What is kept of so many days of a fleet, made up from a seed: of all pages the rollups of days as close-day writes
 * them, and of today the rollup so far with the rows of the last minutes.
 */
export function createYear(of: {
  readonly pages: number
  readonly days: number
  readonly nowMs: number
  readonly seed: number
  /** Default: of its own host. */
  readonly urlOf?: (index: number) => string
}) {
  const { nowMs, days } = of
  const random = seededRandom(of.seed)
  const { rowsOf, dayOfRows } = madeUpDays({ random, locations: YEAR.locations, everyMs: EVERY_MS })
  const clock = heldClock(nowMs)
  const today = dayOf(nowMs, TIMEZONE)
  const todayMs = startOfDay(today, TIMEZONE)
  /** Up to here everything is rolled up. */
  const throughMs = Math.floor((nowMs - SETTLED_MS) / EVERY_MS) * EVERY_MS
  const pages = Array.from({ length: of.pages }, (_, index) => `portal-${index}/home`)

  function catalogue(): Catalogue {
    return catalogueOf({
      locations: YEAR.locations.map(({ id, group }) => ({ id, group })),
      portals: pages.map((page, index) => ({
        id: page.slice(0, page.indexOf('/')),
        name: { vi: `Cổng ${index}`, en: `Portal ${index}` },
        owner: `owner-${index}`,
        kind: 'province',
        pages: [{ id: 'home', kind: 'homepage', url: of.urlOf?.(index) ?? `https://portal-${index}.example.org/` }],
      })),
    })
  }

  /** The catalogue in force for all of the days, and that they are counted. */
  async function putFleet({ table }: Stores): Promise<void> {
    const { untilMs: _until, ...config } = configOf(catalogue(), { effectiveFromMs: nowMs - days * DAY_MS })
    await putConfig(table, config)
    await putRollupProgress(table, { throughMs, lateThroughMs: throughMs })
  }

  /** Of days before today, of each page but its last `skipped` ones; returns how many items. */
  async function putDays(
    stores: Stores,
    {
      skipped = () => 0,
      onPage = () => {},
    }: { readonly skipped?: (index: number) => number; readonly onPage?: (index: number) => void } = {},
  ): Promise<{ readonly items: number; readonly kinds: readonly (readonly Item[])[] }> {
    const kinds = Array.from({ length: 200 }, () =>
      itemsOfKind(dayOfRows(DAY_MS), { countedMs: DAY_MS, timezone: TIMEZONE }),
    )
    const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
    let items = 0
    for (const [index, page] of pages.entries()) {
      const made: Item[] = []
      for (let ago = days - 1; ago > skipped(index); ago--) {
        const day = addDays(today, -ago)
        const dayMs = todayMs - ago * DAY_MS
        made.push(...dayItems({ page, day, fromMs: dayMs }, kinds[Math.floor(random() * kinds.length)] ?? []))
      }
      await bulk.putAll(made)
      items += made.length
      onPage(index)
    }
    return { items, kinds }
  }

  /** Of today the rollups so far, and the rows that they don't count yet. */
  async function putToday(stores: Stores): Promise<void> {
    const bulk = createBulk(stores.clients.dynamodb, TABLE_NAME)
    const refuse = () => Promise.reject(new Error('no dead letters here'))
    const ports = { table: stores.table, clock, deadLetters: { send: refuse, sendAll: refuse } }
    const hours: (HourRollup & RollupAttributes)[] = []
    for (let fromMs = todayMs; fromMs < throughMs; fromMs += HOUR_MS) {
      const toMs = fromMs + HOUR_MS
      const countedMs = Math.min(toMs, throughMs)
      const rollup = dayOfRows(countedMs - fromMs)
      hours.push({
        page: '',
        version: 1,
        fromMs,
        toMs,
        throughMs: countedMs,
        timezone: TIMEZONE,
        rollup,
        ...rollupAttributes(rollup),
      })
    }
    const ofToday = itemsOfKind(mergeRollups(hours.map(({ rollup }) => rollup)), {
      countedMs: throughMs - todayMs,
      timezone: TIMEZONE,
    })
    // As of a platform that has been at work all the time: nothing is left to close.
    const closed = { ...emptyGroupState(), closedMs: throughMs - EVERY_MS }
    for (const page of pages) {
      await bulk.putAll([
        ...dayItems({ page, day: today, fromMs: todayMs }, ofToday),
        ...hours.map(({ rollup: _rollup, ...hour }) => ({
          ...hourRollupKey({ page, hourMs: hour.fromMs }),
          schema: SCHEMA,
          ...hour,
        })),
      ])
      const arrives = (result: unknown) => ingest(JSON.stringify(result), ports)
      for (let slotMs = throughMs; slotMs <= nowMs; slotMs += EVERY_MS)
        for (const row of rowsOf(slotMs))
          await arrives(observation({ ...row, page, phases: { ...NO_PHASES, ...row.phases } }))
      await arrives(audit({ page, location: 'a', slotMs: todayMs }))
      await putLive(stores.table, {
        ...newLivePage(page),
        groups: { domestic: closed, abroad: closed },
        verdicts: Array.from({ length: LIVE_VERDICTS }, (_, index) => ({
          slotMs: throughMs - (LIVE_VERDICTS - index) * EVERY_MS,
          group: 'domestic',
          verdict: 'ok',
          maintenance: false,
          inputs: 'a:OK b:OK',
        })),
      })
    }
  }

  return { pages, today, todayMs, throughMs, clock, random, catalogue, rowsOf, putFleet, putDays, putToday }
}
