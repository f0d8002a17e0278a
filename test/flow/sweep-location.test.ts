import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepLocation } from '../../lib/flow/sweep-location.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { controlHoursOf, putControlHour } from '../../lib/record/controls.ts'
import { putReceipt, receiptsOf } from '../../lib/record/receipts.ts'
import type { Table } from '../../lib/record/table.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'

const DAY = Date.parse('2026-08-01T00:00:00Z')
/** The first day has had its time from then on. */
const DUE = DAY + 36 * DAY_MS + HOUR_MS

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

test('a location’s table keeps receipts and hours of the control page for their time, whatever breaks off', async () => {
  const { table } = stores
  const clock = heldClock(DUE - 1)
  const swept = (by = table) => sweepLocation('sgn', { table: by, clock })
  expect(await swept()).toBe(0)
  const { untilMs: _until, ...config } = configOf(catalogueOf(), { effectiveFromMs: DAY + HOUR_MS })
  await putConfig(table, config)
  const minutes = [1, 2, 3, 30, 47, 48].map((hour) => DAY + hour * HOUR_MS)
  for (const minuteMs of minutes)
    await putReceipt(table, {
      type: 'receipt',
      location: 'sgn',
      minuteMs,
      catalogVersion: 'v1',
      count: 1,
      atMs: minuteMs + MINUTE_MS,
      families: [4],
    })
  for (const hourMs of minutes)
    await putControlHour(table, { location: 'sgn', instrument: 'i', hourMs, tbtMs: 1, lcpMs: 2 })
  const left = async () => ({
    receipts: (await receiptsOf(table, 'sgn', { fromMs: DAY, toMs: DAY + 3 * DAY_MS })).map(({ minuteMs }) => minuteMs),
    hours: (await controlHoursOf(table, { location: 'sgn', fromMs: DAY })).map(({ hourMs }) => hourMs),
  })
  const all = { receipts: minutes, hours: minutes }

  // The day before the first one: nothing is there yet.
  expect([await swept(), await left()]).toEqual([0, all])
  expect([await swept(), await left()]).toEqual([0, all])
  clock.set(DUE)
  const begun: Promise<boolean>[] = []
  const dying: Table = {
    ...table,
    deleteIf: async (...args) => {
      if (begun.length < 2) return begun[begun.push(table.deleteIf(...args)) - 1] as Promise<boolean>
      await Promise.all(begun)
      throw new Error('away')
    },
  }
  await expect(swept(dying)).rejects.toThrow('away')
  expect(await left()).toEqual({ receipts: minutes.slice(2), hours: minutes })
  expect(await swept()).toBe(4)
  expect(await left()).toEqual({ receipts: minutes.slice(3), hours: minutes.slice(3) })
  expect(await swept()).toBe(0)

  clock.set(DUE + 5 * DAY_MS)
  expect(await swept()).toBe(4)
  expect(await left()).toEqual({ receipts: minutes.slice(5), hours: minutes.slice(5) })
  expect([await swept(), await swept()]).toEqual([2, 0])
  expect(await left()).toEqual({ receipts: [], hours: [] })
})
