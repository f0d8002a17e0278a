import { describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
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

  test('three of six are nothing, however often', () => {
    expect(trace(times('sss sss sss === === ===', 10)).told).toEqual([])
  })

  test('one location alone does not make it: the second largest ratio counts', () => {
    expect(trace(times('s==', 12)).told).toEqual([])
    expect(trace(times('ss=', 12)).told).toEqual(['3 slow opened'])
    expect(trace(times('s==', 12)).slots.every(({ verdict }) => verdict === 'ok')).toBe(true)
  })

  test('what comes each day at this hour, as a nightly job does, is none', () => {
    expect(trace(times('hhh', 40)).told).toEqual([])
    expect(trace(`${times('hhh', 6)} ${times('sss', 6)}`).told).toEqual(['9 slow opened'])
  })

  test('where one location is valid, it is that one', () => {
    const { told, events } = trace(times('s??', 4))
    expect(told).toEqual(['3 slow opened'])
    expect(events[0]?.facts).toMatchObject({ alone: true })
    expect(events[0]?.reason.en).toContain('Only one location could tell')
  })

  test('1.5 times the usual neither opens nor ends anything', () => {
    expect(trace(times('+++', 40)).told).toEqual([])
    expect(trace(`${times('sss', 4)} ${times('+++', 40)}`).told).toEqual(['3 slow opened'])
  })

  test('a recovery starts over with a slot that is not calm', () => {
    expect(trace(`${times('sss', 4)} ${times('===', 5)} +++ ${times('===', 6)}`).told).toEqual([
      '3 slow opened',
      '15 slow resolved',
    ])
  })

  test('where the usual varies much it takes nine of twelve, and is a ticket', () => {
    expect(trace(times('sss', 8), { s: 0.2 }).told).toEqual([])
    const { told, events } = trace(`${times('sss sss sss ===', 2)} sss sss sss ===`, { s: 0.2 })
    expect(told).toEqual(['10 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'noisy', s: 0.2 } })
  })

  test('a calm slot opens nothing, whatever came before in hours that vary more', () => {
    expect(trace('vvv vvv vvv vvv === === ===').told).toEqual([])
    expect(trace('vvv vvv vvv sss').told).toEqual(['3 slow opened'])
  })

  test('nothing within three deviations is slow', () => {
    expect(trace(times('sss', 30), { s: 0.31 }).told).toEqual([])
  })

  test('a fast page: three times its usual and 40 ms more in 18 of 24, a ticket', () => {
    expect(trace(times('fff', 17)).told).toEqual([])
    const { told, events } = trace(times('fff fff fff ===', 6))
    expect(told).toEqual(['22 slow opened'])
    expect(events[0]).toMatchObject({ severity: 'ticket', facts: { rule: 'fast', ms: 70, baselineMs: 20 } })
  })

  test('a wait above the ceiling pages in four of six, whatever is usual', () => {
    const { told, events } = trace(`${times('ccc', 4)} ${times('===', 6)}`)
    expect(told).toEqual(['3 slow opened', '9 slow resolved'])
    expect(events[0]).toMatchObject({ severity: 'page', facts: { rule: 'ceiling', ms: 9_000 } })
    expect(events[0]?.reason.vi).toContain('chờ máy chủ 9,0 giây tại điểm đo b, vượt ngưỡng chung')
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
    expect(trace(`${times('sss', 2)} ${times('===', 24)}`).state.slowRecent).toBe('')
    expect(DEFAULT_POLICY.slow.fastOfSlots).toBe(24)
  })
})
