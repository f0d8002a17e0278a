import { describe, expect, test } from 'vitest'
import { formatLocalTime, likelyCauses, type ReasonFacts, reasonFor } from '../../lib/judge/reason.ts'
import type { SlotInput } from '../../lib/model/verdict.ts'

const SINCE_MS = Date.parse('2026-11-22T03:05:00Z')

const input = (location: string, cause: SlotInput['cause']): SlotInput => ({
  location,
  group: 'domestic',
  network: null,
  class: cause === null ? 'OK' : 'FAIL',
  cause,
  confirmed: true,
  timing: null,
})

function reason(changes: Partial<ReasonFacts> = {}) {
  return reasonFor({
    event: 'opened',
    kind: 'down',
    label: { vi: 'Cổng Đà Nẵng, trang chủ', en: 'Da Nang portal, homepage' },
    group: 'domestic',
    sinceMs: SINCE_MS,
    untilMs: SINCE_MS + 20 * 60_000,
    timezone: 'Asia/Ho_Chi_Minh',
    inputs: [input('a', 'http_5xx'), input('b', 'http_5xx'), input('c', null)],
    alone: false,
    pathOnly: false,
    superseded: false,
    stillFailing: [],
    flapping: null,
    ...changes,
  })
}

describe('reasons, in Vietnamese and English', () => {
  test.each<[string, Partial<ReasonFacts>, string, string]>([
    [
      'an outage',
      {},
      'Cổng Đà Nẵng, trang chủ ngừng hoạt động từ 10:05:00 22/11/2026: 2/3 điểm đo trong nước không truy cập được (máy chủ lỗi 5xx).',
      "Da Nang portal, homepage has been down since 10:05:00 22/11/2026: 2 of 3 domestic locations can't reach it (the server answers with a 5xx error).",
    ],
    [
      'seen by one',
      { alone: true, inputs: [input('a', 'http_5xx')] },
      'Cổng Đà Nẵng, trang chủ ngừng hoạt động từ 10:05:00 22/11/2026: 1/1 điểm đo trong nước không truy cập được (máy chủ lỗi 5xx). Chỉ một điểm đo ghi nhận được.',
      "Da Nang portal, homepage has been down since 10:05:00 22/11/2026: 1 of 1 domestic locations can't reach it (the server answers with a 5xx error). Only one location could tell.",
    ],
    [
      'by path only',
      { pathOnly: true, inputs: [input('a', 'connect_timeout'), input('b', 'connect_timeout')] },
      'Cổng Đà Nẵng, trang chủ không truy cập được từ điểm đo từ 10:05:00 22/11/2026: 2/2 điểm đo trong nước không truy cập được (không kết nối được trong thời hạn).',
      "Da Nang portal, homepage cannot be reached from the location since 10:05:00 22/11/2026: 2 of 2 domestic locations can't reach it (no connection in time).",
    ],
    [
      'at some locations, abroad',
      { kind: 'regional', group: 'abroad', inputs: [input('a', 'http_4xx'), input('b', null)] },
      'Cổng Đà Nẵng, trang chủ lỗi tại một số điểm đo từ 10:05:00 22/11/2026: 1/2 điểm đo ngoài nước không truy cập được (trang trả mã lỗi 4xx).',
      "Da Nang portal, homepage has been failing at some locations since 10:05:00 22/11/2026: 1 of 2 abroad locations can't reach it (the page answers with a 4xx error).",
    ],
    [
      'over',
      { event: 'resolved' },
      'Cổng Đà Nẵng, trang chủ đã khắc phục: hoạt động trở lại, gián đoạn từ 10:05:00 22/11/2026, khoảng 20 phút.',
      'Da Nang portal, homepage is back: disturbed since 10:05:00 22/11/2026, for about 20 min.',
    ],
    [
      'superseded',
      { event: 'resolved', kind: 'regional', superseded: true },
      'Cổng Đà Nẵng, trang chủ: lỗi tại một điểm đo đã chuyển thành ngừng hoạt động.',
      'Da Nang portal, homepage: the regional fault has become an outage.',
    ],
    [
      'flapping',
      { event: 'reminded', flapping: { transitions: 6, withinHours: 12 } },
      'Cổng Đà Nẵng, trang chủ chập chờn: đổi trạng thái 6 lần trong 12 giờ; tạm gộp cảnh báo cho tới khi ổn định.',
      'Da Nang portal, homepage is flapping: it changed state 6 times within 12 hours; alerts are held until it is steady.',
    ],
  ])('%s', (_name, changes, vi, en) => {
    expect(reason(changes)).toEqual({ vi, en })
  })

  test('a reminder says that it is one', () => {
    const { vi, en } = reason({ event: 'reminded' })
    expect(vi).toMatch(/^Nhắc lại: Cổng Đà Nẵng/)
    expect(en).toMatch(/^Reminder: Da Nang portal/)
  })

  test('causes come by how many locations saw them', () => {
    const inputs = [input('a', 'http_5xx'), input('b', 'wait_timeout'), input('c', 'wait_timeout')]
    expect(reason({ inputs }).en).toContain('(no answer in time; the server answers with a 5xx error)')
    expect(reason({ inputs }).vi).toContain('(máy chủ không trả lời trong thời hạn; máy chủ lỗi 5xx)')
  })

  test('an outage of the way there that turned out to be more', () => {
    expect(reason({ event: 'resolved', superseded: true })).toEqual({
      vi: 'Cổng Đà Nẵng, trang chủ: không chỉ do đường truyền từ điểm đo, cổng đã ngừng hoạt động; xem cảnh báo khẩn mới.',
      en: 'Da Nang portal, homepage: more than the way there is at fault, it is down; a new, urgent alert tells of it.',
    })
  })

  test('who saw it alone says so of an outage that is told anew, of nothing else', () => {
    const over = (changes: Partial<ReasonFacts>) => reason({ event: 'resolved', alone: true, ...changes }).en
    expect(over({ superseded: true })).toContain('it is still down;')
    expect(over({ superseded: true, kind: 'regional' })).toContain('the regional fault has become an outage.')
    expect(over({})).toContain(' is back: ')
  })

  test('an outage that is over, but not everywhere', () => {
    expect(reason({ event: 'resolved', stillFailing: ['a', 'c'] })).toEqual({
      vi: 'Cổng Đà Nẵng, trang chủ không còn ngừng hoạt động, nhưng vẫn lỗi tại điểm đo a, c: gián đoạn từ 10:05:00 22/11/2026, khoảng 20 phút.',
      en: 'Da Nang portal, homepage is no longer down, but still fails at a, c: disturbed since 10:05:00 22/11/2026, for about 20 min.',
    })
  })

  test('of causes that as many saw the first by name', () => {
    const seen = ['http_5xx', 'http_4xx', 'wait_timeout'] as const
    const found = (of: readonly (typeof seen)[number][]) =>
      likelyCauses(of.map((cause, index) => input(`l${index}`, cause)))
    expect(found(seen)).toEqual(['http_4xx', 'http_5xx', 'wait_timeout'])
    expect(found(seen.toReversed())).toEqual(['http_4xx', 'http_5xx', 'wait_timeout'])
    expect(likelyCauses([input('a', null)])).toEqual([])
  })

  test('an outage of some seconds lasted a minute', () => {
    expect(reason({ event: 'resolved', untilMs: SINCE_MS + 10_000 }).en).toContain('about 1 min')
  })

  test('one of hours or days is told in those', () => {
    const over = (hours: number) => reason({ event: 'resolved', untilMs: SINCE_MS + hours * 3_600_000 })
    expect(over(5).vi).toContain(', khoảng 5 giờ.')
    expect(over(72).en).toContain(', for about 3 days.')
  })

  test('nobody failing in the last slot leaves no empty brackets', () => {
    expect(reason({ inputs: [input('a', null)] })).toEqual({
      vi: 'Cổng Đà Nẵng, trang chủ ngừng hoạt động từ 10:05:00 22/11/2026: 0/1 điểm đo trong nước không truy cập được.',
      en: "Da Nang portal, homepage has been down since 10:05:00 22/11/2026: 0 of 1 domestic locations can't reach it.",
    })
  })
})

test('local time, 24 hours, day before month', () => {
  expect(formatLocalTime(Date.parse('2026-01-31T17:00:00Z'), 'Asia/Ho_Chi_Minh')).toBe('00:00:00 01/02/2026')
  expect(formatLocalTime(Date.parse('2026-07-01T12:34:56Z'), 'Europe/Berlin')).toBe('14:34:56 01/07/2026')
})
