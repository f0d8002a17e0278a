import { describe, expect, test } from 'vitest'
import { reduceSlot } from '../../lib/judge/incident.ts'
import { emptyGroupState } from '../../lib/judge/incident-state.ts'
import { isBadSign, isSlowAt, readTimings } from '../../lib/judge/slow.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { Against, SlotInput } from '../../lib/model/verdict.ts'
import { closing, EVERY_MS, times, trace } from '../kit/slots.ts'

/** So much above what is usual that only what a test changes decides. */
const FAR: Against = { ms: 2_000, usualMs: 400, ratio: 5, s: 0.08, highMs: 480, highMean: 0.1, cell: 'hour' }

function input(location: string, timing: SlotInput['timing'], changes: Partial<SlotInput> = {}): SlotInput {
  const [plain] = closing('=', 0).inputs
  if (!plain) throw new Error('no input')
  return { ...plain, location, timing, ...changes }
}

const waited = (waitMs: number, wait: Against | null = null) => ({ waitMs, wait, total: null })

describe('a slot is slow at a location', () => {
  const isSlow = (changes: Partial<Against>) => isSlowAt(waited(400, { ...FAR, ...changes }), DEFAULT_POLICY)

  test.each<[string, Partial<Against>, Partial<Against>]>([
    ['1.75 times the usual', { ratio: 1.75 }, { ratio: 1.749 }],
    ['three deviations above it', { ratio: Math.E, s: 1 / 3 }, { ratio: Math.E, s: 0.334 }],
    ['1.25 times what is high at that hour', { highMs: 1_600 }, { highMs: 1_601 }],
    ['1.2 times an ordinary usual', { ratio: 2.41, season: 0.5 }, { ratio: 2.39, season: 0.5 }],
    ['150 ms more', { ms: 550, highMs: 400 }, { ms: 549, highMs: 400 }],
  ])('from %s on, and not below', (_name, enough, less) => {
    expect([isSlow(enough), isSlow(less)]).toEqual([true, false])
  })

  test('from the ceiling on, whatever is usual; by its total as by its wait', () => {
    const at = (timing: NonNullable<SlotInput['timing']>) => isSlowAt(timing, DEFAULT_POLICY)
    expect([at(waited(8_000)), at(waited(7_999)), at({ waitMs: null, wait: null, total: null })]).toEqual([
      true,
      false,
      false,
    ])
    expect(at({ waitMs: null, wait: null, total: FAR })).toBe(true)
  })
})

describe('the timings of a slot', () => {
  const read = (...inputs: readonly SlotInput[]) => readTimings(inputs, DEFAULT_POLICY)
  const ratio = (location: string, of: number) => input(location, waited(400, { ...FAR, ratio: of }))

  test('its second largest ratio counts, in whatever order; the first of equals', () => {
    for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']) {
      const inputs = [...order].map((location) => ratio(location, { a: 1.1, b: 2, c: 3 }[location] ?? 0))
      expect(read(...inputs).wait).toMatchObject({ location: 'b', ratio: 2 })
    }
    expect(read(ratio('a', 2), ratio('b', 2), ratio('c', 1)).wait?.location).toBe('b')
    expect(read(ratio('a', 2), input('b', waited(400)), input('c', null)).wait?.location).toBe('a')
  })

  test('so does the second longest wait', () => {
    const ceiling = (...waits: readonly (number | null)[]) =>
      read(...waits.map((waitMs, at) => input('abc'.charAt(at), { waitMs, wait: null, total: null }))).ceiling
    expect(ceiling(9_000, 100, 8_000)).toEqual({ location: 'c', ms: 8_000, wait: null })
    expect(ceiling(100, 9_000, 8_000)).toEqual({ location: 'c', ms: 8_000, wait: null })
    expect(ceiling(8_000, 9_000, null)).toEqual({ location: 'a', ms: 8_000, wait: null })
    expect(ceiling(null, 9_000, null)).toEqual({ location: 'b', ms: 9_000, wait: null })
  })

  test('each test that it failed is a bit of its sign', () => {
    const total = { waitMs: 400, wait: null, total: FAR }
    expect(read(input('a', waited(400, FAR))).sign).toBe('1')
    expect(read(input('a', total)).sign).toBe('2')
    expect(read(input('a', { ...total, wait: FAR })).sign).toBe('3')
    expect(read(input('a', waited(8_000))).sign).toBe('g')
    expect(read(input('a', waited(7_999))).sign).toBe('.')
    expect(['?', '.', '1', 'g'].map(isBadSign)).toEqual([false, false, true, true])
  })

  test('nobody could tell where nothing was timed; what failed, or is not known, says nothing', () => {
    const unknown = { sign: '?', calm: false, wait: null, total: null, ceiling: null, known: 0 }
    expect(read()).toEqual(unknown)
    expect(read(input('a', null))).toEqual(unknown)
    expect(read(input('a', waited(9_000), { class: 'FAIL' }))).toEqual(unknown)
    expect(read(input('a', waited(9_000), { class: 'UNKNOWN' }))).toEqual(unknown)
    expect(read(input('a', { waitMs: null, wait: null, total: FAR }))).toMatchObject({ sign: '2', known: 1 })
    expect(read(input('a', { waitMs: null, wait: FAR, total: null }))).toMatchObject({ sign: '1', ceiling: null })
  })

  test('it is calm below 1.4 times the usual and below the ceiling', () => {
    const below = { ...FAR, ratio: 1.399 }
    const at = { ...FAR, ratio: 1.4 }
    const calm = (wait: Against | null, total: Against | null, waitMs = 400) =>
      read(input('a', { waitMs, wait, total })).calm
    expect([calm(below, below), calm(null, null), calm(null, below)]).toEqual([true, true, true])
    expect([calm(at, below), calm(below, at), calm(below, below, 8_000)]).toEqual([false, false, false])
  })
})

/** What opens within so many slots (default 4) in which all three locations see the same. */
function opened(against: Partial<Against>, slots = 4) {
  let state = emptyGroupState()
  const events: AlertEvent[] = []
  for (let slot = 0; slot < slots; slot++) {
    const timing = waited(against.ms ?? FAR.ms, { ...FAR, ...against })
    const inputs = ['a', 'b', 'c'].map((location) => input(location, timing))
    const outcome = reduceSlot(state, { ...closing('===', slot), inputs }, DEFAULT_POLICY)
    state = outcome.state
    events.push(...outcome.events)
  }
  return events.map(({ severity, facts }) => `${severity} ${String(facts.rule)}`)
}

describe('above the ceiling', () => {
  const usual = (usualMs: number, ms: number, highMs = 1.2 * usualMs) => ({ ms, usualMs, ratio: ms / usualMs, highMs })

  test('a wait pages, unless the page comes there by itself: by half of the usual, or by what is high at that hour', () => {
    expect(opened(usual(400, 9_000))).toEqual(['page ceiling'])
    expect(opened(usual(4_000, 9_000))).toEqual(['page ceiling'])
    expect(opened(usual(4_001, 6_990 * 1.25, 6_990))).toEqual(['page steady'])
    expect(opened({ ...usual(3_000, 9_000, 7_200) })).toEqual(['page ceiling'])
    expect(opened({ ...usual(3_000, 9_000, 7_201) })).toEqual(['ticket ceiling'])
  })

  test('where it comes there by itself, but never so far, the other rule pages', () => {
    expect(opened(usual(6_000, 14_000))).toEqual(['page steady'])
  })

  test('what a ticket became is no reason for another one of the same rule, or for another ticket', () => {
    expect(trace(`${times('ddd', 4)} ${times('ccc', 4)}`).told).toEqual(['3 slow opened'])
    expect(trace(`${times('ddd', 4)} ${times('+++', 12)}`).told).toEqual(['3 slow opened'])
  })

  test('a slot of which nothing is known changes nothing', () => {
    const { told, events } = trace(`${times('ccc', 4)} ??? ${times('===', 6)}`)
    expect(told).toEqual(['3 slow opened', '10 slow resolved'])
    expect(events[0]?.facts).toMatchObject({ rule: 'ceiling', metric: 'wait' })
    expect(events[0]?.facts).not.toHaveProperty('pathOnly')
  })
})

describe('SLOW', () => {
  test('pages only where the page varies little: by a deviation below 0.2', () => {
    expect([opened({ s: 0.199 }), opened({ s: 0.2, highMean: 0.3 })]).toEqual([['page steady'], []])
  })

  test('a slot that is calm, or of which nothing is known, opens nothing in an hour that varies less', () => {
    const hours = { highMean: 0.15 }
    expect(trace(`${times('vvv', 4)} === ===`, hours).told).toEqual([])
    expect(trace(`${times('vvv', 4)} ??? ???`, hours).told).toEqual([])
    expect(trace(`${times('vvv', 4)} sss`, hours).told).toEqual(['4 slow opened'])
  })

  test('begins with the first of the slots that count, whatever was before', () => {
    const { told, events, state } = trace(`sss ${times('===', 5)} ${times('sss', 4)}`, { highMean: 0.15 })
    expect(told).toEqual(['9 slow opened'])
    expect(events[0]?.sinceMs).toBe(6 * EVERY_MS)
    expect(state.slow?.inputs.every(({ timing }) => timing === null)).toBe(true)
  })

  test('a ticket that comes to page at once is replaced as soon as the page began later than it', () => {
    const { told, events } = trace(`${times('vvv', 4)} ${times('sss', 3)}`)
    expect(told).toEqual(['3 slow opened', '6 slow resolved', '6 slow opened'])
    expect(events.map(({ sinceMs }) => sinceMs / EVERY_MS)).toEqual([0, 0, 1])
  })

  test('who did not time it did not tell', () => {
    expect(trace(times('s..', 4)).events[0]?.facts).toMatchObject({ alone: true })
  })

  test('opens with the fourth slow slot of six, since the first, and is over after six calm ones', () => {
    const { told, events, slots } = trace(`=== === sss sss === sss sss sss ${times('===', 6)} ===`)
    expect(told).toEqual(['6 slow opened', '13 slow resolved'])
    expect(slots.map(({ verdict }) => verdict).slice(0, 8)).toEqual([
      'ok',
      'ok',
      'slow',
      'slow',
      'ok',
      'slow',
      'slow',
      'slow',
    ])
    expect(events[0]).toMatchObject({
      id: `slow:da-nang/home:domestic:${2 * EVERY_MS}:1`,
      kind: 'slow',
      severity: 'page',
      sinceMs: 2 * EVERY_MS,
      facts: { rule: 'steady', metric: 'wait', ms: 1_000, baselineMs: 400, ratio: 2.5, s: 0.08, cell: 'hour' },
    })
    expect(events[0]?.reason).toEqual({
      vi: 'Trang chậm từ 08:10:00 01/01/1970: chờ máy chủ 1,0 giây tại điểm đo b, gấp 2,5 lần mức thường 400 ms vào giờ này; 3/3 điểm đo trong nước thấy chậm.',
      en: 'Page has been slow since 08:10:00 01/01/1970: waiting for the server takes 1.0 s at b, 2.5 times the usual 400 ms at this hour; 3 of 3 domestic locations find it slow.',
    })
    expect(events[1]?.reason).toEqual({
      vi: 'Trang đã nhanh trở lại như thường: chậm từ 08:10:00 01/01/1970, khoảng 30 phút.',
      en: 'Page is as fast as usual again: slow since 08:10:00 01/01/1970, for about 30 min.',
    })
  })

  test('three of six page nobody, however often; that the hour is slow is a ticket', () => {
    const { told, events } = trace(times('sss sss sss === === ===', 10))
    expect(told).toEqual(['6 slow opened', '54 slow reminded'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'mean' } })
  })

  test('one location alone does not make it: the second largest ratio counts', () => {
    expect(trace(times('s==', 12)).told).toEqual([])
    expect(trace(times('ss=', 12)).told).toEqual(['3 slow opened'])
    expect(trace(times('s==', 12)).slots.every(({ verdict }) => verdict === 'ok')).toBe(true)
  })

  test('what comes each day at this hour for half an hour, as a nightly job does, is none', () => {
    const night = { highMean: 0.4 }
    expect(trace(times('hhh', 7), night).told).toEqual([])
    expect(trace(`${times('hhh', 6)} ${times('===', 6)} ${times('sss', 4)}`, night).told).toEqual(['15 slow opened'])
  })

  test('where one location is valid, it is that one', () => {
    const { told, events } = trace(times('s??', 4))
    expect(told).toEqual(['3 slow opened'])
    expect(events[0]?.facts).toMatchObject({ alone: true })
    expect(events[0]?.reason.en).toContain('Only one location could tell')
  })

  test('1.5 times the usual pages nobody; in the mean of an hour it is a ticket, since it began', () => {
    const { told, events } = trace(`=== === ${times('+++', 9)} ${times('===', 9)}`)
    expect(told).toEqual(['10 slow opened', '19 slow resolved'])
    expect(events[0]).toMatchObject({
      severity: 'ticket',
      sinceMs: 2 * EVERY_MS,
      facts: { rule: 'mean', metric: 'wait', baselineMs: 400, ms: 542, ratio: 1.36, cell: 'hour' },
    })
    expect(events[0]?.reason).toEqual({
      vi: 'Trang chậm từ 08:10:00 01/01/1970: chờ máy chủ trung bình 542 ms tại điểm đo b, gấp 1,4 lần mức thường 400 ms vào giờ này.',
      en: 'Page has been slow since 08:10:00 01/01/1970: waiting for the server takes 542 ms on average at b, 1.4 times the usual 400 ms at this hour.',
    })
  })

  test('an incident that paged is not over at 1.5 times the usual', () => {
    expect(trace(`${times('sss', 4)} ${times('+++', 40)}`).told).toEqual(['3 slow opened'])
  })

  test('a ticket that gets worse ends for a page', () => {
    const { told, events } = trace(`${times('+++', 12)} ${times('sss', 6)}`)
    expect(told).toEqual(['8 slow opened', '15 slow resolved', '15 slow opened'])
    expect(events.map(({ severity, facts }) => [severity, facts.rule, facts.reason ?? null])).toEqual([
      ['ticket', 'mean', null],
      ['ticket', 'mean', 'superseded'],
      ['page', 'steady', null],
    ])
    expect(events[2]?.sinceMs).toBe(12 * EVERY_MS)
  })

  test('a recovery starts over with a slot that is not calm', () => {
    expect(trace(`${times('sss', 4)} ${times('===', 5)} +++ ${times('===', 6)}`).told).toEqual([
      '3 slow opened',
      '15 slow resolved',
    ])
  })

  test('where slots vary much they count only in the mean of an hour: a ticket', () => {
    const { told, events } = trace(`${times('sss sss ===', 3)} sss`, { s: 0.3, highMean: 0.15 })
    expect(told).toEqual(['7 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'mean', s: 0.3 } })
  })

  test('where hours vary it takes more than they usually do, but twice the usual is always enough', () => {
    expect(trace(times('+++', 60), { s: 0.3, highMean: 0.17 }).told).toEqual([])
    const hours = { s: 0.4, highMean: 0.6 }
    expect(trace(`${times('+++', 12)} ${times('www', 11)}`, hours).told).toEqual([])
    expect(trace(`${times('+++', 12)} ${times('www', 12)}`, hours).told).toEqual(['23 slow opened'])
  })

  test('and so is 1.8 times what the slots before it let expect, half of how far they were from the usual', () => {
    const hours = { s: 0.4, highMean: 0.6 }
    expect(trace(times('ttt', 11), hours).told).toEqual([])
    expect(trace(times('ttt', 12), hours).told).toEqual(['11 slow opened'])
    expect(trace(`${times('+++', 4)} ${times('ttt', 60)}`, hours).told).toEqual([])
    const steep = `${times('+++', 4)} ${times('ttt', 8)}`
    expect(trace(`${times('===', 4)} ${steep}`, hours).told).toEqual([])
    const { told, events } = trace(`${times('qqq', 4)} ${steep}`, hours)
    expect(told).toEqual(['15 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', sinceMs: 4 * EVERY_MS, facts: { rule: 'mean', ratio: 1.7 } })
    // Four slots of it, not all before.
    expect(trace(`${times('qqq', 8)} ${times('===', 4)} ${steep}`, hours).told).toEqual([])
    // Where hours vary less there is no need for it.
    expect(trace(`${times('qqq', 4)} ${steep}`, { s: 0.4, highMean: 0.19 }).told).toEqual([])
  })

  test('one wild slot is no hour', () => {
    expect(trace(`${times('fff', 3)} ${times('===', 9)}`, { s: 0.3 }).told).toEqual([])
  })

  test('a calm slot opens nothing, whatever came before in hours that vary more', () => {
    expect(trace('vvv vvv vvv === === ===').told).toEqual([])
    expect(trace('vvv vvv vvv sss').told).toEqual(['3 slow opened'])
  })

  test('a fast page: a server that takes twice its time and 15 ms more is a ticket', () => {
    const { told, events } = trace(times('fff', 7))
    expect(told).toEqual(['6 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'mean', baselineMs: 20 } })
  })

  test('what was not known for three slots counts for no mean', () => {
    expect(trace(`${times('+++', 8)} ??? ??? +++`).told).toEqual(['10 slow opened'])
    expect(trace(`${times('+++', 8)} ??? ??? ??? ${times('+++', 8)}`).told).toEqual([])
  })

  test('a wait above the ceiling pages in four of six, whatever is usual', () => {
    const { told, events } = trace(`${times('ccc', 4)} ${times('===', 6)}`)
    expect(told).toEqual(['3 slow opened', '9 slow resolved'])
    expect(events[0]).toMatchObject({ severity: 'page', facts: { rule: 'ceiling', ms: 9_000 } })
    expect(events[0]?.reason.vi).toContain('chờ máy chủ 9,0 giây tại điểm đo b, vượt ngưỡng chung')
  })

  test('an incident keeps its rule and figures over slots of which nobody knows what is usual', () => {
    const { told, events } = trace(`${times('sss', 4)} ${times('ccc', 60)} ${times('===', 6)}`)
    expect(told).toEqual(['3 slow opened', '51 slow reminded', '69 slow resolved'])
    expect(events[1]?.facts).toMatchObject({ rule: 'steady', ratio: 2.5, baselineMs: 400 })
  })

  test('a page whose usual wait is near the ceiling goes above it by itself: a ticket', () => {
    for (const slow of ['ddd', 'eee']) {
      const { told, events } = trace(times(slow, 4))
      expect(told).toEqual(['3 slow opened'])
      expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'ceiling', ms: 8_500 } })
    }
  })

  test('slots in which nobody can tell are passed over; three in a row drop what is pending', () => {
    expect(trace('sss ??? sss ??? ??? sss ??? sss').told).toEqual(['7 slow opened'])
    expect(trace('sss sss sss ??? ??? ??? sss').told).toEqual([])
  })

  test('what fails has no timing: DOWN is open, SLOW waits', () => {
    expect(trace('sss sss sss xxx xxx sss').told).toEqual(['4 down opened', '5 slow opened'])
    expect(trace('sss sss sss xxx xxx xxx sss').told).toEqual(['4 down opened'])
  })

  test('maintenance counts for nothing, and other groups open nothing', () => {
    expect(trace(times('Msss', 12)).told).toEqual([])
    expect(trace(times('sss', 12), { judging: false }).told).toEqual([])
  })

  test('it names the locations that are slow', () => {
    expect(trace(times('ss=', 4)).state.slow).toMatchObject({ locations: ['a', 'b'], alone: false })
    expect(trace(`${times('ss=', 4)} =ss`).state.slow).toMatchObject({ locations: ['b', 'c'], bad: 2 })
  })

  test('its figures are those of the last slot that told', () => {
    const { state } = trace(`${times('sss', 4)} +++ ???`)
    expect(state.slow?.figures).toMatchObject({ rule: 'steady', ms: 600, ratio: 1.5 })
    expect(state.slow?.lastBadMs).toBe(4 * EVERY_MS)
  })

  test('what it has told of counts for no other one', () => {
    const { state } = trace(`${times('sss', 4)} ${times('===', 6)}`)
    expect([state.slow, state.slowRecent, state.slowCourse]).toEqual([null, '', ''])
  })

  test('an outage says nothing about timings, of the locations that answered either', () => {
    expect(trace(times('xxs', 6)).state.slowRecent).toBe('')
  })

  test('a ticket of the ceiling that goes on is told once, also where the page comes below it now and then', () => {
    expect(trace(times('ddd', 12)).told).toEqual(['3 slow opened'])
    expect(trace(`${times('ddd', 4)} ${times('bbb', 20)} ${times('ddd', 4)}`).told).toEqual(['3 slow opened'])
    expect(trace(`${times('ddd', 4)} ${times('ggg', 6)}`).told).toEqual(['3 slow opened', '9 slow resolved'])
  })

  test('reminds while it is open', () => {
    expect(trace(times('sss', 60)).told).toEqual(['3 slow opened', '51 slow reminded'])
  })

  test('what is remembered of the past is short', () => {
    const { state } = trace(`${times('sss === ===', 20)} ===`)
    expect(state.slowRecent.length).toBeLessThanOrEqual(24)
    expect(state.slowCourse).toHaveLength(48)
    // From its first slow slot on.
    expect(trace(`sss ${times('===', 20)} sss ${times('===', 5)}`).state.slowRecent).toBe('1.....')
    expect(trace(`${times('sss', 2)} ${times('===', 24)}`).state.slowRecent).toBe('')
  })
})

describe('a page by steady', () => {
  const openings = (words: string) =>
    trace(words)
      .events.filter(({ event }) => event === 'opened')
      .map(({ severity, facts, sinceMs, atMs }) => [severity, facts.rule, sinceMs / EVERY_MS, atMs / EVERY_MS - 1])

  test('takes twice the usual in the mean of four slots; what is less is a ticket, however long', () => {
    expect(openings(`=== ${times('www', 4)}`)).toEqual([['page', 'steady', 1, 4]])
    expect(openings(`=== ${times('ttt', 30)}`)).toEqual([['ticket', 'steady', 1, 4]])
    expect(openings('=== ttt www ttt sss')).toEqual([['page', 'steady', 1, 4]])
  })

  test('takes the place of the ticket that it was, as an incident of its own', () => {
    const words = `=== ${times('ttt', 8)} ${times('sss', 4)} ${times('===', 6)}`
    expect(openings(words)).toEqual([
      ['ticket', 'steady', 1, 4],
      ['page', 'steady', 5, 10],
    ])
    expect(trace(words).told).toEqual(['4 slow opened', '10 slow resolved', '10 slow opened', '18 slow resolved'])
    expect(trace(words).events[1]?.facts).toMatchObject({ reason: 'superseded' })
  })
})
