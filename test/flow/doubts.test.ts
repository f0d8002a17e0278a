import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDay } from '../../lib/flow/close-day.ts'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { decideReview, reviews } from '../../lib/flow/review.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { exclusionOf, type Review, reviewIdOf } from '../../lib/model/review.ts'
import { listChanges } from '../../lib/record/change-log.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { getLive } from '../../lib/record/live.ts'
import { keepResult } from '../../lib/record/results.ts'
import { hourRollupsOf } from '../../lib/record/rollups.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { observation } from '../kit/observation.ts'
import { ownTable } from '../kit/own-table.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const EVERY = 5 * MINUTE_MS
/** An hour of the zone begins. */
const FIRST = Date.parse('2026-11-23T03:00:00Z')
const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b', 'c']
const ID = `monitor:${PAGE}:domestic:${FIRST + 2 * EVERY}`

let stores: Stores
beforeAll(async () => {
  stores = await openStores()
})
afterAll(() => stores.close())

let runs = 0

/** A page of which each slot is shown the same way at every location, and closed. */
async function platform() {
  const table = ownTable(stores.table, `doubt${++runs}#`)
  const clock = heldClock(FIRST)
  const catalogue = catalogueOf({
    locations: LOCATIONS.map((id) => writtenLocation({ id })),
    portals: [writtenPortal()],
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: FIRST })
  await putConfig(table, config)
  let slot = 0
  const show = async (causes: readonly (Cause | null)[]): Promise<void> => {
    for (const cause of causes) {
      const slotMs = FIRST + slot++ * EVERY
      for (const location of LOCATIONS)
        await keepResult(table, { ...observation({ location, slotMs, cause }), page: PAGE }, slotMs)
      clock.set(slotMs + EVERY)
      await closeSlots({ table, clock, policy: DEFAULT_POLICY })
    }
  }
  const asked = async (): Promise<Review | undefined> =>
    (await reviews({ table, clock, principal: { role: 'evaluator' } })).reviews[0]
  const told = async () => ((await getLive(table, PAGE))?.outbox ?? []).map(({ kind, event }) => `${kind} ${event}`)
  /** What the hour counts of a location, an hour and a half later. */
  const counted = async () => {
    clock.set(Math.max(clock.now(), FIRST + 90 * MINUTE_MS) + MINUTE_MS)
    await closeDay({ table, clock })
    const [hour] = await hourRollupsOf(table, PAGE, { fromMs: FIRST, toMs: FIRST + 60 * MINUTE_MS })
    return hour?.rollup.locations[0]?.counts
  }
  return { table, clock, show, asked, told, counted }
}

const MISMATCH = 'content_mismatch'

test('the platform asks for a review whose window grows, and scores leave it out meanwhile', async () => {
  const { show, asked, told } = await platform()
  await show([null, null, MISMATCH])
  expect(await asked()).toBeUndefined()
  await show([MISMATCH])
  const first = await asked()
  expect(first).toMatchObject({
    id: reviewIdOf(ID),
    incident: ID,
    period: '2026-11',
    portal: 'da-nang',
    page: 'home',
    locations: LOCATIONS,
    fromMs: FIRST + 2 * EVERY,
    toMs: FIRST + 4 * EVERY,
    cause: MISMATCH,
    by: 'platform',
    decision: null,
  })
  await show([MISMATCH, MISMATCH, null])
  expect(await asked()).toEqual({ ...first, toMs: FIRST + 6 * EVERY })
  expect(exclusionOf((await asked()) as Review)).toMatchObject({
    review: first?.id,
    portal: 'da-nang',
    page: 'home',
    fromMs: FIRST + 2 * EVERY,
    toMs: FIRST + 6 * EVERY,
    decidedBy: 'platform',
  })
  expect(await told()).toEqual(['monitor opened'])
})

test('the portal is at fault: an outage from the next slot on, and all of it counts', async () => {
  const { table, clock, show, told, counted } = await platform()
  await show([null, null, MISMATCH, MISMATCH, MISMATCH])
  // Two passed, and of three nobody knows yet.
  expect(await counted()).toEqual({ passed: 2, failed: 0, inconclusive: 3 })
  clock.set(FIRST + 5 * EVERY)
  const decision = { id: reviewIdOf(ID), isAccepted: false, finding: 'portal', reason: 'trang trắng' } as const
  await decideReview(decision, { table, clock, by: 'token:lan' })
  expect(await listChanges(table, clock.now())).toContainEqual(
    expect.objectContaining({ act: 'decide_review', about: reviewIdOf(ID), by: 'token:lan' }),
  )
  await show([MISMATCH])
  expect(await told()).toEqual(['monitor opened', 'monitor resolved', 'down opened'])
  expect((await getLive(table, PAGE))?.groups.domestic?.down).toMatchObject({ sinceMs: FIRST + 2 * EVERY })
  expect(await counted()).toEqual({ passed: 2, failed: 4, inconclusive: 0 })
})

test('our catalogue is at fault: nothing of it counts, until the page passes', async () => {
  const { table, clock, show, asked, told, counted } = await platform()
  await show([null, null, MISMATCH, MISMATCH])
  const decision = { id: reviewIdOf(ID), isAccepted: true, finding: 'portal', reason: 'trang đã chuyển' } as const
  await decideReview(decision, { table, clock, by: 'token:lan' })
  await show([MISMATCH, MISMATCH, MISMATCH, null])
  expect(await told()).toEqual(['monitor opened', 'monitor resolved'])
  expect(await asked()).toMatchObject({ toMs: FIRST + 7 * EVERY, decision: { isAccepted: true } })
  expect(await counted()).toEqual({ passed: 3, failed: 0, inconclusive: 5 })
})
