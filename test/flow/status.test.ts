import { beforeEach, describe, expect, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { history } from '../../lib/flow/history.ts'
import { ingest } from '../../lib/flow/ingest.ts'
import { publishConfig } from '../../lib/flow/publish-config.ts'
import { status } from '../../lib/flow/status.ts'
import { emptyGroupState, type OpenIncident } from '../../lib/judge/incident-state.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import type { Observation } from '../../lib/model/observation.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { listConfigs } from '../../lib/record/configs.ts'
import { getLive, LIVE_VERDICTS, newLivePage, putLive } from '../../lib/record/live.ts'
import { putReceipt } from '../../lib/record/receipts.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import type { Table } from '../../lib/record/table.ts'
import { audit } from '../kit/audit.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { FLEET_OUTAGE } from '../kit/fleet-app.ts'
import { observation } from '../kit/observation.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const EVERY = 5 * MINUTE_MS
const FIRST = Date.parse('2026-11-22T03:00:00Z')
const clock = heldClock(FIRST)
const catalogue = catalogueOf({
  locations: ['a', 'b', 'c'].map((id) => writtenLocation({ id })),
  portals: [writtenPortal(), writtenPortal({ id: 'hue', state: 'retired' })],
})

let stores: Stores
beforeEach(async () => {
  stores = await openStores()
  clock.set(FIRST)
  await publishConfig(stores.table, { catalogue, played: ['a', 'b'], nowMs: FIRST })
  return () => stores.close()
})

const now = () => status({ table: stores.table, clock, policy: DEFAULT_POLICY })
const keep = (changes: Partial<Observation>) =>
  keepResult(stores.table, observation(changes) as KeyedResult, clock.now())

const refuse = () => Promise.reject(new Error('no dead letters here'))
const arrives = (result: unknown) =>
  ingest(JSON.stringify(result), { table: stores.table, clock, deadLetters: { send: refuse, sendAll: refuse } })

async function slot(number: number, word: string): Promise<void> {
  clock.set(FIRST + number * EVERY + MINUTE_MS)
  for (const [index, letter] of [...word].entries()) {
    if (letter !== '-')
      await keep({
        location: 'abc'.charAt(index),
        slotMs: FIRST + number * EVERY,
        cause: letter === 'x' ? 'http_5xx' : null,
      })
  }
  await closeSlots({ table: stores.table, clock, policy: DEFAULT_POLICY })
}

describe('a verdict that stands for longer than verdicts are remembered', () => {
  const PAGE = 'da-nang/home'
  const after = async (
    verdicts: readonly { readonly group: string; readonly verdict: string }[],
    down?: OpenIncident,
  ) => {
    const entries = verdicts.map((one, at) => ({ slotMs: FIRST + at * EVERY, maintenance: false, inputs: '', ...one }))
    const groups = down ? { domestic: { ...emptyGroupState(), down } } : {}
    const live = (await getLive(stores.table, PAGE)) ?? newLivePage(PAGE)
    expect(await putLive(stores.table, { ...live, groups, verdicts: entries as never })).toBe(true)
    const [page] = (await now()).pages
    return page && { verdict: page.verdict, since: ((page.sinceMs ?? 0) - FIRST) / EVERY, isOlder: page.isOlder }
  }
  const times = (count: number, verdict: string, group = 'domestic') =>
    Array.from({ length: count }, () => ({ group, verdict }))

  test('is told as since before what is remembered', async () => {
    expect(await after(times(LIVE_VERDICTS, 'ok'))).toEqual({ verdict: 'ok', since: 0, isOlder: true })
    expect(await after(times(LIVE_VERDICTS - 1, 'ok'))).toEqual({ verdict: 'ok', since: 0, isOlder: false })
  })

  test('is told as it is where another came before it, or only that of another group', async () => {
    const changed = [...times(1, 'slow'), ...times(LIVE_VERDICTS - 1, 'ok')]
    expect(await after(changed)).toEqual({ verdict: 'ok', since: 1, isOlder: false })
    const added = [...times(60, 'ok', 'abroad'), ...times(LIVE_VERDICTS - 60, 'ok')]
    expect(await after(added)).toEqual({ verdict: 'ok', since: 60, isOlder: false })
  })

  test('of an outage since its incident began', async () => {
    const outage = { ...FLEET_OUTAGE, sinceMs: FIRST - 100 * EVERY }
    const down = times(LIVE_VERDICTS, 'down')
    expect(await after(down, outage)).toEqual({ verdict: 'down', since: -100, isOlder: false })
    expect(await after(down)).toEqual({ verdict: 'down', since: 0, isOlder: true })
  })
})

describe('status', () => {
  test('before anything was measured', async () => {
    expect(await now()).toMatchObject({
      type: 'status',
      atMs: FIRST,
      incidents: [],
      locations: [
        { location: 'a', lastSeenMs: null },
        { location: 'b', lastSeenMs: null },
      ],
      pages: [{ page: 'da-nang/home', verdict: 'unknown', sinceMs: null, locations: [], audit: null }],
    })
  })

  test('the latest result of each played location, and since when the verdict stands', async () => {
    for (const [number, word] of ['..', 'xx', 'xx', 'xx'].entries()) await slot(number, word)
    const { pages, incidents, locations } = await now()
    const slotMs = FIRST + 3 * EVERY
    expect(pages).toMatchObject([
      {
        verdict: 'down',
        sinceMs: FIRST + EVERY,
        locations: [
          { location: 'a', outcome: 'failed', cause: 'http_5xx', slotMs, totalMs: 258.6 },
          { location: 'b', slotMs },
        ],
      },
    ])
    expect(incidents).toMatchObject([
      {
        id: `down:da-nang/home:domestic:${FIRST + EVERY}`,
        kind: 'down',
        severity: 'page',
        state: 'open',
        sinceMs: FIRST + EVERY,
        locations: ['a', 'b'],
      },
    ])
    expect(locations).toEqual([
      { location: 'a', lastSeenMs: slotMs + 400, families: [4], routed: null },
      { location: 'b', lastSeenMs: slotMs + 400, families: [4], routed: null },
    ])
  })

  test('a verdict is behind once later slots are overdue, and as far as nobody has judged them', async () => {
    expect((await now()).pages).toMatchObject([{ judgedToMs: null, isBehind: false }])
    for (const [number, word] of ['..', '..'].entries()) await slot(number, word)
    const judgedToMs = FIRST + 2 * EVERY
    const lateMs = judgedToMs + 2 * EVERY + 2 * MINUTE_MS + 1
    clock.set(lateMs - 1)
    expect((await now()).pages).toMatchObject([{ verdict: 'ok', judgedToMs, isBehind: false }])
    clock.set(lateMs)
    expect((await now()).pages).toMatchObject([{ verdict: 'ok', judgedToMs, isBehind: true }])
    await closeSlots({ table: stores.table, clock, policy: DEFAULT_POLICY })
    expect((await now()).pages).toMatchObject([{ judgedToMs: judgedToMs + 2 * EVERY, isBehind: false }])
  })

  test('a page that nobody measures any more is not behind', async () => {
    await slot(0, '..')
    const live = (await getLive(stores.table, 'da-nang/home')) ?? newLivePage('da-nang/home')
    const abroad = live.verdicts.map((verdict) => ({ ...verdict, group: 'abroad' as const }))
    expect(await putLive(stores.table, { ...live, verdicts: [...live.verdicts, ...abroad] })).toBe(true)
    await publishConfig(stores.table, { catalogue, played: [], nowMs: clock.now() })
    clock.set(FIRST + 20 * EVERY)
    expect((await now()).pages).toMatchObject([{ judgedToMs: FIRST + EVERY, isBehind: false }])
  })

  test('an incident recovers with its first good slot, and is gone with its third', async () => {
    for (const [number, word] of ['xx', 'xx', '..'].entries()) await slot(number, word)
    expect((await now()).incidents).toMatchObject([{ state: 'recovering' }])
    await slot(3, '..')
    await slot(4, '..')
    expect((await now()).incidents).toEqual([])
  })

  test('over which families a location found a route, as long as it has said so lately', async () => {
    const at = (minute: number) => FIRST + minute * MINUTE_MS
    const receipt = { type: 'receipt', location: 'a', catalogVersion: 'v1', count: 0 } as const
    await putReceipt(stores.table, { ...receipt, minuteMs: at(0), atMs: at(0), families: [4, 6] })
    await putReceipt(stores.table, { ...receipt, minuteMs: at(1), atMs: at(1), families: [4] })
    await putReceipt(stores.table, { ...receipt, minuteMs: at(2), atMs: at(2) })
    const routed = async () => (await now()).locations.map((one) => one.routed)
    clock.set(at(2))
    expect(await routed()).toEqual([[4], null])
    clock.set(at(11))
    expect(await routed()).toEqual([[4], null])
    clock.set(at(12))
    expect(await routed()).toEqual([null, null])
  })

  test('the latest audit', async () => {
    for (const slotMs of [FIRST - 6 * 3_600_000, FIRST])
      await keepResult(stores.table, audit({ slotMs, score: slotMs === FIRST ? 0.9 : 0.5 }) as KeyedResult, FIRST)
    expect((await now()).pages[0]?.audit).toMatchObject({ score: 0.9, slotMs: FIRST, lcpMs: 2_100, readyMs: null })
  })

  test('is answered by as few reads for a fleet as for a page', async () => {
    const pages = Array.from({ length: 12 }, (_, index) => `tinh-${index}/home`)
    const fleet = catalogueOf({
      locations: ['a', 'b'].map((id) => writtenLocation({ id })),
      portals: pages.map((page) => writtenPortal({ id: page.slice(0, page.indexOf('/')) })),
    })
    await publishConfig(stores.table, { catalogue: fleet, played: ['a', 'b'], nowMs: FIRST })
    for (const page of pages) {
      for (const location of ['a', 'b'])
        for (const slotMs of [FIRST - 2 * EVERY, FIRST - EVERY]) await arrives(observation({ page, location, slotMs }))
      await arrives(audit({ page, slotMs: FIRST - EVERY }))
    }
    const read: string[] = []
    const counting: Table = {
      ...stores.table,
      query: (range) => {
        read.push(range.pk)
        return stores.table.query(range)
      },
    }
    clock.set(FIRST + 1)
    const found = await status({ table: counting, clock, policy: DEFAULT_POLICY })
    expect(read.filter((pk) => pk.startsWith('P#'))).toEqual([])
    expect(found.pages.map(({ page }) => page)).toEqual(pages)
    for (const { locations, audit: last } of found.pages) {
      expect(locations).toMatchObject(
        ['a', 'b'].map((location) => ({ location, slotMs: FIRST - EVERY, totalMs: 258.6 })),
      )
      expect(last).toMatchObject({ slotMs: FIRST - EVERY, score: 0.77, lcpMs: 2_100 })
    }
    expect(found.locations.map(({ lastSeenMs }) => lastSeenMs)).toEqual([FIRST - EVERY + 400, FIRST - EVERY + 400])
  })

  test('a location that has been silent for three slots has no latest result', async () => {
    await arrives(observation({ location: 'a', slotMs: FIRST }))
    await arrives(observation({ location: 'b', slotMs: FIRST + EVERY }))
    const shown = async () => (await now()).pages[0]?.locations.map(({ location }) => location)
    clock.set(FIRST + 3 * EVERY)
    await arrives(observation({ location: 'b', slotMs: FIRST + 2 * EVERY }))
    expect(await shown()).toEqual(['a', 'b'])
    await arrives(observation({ location: 'b', slotMs: FIRST + 3 * EVERY }))
    expect(await shown()).toEqual(['b'])
  })

  test('a version to come is not shown before it takes effect', async () => {
    await publishConfig(stores.table, { catalogue, played: ['c'], nowMs: FIRST, leadMs: EVERY })
    const played = async () => (await now()).locations.map(({ location }) => location)
    clock.set(FIRST + EVERY - 1)
    expect(await played()).toEqual(['a', 'b'])
    clock.set(FIRST + EVERY)
    expect(await played()).toEqual(['c'])
  })
})

describe('history of what is measured', () => {
  const days = async (count = 1) =>
    (await history({ page: 'da-nang/home', days: count }, { table: stores.table, clock })).days

  test('counts slots that are over, of played locations, since the version began', async () => {
    await slot(0, '..')
    await slot(1, 'x-')
    clock.set(FIRST + 3 * EVERY)
    expect(await days(2)).toMatchObject([
      {
        day: '2026-11-22',
        location: 'a',
        expected: 3,
        present: 2,
        due: 3,
        counts: { passed: 1, failed: 1, inconclusive: 0 },
        uptime: 0.5,
        coverage: 2 / 3,
      },
      { location: 'b', expected: 3, present: 1, uptime: 1, coverage: 1 / 3 },
      { location: 'domestic', expected: 6, present: 3, uptime: 2 / 3, coverage: 3 / 6 },
    ])
  })

  test('a slot under way counts where it has answered', async () => {
    await slot(0, '.-')
    expect(await days()).toMatchObject([
      { location: 'a', expected: 1, present: 1, coverage: 1 },
      { location: 'domestic', expected: 1 },
    ])
  })

  test('results of a location that is not played count nowhere', async () => {
    await slot(0, '..x')
    clock.set(FIRST + EVERY)
    expect((await days()).map(({ location }) => location)).toEqual(['a', 'b', 'domestic'])
  })
})

describe('publishing a configuration', () => {
  test('again changes nothing; another one takes over with the slot of its moment', async () => {
    expect(await publishConfig(stores.table, { catalogue, played: ['b', 'a'], nowMs: FIRST + 1 })).toMatchObject({
      changed: false,
    })
    expect(await publishConfig(stores.table, { catalogue, played: ['a'], nowMs: FIRST + EVERY })).toMatchObject({
      changed: true,
    })
    const configs = await listConfigs(stores.table)
    expect(configs.map(({ played, effectiveFromMs, untilMs }) => [played, effectiveFromMs, untilMs])).toEqual([
      [['a', 'b'], FIRST, FIRST + EVERY],
      [['a'], FIRST + EVERY, null],
    ])
  })

  test('with a clock that went back it still comes after the one before', async () => {
    await publishConfig(stores.table, { catalogue, played: ['a'], nowMs: FIRST - EVERY })
    expect((await listConfigs(stores.table)).map(({ played, effectiveFromMs }) => [played, effectiveFromMs])).toEqual([
      [['a', 'b'], FIRST],
      [['a'], FIRST + 1],
    ])
  })
})
