import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { incidents } from '../../lib/flow/incidents.ts'
import { emptyGroupState, recordOf } from '../../lib/judge/incident-state.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { incidentPath } from '../../lib/model/incident-path.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { newLivePage, putLive } from '../../lib/record/live.ts'
import { FLEET_OUTAGE } from '../kit/fleet-app.ts'
import { NOW, ORIGIN, openPortalStory, type PortalStory } from '../kit/portal-story.ts'
import { makeToken } from '../kit/tokens.ts'

/** An incident that lasts for longer than lists go back: as long as it is open it is in them. */
const SINCE = NOW - 120 * DAY_MS
const PAGE = 'da-nang/home'
const OUTAGE = { ...FLEET_OUTAGE, id: `down:${PAGE}:domestic:${SINCE}`, sinceMs: SINCE, openedAtMs: SINCE }
const AT = { page: PAGE, portal: null, group: 'domestic' } as const
const LINK = incidentPath(OUTAGE.id).replaceAll('&', '&amp;')

let story: PortalStory
beforeEach(async () => {
  story = await openPortalStory({ days: 2 })
  const { table } = story.stores
  await putLive(table, { ...newLivePage(PAGE), groups: { domestic: { ...emptyGroupState(), down: OUTAGE } } })
  await fileIncident(table, recordOf(OUTAGE, { ...AT, resolvedAtMs: null }))
})
afterEach(() => story.stores.close())

const listed = async (of: { readonly days: number; readonly portals?: ReadonlySet<string> }) => {
  const ports = { table: story.stores.table, clock: story.clock }
  return (await incidents({ portals: null, ...of }, ports)).incidents.map(({ id, state }) => [id, state])
}
const end = async (resolvedAtMs: number): Promise<void> => {
  const { table } = story.stores
  await putLive(table, { ...newLivePage(PAGE), version: 1 })
  await fileIncident(table, recordOf(OUTAGE, { ...AT, resolvedAtMs }))
}
const shown = async (path: string, vendor: string): Promise<string> =>
  (await story.get(path, await story.signIn({ role: 'vendor', vendor }))).text()

describe('an outage that began four months ago', () => {
  test('is among the incidents, of who may read it', async () => {
    expect(await listed({ days: 7 })).toEqual([[OUTAGE.id, 'open']])
    expect(await listed({ days: 7, portals: new Set(['da-nang']) })).toEqual([[OUTAGE.id, 'open']])
    expect(await listed({ days: 7, portals: new Set(['hue']) })).toEqual([])
    expect(await shown('/incidents?days=90', 'vnpt')).toContain(LINK)
    expect(await shown('/incidents?days=1&state=open', 'vnpt')).toContain(LINK)
    expect(await shown('/incidents?days=90', 'fpt')).not.toContain(LINK)
  })

  test.each(['/incidents?days=90', incidentPath(OUTAGE.id), '/portals/da-nang', '/portals/da-nang/pages/home'])(
    'lasts for days and not for so many minutes, as %s tells it',
    async (path) => {
      const page = await shown(`${path}${path.includes('?') ? '&' : '?'}lang=vi`, 'vnpt')
      expect(page).toContain('120 ngày')
      expect(page).not.toMatch(/172[.]?800/)
    },
  )

  test('is on its page, and covers all of its chart', async () => {
    const page = await shown('/portals/da-nang/pages/home', 'vnpt')
    expect(page).toContain(LINK)
    expect(page).toMatch(/<rect class="incidentspan" x="0\.000"/)
    expect(await shown('/portals/hue/pages/home', 'fpt')).not.toMatch(/incidentspan" x=|down:/)
  })

  test('is told once where it began within the days, and no more days after its end', async () => {
    expect(await listed({ days: 200 })).toEqual([[OUTAGE.id, 'open']])
    await end(NOW - 10 * DAY_MS)
    expect(await listed({ days: 7 })).toEqual([])
    expect(await listed({ days: 200 })).toEqual([[OUTAGE.id, 'resolved']])
  })

  test('is among those of the days in which it ended, once, on lists, its page and its chart', async () => {
    await end(NOW - 10 * DAY_MS)
    for (const days of [11, 28, 90]) expect(await listed({ days }), `${days} days`).toEqual([[OUTAGE.id, 'resolved']])
    expect(await listed({ days: 28, portals: new Set(['hue']) })).toEqual([])
    const token = await makeToken({ role: 'vendor', vendor: 'vnpt' }, { table: story.stores.table, nowMs: NOW })
    const answer = await story.app.request(`${ORIGIN}/api/incidents?days=28`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await answer.json()).toMatchObject({ incidents: [{ id: OUTAGE.id, resolvedAtMs: NOW - 10 * DAY_MS }] })
    expect(await shown('/incidents?days=28', 'vnpt')).toContain(LINK)
    expect(await shown('/incidents?days=28&state=open', 'vnpt')).not.toContain(LINK)
    expect(await shown('/incidents?days=7', 'vnpt')).not.toContain(LINK)
    const page = await shown('/portals/da-nang/pages/home', 'vnpt')
    expect(page).toContain(LINK)
    expect(page).toMatch(/<rect class="incidentspan" x="0\.000"/)
  })
})
