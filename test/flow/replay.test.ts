import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeSlots } from '../../lib/flow/close-slots.ts'
import { importedObservation } from '../../lib/flow/import.ts'
import { publish } from '../../lib/flow/publish.ts'
import { createReplay, isFirst } from '../../lib/flow/replay.ts'
import type { Stores } from '../../lib/local/stores.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { CAUSES, type Cause, outcomeOf } from '../../lib/model/cause.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { readTraceHeader, type TraceHeader, type TraceLine } from '../../lib/model/trace.ts'
import { canonicalJson } from '../../lib/record/canonical.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { type KeyedResult, keepResult } from '../../lib/record/results.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { heldClock } from '../kit/clock.ts'
import { seededRandom } from '../kit/random.ts'
import { openStores } from '../kit/stores.ts'
import { writtenLocation, writtenPortal } from '../kit/written-catalogue.ts'

const EVERY = 300_000
const FIRST = 1_790_000_100_000

function header(changes: Record<string, unknown> = {}): TraceHeader {
  const locations = ['a', 'b', 'c'].map((id) => ({ id, group: 'domestic' }))
  return readTraceHeader({
    type: 'trace',
    cadenceSeconds: 300,
    locations,
    pages: ['da-nang/home'],
    ...changes,
  }) as TraceHeader
}

const line = (
  slot: number,
  location: string,
  cause: Cause | null = null,
  changes: Partial<TraceLine> = {},
): TraceLine => ({
  slotMs: FIRST + slot * EVERY,
  page: 'da-nang/home',
  location,
  outcome: outcomeOf(cause),
  cause,
  totalMs: 100,
  waitMs: 50,
  ...changes,
})

/** A slot in which each letter is one location's result: `.` passed, `x` failed, `-` missing. */
const slotLines = (slot: number, word: string): readonly TraceLine[] =>
  [...word].flatMap((letter, index) =>
    letter === '-' ? [] : [line(slot, 'abcdef'.charAt(index), letter === 'x' ? 'http_5xx' : null)],
  )

const linesOf = (words: string): readonly TraceLine[] => words.split(' ').flatMap((word, slot) => slotLines(slot, word))

/** Which line of a trace brought which event about a page, or about a location; `end` for those of its end. */
function run(lines: readonly TraceLine[], of = header(), subject: AlertEvent['subject'] = 'page') {
  const replay = createReplay(of, DEFAULT_POLICY)
  const events: AlertEvent[] = []
  const told: string[] = []
  const tell = (where: string, list: readonly AlertEvent[]): void => {
    for (const event of list.filter((one) => one.subject === subject)) {
      events.push(event)
      told.push(`${where} ${event.kind} ${event.event}`)
    }
  }
  lines.forEach((one, index) => tell(`${index}`, replay.read(one)))
  tell('end', replay.end())
  return { told, events }
}

describe('a slot closes', () => {
  test('with the last of its expected results', () => {
    const { told, events } = run(linesOf('xxx xxx ...'))
    expect(told).toEqual(['5 down opened'])
    expect(events[0]).toMatchObject({
      id: `down:da-nang/home:domestic:${FIRST}:1`,
      sinceMs: FIRST,
      atMs: FIRST + EVERY,
      page: 'da-nang/home',
      portal: 'da-nang',
      vendor: null,
      severity: 'page',
    })
  })

  test('else when a slot two cadences later is read', () => {
    const lines = [...linesOf('xx- xx-'), ...slotLines(2, '...').slice(0, 1), ...slotLines(3, '...')]
    const { told, events } = run(lines)
    // The first line of slot 3 (the sixth of all) closes slot 1.
    expect(told).toEqual(['5 down opened'])
    expect(events[0]?.atMs).toBe(FIRST + 3 * EVERY)
  })

  test('else at the end of the file, where the clock runs on two cadences', () => {
    const { told, events } = run(linesOf('xx- xx-'))
    expect(told).toEqual(['end down opened'])
    expect(events[0]?.atMs).toBe(FIRST + 3 * EVERY)
  })

  test('also where nothing came at all, in order', () => {
    const { told, events } = run([...linesOf('xxx xxx'), line(6, 'a'), line(7, 'a')])
    expect(told[0]).toBe('5 down opened')
    expect(events).toHaveLength(1)
  })
})

describe('a location itself', () => {
  const locations = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, group: id < 'd' ? 'domestic' : 'abroad' }))
  const two = header({ pages: ['da-nang/home', 'hue/home'], locations })
  /** A slot of two pages, each a word as above; `?` is a fault of the location. */
  const slots = (words: readonly (readonly [string, string])[]): readonly TraceLine[] =>
    words.flatMap((pair, slot) =>
      pair.flatMap((word, index) =>
        [...word].flatMap((letter, at) => {
          const cause = { '?': 'monitor_overloaded', x: 'http_5xx' }[letter] as Cause | undefined
          const page = two.pages[index] as string
          return letter === '-' ? [] : [line(slot, 'abcdef'.charAt(at), cause ?? null, { page })]
        }),
      ),
    )
  const well = ['......', '......'] as const
  const toldOf = (words: Parameters<typeof slots>[0], changes: Partial<TraceHeader> = {}) =>
    run(slots(words), { ...two, ...changes }, 'location').events.map(
      ({ event, location, sinceMs, atMs }) =>
        `${event} ${location} ${(sinceMs - FIRST) / EVERY} ${(atMs - FIRST) / EVERY}`,
    )

  test('of whose checks half are missing twice in a row is one ticket, and over after three slots with more', () => {
    const bad = ['..-...', '......'] as const
    const { events } = run(slots([well, bad, bad, bad, well, well, well, well, well, well]), two, 'location')
    expect(events.map(({ event, atMs }) => [event, (atMs - FIRST) / EVERY])).toEqual([
      ['opened', 4],
      ['resolved', 6],
    ])
    expect(events[0]).toMatchObject({
      id: `monitor:location.c.faults:domestic:${FIRST + EVERY}:1`,
      kind: 'monitor',
      severity: 'ticket',
      location: 'c',
      page: null,
      portal: null,
      group: 'domestic',
      sinceMs: FIRST + EVERY,
      facts: { rule: 'faults', due: 2, missing: 1, faulty: 0 },
    })
  })

  test('that fails by itself is told like one that is silent, abroad as well', () => {
    const bad = ['....?.', '....?-'] as const
    const all = ['-.....', '?.....'] as const
    expect(toldOf([well, bad, bad, well, well, well, well])).toEqual([
      'opened e 1 4',
      'opened f 1 4',
      'resolved e 1 5',
      'resolved f 1 5',
    ])
    expect(toldOf([all, all, well, well, well, well])).toEqual(['opened a 0 3', 'resolved a 0 4'])
  })

  test('is not told of for one slot, for less than half, or for what a portal does to it', () => {
    const bad = ['-.....', '-.....'] as const
    expect(toldOf([well, bad, well, bad, well, well, well])).toEqual([])
    // Of three pages one.
    const third = header({ pages: [...two.pages, 'hue/khai-sinh'], locations })
    const lines = [0, 1, 2, 3, 4].flatMap((slot) =>
      third.pages.flatMap((page, index) =>
        slotLines(slot, index === 0 && slot < 3 ? '-.....' : '......').map((one) => ({ ...one, page })),
      ),
    )
    expect(run(lines, third, 'location').told).toEqual([])
    const down = ['xxxxxx', 'xxxxxx'] as const
    expect(toldOf([well, down, down, down, well, well, well])).toEqual([])
  })

  test('is not told of where the trace has no line at all: whoever wrote it was away', () => {
    const none = ['------', '------'] as const
    expect(toldOf([well, none, none, none, none, well, well])).toEqual([])
    const first = ['-.....', '-.....'] as const
    expect(toldOf([well, first, none, none, first, well, well])).toEqual(['opened a 1 6'])
  })
})

describe('a line', () => {
  test('that comes late, but before its slot is closed, counts', () => {
    const [missing] = slotLines(1, 'x')
    expect(
      run([...slotLines(0, 'xxx'), ...slotLines(1, '-x-'), ...slotLines(2, 'x'), missing as TraceLine]).told,
    ).toEqual(['end down opened'])
  })

  test('whose slot is closed changes nothing', () => {
    const lines = linesOf('xxx ... xxx ...')
    const late = slotLines(1, 'xxx')
    expect(run([...lines, ...late]).told).toEqual(run(lines).told)
    const replay = createReplay(header(), DEFAULT_POLICY)
    for (const one of [...lines, ...late]) replay.read(one)
    expect(replay.late()).toBe(3)
    expect(run(lines).told).toEqual([])
  })

  test('twice is one; of two that differ the same one stays whatever came first', () => {
    expect(run([...slotLines(0, 'xxx'), ...slotLines(1, 'x--'), ...slotLines(1, 'x--')]).told).toEqual(
      ['end down opened'].slice(1),
    )
    const pair = [line(1, 'a', 'http_5xx'), line(1, 'a', null)]
    const rest = slotLines(1, '-x.')
    const either = [pair, pair.toReversed()].map((two) => run([...slotLines(0, 'xxx'), ...two, ...rest]).told)
    expect(either[0]).toEqual(either[1])
  })
})

test('which of two lines stays is what the store decides by canonical JSON', () => {
  const lines = fc
    .record({
      cause: fc.constantFrom<(Cause | null)[]>(null, ...CAUSES),
      totalMs: fc.option(fc.oneof(fc.constantFrom(4, 41, 41.5, 412, 1e21), fc.nat(3_000))),
      waitMs: fc.option(fc.constantFrom(1, 18, 180, 180.5, 9)),
    })
    .map(({ cause, totalMs, waitMs }) => line(0, 'a', cause, { totalMs, waitMs }))
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const [jsonA, jsonB] = [a, b].map((one) => canonicalJson(importedObservation(one))) as [string, string]
      expect(isFirst(a, b)).toBe(jsonA < jsonB)
    }),
    { numRuns: 1_000 },
  )
})

describe('maintenance and groups', () => {
  test('slots in maintenance tell nothing; its end is exclusive', () => {
    const maintenance = [{ page: 'da-nang/home', fromMs: FIRST, toMs: FIRST + 2 * EVERY }]
    expect(run(linesOf('xxx xxx'), header({ maintenance })).told).toEqual([])
    expect(run(linesOf('xxx xxx xxx xxx'), header({ maintenance })).told).toEqual(['11 down opened'])
  })

  test('failures abroad are regional while a domestic location judges', () => {
    const locations = [
      { id: 'a', group: 'domestic' },
      { id: 'b', group: 'abroad' },
    ]
    expect(run(linesOf('.x .x .x'), header({ locations })).told).toEqual(['5 regional opened'])
  })

  test('an empty file tells nothing', () => {
    expect(run([]).told).toEqual([])
  })
})

describe('the platform says the same of what comes in time', () => {
  let stores: Stores
  beforeAll(async () => {
    stores = await openStores()
    const locations = ['a', 'b', 'c'].map((id) => writtenLocation({ id }))
    const { untilMs: _until, ...config } = configOf(catalogueOf({ locations, portals: [writtenPortal()] }), {
      effectiveFromMs: FIRST,
    })
    await putConfig(stores.table, config)
  })
  afterAll(() => stores.close())

  test('opened, resolved, superseded: the same ids, at the same slots', async () => {
    const words = [
      '...',
      'x..',
      'x..',
      'x..',
      'xx.',
      'xxx',
      '...',
      '..x',
      '...',
      '...',
      'x.x',
      '...',
      'xx.',
      'x.x',
      '.xx',
      '...',
      '...',
      '...',
    ]
    const lines = linesOf(words.join(' '))
    const clock = heldClock(FIRST)
    const published: AlertEvent[] = []
    const topic = { publish: (event: AlertEvent) => Promise.resolve(void published.push(event)) }
    for (const same of Map.groupBy(lines, ({ slotMs }) => slotMs).values()) {
      clock.set(same[0]?.slotMs ?? 0)
      for (const one of same) await keepResult(stores.table, importedObservation(one) as KeyedResult, clock.now())
      await closeSlots({ table: stores.table, clock, policy: DEFAULT_POLICY })
      await publish({ table: stores.table, topic, clock, policy: DEFAULT_POLICY, escalations: null, url: null })
    }
    const key = ({ id, event, kind, severity, atMs, sinceMs }: AlertEvent) => ({
      id,
      event,
      kind,
      severity,
      atMs,
      sinceMs,
    })
    const { events } = run(lines)
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['opened', 'resolved']))
    expect(published.map(key)).toEqual(events.map(key))
  })
})

test('a page that is slower for good is told by its days', () => {
  const of = header({ cadenceSeconds: 21_600, locations: [{ id: 'a', group: 'domestic' }], timezone: 'UTC' })
  const every = 21_600_000
  const share = seededRandom(7)
  const firstMs = Math.ceil(FIRST / 86_400_000) * 86_400_000
  const lines = Array.from({ length: 4 * 78 }, (_, slot) => {
    const totalMs = (slot < 4 * 65 ? 1_500 : 1_900) * (0.95 + 0.1 * share())
    return line(0, 'a', null, { slotMs: firstMs + slot * every, totalMs, waitMs: 50 })
  })
  const { events } = run(lines, of)
  const shifts = events.filter(({ kind }) => kind === 'shift')
  expect(shifts.map(({ event }) => event)).toEqual(['opened'])
  expect(shifts[0]).toMatchObject({ sinceMs: firstMs + 65 * 86_400_000, facts: { metric: 'totalMs' } })
})
