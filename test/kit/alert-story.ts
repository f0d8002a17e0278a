import { type ClosePorts, closeSlots } from '../../lib/flow/close-slots.ts'
import { publish } from '../../lib/flow/publish.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { pagesOf } from '../../lib/model/catalogue.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import type { Table } from '../../lib/record/table.ts'
import { createTopic, type Topic } from '../../lib/record/topic.ts'
import { catalogueOf, configOf } from './catalogue.ts'
import { heldClock } from './clock.ts'
import { observation } from './observation.ts'
import { openStores } from './stores.ts'
import { makeTopic, type TestTopic } from './topic.ts'
import { writtenLocation, writtenPortal } from './written-catalogue.ts'

export const EVERY = 5 * MINUTE_MS
export const FIRST = Date.parse('2026-11-22T00:00:00Z')
export const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b', 'c']

/** A hub without its locations: results are put into its table, slots closed and alerts told when the test says so. */
export type AlertStory = {
  readonly stores: Stores
  readonly topic: TestTopic
  /** What nobody has taken on. */
  readonly escalations: TestTopic
  readonly clock: ReturnType<typeof heldClock>
  /**
   * Results of one slot, a letter a location: `.` passed, `x` failed twice, `-` missing; the clock goes to a minute
   * after its beginning, where it is not later already. Default: of every page.
   */
  readonly slot: (number: number, word: string, pages?: readonly string[]) => Promise<void>
  readonly close: (table?: Table, policy?: ClosePorts['policy']) => Promise<number>
  readonly tell: (ports?: {
    readonly url?: string
    readonly table?: Table
    readonly topic?: Topic
  }) => Promise<readonly AlertEvent[]>
  /** What the topic's subscriber got since the last call: `opened <id>`. */
  readonly told: () => Promise<readonly string[]>
}

export async function openAlertStory(
  portals: readonly unknown[] = [writtenPortal({ vendor: 'vnpt' })],
): Promise<AlertStory> {
  const stores = await openStores()
  const [topic, escalations] = [await makeTopic(stores), await makeTopic(stores)]
  const clock = heldClock(FIRST)
  const catalogue = catalogueOf({ locations: LOCATIONS.map((id) => writtenLocation({ id })), portals })
  const { untilMs: _until, ...config } = configOf(catalogue, { effectiveFromMs: FIRST })
  await putConfig(stores.table, config)
  const everyPage = pagesOf(catalogue).map(({ key }) => key)
  return {
    stores,
    topic,
    escalations,
    clock,
    slot: async (number, word, pages = everyPage) => {
      const slotMs = FIRST + number * EVERY
      clock.set(Math.max(clock.now(), slotMs + MINUTE_MS))
      for (const page of pages)
        for (const [index, letter] of [...word].entries()) {
          if (letter === '-') continue
          const cause = letter === 'x' ? 'http_5xx' : null
          const row = observation({ page, location: LOCATIONS[index] ?? '', slotMs, cause })
          await keepResult(stores.table, row as KeyedResult, clock.now())
        }
    },
    close: (table = stores.table, policy = DEFAULT_POLICY) => closeSlots({ table, clock, policy }),
    tell: (ports = {}) =>
      publish({
        table: ports.table ?? stores.table,
        topic: ports.topic ?? createTopic(stores.clients.sns, topic.arn),
        escalations: createTopic(stores.clients.sns, escalations.arn),
        clock,
        policy: DEFAULT_POLICY,
        url: ports.url ?? null,
      }),
    told: async () => (await topic.told()).map(({ event }) => `${event.event} ${event.id}`),
  }
}
