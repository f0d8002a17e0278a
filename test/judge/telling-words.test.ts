import { describe, expect, test } from 'vitest'
import type { Group } from '../../lib/judge/telling-state.ts'
import { allResolvedReason, joinedReason, remainingReason, untaken, withOthers } from '../../lib/judge/telling-words.ts'
import type { AlertKind } from '../../lib/model/alert.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { alert } from '../kit/alert.ts'

const SINCE_MS = Date.parse('2026-11-22T03:05:00Z')

/** Led by the homepage of Da Nang. */
function group(kind: AlertKind, causes: readonly string[] = ['host:dichvucong.danang.gov.vn:8443', 'portal:da-nang']) {
  const about = alert({ kind, sinceMs: SINCE_MS, label: { vi: 'Trang chủ Đà Nẵng', en: 'Da Nang homepage' } })
  return { about, causes } as unknown as Group
}

describe('more of the same', () => {
  test.each<[AlertKind, string, string]>([
    [
      'down',
      'Trang chủ Đà Nẵng: thêm 3 trang ngừng hoạt động, cùng máy chủ dichvucong.danang.gov.vn:8443; từ đây báo chung một sự cố.',
      'Da Nang homepage: 3 more pages of the same host dichvucong.danang.gov.vn:8443 are down; told as one incident from here on.',
    ],
    [
      'slow',
      'Trang chủ Đà Nẵng: thêm 3 trang chậm, cùng máy chủ dichvucong.danang.gov.vn:8443; từ đây báo chung một sự cố.',
      'Da Nang homepage: 3 more pages of the same host dichvucong.danang.gov.vn:8443 are slow; told as one incident from here on.',
    ],
    [
      'burn',
      'Trang chủ Đà Nẵng: thêm 3 trang lỗi từng đợt ngắn, cùng máy chủ dichvucong.danang.gov.vn:8443; từ đây báo chung một sự cố.',
      'Da Nang homepage: 3 more pages of the same host dichvucong.danang.gov.vn:8443 are failing in short spells; told as one incident from here on.',
    ],
    [
      'regional',
      'Trang chủ Đà Nẵng: thêm 3 trang lỗi tại một số điểm đo, cùng máy chủ dichvucong.danang.gov.vn:8443; từ đây báo chung một sự cố.',
      'Da Nang homepage: 3 more pages of the same host dichvucong.danang.gov.vn:8443 are failing at some locations; told as one incident from here on.',
    ],
    [
      'monitor',
      'Trang chủ Đà Nẵng: thêm 3 trang chờ xác minh, cùng máy chủ dichvucong.danang.gov.vn:8443; từ đây báo chung một sự cố.',
      'Da Nang homepage: 3 more pages of the same host dichvucong.danang.gov.vn:8443 are waiting for a review; told as one incident from here on.',
    ],
  ])('of %s', (kind, vi, en) => {
    expect(joinedReason(group(kind), 3)).toEqual({ vi, en })
  })

  test.each([
    ['address:203.0.113.7', 'địa chỉ 203.0.113.7', 'address 203.0.113.7'],
    ['address:2001:db8::7', 'địa chỉ 2001:db8::7', 'address 2001:db8::7'],
    ['portal:da-nang', 'cổng da-nang', 'portal da-nang'],
    ['location:sgn', 'điểm đo sgn', 'location sgn'],
    ['slowness:', 'đợt chậm trên nhiều trang', 'slowness of many pages'],
  ])('by %s, where that is what all of them share', (cause, vi, en) => {
    const { vi: inVi, en: inEn } = joinedReason(group('down', [cause]), 1)
    expect(inVi).toBe(`Trang chủ Đà Nẵng: thêm 1 trang ngừng hoạt động, cùng ${vi}; từ đây báo chung một sự cố.`)
    expect(inEn).toBe(`Da Nang homepage: 1 more page of the same ${en} is down; told as one incident from here on.`)
  })
})

test('the first is well again, others are not', () => {
  expect(remainingReason(group('down'), 2)).toEqual({
    vi: 'Trang chủ Đà Nẵng đã khắc phục; còn 2 trang cùng máy chủ dichvucong.danang.gov.vn:8443 vẫn ngừng hoạt động.',
    en: 'Da Nang homepage is back; 2 pages of the same host dichvucong.danang.gov.vn:8443 are still down.',
  })
  expect(remainingReason(group('slow', ['portal:da-nang']), 1)).toEqual({
    vi: 'Trang chủ Đà Nẵng đã khắc phục; còn 1 trang cùng cổng da-nang vẫn chậm.',
    en: 'Da Nang homepage is back; 1 page of the same portal da-nang is still slow.',
  })
  expect(remainingReason(group('burn', ['slowness:']), 2).en).toBe(
    'Da Nang homepage is back; 2 pages of the same slowness of many pages are still failing in short spells.',
  )
})

test('all of them are well again, after so long', () => {
  const over = (lastedMs: number) =>
    allResolvedReason(group('down', ['portal:da-nang']), { others: 4, untilMs: SINCE_MS + lastedMs })
  expect(over(64 * MINUTE_MS)).toEqual({
    vi: 'Trang chủ Đà Nẵng và 4 trang cùng cổng da-nang đã khắc phục: gián đoạn từ 10:05:00 22/11/2026, khoảng 64 phút.',
    en: 'Da Nang homepage and 4 more pages of the same portal da-nang are back: disturbed since 10:05:00 22/11/2026, for about 64 min.',
  })
  expect(over(0).en).toMatch(/, for about 1 min\.$/)
  expect(allResolvedReason(group('slow', ['slowness:']), { others: 4, untilMs: SINCE_MS }).en).toMatch(
    / and 4 more pages of the same slowness of many pages are back: /,
  )
  expect(over(7 * HOUR_MS).vi).toMatch(/, khoảng 7 giờ\.$/)
  expect(over(3 * DAY_MS).en).toMatch(/, for about 3 days\.$/)
})

test('what needs a review is told as that, and its end says nothing of what was decided', () => {
  const review = group('monitor', ['portal:da-nang'])
  expect(remainingReason(review, 1)).toEqual({
    vi: 'Trang chủ Đà Nẵng: cảnh báo chờ xác minh khép lại; còn 1 trang cùng cổng da-nang vẫn chờ xác minh.',
    en: 'Da Nang homepage: the alert that it needs a review ends; 1 page of the same portal da-nang is still waiting for a review.',
  })
  expect(allResolvedReason(review, { others: 2, untilMs: SINCE_MS + 3 * HOUR_MS })).toEqual({
    vi: 'Trang chủ Đà Nẵng và 2 trang cùng cổng da-nang: cảnh báo chờ xác minh từ 10:05:00 22/11/2026 khép lại sau khoảng 3 giờ. Xem kết quả xác minh ở sự cố của từng trang.',
    en: 'Da Nang homepage and 2 more pages of the same portal da-nang: the alert that they need a review, since 10:05:00 22/11/2026, ends after about 3 h. What was decided stands in the incident of each page.',
  })
})

test('what is told of the first says how many others there are', () => {
  const reason = { vi: 'Trang ngừng hoạt động.', en: 'The page is down.' }
  expect(withOthers(reason, 1)).toEqual({
    vi: 'Trang ngừng hoạt động. Cùng với 1 trang khác.',
    en: 'The page is down. With 1 other page.',
  })
  expect(withOthers(reason, 2).en).toBe('The page is down. With 2 other pages.')
})

test('what asks for somebody says so first, and why', () => {
  const reason = { vi: 'Trang ngừng hoạt động.', en: 'The page is down.' }
  expect(untaken({ event: 'escalated', facts: { unacknowledgedMinutes: 30 } }, reason)).toEqual({
    vi: 'Sau 30 phút chưa có ai tiếp nhận: Trang ngừng hoạt động.',
    en: 'Nobody has taken it on for 30 min: The page is down.',
  })
  expect(untaken({ event: 'reminded', facts: {} }, reason)).toEqual({
    vi: 'Nhắc lại: Trang ngừng hoạt động.',
    en: 'Reminder: The page is down.',
  })
  expect(untaken({ event: 'escalated', facts: {} }, reason)).toBe(reason)
})
