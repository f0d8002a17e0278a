import { describe, expect, test } from 'vitest'
import { WATCH_RULES, type WatchRule } from '../../lib/judge/watch-state.ts'
import { type WatchTelling, watchReason, watchTitle } from '../../lib/judge/watch-words.ts'
import type { BilingualText } from '../../lib/model/catalogue.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'

const SINCE_MS = Date.parse('2026-11-22T03:05:00Z')

/** Of a location, or of the hub. */
const watched = (rule: WatchRule, location: string | null, part: string | null = null) => ({
  rule,
  location,
  group: location === null ? null : ('domestic' as const),
  part,
})

const telling = (changes: Partial<WatchTelling> = {}): WatchTelling => ({
  event: 'opened',
  sinceMs: SINCE_MS,
  nowMs: SINCE_MS + 13 * MINUTE_MS,
  figures: {},
  timezone: 'Asia/Ho_Chi_Minh',
  flapping: null,
  ...changes,
})

type Told = BilingualText & { readonly about: ReturnType<typeof watched>; readonly figures?: WatchTelling['figures'] }

const TOLD: readonly Told[] = [
  {
    about: watched('silent', 'sgn'),
    vi: 'Điểm đo sgn: im lặng từ 10:05:00 22/11/2026: không có tin từ điểm đo này; các trang chỉ đo từ đây chưa rõ tình trạng. Kiểm tra máy, mạng và chương trình của điểm đo.',
    en: 'Location sgn: silent since 10:05:00 22/11/2026: nothing is heard of it; what only it measures is unknown. Look at its machine, network and program.',
  },
  {
    about: watched('clock', 'sgn'),
    figures: { dropped: 9, due: 10, offsetMs: 3_200 },
    vi: 'Điểm đo sgn: lệch giờ từ 10:05:00 22/11/2026: 9/10 kết quả bị loại vì đồng hồ lệch, nhanh 3,2 giây. Bật đồng bộ giờ (NTP) tại điểm đo.',
    en: 'Location sgn: clock off since 10:05:00 22/11/2026: 9 of 10 results are dropped since its clock is off, 3.2 s ahead. Switch on its time synchronisation (NTP).',
  },
  {
    about: watched('faults', 'sgn'),
    figures: { due: 10, missing: 3, faulty: 2 },
    vi: 'Điểm đo sgn: thiếu hoặc hỏng kết quả đo từ 10:05:00 22/11/2026: trong 10 lượt đo, 3 lượt không có kết quả và 2 lượt lỗi do điểm đo. Kiểm tra mạng và tải của điểm đo.',
    en: 'Location sgn: results missing or faulty since 10:05:00 22/11/2026: of 10 checks 3 have no result and 2 failed through the location. Look at its network and load.',
  },
  {
    about: watched('coverage', 'sgn'),
    figures: { covered: 89, due: 120 },
    vi: 'Điểm đo sgn: mức bao phủ thấp từ 10:05:00 22/11/2026: trong một giờ chỉ đo được 89/120 lượt (74,2%). Xem lý do từng lượt thiếu trong lịch sử.',
    en: 'Location sgn: low coverage since 10:05:00 22/11/2026: in an hour only 89 of 120 checks were measured (74.2%). The history says why each is missing.',
  },
  {
    about: watched('drift', 'sgn'),
    figures: { driftMs: 20_400 },
    vi: 'Điểm đo sgn: đo trễ lịch từ 10:05:00 22/11/2026: một nửa số lượt đo bắt đầu trễ hơn 20 giây. Điểm đo quá tải: giảm số trang hoặc tăng chu kỳ đo.',
    en: 'Location sgn: behind its timetable since 10:05:00 22/11/2026: half of its visits begin more than 20 s late. It is overloaded: fewer pages, or a longer cadence.',
  },
  {
    about: watched('queue_age', null, 'jobs'),
    figures: { queue: 'jobs', waiting: 3, ageMs: 45 * MINUTE_MS },
    vi: 'Trung tâm: hàng đợi bị ứ từ 10:05:00 22/11/2026: hàng đợi “jobs” có 3 mục, mục cũ nhất đợi 45 phút. Xem nhật ký để biết lỗi khi xử lý.',
    en: 'The hub: a queue does not move since 10:05:00 22/11/2026: the queue “jobs” holds 3 messages, the oldest for 45 min. The log says what fails in handling it.',
  },
  {
    about: watched('dead_letters', null),
    figures: { letters: 7 },
    vi: 'Trung tâm: có mục không xử lý được từ 10:05:00 22/11/2026: 7 mục không đọc được đang được giữ lại. Xem lý do bằng: nhip redrive --dry-run.',
    en: 'The hub: dead letters since 10:05:00 22/11/2026: 7 messages that could not be understood are kept. See why: nhip redrive --dry-run.',
  },
  {
    about: watched('archive', null),
    figures: { days: 7 },
    vi: 'Trung tâm: lưu trữ chậm từ 10:05:00 22/11/2026: có ngày đã kết thúc 7 ngày trước mà chưa được lưu trữ, niêm phong. Xem nhật ký của archive-day.',
    en: 'The hub: the archive is behind since 10:05:00 22/11/2026: a day that ended 7 days ago is not archived and sealed. Look at the log of archive-day.',
  },
  {
    about: watched('hub_silent', null, 'sgn'),
    figures: { location: 'sgn', waiting: 12 },
    vi: 'Trung tâm: không trả lời từ 10:05:00 22/11/2026: điểm đo sgn không gửi được kết quả; 12 kết quả đang đợi tại điểm đo, không mất. Kiểm tra trung tâm và đường truyền.',
    en: "The hub: does not answer since 10:05:00 22/11/2026: location sgn can't hand in results; 12 wait there, none is lost. Look at the hub and the way to it.",
  },
  {
    about: watched('shift', null),
    figures: { day: '2026-11-20', hosts: 5 },
    vi: 'Trung tâm: nhiều trang cùng chậm đi từ 10:05:00 22/11/2026: 5 máy chủ không liên quan với nhau cùng chậm đi trong vài ngày, có lẽ do phiên bản phần mềm đo hoặc nơi đặt điểm đo thay đổi; không tính cho cổng nào. Đối chiếu với thay đổi của hệ thống đo quanh ngày này.',
    en: 'The hub: many pages became slower at once since 10:05:00 22/11/2026: 5 hosts that have nothing to do with each other became slower within days, probably since a version of ours or the place of a location changed; no portal is told. Look at what changed here around that day.',
  },
]

describe('trouble of the platform’s own, in both languages', () => {
  test.each(TOLD.map((one) => [one.about.rule, one] as const))('%s', (_rule, { about, figures = {}, vi, en }) => {
    expect(watchReason(about, telling({ figures }))).toEqual({ vi, en })
    const title = watchTitle(about)
    expect([vi.startsWith(`${title.vi} từ `), en.startsWith(`${title.en} since `)]).toEqual([true, true])
  })

  test('every rule is among them', () => {
    expect(TOLD.map(({ about }) => about.rule)).toEqual([...WATCH_RULES])
  })

  test('reminded of: the same, and that it is a reminder', () => {
    const { vi, en } = watchReason(watched('silent', 'sgn'), telling({ event: 'reminded' }))
    expect(vi).toMatch(/^Nhắc lại: Điểm đo sgn: im lặng từ 10:05:00 22\/11\/2026: không có tin /)
    expect(en).toMatch(/^Reminder: Location sgn: silent since 10:05:00 22\/11\/2026: nothing is heard /)
  })

  test('over: since when, and for how long, at least a minute', () => {
    const over = (lastedMs: number) =>
      watchReason(watched('archive', null), telling({ event: 'resolved', nowMs: SINCE_MS + lastedMs }))
    expect(over(13 * MINUTE_MS)).toEqual({
      vi: 'Trung tâm: lưu trữ chậm: đã khắc phục; kéo dài từ 10:05:00 22/11/2026, khoảng 13 phút.',
      en: 'The hub: the archive is behind: over; since 10:05:00 22/11/2026, for about 13 min.',
    })
    expect(over(5 * HOUR_MS).en).toMatch(/, for about 5 h\.$/)
    expect(over(3 * DAY_MS).vi).toMatch(/, khoảng 3 ngày\.$/)
    expect(over(0).en).toMatch(/, for about 1 min\.$/)
  })

  test('flapping: that alone, whatever the event', () => {
    expect(
      watchReason(
        watched('dead_letters', null),
        telling({ event: 'reminded', flapping: { transitions: 5, withinHours: 1 } }),
      ),
    ).toEqual({
      vi: 'Trung tâm: có mục không xử lý được, chập chờn: đổi trạng thái 5 lần trong 1 giờ; tạm gộp cảnh báo cho tới khi ổn định.',
      en: 'The hub: dead letters, flapping: it changed state 5 times within 1 hour; alerts are held until it is steady.',
    })
  })

  test('a clock that is behind, or of which nobody knows by how much', () => {
    const clock = (offsetMs: number | null) =>
      watchReason(watched('clock', 'sgn'), telling({ figures: { dropped: 1, due: 2, offsetMs } }))
    expect(clock(-4_000).vi).toContain('vì đồng hồ lệch, chậm 4,0 giây. Bật')
    expect(clock(-4_000).en).toContain('since its clock is off, 4.0 s behind. Switch')
    const unknown = watchReason(watched('clock', 'sgn'), telling({ figures: { dropped: 1, due: 2 } }))
    expect(unknown.vi).toContain('vì đồng hồ lệch. Bật')
    expect(unknown.en).toContain('since its clock is off. Switch')
    expect(clock(null).en).toContain('since its clock is off. Switch')
  })

  test('one is told of as one', () => {
    const said = (rule: string, figures: Record<string, number>) =>
      watchReason(watched(rule as Parameters<typeof watched>[0], 'sgn'), telling({ figures })).en
    expect(said('faults', { due: 2, missing: 1, faulty: 0 })).toContain(': of 2 checks 1 has no result and 0 failed')
    expect(said('dead_letters', { letters: 1 })).toContain(': 1 message that could not be understood is kept.')
    expect(said('hub_silent', { waiting: 1 })).toContain('; 1 waits there, none is lost.')
  })

  test('a share is on the right side of 90 %, a queue’s age is at least a minute', () => {
    const coverage = watchReason(watched('coverage', 'sgn'), telling({ figures: { covered: 8_996, due: 10_000 } }))
    expect([coverage.vi, coverage.en].map((text) => /\(([\d.,]+%)\)/.exec(text)?.[1])).toEqual(['89,96%', '89.96%'])
    const young = watchReason(
      watched('queue_age', 'sgn', 'checks'),
      telling({ figures: { queue: 'checks', waiting: 1, ageMs: 10_000 } }),
    )
    expect(young.vi).toContain('hàng đợi “checks” có 1 mục, mục cũ nhất đợi 1 phút.')
    expect(young.en).toContain('the queue “checks” holds 1 message, the oldest for 1 min.')
  })
})
