import { describe, expect, test } from 'vitest'
import { alertText } from '../../lib/judge/alert-text.ts'
import type { SeenCertificate } from '../../lib/judge/certificate.ts'
import { certificateReason, certificateTitle } from '../../lib/judge/certificate-words.ts'
import { pillarReason } from '../../lib/judge/pillar-words.ts'
import type { ShiftFigures } from '../../lib/judge/shift-step.ts'
import { shiftReason } from '../../lib/judge/shift-words.ts'
import type { AlertEvent, AlertEventName, AlertKind } from '../../lib/model/alert.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { alert, SILENT_LOCATION } from '../kit/alert.ts'
import { trace } from '../kit/slots.ts'

/** One mail of each kind as people get it; outages and what they have in common are in `alert-text.test.ts`. */
const AT_MS = Date.parse('2026-11-22T03:05:00Z')
const PORTAL = { vi: 'Cổng Đà Nẵng', en: 'Da Nang portal' }
const HOST = 'dichvucong.danang.gov.vn'

function told(words: string, kind: AlertKind, event: AlertEventName = 'opened'): AlertEvent {
  const found = trace(words).events.find((one) => one.kind === kind && one.event === event)
  if (!found) throw new Error(`no ${kind} ${event} of ${words}`)
  return found
}

function certificate(event: AlertEventName, expiresAtMs: number): AlertEvent {
  const seen: SeenCertificate = {
    host: HOST,
    expiresAtMs,
    issuer: 'Example CA',
    slotMs: AT_MS,
    locations: ['a', 'b'],
    pages: ['da-nang/home', 'da-nang/khai-sinh'],
    portal: { id: 'da-nang', name: PORTAL, vendor: null, owner: null },
    silenced: false,
  }
  const telling = { event, nowMs: AT_MS, timezone: 'Asia/Ho_Chi_Minh', portal: PORTAL, isGone: false }
  return alert({
    seq: 2,
    event,
    kind: 'certificate',
    severity: 'ticket',
    incident: `certificate:host.${HOST}:-:1`,
    subject: 'portal',
    page: null,
    group: null,
    label: certificateTitle(HOST),
    atMs: AT_MS,
    sinceMs: AT_MS - 16 * DAY_MS,
    reason: certificateReason(seen, telling),
    facts: { host: HOST, expiresAtMs, seenBy: seen.locations },
    links: { status: 'https://nhip.example.org/#da-nang' },
  })
}

function pillar(event: AlertEventName): AlertEvent {
  const figures = { rule: 'week', points: 14, beforePoints: 17, reason: null } as const
  return alert({
    event,
    kind: 'pillar',
    severity: 'ticket',
    incident: 'pillar:portal.da-nang:domestic:0',
    subject: 'portal',
    page: null,
    label: PORTAL,
    atMs: AT_MS,
    sinceMs: AT_MS - 2 * DAY_MS,
    reason: pillarReason(figures, { event, day: '2026-11-21', portal: PORTAL, isGone: false }),
    facts: figures,
  })
}

function shift(event: AlertEventName): AlertEvent {
  const figures: ShiftFigures = {
    metric: 'lcpMs',
    location: 'sgn',
    before: 2_500,
    after: 3_250,
    latest: 3_300,
    ratio: 1.3,
    p: 0.0001,
    day: '2026-11-10',
  }
  const sinceMs = AT_MS - 12 * DAY_MS
  const label = { vi: 'Trang chủ', en: 'Homepage' }
  return alert({
    event,
    kind: 'shift',
    severity: 'ticket',
    incident: 'shift:da-nang/home:domestic:0',
    label,
    atMs: AT_MS,
    sinceMs,
    reason: shiftReason({ event, label, timezone: 'Asia/Ho_Chi_Minh', sinceMs, figures, facts: {} }),
    facts: figures,
  })
}

describe('a mail of each kind', () => {
  test('slow: who sees it, what to look at', () => {
    expect(alertText(told('=== sss sss sss sss', 'slow'))).toBe(`[khẩn] Trang: chậm (mở)

Trang chậm từ 08:05:00 01/01/1970: chờ máy chủ 1,0 giây tại điểm đo b, gấp 2,5 lần mức thường 400 ms vào giờ này; 3/3 điểm đo trong nước thấy chậm.

Từ lúc: 08:05:00 01/01/1970 +08:00; tin này lúc 08:25:00 01/01/1970 +08:00 (sau 20 phút)
Mức độ chắc chắn: 3/3 điểm đo cùng thấy chậm; chậm ở ít nhất 4 trong 6 lượt đo gần nhất; thường ngày chỉ dao động khoảng 8%
Các điểm đo trong nước:
  - a: chậm
  - b: chậm
  - c: chậm
Nguyên nhân có thể: máy chủ hoặc ứng dụng xử lý lâu: tải, cơ sở dữ liệu, dịch vụ phía sau
Việc cần làm: xem tải của máy chủ, cơ sở dữ liệu và thay đổi gần đây; lịch sử cho biết pha nào chậm
Ảnh hưởng: tỷ lệ sẵn sàng không đổi vì trang vẫn trả lời; tiêu chí về thời gian của trang có thể mất điểm nếu kéo dài; cảnh báo tự nó không trừ điểm
Tiếp nhận bằng lệnh: nhip incident ack slow:da-nang/home:domestic:300000 --hub …

Mã sự cố: slow:da-nang/home:domestic:300000 (tin số 1)

----------------------------------------

[page] Page: slow (opened)

Page has been slow since 08:05:00 01/01/1970: waiting for the server takes 1.0 s at b, 2.5 times the usual 400 ms at this hour; 3 of 3 domestic locations find it slow.

Since: 08:05:00 01/01/1970 +08:00; this message: 08:25:00 01/01/1970 +08:00 (20 min later)
How sure: 3 of 3 locations agree; slow in at least 4 of the latest 6 checks; it usually varies by about 8%
Locations, domestic:
  - a: slow
  - b: slow
  - c: slow
Likely cause: the server takes long to answer: load, the database, a service behind it
What to do: look at the load of the servers, the database and what changed lately; the history says which phase is slow
What it counts for: uptime stays as it is, since the page answers; what the page gets for its times may fall if it lasts; the alert by itself takes no points away
By command: nhip incident ack slow:da-nang/home:domestic:300000 --hub …

Incident: slow:da-nang/home:domestic:300000 (message 1)
`)
  })

  test('regional: some locations alone', () => {
    expect(alertText(told('x.. x.. x..', 'regional'))).toBe(`[cần xử lý] Trang: lỗi tại một điểm đo (mở)

Trang lỗi tại một số điểm đo từ 08:00:00 01/01/1970: 1/3 điểm đo trong nước không truy cập được (máy chủ lỗi 5xx).

Từ lúc: 08:00:00 01/01/1970 +08:00; tin này lúc 08:15:00 01/01/1970 +08:00 (sau 15 phút)
Mức độ chắc chắn: 1/3 điểm đo ghi nhận, 2 điểm đo truy cập được; mỗi lượt đo không thành công đều đã được đo lại
Các điểm đo trong nước:
  - a: không thành công (máy chủ lỗi 5xx)
  - b: thành công
  - c: thành công
Nguyên nhân có thể: máy chủ lỗi 5xx
Việc cần làm: kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo
Ảnh hưởng: chỉ lượt đo không thành công của các điểm đo này làm giảm tỷ lệ sẵn sàng, và bị tính là không đạt ngưỡng nếu điểm đo được dùng để chấm điểm; cảnh báo tự nó không trừ điểm
Tiếp nhận bằng lệnh: nhip incident ack regional:da-nang/home:domestic:0 --hub …

Mã sự cố: regional:da-nang/home:domestic:0 (tin số 1)

----------------------------------------

[ticket] Page: regional (opened)

Page has been failing at some locations since 08:00:00 01/01/1970: 1 of 3 domestic locations can't reach it (the server answers with a 5xx error).

Since: 08:00:00 01/01/1970 +08:00; this message: 08:15:00 01/01/1970 +08:00 (15 min later)
How sure: 1 of 3 locations say so, 2 can reach it; each failed check was tried again
Locations, domestic:
  - a: failed (the server answers with a 5xx error)
  - b: passed
  - c: passed
Likely cause: the server answers with a 5xx error
What to do: check the logs of the application and the server at this time
What it counts for: only the failed checks of these locations lower the uptime, and count as outside every limit where scores are made from them; the alert by itself takes no points away
By command: nhip incident ack regional:da-nang/home:domestic:0 --hub …

Incident: regional:da-nang/home:domestic:0 (message 1)
`)
  })

  test('burn: outages too short to be told of by themselves', () => {
    expect(alertText(told('... xxx ... xxx ... xxx', 'burn'))).toBe(`[khẩn] Trang: lỗi tích lũy (mở)

Trang có lỗi tích lũy: ít nhất 3 lần đo thấy ngừng hoạt động trong 1 giờ, từ 08:05:00 01/01/1970. Kiểm tra tải, nhật ký ứng dụng và các lần khởi động lại.

Từ lúc: 08:05:00 01/01/1970 +08:00; tin này lúc 08:30:00 01/01/1970 +08:00 (sau 25 phút)
Mức độ chắc chắn: mỗi lượt đo không thành công đều đã được đo lại; chỉ tính lần đo mà đa số điểm đo cùng thấy ngừng hoạt động
Các điểm đo trong nước, ở lượt đo gần nhất:
  - a: không thành công (máy chủ lỗi 5xx)
  - b: không thành công (máy chủ lỗi 5xx)
  - c: không thành công (máy chủ lỗi 5xx)
Nguyên nhân có thể: máy chủ lỗi 5xx
Việc cần làm: kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo
Ảnh hưởng: lượt đo không thành công làm giảm tỷ lệ sẵn sàng và bị tính là không đạt ngưỡng khi chấm điểm; cảnh báo tự nó không trừ điểm
Tiếp nhận bằng lệnh: nhip incident ack burn:da-nang/home:domestic:300000 --hub …

Mã sự cố: burn:da-nang/home:domestic:300000 (tin số 1)

----------------------------------------

[page] Page: burn (opened)

Page keeps failing: at least 3 slots of outage within 1 hour, since 08:05:00 01/01/1970. Look at load, the application's log and restarts.

Since: 08:05:00 01/01/1970 +08:00; this message: 08:30:00 01/01/1970 +08:00 (25 min later)
How sure: each failed check was tried again; only slots count in which a majority of the locations found it down
Locations, domestic, in the latest slot:
  - a: failed (the server answers with a 5xx error)
  - b: failed (the server answers with a 5xx error)
  - c: failed (the server answers with a 5xx error)
Likely cause: the server answers with a 5xx error
What to do: check the logs of the application and the server at this time
What it counts for: failed checks lower the uptime, and count in scores as outside every limit; the alert by itself takes no points away
By command: nhip incident ack burn:da-nang/home:domestic:300000 --hub …

Incident: burn:da-nang/home:domestic:300000 (message 1)
`)
  })

  test('shift: slower for good', () => {
    expect(alertText(shift('opened'))).toBe(`[cần xử lý] Trang chủ: thay đổi mức nền (mở)

Trang chủ chậm đi từ khoảng 10/11/2026 và giữ nguyên ở mức đó: thời gian hiện nội dung chính (LCP) 3,3 giây tại điểm đo sgn, gấp 1,3 lần mức trước 2,5 giây. Đối chiếu với thay đổi phần mềm, nội dung và hạ tầng quanh ngày này.

Từ lúc: 10:05:00 10/11/2026 +07:00; tin này lúc 10:05:00 22/11/2026 +07:00 (sau 12 ngày)
Mức độ chắc chắn: so sánh trung vị của nhiều ngày, không phải từng lượt đo; xác suất do ngẫu nhiên khoảng 0,01%
Nguyên nhân có thể: một thay đổi vào khoảng ngày 10/11/2026: phần mềm, nội dung hoặc hạ tầng
Việc cần làm: hỏi đơn vị cung cấp thay đổi có chủ ý không; nếu có, tiếp nhận và ghi lý do: sau bốn tuần mức mới được coi là mức thường
Ảnh hưởng: tỷ lệ sẵn sàng không đổi; tiêu chí về thời gian của trang có thể mất điểm nếu mức mới kéo dài; cảnh báo tự nó không trừ điểm
Tiếp nhận bằng lệnh: nhip incident ack shift:da-nang/home:domestic:0 --hub …

Mã sự cố: shift:da-nang/home:domestic:0 (tin số 1)

----------------------------------------

[ticket] Homepage: shift (opened)

Homepage has been slower since about 10/11/2026 and has stayed so: largest contentful paint (LCP): 3.3 s at sgn, 1.3 times what it was, 2.5 s. Compare with changes of software, content and servers around that day.

Since: 10:05:00 10/11/2026 +07:00; this message: 10:05:00 22/11/2026 +07:00 (12 days later)
How sure: medians of days are compared, not single checks; by chance in about 0.01% of cases
Likely cause: a change around 10/11/2026: of software, content or servers
What to do: ask whoever runs it whether the change is meant; if so take it on and say why: after four weeks it counts as usual
What it counts for: uptime stays as it is; what the page gets for its times may fall if it lasts; the alert by itself takes no points away
By command: nhip incident ack shift:da-nang/home:domestic:0 --hub …

Incident: shift:da-nang/home:domestic:0 (message 1)
`)
  })

  test('pillar: points of a portal fell', () => {
    expect(alertText(pillar('opened'))).toBe(`[cần xử lý] Cổng Đà Nẵng: giảm điểm hiệu năng (mở)

Điểm hiệu năng vận hành của Cổng Đà Nẵng giảm: 14,00 điểm trong 7 ngày đến hết 21/11/2026, 28 ngày trước đó là 17,00 (giảm 3,00).

Từ lúc: 10:05:00 20/11/2026 +07:00; tin này lúc 10:05:00 22/11/2026 +07:00 (sau 2 ngày)
Mức độ chắc chắn: như vậy trong nhiều ngày liên tiếp, không phải một ngày
Nguyên nhân có thể: trang chậm đi hoặc lỗi nhiều hơn trước; bảng điểm cho biết tiêu chí nào
Việc cần làm: xem bảng điểm của từng trang: tiêu chí nào mất điểm và từ ngày nào; đối chiếu với thay đổi gần đây
Ảnh hưởng: điểm vận hành không phải điểm của kỳ đánh giá; nếu kéo dài, điểm của kỳ sẽ giảm theo
Tiếp nhận bằng lệnh: nhip incident ack pillar:portal.da-nang:domestic:0 --hub …

Mã sự cố: pillar:portal.da-nang:domestic:0 (tin số 1)

----------------------------------------

[ticket] Da Nang portal: performance pillar (opened)

The operational performance points of Da Nang portal fell: 14.00 in the 7 days to 21/11/2026, 17.00 in the 28 days before (3.00 fewer).

Since: 10:05:00 20/11/2026 +07:00; this message: 10:05:00 22/11/2026 +07:00 (2 days later)
How sure: so on several days in a row, not on one
Likely cause: its pages have become slower or fail more often; its points say by which rule
What to do: look at the points of each page: which rule lost some, and since when; compare with what changed lately
What it counts for: operational points are not those of a period; if it lasts, those of the period will fall, too
By command: nhip incident ack pillar:portal.da-nang:domestic:0 --hub …

Incident: pillar:portal.da-nang:domestic:0 (message 1)
`)
  })

  test('certificate: it ends soon', () => {
    expect(
      alertText(certificate('reminded', AT_MS + 14 * DAY_MS)),
    ).toBe(`[cần xử lý] Chứng thư số của dichvucong.danang.gov.vn: chứng thư số sắp hết hạn (nhắc lại)

Chứng thư số của dichvucong.danang.gov.vn (Cổng Đà Nẵng, 2 trang) hết hạn lúc 10:05:00 06/12/2026 (+07:00), còn 14 ngày; nơi cấp: Example CA.

Từ lúc: 10:05:00 06/11/2026 +07:00; tin này lúc 10:05:00 22/11/2026 +07:00 (sau 16 ngày)
Mức độ chắc chắn: đọc từ chứng thư số mà máy chủ gửi cho điểm đo a, b
Nguyên nhân có thể: chứng thư số chưa được gia hạn, hoặc chưa được cài trên máy chủ này
Việc cần làm: gia hạn chứng thư số và cài đặt trên mọi máy chủ, kể cả chứng thư số trung gian
Ảnh hưởng: chưa ảnh hưởng; từ lúc hết hạn, mọi lượt đo sẽ không thành công và người dân gặp cảnh báo của trình duyệt
Tình trạng: https://nhip.example.org/#da-nang
Tiếp nhận bằng lệnh: nhip incident ack certificate:host.dichvucong.danang.gov.vn:-:1 --hub …

Mã sự cố: certificate:host.dichvucong.danang.gov.vn:-:1 (tin số 2)

----------------------------------------

[ticket] The certificate of dichvucong.danang.gov.vn: certificate (reminded)

The certificate of dichvucong.danang.gov.vn (Da Nang portal, 2 pages) expires at 10:05:00 06/12/2026 (+07:00), in 14 days; issued by Example CA.

Since: 10:05:00 06/11/2026 +07:00; this message: 10:05:00 22/11/2026 +07:00 (16 days later)
How sure: read from what the server sends to a, b
Likely cause: it has not been renewed, or not been installed on this server
What to do: renew the certificate and install it on every server, with its intermediates
What it counts for: nothing yet; once it has expired every check fails, and browsers warn everybody off
State: https://nhip.example.org/#da-nang
By command: nhip incident ack certificate:host.dichvucong.danang.gov.vn:-:1 --hub …

Incident: certificate:host.dichvucong.danang.gov.vn:-:1 (message 2)
`)
  })

  test('monitor: a person is to decide whether the portal is at fault', () => {
    expect(alertText(told('... ... mmm mmm', 'monitor'))).toBe(`[cần xử lý] Trang: chờ xác minh (mở)

Trang chờ xác minh: từ 08:10:00 01/01/1970 mọi điểm đo cùng lúc nhận được nội dung khác mong đợi (thiếu nội dung mong đợi). Có thể cổng ngừng hoạt động, cũng có thể danh mục của hệ thống đo đã cũ. Mở trang để kiểm tra ngay; người đánh giá quyết định: nhip review decide afc45545 --reject --reason "lý do" --hub … (cổng có lỗi) hoặc --accept (danh mục sai).

Từ lúc: 08:10:00 01/01/1970 +08:00; tin này lúc 08:20:00 01/01/1970 +08:00 (sau 10 phút)
Mức độ chắc chắn: 3/3 điểm đo cùng ghi nhận; mỗi lượt đo không thành công đều đã được đo lại
Các điểm đo trong nước:
  - a: không thành công (thiếu nội dung mong đợi)
  - b: không thành công (thiếu nội dung mong đợi)
  - c: không thành công (thiếu nội dung mong đợi)
Nguyên nhân có thể: thiếu nội dung mong đợi
Việc cần làm: xem trang bằng trình duyệt: nếu nội dung đúng, ghi hoặc cập nhật nội dung mong đợi trong danh mục
Ảnh hưởng: chưa tính cho cổng; khi có người xác minh là do cổng, các lượt đo từ lúc này mới được tính
Tiếp nhận bằng lệnh: nhip incident ack monitor:da-nang/home:domestic:600000 --hub …

Mã sự cố: monitor:da-nang/home:domestic:600000 (tin số 1)

----------------------------------------

[ticket] Page: needs review (opened)

Page needs a review: since 08:10:00 01/01/1970 all locations at once get something else than they should (expected content is missing). The portal may be down, or our catalogue out of date. Open the page now; an evaluator decides: nhip review decide afc45545 --reject --reason "why" --hub … (the portal is at fault) or --accept (the catalogue is).

Since: 08:10:00 01/01/1970 +08:00; this message: 08:20:00 01/01/1970 +08:00 (10 min later)
How sure: 3 of 3 locations agree; each failed check was tried again
Locations, domestic:
  - a: failed (expected content is missing)
  - b: failed (expected content is missing)
  - c: failed (expected content is missing)
Likely cause: expected content is missing
What to do: look at the page in a browser; where it is right, name or update the expected text
What it counts for: not held against the portal yet; once it is decided that the portal is at fault, the checks since then count
By command: nhip incident ack monitor:da-nang/home:domestic:600000 --hub …

Incident: monitor:da-nang/home:domestic:600000 (message 1)
`)
  })

  test('monitor: the platform itself, held against no portal', () => {
    expect(alertText(SILENT_LOCATION)).toBe(`[cần xử lý] Điểm đo sgn: im lặng: sự cố hệ thống đo (mở)

Điểm đo sgn im lặng từ 07:00:00.

Từ lúc: 08:00:00 01/01/1970 +08:00; tin này lúc 08:10:00 01/01/1970 +08:00 (sau 10 phút)
Mức độ chắc chắn: theo số liệu vận hành của chính hệ thống đo
Nguyên nhân có thể: máy, mạng hoặc chương trình của điểm đo đã dừng
Ảnh hưởng: không tính cho cổng nào; lượt đo bị thiếu làm giảm mức bao phủ
Tiếp nhận bằng lệnh: nhip incident ack monitor:location.sgn.silent:domestic:0 --hub …

Mã sự cố: monitor:location.sgn.silent:domestic:0 (tin số 1)

----------------------------------------

[ticket] Location sgn: silent: monitor (opened)

Location sgn is silent since 07:00:00.

Since: 08:00:00 01/01/1970 +08:00; this message: 08:10:00 01/01/1970 +08:00 (10 min later)
How sure: by the platform's own records
Likely cause: the machine, network or program of the location has stopped
What it counts for: held against no portal; checks that are missing lower the coverage
By command: nhip incident ack monitor:location.sgn.silent:domestic:0 --hub …

Incident: monitor:location.sgn.silent:domestic:0 (message 1)
`)
  })
})

describe('what it counts for', () => {
  const effects = (event: AlertEvent) =>
    alertText(event)
      .split('\n')
      .flatMap((line) => /^(?:Ảnh hưởng|What it counts for): (.*)$/.exec(line)?.[1] ?? [])

  test('a certificate that has expired keeps people out now', () => {
    const expired = [
      'mọi lượt đo không thành công và người dân gặp cảnh báo của trình duyệt cho tới khi chứng thư số được thay',
      'until it is replaced every check fails, and browsers warn everybody off',
    ]
    expect(effects(certificate('opened', AT_MS))).toEqual(expired)
    expect(effects(certificate('opened', AT_MS - DAY_MS))).toEqual(expired)
    expect(effects(certificate('opened', AT_MS + 1))[1]).toMatch(/^nothing yet; /)
  })

  test('what was only to be feared is not told any more when it is over', () => {
    expect([certificate('resolved', AT_MS + 365 * DAY_MS), pillar('resolved'), shift('resolved')].map(effects)).toEqual(
      [[], [], []],
    )
    expect(effects(told('xxx xxx ... ... ...', 'down', 'resolved'))).toHaveLength(2)
  })

  test('what somebody has decided is told once, in the reason; until then it may count yet', () => {
    const resolved = (words: string) => effects(told(words, 'monitor', 'resolved'))
    expect(resolved('... ... mmm mmm Cmmm')).toEqual([])
    expect(resolved('... ... mmm mmm Pmmm')).toEqual([])
    expect(resolved('... ... mmm mmm ... ... ...')[1]).toMatch(/^not held against the portal yet; /)
  })
})
