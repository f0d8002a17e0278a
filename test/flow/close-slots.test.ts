import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { listLive } from '../../lib/record/live.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { openStores } from '../kit/stores.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const START = Date.parse('2026-11-16T00:00:00Z')
const SLOTS = DAY_MS / (5 * MINUTE_MS)

test('After a day away everything else goes on between one slot and the next', async () => {
  const stores = await openStores()
  onTestFinished(() => stores.close())
  const catalogue = catalogueOf({
    portals: ['an-giang', 'ca-mau'].map((id) =>
      writtenPortal({ id, pages: [writtenPage({ url: `https://${id}.example.org/`, http: { every: '5m' } })] }),
    ),
  })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: START })
  await putConfig(stores.table, config)
  const clock = heldClock(START + DAY_MS + 10 * MINUTE_MS)

  // Each slot that is closed looks at what counts as unknown a few times.
  let looks = 0
  const policy = {
    ...DEFAULT_POLICY,
    get unknown() {
      looks++
      return DEFAULT_POLICY.unknown
    },
  }
  const looksOfTurns: number[] = []
  let isOver = false
  const others = (async () => {
    for (; !isOver; looks = 0) {
      await nextTurn()
      looksOfTurns.push(looks)
    }
  })()
  const closed = await closeSlots({ table: stores.table, clock, policy })
  isOver = true
  await others

  expect(closed).toBeGreaterThanOrEqual(2 * SLOTS)
  expect(looksOfTurns.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2 * SLOTS)
  expect(Math.max(...looksOfTurns)).toBeLessThan(SLOTS / 10)
  for (const { groups } of await listLive(stores.table))
    expect(groups.domestic?.closedMs).toBeGreaterThanOrEqual(START + DAY_MS)
})
