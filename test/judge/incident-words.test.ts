import { expect, test } from 'vitest'
import { burnReason } from '../../lib/judge/burn-words.ts'
import type { SeenCertificate } from '../../lib/judge/certificate.ts'
import { type CertificateTelling, certificateReason, certificateTitle } from '../../lib/judge/certificate-words.ts'
import { doubtReason } from '../../lib/judge/doubt-words.ts'
import { driftReason, newLevelReason } from '../../lib/judge/level-words.ts'
import { pillarReason } from '../../lib/judge/pillar-words.ts'
import { slowReason } from '../../lib/judge/slow-words.ts'
import type { AlertEventName } from '../../lib/model/alert.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { reviewIdOf } from '../../lib/model/review.ts'
import { closing } from '../kit/slots.ts'

const AT = {
  label: { vi: 'Trang', en: 'Page' },
  timezone: 'Asia/Ho_Chi_Minh',
  sinceMs: Date.parse('2026-11-22T03:05:00Z'),
}

const burn = (changes: Partial<Parameters<typeof burnReason>[0]> = {}, spanMs: number = HOUR_MS) =>
  burnReason({ ...AT, event: 'opened', superseded: false, figures: { rule: 'fast', slots: 3, spanMs }, ...changes })

test('BURN: reminded, superseded, over, and its span in the words that people use', () => {
  expect(burn({ event: 'reminded' }, 6 * HOUR_MS)).toEqual({
    vi: 'Nhắc lại: Trang có lỗi tích lũy: ít nhất 3 lần đo thấy ngừng hoạt động trong 6 giờ, từ 10:05:00 22/11/2026. Kiểm tra tải, nhật ký ứng dụng và các lần khởi động lại.',
    en: "Reminder: Page keeps failing: at least 3 slots of outage within 6 hours, since 10:05:00 22/11/2026. Look at load, the application's log and restarts.",
  })
  expect(burn({ event: 'resolved', superseded: true })).toEqual({
    vi: 'Trang: lỗi tích lũy đã dày lên, xem cảnh báo khẩn mới.',
    en: 'Page: its outages have become more frequent; a new, urgent alert tells of them.',
  })
  expect(burn({ event: 'resolved' })).toEqual({
    vi: 'Trang đã ổn định trở lại: không còn lỗi tích lũy, từng lỗi nhiều lần từ 10:05:00 22/11/2026.',
    en: 'Page is steady again: it had failed several times since 10:05:00 22/11/2026.',
  })
  const span = (ms: number) => {
    const { vi, en } = burn({}, ms)
    return [/trong (.*), từ/.exec(vi)?.[1], /within (.*), since/.exec(en)?.[1]]
  }
  expect(span(3 * DAY_MS)).toEqual(['3 ngày', '3 days'])
  expect(span(2 * DAY_MS)).toEqual(['2 ngày', '2 days'])
  expect(span(DAY_MS)).toEqual(['24 giờ', '24 hours'])
  expect(span(2 * HOUR_MS)).toEqual(['2 giờ', '2 hours'])
  expect(span(HOUR_MS)).toEqual(['1 giờ', '1 hour'])
  expect(span(96 * MINUTE_MS)).toEqual(['2 giờ', '2 hours'])
  expect(span(80 * MINUTE_MS)).toEqual(['1 giờ', '1 hour'])
  expect(span(12 * MINUTE_MS)).toEqual(['12 phút', '12 min'])
})

const slow = (
  event: AlertEventName,
  figures: Readonly<Record<string, string | number>>,
  words = 'ss=',
  changes: Partial<Parameters<typeof slowReason>[0]> = {},
) =>
  slowReason({
    ...AT,
    event,
    group: 'domestic',
    untilMs: AT.sinceMs + 30 * MINUTE_MS,
    inputs: closing(words, 0).inputs.map((input) =>
      input.timing?.waitMs === 1_000 ? { ...input, class: 'SLOW' } : input,
    ),
    alone: false,
    superseded: false,
    figures,
    ...changes,
  })

test('SLOW: who finds it so, beside what is usual around that hour; a mean says it of nobody', () => {
  const steady = {
    rule: 'steady',
    metric: 'total',
    location: 'b',
    ms: 1_240,
    baselineMs: 400,
    ratio: 3.1,
    cell: 'block',
  }
  expect(slow('reminded', steady, 'ss=x?')).toEqual({
    vi: 'Nhắc lại: Trang chậm từ 10:05:00 22/11/2026: thời gian đáp ứng 1,2 giây tại điểm đo b, gấp 3,1 lần mức thường 400 ms vào khoảng giờ này; 2/3 điểm đo trong nước thấy chậm.',
    en: 'Reminder: Page has been slow since 10:05:00 22/11/2026: the response takes 1.2 s at b, 3.1 times the usual 400 ms around this hour; 2 of 3 domestic locations find it slow.',
  })
  expect(slow('opened', { ...steady, rule: 'mean', ms: 940, cell: 'page' })).toEqual({
    vi: 'Trang chậm từ 10:05:00 22/11/2026: thời gian đáp ứng trung bình 940 ms tại điểm đo b, gấp 3,1 lần mức thường 400 ms của trang.',
    en: 'Page has been slow since 10:05:00 22/11/2026: the response takes 940 ms on average at b, 3.1 times the usual 400 ms of this page.',
  })
  const shared = slow('opened', { ...steady, slowPages: 20, ofPages: 60 })
  expect(shared.vi).toMatch(
    / thấy chậm\. Cùng lúc 20\/60 trang chậm tại nhiều điểm đo: có thể do đường truyền hoặc hạ tầng dùng chung\.$/,
  )
  expect(shared.en).toMatch(
    / find it slow\. At once 20 of 60 pages are slow at several locations: what they share may be at fault, such as the network\.$/,
  )
  const alone = slow('opened', { ...steady, slowPages: 20, ofPages: 60, slowAlone: 1 })
  expect(alone.vi).toMatch(
    / Cùng lúc 20\/60 trang chậm mà chỉ một điểm đo ghi nhận được: có thể do chính điểm đo đó hoặc đường truyền của nó\.$/,
  )
  expect(alone.en).toMatch(
    / At once 20 of 60 pages are slow, and only one location could tell: it may be slow itself, or its network\.$/,
  )
  expect(slow('opened', { rule: 'ceiling', metric: 'wait', location: 'a', ms: 9_000 }).en).toBe(
    'Page has been slow since 10:05:00 22/11/2026: waiting for the server takes 9.0 s at a, above the general limit; 2 of 3 domestic locations find it slow.',
  )
  const ceiling = { rule: 'ceiling', metric: 'wait', location: 'a', ms: 9_000 }
  expect(slow('opened', ceiling, 's', { alone: true })).toEqual({
    vi: 'Trang chậm từ 10:05:00 22/11/2026: chờ máy chủ 9,0 giây tại điểm đo a, vượt ngưỡng chung; 1/1 điểm đo trong nước thấy chậm. Chỉ một điểm đo ghi nhận được.',
    en: 'Page has been slow since 10:05:00 22/11/2026: waiting for the server takes 9.0 s at a, above the general limit; 1 of 1 domestic locations find it slow. Only one location could tell.',
  })
  expect(slow('resolved', steady, '...', { superseded: true })).toEqual({
    vi: 'Trang chậm hơn nữa: xem cảnh báo khẩn mới.',
    en: 'Page has become slower still; a new, urgent alert tells of it.',
  })
  const over = (untilMs: number) => slow('resolved', steady, '...', { untilMs }).en
  expect(over(AT.sinceMs + 5 * HOUR_MS)).toMatch(/, for about 5 h\.$/)
  expect(over(AT.sinceMs)).toBe('Page is as fast as usual again: slow since 10:05:00 22/11/2026, for about 1 min.')
})

test('NEEDS_REVIEW: what is to be decided, and what was', () => {
  const id = 'monitor:da-nang/home:domestic:0'
  const doubt = (event: AlertEventName, decided?: unknown, cause: string | null = 'content_mismatch') =>
    doubtReason({ ...AT, event, figures: { rule: 'needs_review', cause }, decided, id })
  const asked = doubt('reminded', undefined, null)
  expect(asked.vi).toMatch(
    /^Nhắc lại: Trang chờ xác minh: từ 10:05:00 22\/11\/2026 mọi điểm đo .* khác mong đợi\. Có thể /,
  )
  expect(asked.en).toMatch(/^Reminder: Page needs a review: since 10:05:00 22\/11\/2026 all .* than they should\. The /)
  expect(doubt('opened').en).toMatch(/^Page needs a review: since .* than they should \(.+\)\. The portal may be down/)
  expect(doubt('resolved', 'portal', null)).toEqual({
    vi: 'Trang: đã xác minh, cổng có lỗi từ 10:05:00 22/11/2026; các lượt đo từ lúc đó được tính.',
    en: 'Page: it was decided that the portal is at fault since 10:05:00 22/11/2026; the checks since then count.',
  })
  expect(doubt('resolved', 'catalogue', null)).toEqual({
    vi: 'Trang: đã xác minh, danh mục của hệ thống đo sai từ 10:05:00 22/11/2026; các lượt đo từ lúc đó không tính cho cổng. Hãy sửa danh mục.',
    en: 'Page: it was decided that our catalogue is at fault since 10:05:00 22/11/2026; the checks since then are not held against the portal. Mend the catalogue.',
  })
  const command = (why: string) => `nhip review decide ${reviewIdOf(id)} --reject --reason "${why}" --hub …`
  expect(doubt('resolved', undefined, null)).toEqual({
    vi: `Trang lại truy cập được. Các lượt đo từ 10:05:00 22/11/2026 vẫn chờ người đánh giá xác minh: ${command('lý do')} (cổng có lỗi) hoặc --accept (danh mục sai).`,
    en: `Page passes again. The checks since 10:05:00 22/11/2026 still wait for an evaluator to decide: ${command('why')} (the portal is at fault) or --accept (the catalogue is).`,
  })
})

test('DRIFT: reminded, and over', () => {
  const drift = (event: AlertEventName) =>
    driftReason({
      ...AT,
      event,
      figures: { rule: 'drift', metric: 'wait', location: 'b', ms: 700, anchorMs: 500, ratio: 1.4 },
    })
  expect(drift('reminded').vi).toMatch(/^Nhắc lại: Trang chậm dần: chờ máy chủ 700 ms .* gấp 1,4 lần /)
  expect(drift('reminded').en).toMatch(/^Reminder: Page has become slower by and by: .* 1\.4 times its best, 500 ms\./)
  expect(drift('resolved')).toEqual({
    vi: 'Trang không còn chậm dần: chờ máy chủ 700 ms trong những ngày qua, mức tốt nhất từng có 500 ms.',
    en: 'Page drifts no more: waiting for the server takes 700 ms of late, 500 ms at its best.',
  })
})

test('DRIFT and a new level: told in full', () => {
  const figures = { rule: 'drift', metric: 'total', location: 'b', ms: 1_400, anchorMs: 1_000, ratio: 1.4 }
  expect(driftReason({ ...AT, event: 'opened', figures })).toEqual({
    vi: 'Trang chậm dần: thời gian đáp ứng 1,4 giây trong những ngày qua tại điểm đo b, gấp 1,4 lần mức tốt nhất từng có 1,0 giây. Xem lượng dữ liệu, truy vấn và cấu hình thay đổi trong vài tháng qua.',
    en: 'Page has become slower by and by: the response takes 1.4 s of late at b, 1.4 times its best, 1.0 s. Look at how data, queries and settings have grown over the last months.',
  })
  expect(newLevelReason({ ...AT, event: 'resolved', figures: { metric: 'total', ms: 940 } })).toEqual({
    vi: 'Trang chậm liên tục từ 10:05:00 22/11/2026 (thời gian đáp ứng 940 ms): mức này được coi là mức thường mới, cảnh báo chậm khép lại. Xác minh với đơn vị cung cấp rằng thay đổi này là chủ ý.',
    en: 'Page has been slow without a break since 10:05:00 22/11/2026 (the response takes 940 ms): this counts as usual from now on, and the alert ends. Ask whoever runs it whether the change is meant.',
  })
})

const certificate = (leftMs: number, changes: Partial<CertificateTelling> = {}, pages = 2) =>
  certificateReason(
    {
      host: 'a.example.org',
      expiresAtMs: AT.sinceMs + leftMs,
      issuer: 'Example CA',
      pages: Array.from({ length: pages }, (_, index) => `da-nang/${index}`),
    } as unknown as SeenCertificate,
    {
      event: 'opened',
      nowMs: AT.sinceMs,
      timezone: AT.timezone,
      portal: { vi: 'Cổng', en: 'The portal' },
      isGone: false,
      ...changes,
    },
  )

test('CERTIFICATE: how long it has, never said to be longer than it is', () => {
  expect(certificate(14 * DAY_MS)).toEqual({
    vi: 'Chứng thư số của a.example.org (Cổng, 2 trang) hết hạn lúc 10:05:00 06/12/2026 (+07:00), còn 14 ngày; nơi cấp: Example CA.',
    en: 'The certificate of a.example.org (The portal, 2 pages) expires at 10:05:00 06/12/2026 (+07:00), in 14 days; issued by Example CA.',
  })
  const left = (ms: number) => {
    const { vi, en } = certificate(ms)
    return [/, còn (.*); nơi/.exec(vi)?.[1], /, in (.*); issued/.exec(en)?.[1]]
  }
  expect(left(2 * DAY_MS)).toEqual(['2 ngày', '2 days'])
  expect(left(2 * DAY_MS - 1)).toEqual(['1 ngày', '1 day'])
  expect(left(DAY_MS)).toEqual(['1 ngày', '1 day'])
  expect(left(DAY_MS - 1)).toEqual(['chưa đầy một ngày', 'less than a day'])
  expect(left(1)).toEqual(['chưa đầy một ngày', 'less than a day'])
  expect(certificate(0, {}, 1)).toEqual({
    vi: 'Chứng thư số của a.example.org (Cổng, 1 trang) đã hết hạn lúc 10:05:00 22/11/2026 (+07:00); nơi cấp: Example CA.',
    en: 'The certificate of a.example.org (The portal, 1 page) has expired at 10:05:00 22/11/2026 (+07:00); issued by Example CA.',
  })
})

test('CERTIFICATE: replaced, or not measured any more', () => {
  expect(certificate(365 * DAY_MS, { event: 'resolved' })).toEqual({
    vi: 'Chứng thư số của a.example.org (Cổng, 2 trang) đã được thay: có hạn đến 10:05:00 22/11/2027 (+07:00).',
    en: 'The certificate of a.example.org (The portal, 2 pages) has been replaced: it is valid until 10:05:00 22/11/2027 (+07:00).',
  })
  expect(certificate(DAY_MS, { event: 'resolved', isGone: true })).toEqual({
    vi: 'Chứng thư số của a.example.org (Cổng, 2 trang): không còn được đo.',
    en: 'The certificate of a.example.org (The portal, 2 pages) is not measured any more.',
  })
  expect(certificateTitle('a.example.org')).toEqual({
    vi: 'Chứng thư số của a.example.org',
    en: 'The certificate of a.example.org',
  })
})

const pillar = (event: AlertEventName, figures: Partial<Parameters<typeof pillarReason>[0]>, isGone = false) =>
  pillarReason(
    { rule: 'insufficient', points: null, beforePoints: 17, reason: null, ...figures },
    { event, day: '2026-11-04', portal: { vi: 'Cổng', en: 'The portal' }, isGone },
  )

test('PILLAR: points that can’t be told, why, and that there are some again', () => {
  expect(pillar('reminded', { reason: 'too_few_audits' })).toEqual({
    vi: 'Nhắc lại: Không còn tính được điểm hiệu năng vận hành của Cổng cho 7 ngày đến hết 04/11/2026 (chưa đủ căn cứ: quá ít lượt kiểm tra bằng trình duyệt hợp lệ); trước đó là 17,00 điểm.',
    en: 'Reminder: There are no operational performance points of The portal for the 7 days to 04/11/2026 (insufficient data: too few valid audits); there were 17.00 before.',
  })
  expect(pillar('opened', {}).en).toBe(
    'There are no operational performance points of The portal for the 7 days to 04/11/2026; there were 17.00 before.',
  )
  expect(pillar('opened', {}).vi).toContain(' đến hết 04/11/2026; trước đó')
  expect(pillar('resolved', { points: 16.5 })).toEqual({
    vi: 'Điểm hiệu năng vận hành của Cổng lại tính được: 16,50 điểm.',
    en: 'There are operational performance points of The portal again: 16.50.',
  })
})

test('PILLAR: by how much they fell, as far as that can be told', () => {
  expect(pillar('opened', { rule: 'week', points: 14 }).en).toContain('(3.00 fewer)')
  expect(pillar('reminded', { rule: 'week', points: 18 }).en).toContain('(0.00 fewer)')
  expect(pillar('reminded', { rule: 'month' })).toEqual({
    vi: 'Nhắc lại: Điểm hiệu năng vận hành của Cổng giảm dần: – điểm trong 28 ngày đến hết 04/11/2026, 12 tuần trước là 17,00 (giảm 0,00).',
    en: 'Reminder: The operational performance points of The portal have come down by and by: – in the 28 days to 04/11/2026, 17.00 twelve weeks before (0.00 fewer).',
  })
  expect(pillar('resolved', { rule: 'week', points: 16.5 }).vi).toBe(
    'Điểm hiệu năng vận hành của Cổng đã trở lại: 16,50 điểm; trước khi giảm là 17,00.',
  )
})
