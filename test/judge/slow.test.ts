import { describe, expect, test } from 'vitest'
import { EVERY_MS, trace } from '../kit/slots.ts'

/** `n` times a word. */
const times = (word: string, n: number): string => Array.from({ length: n }, () => word).join(' ')

describe('SLOW', () => {
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
      en: 'Page is slow since 08:10:00 01/01/1970: waiting for the server takes 1.0 s at b, 2.5 times the usual 400 ms at this hour; 3 of 3 domestic locations find it slow.',
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
      en: 'Page is slow since 08:10:00 01/01/1970: waiting for the server takes 542 ms on average at b, 1.4 times the usual 400 ms at this hour.',
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

  test('where hours vary it takes more than they usually do, but 1.9 times is always enough', () => {
    expect(trace(times('+++', 60), { s: 0.3, highMean: 0.17 }).told).toEqual([])
    expect(trace(times('sss', 9), { s: 0.4, highMean: 0.6 }).told).toEqual(['8 slow opened'])
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

  test('reminds while it is open', () => {
    expect(trace(times('sss', 60)).told).toEqual(['3 slow opened', '51 slow reminded'])
  })

  test('what is remembered of the past is short', () => {
    const { state } = trace(`${times('sss === ===', 20)} ===`)
    expect(state.slowRecent.length).toBeLessThanOrEqual(24)
    expect(state.slowCourse).toHaveLength(48)
    expect(trace(`${times('sss', 2)} ${times('===', 24)}`).state.slowRecent).toBe('')
  })
})
