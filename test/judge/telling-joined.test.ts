import { describe, expect, test } from 'vitest'
import { alertText, alertTitle } from '../../lib/judge/alert-text.ts'
import { failingAt, stepTelling } from '../../lib/judge/telling.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { note, tell, type Written } from '../kit/notes.ts'

const ended = { event: 'resolved', seq: 2 } as const

describe('what has joined', () => {
  const [a, b] = [note({ page: 'da-nang/a' }), note({ page: 'da-nang/b', minute: 1 })]
  const back = note({ page: 'da-nang/b', ...ended, minute: 3 })
  const over = note({ page: 'da-nang/a', ...ended, minute: 20 })

  test('is known as that by its next note, found at once or later', () => {
    expect(tell([4, [a, b, back]], [20, [over]]).told).toEqual(['0 opened da-nang/a #1', '20 resolved da-nang/a #2 +1'])
    const more = [
      note({ page: 'da-nang/b', event: 'reminded', seq: 2, minute: 7 }),
      note({ page: 'da-nang/b', event: 'resolved', seq: 3, minute: 8 }),
    ]
    expect(tell([0, [a]], [1, [b]], [7, []], [8, more]).told).toEqual([
      '0 opened da-nang/a #1',
      '7 joined da-nang/a #2 +1',
    ])
  })

  test('and is over is so for good, though its opening is found once more', () => {
    expect(tell([0, [a]], [1, [b]], [3, [b, back]], [4, [b]], [20, [over]]).told.slice(1)).toEqual([
      '20 resolved da-nang/a #2 +1',
    ])
  })

  test('is remembered while a note of any of the group is left', () => {
    const { state } = tell([0, [a]], [1, [b]], [20, [back, over]])
    const { groups } = stepTelling(state, { notes: [over], nowMs: HOUR_MS, policy: DEFAULT_POLICY }).state
    expect(Object.values(groups).map(({ members }) => Object.keys(members))).toEqual([
      [a.event.incident, b.event.incident],
    ])
  })

  test('and is found after the others were listed is listed by itself', () => {
    const late = note({ page: 'da-nang/c', minute: 6 })
    const { told, events } = tell([0, [a]], [1, [b]], [7, []], [8, [late]])
    expect(told.slice(1)).toEqual(['7 joined da-nang/a #2 +1', '8 joined da-nang/a #3 +2'])
    expect(events[2]).toMatchObject({
      facts: { joined: ['down:da-nang/c:domestic:0'] },
      reason: {
        en: 'da-nang/a: 1 more page of the same host da-nang.example.org is down; told as one incident from here on.',
      },
    })
  })

  test('lasted until its last bad slot; until it was noted where that is not known', () => {
    const end = (lastBadMs: number | null) =>
      tell(
        [0, [a]],
        [1, [b]],
        [7, []],
        [20, [over]],
        [27, []],
        [60, [note({ page: 'da-nang/b', ...ended, minute: 60, facts: { lastBadMs } })]],
      ).events.at(-1)?.reason.en
    expect(end(40 * MINUTE_MS)).toMatch(/, for about 45 min\.$/)
    expect(end(null)).toMatch(/, for about 65 min\.$/)
  })
})

describe('a digest', () => {
  const digest = (id: string, minute: number) =>
    note({ page: `da-nang/${id}`, event: 'reminded', severity: 'info', minute, facts: { flapping: true } })

  test('joins nothing, nor does what opens after it', () => {
    const opened = note({ page: 'da-nang/b', seq: 2, minute: 2 })
    const a = note({ page: 'da-nang/a' })
    const expected = ['0 opened da-nang/a #1', '1 reminded da-nang/b #1', '2 opened da-nang/b #2']
    expect(tell([0, [a]], [1, [digest('b', 1)]], [2, [opened]]).told).toEqual(expected)
    expect(tell([2, [a, digest('b', 1), opened]]).told).toEqual(expected)
  })

  test('is joined by nothing', () => {
    expect(tell([0, [digest('a', 0)]], [2, [note({ page: 'da-nang/b', severity: 'info', minute: 2 })]]).told).toEqual([
      '0 reminded da-nang/a #1',
      '2 opened da-nang/b #1',
    ])
  })
})

test('locations that fail or are slow, as far as an event says', () => {
  const seen = (location: string, what: string) => ({ location, class: what })
  expect(
    failingAt({ locations: [seen('a', 'FAIL'), seen('b', 'OK'), seen('c', 'SLOW'), seen('d', 'UNKNOWN')] }),
  ).toEqual(['a', 'c'])
  expect(failingAt({})).toEqual([])
})

describe('pages that need a review', () => {
  const review = (id: string, written: Written = {}) =>
    note({ page: `da-nang/${id}`, kind: 'monitor', severity: 'ticket', facts: { rule: 'needs_review' }, ...written })

  test('are told as that, not as trouble of the platform', () => {
    const { events, told } = tell(
      [0, [review('a'), review('b'), review('c')]],
      [7, []],
      [60, [review('a', { ...ended, minute: 60 })]],
      [67, []],
      [90, ['b', 'c'].map((id) => review(id, { ...ended, minute: 90 }))],
    )
    expect(told).toEqual([
      '0 opened da-nang/a #1',
      '7 joined da-nang/a #2 +2',
      '67 reminded da-nang/a #3 +2',
      '90 resolved da-nang/a #4 +2',
    ])
    expect(events.map((event) => alertTitle(event, 'en'))).toEqual([
      '[ticket] da-nang/a: needs review (opened)',
      '[ticket] da-nang/a: needs review (joined)',
      '[ticket] 2 of the same cause as da-nang/a: needs review (reminded)',
      '[ticket] da-nang/a: needs review (resolved)',
    ])
    const texts = events.map(alertText)
    for (const text of texts) expect(text).not.toMatch(/sự cố hệ thống đo|số liệu vận hành|mức bao phủ|monitor[^:]/)
    expect(events[1]?.reason.vi).toBe(
      'da-nang/a: thêm 2 trang chờ xác minh, cùng máy chủ da-nang.example.org; từ đây báo chung một sự cố.',
    )
  })
})
