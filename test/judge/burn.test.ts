import { describe, expect, test } from 'vitest'
import { EVERY_MS, times, trace } from '../kit/slots.ts'

describe('BURN', () => {
  test('three single outages within an hour page; an hour without one ends it', () => {
    const { told, events } = trace(`xxx ... ... ... xxx ... ... xxx ${times('...', 12)}`)
    expect(told).toEqual(['7 burn opened', '19 burn resolved'])
    expect(events[0]).toMatchObject({
      severity: 'page',
      sinceMs: 0,
      facts: { rule: 'fast', slots: 3, ofSlots: 12, spanMs: 12 * EVERY_MS },
    })
    expect(events[0]?.reason).toEqual({
      vi: 'Trang có lỗi tích lũy: ít nhất 3 lần đo thấy ngừng hoạt động trong 1 giờ, từ 08:00:00 01/01/1970. Kiểm tra tải, nhật ký ứng dụng và các lần khởi động lại.',
      en: "Page keeps failing: at least 3 slots of outage within 1 hour, since 08:00:00 01/01/1970. Look at load, the application's log and restarts.",
    })
    expect(events[1]?.reason.vi).toContain('đã ổn định trở lại')
  })

  test('three in more than an hour are nothing', () => {
    expect(trace(`xxx ${times('...', 5)} xxx ${times('...', 5)} xxx ...`).told).toEqual([])
  })

  test('four within six hours page', () => {
    const apart = times('...', 16)
    const { told, events } = trace(`xxx ${apart} xxx ${apart} xxx ${apart} xxx ...`)
    expect(told).toEqual(['51 burn opened'])
    expect(events[0]?.facts).toMatchObject({ rule: 'slow', slots: 4, ofSlots: 72 })
    const longer = times('...', 23)
    expect(trace(`xxx ${longer} xxx ${longer} xxx ${longer} xxx ...`).told).toEqual([])
  })

  test('eight within three days are a ticket', () => {
    const apart = times('...', 40)
    const { told, events } = trace(times(`xxx ${apart}`, 8))
    // Not while the eighth may still become an outage that pages.
    expect(told).toEqual([`${7 * 41 + 1} burn opened`, `${7 * 41 + 13} burn resolved`])
    expect(events[0]).toMatchObject({ severity: 'ticket', sinceMs: 0, facts: { rule: 'ticket', slots: 8 } })
  })

  test('what a DOWN incident held does not page again', () => {
    expect(trace(`xxx xxx xxx xxx ${times('...', 3)} xxx ... ...`).told).toEqual(['1 down opened', '6 down resolved'])
  })

  test('one outage, however long, adds up with nothing: it has paged', () => {
    expect(trace(`${times('xxx', 20)} ${times('...', 16)}`).told).toEqual(['1 down opened', '22 down resolved'])
  })

  test('a long outage and another within three days are a ticket, silent while DOWN is open', () => {
    const { told, events } = trace(`${times('xxx', 20)} ${times('...', 40)} ${times('xxx', 3)} ${times('...', 16)}`)
    expect(told).toEqual([
      '1 down opened',
      '22 down resolved',
      '61 down opened',
      '65 down resolved',
      '65 burn opened',
      '77 burn resolved',
    ])
    expect(events.find(({ kind }) => kind === 'burn')).toMatchObject({
      severity: 'ticket',
      facts: { rule: 'ticket', slots: 8 },
    })
  })

  test('where one location tells, its word counts once DOWN has opened on it', () => {
    const { told } = trace(`${times('x', 20)} ${times('.', 40)} ${times('x', 4)} ${times('.', 4)}`)
    expect(told).toEqual(['2 down opened', '22 down resolved', '62 down opened', '66 down resolved', '66 burn opened'])
  })

  test('an outage of eight slots is one outage from its first slot on', () => {
    expect(trace(`${times('xxx', 8)} ${times('...', 16)}`).told).toEqual(['1 down opened', '10 down resolved'])
  })

  test('eight within three days, and not in a slot more', () => {
    const seven = times(`xxx ${times('...', 40)}`, 7)
    const until = (slot: number): string => `${seven} ${times('...', slot - 7 * 41)} xxx ... ...`
    expect(trace(until(862)).told).toEqual(['863 burn opened'])
    expect(trace(until(863)).told).toEqual([])
  })

  test('what came before a DOWN incident still counts after it', () => {
    expect(trace('xxx ... xxx ... xxx xxx ... ... ... xxx').told).toEqual([
      '4 burn opened',
      '5 down opened',
      '8 down resolved',
    ])
    expect(trace('xxx ... ... xxx xxx ... ... ... xxx ... xxx').told).toEqual([
      '4 down opened',
      '7 down resolved',
      '10 burn opened',
    ])
  })

  test('what has been told does not count again', () => {
    const burn = `xxx ... xxx ... xxx ${times('...', 12)}`
    expect(trace(`${burn} xxx ... xxx ...`).told).toEqual(['4 burn opened', '16 burn resolved'])
  })

  test('a ticket whose outages come closer is replaced by a page', () => {
    const apart = times('...', 40)
    const { told, events } = trace(`${times(`xxx ${apart}`, 7)} xxx ... xxx ... xxx`)
    const last = 7 * 41
    expect(told).toEqual([`${last + 1} burn opened`, `${last + 4} burn resolved`, `${last + 4} burn opened`])
    expect(events.map(({ severity }) => severity)).toEqual(['ticket', 'ticket', 'page'])
    expect(events[1]?.facts).toMatchObject({ reason: 'superseded' })
  })

  test('a page that keeps failing is told of once, and a ticket is not replaced by a ticket', () => {
    expect(trace(times('xxx ...', 8)).told).toEqual(['4 burn opened'])
    const apart = times('...', 40)
    expect(trace(`${times(`xxx ${apart}`, 7)} xxx ${times('...', 4)} xxx ...`).told).toEqual([
      `${7 * 41 + 1} burn opened`,
    ])
  })

  test('it is over twelve good slots after the last outage; what nobody knows, and DOWN, is neither good nor bad', () => {
    const burn = 'xxx ... xxx ... xxx'
    expect(trace(`${burn} ${times('...', 11)} xxx ${times('...', 12)}`).told).toEqual([
      '4 burn opened',
      '28 burn resolved',
    ])
    expect(trace(`${burn} ... ??? ???`).state.burn).toMatchObject({ good: 1, unknowns: 2, bad: 1 })
    expect(trace(`${burn} ... xxx xxx xxx`).state.burn).toMatchObject({
      good: 0,
      unknowns: 2,
      bad: 2,
      lastBadMs: 6 * EVERY_MS,
    })
  })

  test('it names the locations that failed', () => {
    expect(trace('xx? ... xx? ... xx?').state.burn).toMatchObject({ locations: ['a', 'b'], alone: false })
  })

  test('it remembers no more slots than its rules count, and none that it has told of', () => {
    const apart = times('...', 30)
    const { all, loose } = trace(times(`xxx ${apart}`, 6)).state.burnSlots
    expect(all.map(({ slotMs }) => slotMs / EVERY_MS)).toEqual([0, 31, 62, 93, 124, 155])
    expect(loose.map((slotMs) => slotMs / EVERY_MS)).toEqual([62, 93, 124, 155])
    expect(trace(`xxx ... xxx ... xxx ${times('...', 12)}`).state.burnSlots).toEqual({ all: [], loose: [] })
    expect(trace(`${times('xxx', 30)} ...`).state.burnSlots.all).toHaveLength(8)
    expect(trace(`xxx ${times('...', 864)}`).state.burnSlots.all).toEqual([])
  })

  test('failures that are no outage do not count: one of three, one alone, another group, maintenance', () => {
    expect(trace(times('x.. ... ... ...', 12)).told.filter((line) => line.includes('burn'))).toEqual([])
    expect(trace(times('x . .', 12)).told).toEqual([])
    expect(trace(times('xxx ... ...', 12), { judging: false }).told.filter((line) => line.includes('burn'))).toEqual([])
    expect(trace(times('Mxxx ... ...', 12)).told).toEqual([])
  })

  test('three slots in which a location saw the page pass are a ticket, a fourth pages', () => {
    const { told, events } = trace('xx. ... xx. ... xx. ... xx.')
    expect(told).toEqual(['5 burn opened', '6 burn resolved', '6 burn opened'])
    expect(events.map(({ severity, sinceMs, facts }) => [severity, sinceMs, facts.slots])).toEqual([
      ['ticket', 0, 3],
      ['ticket', 0, 3],
      ['page', 2 * EVERY_MS, 4],
    ])
    expect(trace('xx. ... xxx ... xxx ...').events[0]).toMatchObject({ kind: 'burn', severity: 'ticket' })
    expect(trace('xxx ... xxx ... xxx').events[0]).toMatchObject({ kind: 'burn', severity: 'page' })
    expect(trace('xx. ... xxx ... xxx ... xxx').told).toEqual(['5 burn opened', '6 burn resolved', '6 burn opened'])
  })

  test('where those that tell of it had failed by themselves before, six page', () => {
    const { events } = trace(`x.. ${times('xx. ...', 6)}`)
    expect(
      events
        .filter(({ event }) => event === 'opened')
        .map(({ kind, severity, facts }) => [kind, severity, facts.slots]),
    ).toEqual([
      ['burn', 'ticket', 3],
      ['burn', 'page', 6],
    ])
  })

  test('a ticket waits while what may become an outage goes on', () => {
    expect(trace('xx. ... xx. ... xx.').told).toEqual([])
    expect(trace('xx. ... xx. ... xx. ...').told).toEqual(['5 burn opened'])
    expect(trace('x.. xx. xx. xx. xx.').told).toEqual(['4 down opened'])
  })

  test('beside a location that has failed for long what one more tells counts for less: a ticket', () => {
    const { events } = trace(`x. x. x. ${times('xx x. x.', 4)} ${times('x.', 3)}`)
    expect(events.map(({ kind, event, severity }) => `${kind} ${event} ${severity}`)).toEqual([
      'regional opened ticket',
      'burn opened ticket',
    ])
  })

  test('the new one beside it is disputed, and weak where that one failed by itself before the outage', () => {
    const kept = (words: string) => {
      const { disputed = [], weak = [] } = trace(words).state.burnSlots
      return [disputed, weak].map((slots) => slots.map((slotMs) => slotMs / EVERY_MS))
    }
    expect(kept('x. x. x. xx')).toEqual([[3], []])
    expect(kept('x. x. x. xx xx')).toEqual([[3, 4], []])
    expect(kept('x. x. x. xx x. xx')).toEqual([[3], [5]])
    expect(kept('x. .. x. .. .. xx')).toEqual([[5], []])
  })

  test('as are four within six hours, of which six page', () => {
    const apart = times('...', 11)
    const { events } = trace(times(`xx. ${apart}`, 6))
    expect(
      events.filter(({ event }) => event === 'opened').map(({ severity, facts }) => [severity, facts.slots]),
    ).toEqual([
      ['ticket', 4],
      ['page', 6],
    ])
  })

  test('no more slots are kept than count', () => {
    const { loose, disputed } = trace(times(`xx. ${times('...', 11)}`, 8)).state.burnSlots
    expect(loose).toHaveLength(6)
    expect(disputed).toEqual(loose)
    expect(trace('xx. ... xxx ... ...').state.burnSlots).toMatchObject({ loose: [0, 2 * EVERY_MS], disputed: [0] })
    expect(trace('xxx ... ...').state.burnSlots).not.toHaveProperty('disputed')
  })

  test('what was disputed before an outage that is told anew still is after it', () => {
    const { state, told } = trace(`xx. ... xx. ... ${times('x??', 6)} ...`)
    expect(told).toEqual(['6 down opened', '9 down resolved', '9 down opened'])
    expect(state.burnSlots).toMatchObject({ loose: [0, 2 * EVERY_MS], disputed: [0, 2 * EVERY_MS] })
  })
})
