import { describe, expect, test } from 'vitest'
import { alertTitle } from '../../lib/judge/alert-text.ts'
import { dueAtMs, stepTelling } from '../../lib/judge/telling.ts'
import { groupWith, NOTHING_TOLD, type Note } from '../../lib/judge/telling-state.ts'
import type { AlertEvent, AlertEventName } from '../../lib/model/alert.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { lineOf, note, tell, type Written } from '../kit/notes.ts'

/** One cadence, and the two minutes that a slot may wait. */
const WINDOW = 7 * MINUTE_MS

const forms = (count: number, written: Written = {}): readonly Note[] =>
  Array.from({ length: count }, (_, index) => note({ page: `da-nang/form-${index}`, ...written }))
const ended = { event: 'resolved', seq: 2 } as const

describe('an incident alone', () => {
  test('is told as it was noted', () => {
    const [opened, resolved] = [note(), note({ ...ended, minute: 20 })]
    const { events } = tell([0, [opened]], [20, [resolved]])
    expect(events).toEqual([opened.event, resolved.event])
  })

  test('a note that was taken is not told again, whatever has happened since', () => {
    const [opened, resolved] = [note(), note({ ...ended, minute: 20 })]
    expect(tell([0, [opened]], [1, [opened]], [20, [opened, resolved]], [21, [opened, resolved]]).told).toEqual([
      '0 opened da-nang/home #1',
      '20 resolved da-nang/home #2',
    ])
  })

  test('is forgotten once it has ended and its notes are removed, not before', () => {
    const [opened, resolved] = [note(), note({ ...ended, minute: 20 })]
    const kept = tell([0, [opened]], [20, [opened, resolved]])
    expect(Object.keys(kept.state.groups)).toHaveLength(1)
    const step = (notes: readonly Note[]) =>
      stepTelling(kept.state, { notes, nowMs: HOUR_MS, policy: DEFAULT_POLICY }).state.groups
    expect(Object.keys(step([resolved]))).toHaveLength(1)
    expect(step([note({ page: 'hue/home' })])).not.toHaveProperty(opened.event.incident)
    expect(tell([0, [opened]], [20, []]).state.groups).toHaveProperty([opened.event.incident])
  })

  test('of which earlier notes were told before there were groups goes on in its numbers', () => {
    expect(tell([240, [note({ event: 'reminded', seq: 2, minute: 240 })]]).told).toEqual([
      '240 reminded da-nang/home #2',
    ])
  })

  test('a digest before its opening is told, and so is the opening, with its own severity', () => {
    const digest = note({ event: 'reminded', severity: 'info', minute: 0, facts: { flapping: true } })
    const { events, told } = tell([0, [digest]], [35, [note({ seq: 2, minute: 35 })]])
    expect(told).toEqual(['0 reminded da-nang/home #1', '35 opened da-nang/home #2'])
    expect(events.map(({ severity }) => severity)).toEqual(['info', 'page'])
    const over = note({ event: 'resolved', seq: 3, minute: 60, severity: 'info' })
    const whole = tell([0, [digest]], [35, [note({ seq: 2, minute: 35 })]], [60, [over]])
    expect(whole.events.at(-1)).toMatchObject({ event: 'resolved', severity: 'page' })
  })

  test('its notes are taken in order, whatever the order in which they are found', () => {
    const both = [note({ minute: 5 }), note({ ...ended, minute: 5 })]
    for (const notes of [both, both.toReversed()])
      expect(tell([5, notes]).told).toEqual(['5 opened da-nang/home #1', '5 resolved da-nang/home #2'])
    const two = [note({ page: 'a/home', seq: 2 }), note({ page: 'b/home' })]
    for (const notes of [two, two.toReversed()])
      expect(tell([0, notes]).told).toEqual(['0 opened a/home #2', '0 opened b/home #1'])
  })

  test('nothing is due', () => {
    expect(dueAtMs(tell([0, [note()]]).state, DEFAULT_POLICY)).toBe(Number.POSITIVE_INFINITY)
    expect(dueAtMs(NOTHING_TOLD, DEFAULT_POLICY)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('an outage of a host with fifty pages', () => {
  const all = [note(), ...forms(49)]

  test('is one message at once, and one for the rest a cadence later', () => {
    const { told, events } = tell([0, all], [6, []], [7, []], [8, []])
    expect(told).toEqual(['0 opened da-nang/form-0 #1', '7 joined da-nang/form-0 #2 +49'])
    expect(events[1]).toMatchObject({
      id: 'down:da-nang/form-0:domestic:0:2',
      severity: 'page',
      sinceMs: 0,
      facts: {
        joined: all
          .slice(0, -1)
          .map((_, index) => (index === 48 ? 'home' : `form-${index + 1}`))
          .map((id) => `down:da-nang/${id}:domestic:0`)
          .toSorted(),
        causes: ['host:da-nang.example.org', 'portal:da-nang'],
      },
      reason: {
        en: 'da-nang/form-0: 49 more pages of the same host da-nang.example.org are down; told as one incident from here on.',
      },
    })
    expect(events[1]?.facts).not.toHaveProperty('rule')
    expect(events[1]?.children).toContain('down:da-nang/home:domestic:0')
    expect(dueAtMs(tell([0, all]).state, DEFAULT_POLICY)).toBe(WINDOW)
  })

  test('is reminded of once, by the first of them', () => {
    const reminders = all.map(({ event }) => note({ page: event.page ?? '', event: 'reminded', seq: 2, minute: 240 }))
    const { told, events } = tell([0, all], [7, []], [240, reminders])
    expect(told.slice(2)).toEqual(['240 reminded da-nang/form-0 #3 +49'])
    expect(events.at(-1)?.reason.en).toBe('The page is down With 49 other pages.')
  })

  test('ends with one message, when the last of them has', () => {
    const ends = all.map(({ event }, index) =>
      note({ page: event.page ?? '', ...ended, minute: 60 + (index === 3 ? 4 : 0) }),
    )
    const late = ends.filter(({ event }) => event.atMs > 60 * MINUTE_MS)
    const { told, events, state } = tell(
      [0, all],
      [7, []],
      [60, ends.filter((one) => !late.includes(one))],
      [64, late],
      [80, []],
    )
    expect(told.slice(2)).toEqual(['64 resolved da-nang/form-0 #3 +49'])
    const ticket = note({ page: 'da-nang/form-2', ...ended, minute: 64, severity: 'ticket' })
    const rest = ends.filter((one) => !late.includes(one))
    expect(tell([0, all], [7, []], [60, rest], [64, [ticket]]).events.at(-1)).toMatchObject({
      event: 'resolved',
      severity: 'page',
    })
    expect(events.at(-1)).toMatchObject({
      severity: 'page',
      reason: {
        en: 'da-nang/form-0 and 49 more pages of the same host da-nang.example.org are back: disturbed since 08:00:00 01/01/1970, for about 64 min.',
      },
    })
    expect(state).toEqual(NOTHING_TOLD)
  })

  test('that is over before the rest was listed lists it with its end', () => {
    const ends = all.map(({ event }) => note({ page: event.page ?? '', ...ended, minute: 4 }))
    expect(tell([0, all], [4, ends], [7, []], [9, []]).told).toEqual([
      '0 opened da-nang/form-0 #1',
      '4 resolved da-nang/form-0 #2 +49',
    ])
    expect(dueAtMs(tell([0, all], [4, ends]).state, DEFAULT_POLICY)).toBe(Number.POSITIVE_INFINITY)
  })

  test('of which only some are listed, when the others are well again by then', () => {
    const [first] = [note({ page: 'da-nang/form-5', ...ended, minute: 4 })]
    const { told, events } = tell([0, all], [4, [first]], [7, []])
    expect(told.slice(1)).toEqual(['7 joined da-nang/form-0 #2 +48'])
    expect(events[1]?.children).not.toContain('down:da-nang/form-5:domestic:0')
  })

  test('of which all that joined are well again by then: nothing is listed', () => {
    const two = [note(), note({ page: 'da-nang/form' })]
    const back = note({ ...ended, minute: 4 })
    const { told, state } = tell([0, two], [4, [back]], [7, []], [9, []])
    expect(told).toEqual(['0 opened da-nang/form #1'])
    expect(dueAtMs(state, DEFAULT_POLICY)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a portal that falls at 0 with all its pages, one of which somebody still sees pass now and then', () => {
  const home = note({ page: 'da-nang/home', minute: 6, since: 0 })
  const form = note({ page: 'da-nang/form', minute: 16, since: 0 })
  const third = note({ page: 'da-nang/third', minute: 66, since: 60 })

  test('wakes once: that page is told as one more of the same, an hour later another one is news', () => {
    const { told, events } = tell([6, [home]], [13, []], [16, [form]], [66, [third]])
    expect(told).toEqual(['6 opened da-nang/home #1', '16 joined da-nang/home #2 +1', '66 opened da-nang/third #1'])
    expect(events[1]).toMatchObject({ sinceMs: 0, children: [form.event.incident] })
  })

  test('and is well already when that page is told of: it is told by itself', () => {
    const back = note({ page: 'da-nang/home', ...ended, minute: 15 })
    expect(tell([6, [home]], [15, [back]], [16, [form]]).told.at(-1)).toBe('16 opened da-nang/form #1')
  })
})

describe('when the first is well before the others', () => {
  const three = [note({ page: 'da-nang/a' }), note({ page: 'da-nang/b' }), note({ page: 'da-nang/c' })]
  const back = note({ page: 'da-nang/a', ...ended, minute: 60 })

  test('that is told a cadence later, once, with those that are not', () => {
    const { told, events } = tell([0, three], [7, []], [60, [back]], [66, []], [67, []], [90, []])
    expect(told.slice(2)).toEqual(['67 reminded da-nang/a #3 +2'])
    expect(events.at(-1)).toMatchObject({
      facts: { leadEnded: true },
      reason: { en: 'da-nang/a is back; 2 pages of the same host da-nang.example.org are still down.' },
    })
  })

  test('the first of those left reminds, the next one when it is well, too', () => {
    const { told } = tell(
      [0, three],
      [7, []],
      [60, [back]],
      [67, []],
      [240, ['b', 'c'].map((id) => note({ page: `da-nang/${id}`, event: 'reminded', seq: 2, minute: 240 }))],
      [300, [note({ page: 'da-nang/b', event: 'resolved', seq: 3, minute: 300 })]],
      [480, [note({ page: 'da-nang/c', event: 'reminded', seq: 3, minute: 480 })]],
      [500, [note({ page: 'da-nang/c', event: 'resolved', seq: 4, minute: 500 })]],
    )
    expect(told.slice(3)).toEqual([
      '240 reminded da-nang/a #4 +2',
      '480 reminded da-nang/a #5 +1',
      '500 resolved da-nang/a #6 +2',
    ])
  })

  test('what asks for somebody says so, and whose state it is', () => {
    const asked = (event: 'reminded' | 'escalated', facts: AlertEvent['facts'] = {}) => {
      const noted = note({ page: 'da-nang/b', event, seq: 2, minute: 90, facts })
      return tell([0, three], [7, []], [60, [back]], [67, []], [90, [noted]]).events.at(-1)
    }
    const escalated = asked('escalated', { unacknowledgedMinutes: 90 })
    expect(escalated).toMatchObject({ event: 'escalated', facts: { leadEnded: true, unacknowledgedMinutes: 90 } })
    expect(escalated?.children).toEqual(['down:da-nang/b:domestic:0', 'down:da-nang/c:domestic:0'])
    expect(escalated?.reason).toEqual({
      vi: 'Sau 90 phút chưa có ai tiếp nhận: da-nang/a đã khắc phục; còn 2 trang cùng máy chủ da-nang.example.org vẫn ngừng hoạt động.',
      en: 'Nobody has taken it on for 90 min: da-nang/a is back; 2 pages of the same host da-nang.example.org are still down.',
    })
    expect(asked('reminded')?.reason).toEqual({
      vi: 'Nhắc lại: da-nang/a đã khắc phục; còn 2 trang cùng máy chủ da-nang.example.org vẫn ngừng hoạt động.',
      en: 'Reminder: da-nang/a is back; 2 pages of the same host da-nang.example.org are still down.',
    })
    if (!escalated) throw new Error('nothing told')
    expect([alertTitle(escalated, 'vi'), alertTitle(escalated, 'en')]).toEqual([
      '[khẩn] 2 trang cùng nguyên nhân với da-nang/a: ngừng hoạt động (báo cấp trên)',
      '[page] 2 of the same cause as da-nang/a: down (escalated)',
    ])
  })

  test('of a group that somebody has taken on nobody is asked any more; its end is told, and that it flaps', () => {
    const { state } = tell([0, three], [7, []], [60, [back]], [67, []])
    const lead = 'down:da-nang/a:domestic:0'
    const group = groupWith(state, 'down:da-nang/c:domestic:0')
    if (group?.about.incident !== lead) throw new Error('no group')
    const taken = { groups: { ...state.groups, [lead]: { ...group, isTakenOn: true as const } } }
    const b = (event: AlertEventName, minute: number, facts: AlertEvent['facts'] = {}) =>
      note({ page: 'da-nang/b', event, seq: minute, minute, facts })
    const told = (noted: Note) =>
      stepTelling(taken, { notes: [noted], nowMs: noted.event.atMs, policy: DEFAULT_POLICY }).events.map(lineOf)
    expect([b('escalated', 90), b('reminded', 240)].map(told)).toEqual([[], []])
    expect(told(b('reminded', 90, { flapping: true }))).toEqual(['90 reminded da-nang/a #4 +2'])
    expect(groupWith(state, 'down:hue/home:domestic:0')).toBeNull()
  })

  test('and the others within a cadence: only the end is told', () => {
    const rest = ['b', 'c'].map((id) => note({ page: `da-nang/${id}`, ...ended, minute: 65 }))
    expect(tell([0, three], [7, []], [60, [back]], [65, rest], [80, []]).told.slice(2)).toEqual([
      '65 resolved da-nang/a #3 +2',
    ])
  })

  test('nobody joins any more', () => {
    const next = note({ page: 'da-nang/d', minute: 6 })
    const early = note({ page: 'da-nang/a', ...ended, minute: 5 })
    expect(tell([0, three], [5, [early]], [6, [next]]).told).toContain('6 opened da-nang/d #1')
  })
})

describe('what joins', () => {
  const joins = (second: Written, first: Written = {}): boolean => {
    const { told } = tell([0, [note({ page: 'a/home', ...first })]], [0, [note({ page: 'b/home', ...second })]])
    return told.length === 1
  }

  test('shares the portal, the host, or an address', () => {
    expect(joins({ page: 'a/form', target: 'https://other.example.org/' })).toBe(true)
    expect(joins({ target: 'https://a.example.org/b' })).toBe(true)
    expect(joins({ addresses: ['203.0.113.7'] }, { addresses: ['203.0.113.6', '203.0.113.7'] })).toBe(true)
    expect(joins({ addresses: ['203.0.113.8'] }, { addresses: ['203.0.113.7'] })).toBe(false)
    expect(joins({})).toBe(false)
    expect(joins({ target: null, page: 'b/form' }, { target: null })).toBe(false)
  })

  test('shares the location, where others reach the pages', () => {
    const at = (location: string): Written => ({ kind: 'regional', severity: 'ticket', failing: [location] })
    expect(joins(at('a'), at('a'))).toBe(true)
    expect(joins(at('a'), at('b'))).toBe(false)
    expect(joins({ failing: ['a'] }, { failing: ['a'] })).toBe(false)
    const path: Written = { severity: 'ticket', failing: ['a'], facts: { pathOnly: true } }
    expect(joins(path, path)).toBe(true)
  })

  test('is of the same kind and vendor, and no worse', () => {
    const page = 'a/form'
    expect(joins({ page, kind: 'slow' })).toBe(false)
    expect(joins({ page, vendor: 'fpt' })).toBe(false)
    expect(joins({ page, group: 'abroad' })).toBe(false)
    expect(joins({ page, vendor: null }, { vendor: null })).toBe(true)
    expect(joins({ page, severity: 'ticket' })).toBe(true)
    expect(joins({ page }, { severity: 'ticket' })).toBe(false)
  })

  test('opens within a cadence and two minutes', () => {
    expect(joins({ page: 'a/form', minute: 7 })).toBe(true)
    expect(joins({ page: 'a/form', minute: 7.1 })).toBe(false)
    expect(joins({ page: 'a/form', minute: 3 }, { minute: 5 })).toBe(false)
    const everyMs = MINUTE_MS / 2
    expect(joins({ page: 'a/form', minute: 0.9, everyMs }, { everyMs })).toBe(true)
    expect(joins({ page: 'a/form', minute: 1.1, everyMs }, { everyMs })).toBe(false)
  })

  test('or began within a cadence of the first, however much later it is told', () => {
    const late: Written = { page: 'a/form', minute: 40 }
    const first: Written = { minute: 6, since: 1 }
    expect(joins({ ...late, since: 6 }, first)).toBe(true)
    expect(joins({ ...late, since: 6.1 }, first)).toBe(false)
    expect(joins({ ...late, since: 0 }, { minute: 6, since: 5 })).toBe(true)
    expect(joins({ ...late, since: 0 }, { minute: 6, since: 5.1 })).toBe(false)
    expect(joins({ ...late, since: 6, page: 'b/form' }, first)).toBe(false)
    expect(joins({ ...late, since: 6, vendor: 'fpt' }, first)).toBe(false)
    // Who looks every quarter of an hour sees it up to a quarter of an hour later.
    const seldom = 15 * MINUTE_MS
    expect(joins({ ...late, since: 16, everyMs: seldom }, first)).toBe(true)
    expect(joins({ ...late, since: 16.1, everyMs: seldom }, first)).toBe(false)
    expect(joins({ ...late, since: 16 }, { ...first, everyMs: seldom })).toBe(true)
    expect(joins({ ...late, since: 6, everyMs: null }, first)).toBe(true)
    const slow: Written = { kind: 'slow', facts: { slowPages: 20, ofPages: 60 } }
    expect(joins({ ...slow, minute: 90, since: 30 }, { ...slow, since: 0 })).toBe(true)
    expect(joins({ ...slow, minute: 90, since: 30.1 }, { ...slow, since: 0 })).toBe(false)
  })

  test('is slow with many others at once, within six cadences and two minutes', () => {
    const slow: Written = { kind: 'slow', facts: { slowPages: 20, ofPages: 60 } }
    expect(joins({ ...slow, minute: 32 }, slow)).toBe(true)
    expect(joins({ ...slow, minute: 32.1 }, slow)).toBe(false)
    expect(joins(slow, { kind: 'slow' })).toBe(false)
    expect(joins({ kind: 'slow' }, slow)).toBe(false)
    expect(joins({ ...slow, vendor: 'fpt' }, slow)).toBe(false)
    // What shares the host alone has no longer than ever.
    expect(joins({ page: 'a/form', kind: 'slow', minute: 7.1 }, slow)).toBe(false)
    expect(joins({ ...slow, page: 'a/form', minute: 7.1 }, { kind: 'slow' })).toBe(false)
    const { told, events } = tell(
      [0, [note({ page: 'a/home', ...slow })]],
      [20, [note({ page: 'b/home', ...slow, minute: 20 })]],
      [31, []],
      [32, []],
    )
    expect(told).toEqual(['0 opened a/home #1', '32 joined a/home #2 +1'])
    expect(events[1]?.reason).toEqual({
      vi: 'a/home: thêm 1 trang chậm, cùng đợt chậm trên nhiều trang; từ đây báo chung một sự cố.',
      en: 'a/home: 1 more page of the same slowness of many pages is slow; told as one incident from here on.',
    })
  })

  test('is of pages: of the platform itself each trouble is told', () => {
    const notes = ['a/form', 'a/home'].map((page) => note({ page, everyMs: null }))
    expect(tell([0, notes]).told).toEqual(['0 opened a/form #1', '0 opened a/home #1'])
  })

  test('of what comes at once the worst leads', () => {
    const notes = [note({ page: 'a/a', severity: 'ticket' }), note({ page: 'a/b' })]
    expect(tell([0, notes]).told).toEqual(['0 opened a/b #1'])
  })

  test('shares what all before it share', () => {
    const shared = { addresses: ['203.0.113.7'] }
    const { told, events } = tell(
      [
        0,
        [
          note({ page: 'a/home', ...shared }),
          note({ page: 'b/home', ...shared }),
          note({ page: 'a/form', minute: 1, addresses: ['203.0.113.9'] }),
        ],
      ],
      [7, []],
    )
    expect(told).toEqual(['0 opened a/home #1', '1 opened a/form #1', '7 joined a/home #2 +1'])
    expect(events[2]?.facts).toMatchObject({ causes: ['address:203.0.113.7'], portals: ['a', 'b'] })
  })
})

describe('escalations', () => {
  const two = [note({ page: 'da-nang/a' }), note({ page: 'da-nang/b' })]
  const escalated = (id: string, minute = 30) => note({ page: `da-nang/${id}`, event: 'escalated', seq: 2, minute })

  test('are one for a group, and its end says that there was one', () => {
    const ends = ['a', 'b'].map((id) => note({ page: `da-nang/${id}`, event: 'resolved', seq: 3, minute: 60 }))
    const { told, events } = tell([0, two], [7, []], [30, [escalated('a'), escalated('b')]], [60, ends])
    expect(told.slice(2)).toEqual(['30 escalated da-nang/a #3 +1', '60 resolved da-nang/a #4 +1'])
    expect(events.at(-1)?.facts.escalated).toBe(true)
    const reminded = note({ page: 'da-nang/a', event: 'reminded', seq: 3, minute: 240 })
    expect(tell([0, two], [7, []], [30, [escalated('a')]], [240, [reminded]]).told.at(-1)).toBe(
      '240 reminded da-nang/a #4 +1',
    )
  })

  test('of one that is left come where there was none', () => {
    const back = note({ page: 'da-nang/a', ...ended, minute: 20 })
    expect(tell([0, two], [7, []], [20, [back]], [27, []], [30, [escalated('b')]]).told.slice(3)).toEqual([
      '30 escalated da-nang/a #4 +1',
    ])
    const before = tell(
      [0, two],
      [7, []],
      [10, [escalated('a', 10)]],
      [20, [note({ page: 'da-nang/a', event: 'resolved', seq: 3, minute: 20 })]],
      [27, []],
      [30, [escalated('b')]],
    )
    expect(before.told.slice(2)).toEqual(['10 escalated da-nang/a #3 +1', '27 reminded da-nang/a #4 +1'])
  })
})

test('takes no more notes than are asked for, the oldest first, and looks at the time when all are taken', () => {
  const notes = [
    note({ page: 'a/home', minute: 3 }),
    note({ page: 'b/home', minute: 1 }),
    note({ page: 'c/home', minute: 2 }),
  ]
  const first = stepTelling(NOTHING_TOLD, { notes, nowMs: 3 * MINUTE_MS, policy: DEFAULT_POLICY, atMost: 2 })
  expect(first.events.map(({ page }) => page)).toEqual(['b/home', 'c/home'])
  expect(first.taken).toEqual(new Set(['down:b/home:domestic:0:1', 'down:c/home:domestic:0:1']))
  expect(first.isAll).toBe(false)
  const { state } = tell([0, [note({ page: 'd/home' }), note({ page: 'd/form' })]])
  const at = (atMost: number) =>
    stepTelling(state, { notes, nowMs: 7 * MINUTE_MS, policy: DEFAULT_POLICY, atMost }).events.map(({ event }) => event)
  expect(at(2)).toEqual(['opened', 'opened'])
  expect(at(3)).toEqual(['opened', 'opened', 'opened', 'joined'])
})
