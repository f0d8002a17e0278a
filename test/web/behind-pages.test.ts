import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { getLive, putLive } from '../../lib/record/live.ts'
import { FLEET_NOW, FLEET_ORIGIN, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'

/** Verdicts that later slots wait behind are shown with their time; those of the fleet are an hour old. */
let fleet: FleetApp
beforeAll(async () => {
  fleet = await openFleetApp()
})
afterAll(() => fleet.stores.close())

const shown = async (path: string): Promise<string> => (await fleet.app.request(`${FLEET_ORIGIN}${path}`)).text()

/** The next slot of a page is judged, with the same verdict. */
async function judge(page: string, slotMs: number): Promise<void> {
  const live = await getLive(fleet.stores.table, page)
  const [last] = live?.verdicts ?? []
  if (!live || !last) throw new Error('the fleet has no verdict of that page')
  expect(await putLive(fleet.stores.table, { ...live, verdicts: [last, { ...last, slotMs }] })).toBe(true)
}

test('the first page and those of a portal say until when verdicts are, until they are caught up with', async () => {
  const judged = new Date(FLEET_NOW - HOUR_MS + 5 * MINUTE_MS).toISOString()
  const all = await shown('/?lang=en')
  expect(all).toMatch(
    new RegExp(`Verdicts as of <time datetime="${judged}"[^>]*>[^<]+</time> for 3 measured pages: catching up`),
  )
  for (const path of ['/portals/hue', '/portals/hue/pages/home'])
    expect(await shown(`${path}?lang=vi`)).toMatch(
      new RegExp(`Tình trạng tính đến <time datetime="${judged}"[^>]*>[^<]+</time>: hệ thống đang xử lý bù`),
    )
  await judge('hue/home', FLEET_NOW - 10 * MINUTE_MS)
  await judge('ca-mau/home', FLEET_NOW - 10 * MINUTE_MS)
  fleet.clock.set(FLEET_NOW + 10_000)
  // What was read before is given to who comes first, while it is read anew.
  await shown('/?lang=en')
  expect(await shown('/?lang=en')).toContain('for 1 measured page: catching up')
  expect(await shown('/portals/hue?lang=vi')).not.toContain('Tình trạng tính đến')
  await judge('an-giang/home', FLEET_NOW - 10 * MINUTE_MS)
  fleet.clock.set(FLEET_NOW + 20_000)
  await shown('/?lang=en')
  expect(await shown('/?lang=en')).not.toContain('catching up')
})
