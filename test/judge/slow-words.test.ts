import { expect, test } from 'vitest'
import { formatMs, slowReason } from '../../lib/judge/slow-words.ts'

test('a time is told in milliseconds below a second, as it is shown', () => {
  expect([0.4, 412.4, 999.4, 999.5, 1_000, 9_249].map((ms) => formatMs(ms, 'vi'))).toEqual([
    '0 ms',
    '412 ms',
    '999 ms',
    '1,0 giây',
    '1,0 giây',
    '9,2 giây',
  ])
  expect(formatMs(9_250, 'en')).toBe('9.3 s')
})

const RESOLVED = {
  event: 'resolved',
  label: { vi: 'Trang chủ', en: 'Homepage' },
  group: 'domestic',
  timezone: 'UTC',
  sinceMs: 0,
  untilMs: 300_000,
  inputs: [],
  alone: false,
  superseded: false,
  figures: { rule: 'steady', metric: 'wait', location: 'han', ms: 1_200, baselineMs: 600, ratio: 2, cell: 'hour' },
} as const

test('over: since when, and for how long', () => {
  expect(slowReason(RESOLVED)).toEqual({
    vi: 'Trang chủ đã nhanh trở lại như thường: chậm từ 00:00:00 01/01/1970, khoảng 5 phút.',
    en: 'Homepage is as fast as usual again: slow since 00:00:00 01/01/1970, for about 5 min.',
  })
})

test('a usual that a season has moved says so, where it is a tenth or more', () => {
  const said = (season: number) =>
    slowReason({
      ...RESOLVED,
      event: 'opened',
      figures: {
        rule: 'mean',
        metric: 'wait',
        location: 'han',
        ms: 1_200,
        baselineMs: 600,
        ratio: 2,
        cell: 'hour',
        season,
      },
    })
  expect(said(1.25)).toEqual({
    vi: 'Trang chủ chậm từ 00:00:00 01/01/1970: chờ máy chủ trung bình 1,2 giây tại điểm đo han, gấp 2,0 lần mức thường 600 ms vào giờ này. Mức thường này đã tính theo tình hình chung: vài giờ qua, trang cũng như đa số trang đo từ đó mất thời gian bằng 1,25 lần ngày thường.',
    en: 'Homepage has been slow since 00:00:00 01/01/1970: waiting for the server takes 1.2 s on average at han, 2.0 times the usual 600 ms at this hour. That usual allows for the season: in the last hours this page, like most seen from there, took 1.25 times its ordinary time.',
  })
  expect(said(0.8).en).toContain('took 0.80 times its ordinary time.')
  expect(said(1.09).en).not.toContain('season')
  expect(said(0.91).vi).not.toContain('tình hình chung')
})
