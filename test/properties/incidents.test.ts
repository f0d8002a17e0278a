import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { publish } from '../../lib/flow/publish.ts'
import { bareSubject } from '../../lib/judge/closing.ts'
import { reduceSlot } from '../../lib/judge/incident.ts'
import { emptyGroupState, type IncidentRecord, type VerdictEntry } from '../../lib/judge/incident-state.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import type { Cause } from '../../lib/model/cause.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { SlotClass, SlotInput } from '../../lib/model/verdict.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { getLive } from '../../lib/record/live.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import type { Table } from '../../lib/record/table.ts'
import { createTopic } from '../../lib/record/topic.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { untilCrash } from '../kit/crash.ts'
import { type FaultyStores, openFaultyStores } from '../kit/faulty-stores.ts'
import { observation } from '../kit/observation.ts'
import { crashPoints, faultPlans, timeFor, tryCases } from '../kit/property.ts'
import { makeTopic } from '../kit/topic.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const FROM = Date.parse('2026-11-22T22:00:00Z')
const EVERY = 5 * MINUTE_MS
const SLOTS = 18
const PAGE = 'da-nang/home'
const LOCATIONS = ['a', 'b', 'c'] as const

/** What was opened and settled while nothing could be published for so long is not told. */
const SILENT_MS = 10 * MINUTE_MS

const { untilMs: _until, ...CONFIG } = configOf(
  catalogueOf({ locations: LOCATIONS.map((id) => writtenLocation({ id })), portals: [writtenPortal()] }),
  { effectiveFromMs: FROM, publishedAtMs: FROM },
)

let faulty: FaultyStores
beforeAll(async () => {
  faulty = await openFaultyStores()
})
afterAll(() => faulty.close())

/** `x` all fail, `.` all pass, `?` nobody could tell, `-` nothing came. */
type Letter = 'x' | '.' | '?' | '-'
const CAUSES: Readonly<Record<Exclude<Letter, '-'>, Cause | null>> = {
  x: 'http_5xx',
  '.': null,
  '?': 'monitor_network',
}
const words = fc.array(fc.constantFrom<Letter[]>('x', 'x', 'x', '.', '.', '.', '?', '-'), {
  minLength: SLOTS,
  maxLength: SLOTS,
})

/** Minutes after its slot at which each location's result comes: in time, or at any time. */
const delays = fc.oneof(
  fc.constant(null),
  fc.array(fc.noBias(fc.nat(30)), { minLength: SLOTS * LOCATIONS.length, maxLength: SLOTS * LOCATIONS.length }),
)

const acts = fc.array(
  fc.record({
    atMinute: fc.noBias(fc.nat(SLOTS * 5 + 30)),
    what: fc.constantFrom(
      'close' as const,
      'publish' as const,
      'settle' as const,
      'twice' as const,
      'crossed' as const,
      'crossed' as const,
    ),
    crash: crashPoints,
  }),
  { minLength: 12, maxLength: 30 },
)

const RUNS = 8

test(
  'one opening an incident, only while fresh, whatever fails; unknown is neither bad nor good',
  timeFor(RUNS),
  async ({ task }) => {
    const tried = await tryCases(task.name, {
      runs: RUNS,
      cases: fc.record({ words, delays, acts, plan: faultPlans }),
      holds: async ({ words, delays, acts, plan }) => {
        const table = await faulty.makeTable()
        const topic = await makeTopic(faulty.stores)
        await putConfig(table.clean, CONFIG)
        const clock = heldClock(FROM)
        const close = (to: Table) => closeSlots({ table: to, clock, policy: DEFAULT_POLICY })
        const tell = (to: Table) =>
          publish({
            table: to,
            clock,
            policy: DEFAULT_POLICY,
            escalations: null,
            url: null,
            topic: createTopic(faulty.clients.sns, topic.arn),
          })
        const settle = (to: Table) => close(to).then(() => tell(to))
        const does = {
          close: () => close(table.faulty),
          publish: () => tell(table.faulty),
          settle: () => settle(table.faulty),
          // A schedule that comes twice.
          twice: () => Promise.all([settle(table.faulty), settle(table.faulty)]),
          // Those that were late meet those that are in time.
          crossed: () => Promise.all([tell(table.faulty), close(table.faulty), settle(table.faulty)]),
        }
        const told: { readonly event: AlertEvent; readonly atMs: number }[] = []
        const steps = [
          ...rowsOf(words, delays).map(({ result, atMs }) => ({
            atMs,
            run: () => keepResult(table.clean, result, atMs),
          })),
          ...acts.map(({ atMinute, what, crash }) => ({
            atMs: FROM + atMinute * MINUTE_MS,
            run: async () => {
              await untilCrash(faulty.clients, crash, does[what]).catch(() => undefined)
              for (const { event } of await topic.told()) told.push({ event, atMs: clock.now() })
            },
          })),
        ].sort((one, other) => one.atMs - other.atMs)
        faulty.setPlan(plan)
        for (const { atMs, run } of steps) {
          clock.set(Math.max(clock.now(), atMs))
          await run()
        }
        faulty.setPlan(null)
        clock.set(FROM + (SLOTS + 8) * EVERY)
        await settle(table.clean)
        for (const { event } of await topic.told()) told.push({ event, atMs: clock.now() })

        const live = await getLive(table.clean, PAGE)
        const verdicts = live?.verdicts.filter(({ slotMs }) => slotMs < FROM + SLOTS * EVERY) ?? []
        expect(verdicts.map(({ slotMs }) => slotMs)).toEqual(words.map((_, slot) => FROM + slot * EVERY))
        expect(live?.outbox).toEqual([])
        const filed = await filedIncidents(table.clean)
        const made = replayed(live?.verdicts ?? [])
        expect(filed.map(({ id, resolvedAtMs }) => [id, resolvedAtMs !== null])).toEqual(made)
        const downs = filed.filter(({ kind }) => kind === 'down')
        if (delays === null) expect(downs.map(({ sinceMs }) => (sinceMs - FROM) / EVERY)).toEqual(openedBy(words))
        expectToldRight(told, filed)
        // What is open and was to be told has been told, all of it.
        const { down = null, regional = null, slow = null, burn = null } = live?.groups.domestic ?? {}
        for (const open of [down, regional, slow, burn]) {
          const ids = new Set(told.filter(({ event }) => event.incident === open?.id).map(({ event }) => event.id))
          expect(ids.size).toBe(open?.seq ?? 0)
        }
        await table.drop()
      },
    })
    expect(tried).toBeGreaterThan(0)
  },
)

function rowsOf(words: readonly Letter[], delays: readonly number[] | null) {
  return words.flatMap((letter, slot) =>
    LOCATIONS.flatMap((location, index) => {
      if (letter === '-') return []
      const slotMs = FROM + slot * EVERY
      const result = observation({ page: PAGE, location, slotMs, cause: CAUSES[letter] }) as KeyedResult
      return [{ result, atMs: slotMs + (delays?.[slot * LOCATIONS.length + index] ?? 1) * MINUTE_MS }]
    }),
  )
}

async function filedIncidents(table: Table): Promise<readonly IncidentRecord[]> {
  const items = await table.query({ pk: `P#${PAGE}#I` })
  return items
    .map((item) => JSON.parse(item.json as string) as IncidentRecord | AlertEvent)
    .filter((filed): filed is IncidentRecord => !('type' in filed))
}

/** The incidents of the verdicts' own inputs, by id, and whether they have ended. */
function replayed(verdicts: readonly VerdictEntry[]): readonly (readonly [string, boolean])[] {
  let state = emptyGroupState()
  const ended = new Map<string, boolean>()
  for (const { slotMs, inputs } of verdicts) {
    const outcome = reduceSlot(
      state,
      {
        subject: bareSubject(PAGE, '', 'UTC'),
        group: 'domestic',
        judging: true,
        slotMs,
        everyMs: EVERY,
        nowMs: slotMs + EVERY,
        inputs: inputs.split(' ').map(inputFrom),
        maintenance: false,
        silenced: false,
      },
      DEFAULT_POLICY,
    )
    state = outcome.state
    for (const { id, resolvedAtMs } of outcome.records) ended.set(id, resolvedAtMs !== null)
  }
  const sinceOf = (id: string): number => Number(id.split(':').at(-1))
  return [...ended].sort(([one], [other]) => sinceOf(one) - sinceOf(other) || (one < other ? -1 : 1))
}

function inputFrom(text: string): SlotInput {
  const [, location = '', seen, cause = null] = /^(\w+):(\w+)(?:\/(\w+))?$/.exec(text) ?? []
  return {
    location,
    group: 'domestic',
    network: null,
    class: seen as SlotClass,
    cause: cause as Cause | null,
    confirmed: seen === 'FAIL',
    timing: null,
  }
}

/** The rule in few words: two bad slots in a row open, unknown ones aside, three of which drop what is begun; three good ones end. */
function openedBy(words: readonly Letter[]): readonly number[] {
  const opened: number[] = []
  let [begun, unknowns, good, isOpen] = [null as number | null, 0, 0, false]
  for (const [slot, letter] of words.entries()) {
    if (letter === '?' || letter === '-') {
      if (++unknowns >= 3) begun = null
      continue
    }
    unknowns = 0
    if (isOpen) {
      good = letter === '.' ? good + 1 : 0
      if (good === 3) isOpen = false
      begun = null
    } else if (letter === '.') begun = null
    else if (begun === null) begun = slot
    else {
      opened.push(begun)
      begun = null
      good = 0
      isOpen = true
    }
  }
  return opened
}

function expectToldRight(
  told: readonly { readonly event: AlertEvent; readonly atMs: number }[],
  filed: readonly IncidentRecord[],
): void {
  const records = new Map(filed.map((record) => [record.id, record]))
  for (const [id, all] of Map.groupBy(told, ({ event }) => event.incident)) {
    expect(records.has(id)).toBe(true)
    const first = [...new Map(all.toReversed().map((one) => [one.event.id, one])).values()].toReversed()
    // Again, perhaps; never another event by the same name.
    for (const { event } of all) expect(event).toEqual(first.find((one) => one.event.id === event.id)?.event)
    const firsts = first.toSorted((one, other) => one.event.seq - other.event.seq)
    expect(firsts.map(({ event }) => event.seq)).toEqual(firsts.map((_, index) => index + 1))
    const openings = firsts.filter(({ event }) => event.event === 'opened')
    expect(openings.length).toBeLessThanOrEqual(1)
    const resolution = firsts.find(({ event }) => event.event === 'resolved')?.event
    for (const { event, atMs } of openings) {
      expect(event.atMs - (event.facts.lastBadMs as number)).toBeLessThanOrEqual(2 * EVERY + 2 * MINUTE_MS)
      // Of an outage of ours only the net state is told.
      if (atMs - event.atMs > SILENT_MS && resolution) expect(resolution.atMs).toBeGreaterThan(event.atMs)
    }
    if (openings.length > 0) expect(resolution !== undefined).toBe(records.get(id)?.resolvedAtMs !== null)
  }
}
