import { describe, expect, test } from 'vitest'
import { alertSubject, alertText, alertTitle } from '../../lib/judge/alert-text.ts'
import { incidentPath } from '../../lib/model/incident-path.ts'
import { alert, SILENT_LOCATION } from '../kit/alert.ts'
import { trace } from '../kit/slots.ts'

const told = (words: string, index = 0, options: Parameters<typeof trace>[1] = {}) => {
  const event = trace(words, options).events[index]
  if (!event) throw new Error(`no event ${index} of ${words}`)
  return event
}

describe('an alert as a text that a person can act on', () => {
  test('an outage: what, since when, how sure, who saw what, the cause, what to do, what it counts for', () => {
    expect(alertText({ ...told('xx. xx. xx.'), links: { status: 'https://nhip.example.org/#da-nang/home' } })).toBe(
      `[khẩn] Trang: ngừng hoạt động (mở)

Trang ngừng hoạt động từ 08:00:00 01/01/1970: 2/3 điểm đo trong nước không truy cập được (máy chủ lỗi 5xx).

Từ lúc: 08:00:00 01/01/1970 +08:00; tin này lúc 08:15:00 01/01/1970 +08:00 (sau 15 phút)
Mức độ chắc chắn: 2/3 điểm đo cùng ghi nhận; mỗi lượt đo không thành công đều đã được đo lại
Các điểm đo trong nước:
  - a: không thành công (máy chủ lỗi 5xx)
  - b: không thành công (máy chủ lỗi 5xx)
  - c: thành công
Nguyên nhân có thể: máy chủ lỗi 5xx
Việc cần làm: kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo
Ảnh hưởng: lượt đo không thành công làm giảm tỷ lệ sẵn sàng và bị tính là không đạt ngưỡng khi chấm điểm; cảnh báo tự nó không trừ điểm
Tình trạng: https://nhip.example.org/#da-nang/home
Tiếp nhận bằng lệnh: nhip incident ack down:da-nang/home:domestic:0 --hub …

Mã sự cố: down:da-nang/home:domestic:0 (tin số 1)

----------------------------------------

[page] Page: down (opened)

Page has been down since 08:00:00 01/01/1970: 2 of 3 domestic locations can't reach it (the server answers with a 5xx error).

Since: 08:00:00 01/01/1970 +08:00; this message: 08:15:00 01/01/1970 +08:00 (15 min later)
How sure: 2 of 3 locations agree; each failed check was tried again
Locations, domestic:
  - a: failed (the server answers with a 5xx error)
  - b: failed (the server answers with a 5xx error)
  - c: passed
Likely cause: the server answers with a 5xx error
What to do: check the logs of the application and the server at this time
What it counts for: failed checks lower the uptime, and count in scores as outside every limit; the alert by itself takes no points away
State: https://nhip.example.org/#da-nang/home
By command: nhip incident ack down:da-nang/home:domestic:0 --hub …

Incident: down:da-nang/home:domestic:0 (message 1)
`,
    )
  })

  test('one place that saw it, on the network alone: as unsure as it is', () => {
    const text = alertText(told('n n n'))
    expect(text).toContain('How sure: one location alone could tell, with none to compare; each failed check was tried')
    expect(text).toContain('only network faults, from one network: the way there may be at fault, not the portal')
    expect(text).toContain('Mức độ chắc chắn: chỉ một điểm đo kết luận được, không có điểm đo khác để đối chiếu;')
  })

  test('a failed check that was not tried again is not said to have been', () => {
    expect(alertText(told('xx. xx. xx.', 0, { confirmed: false }))).not.toMatch(/tried again|đo lại/)
  })

  test('what is over asks for nothing', () => {
    expect(alertText(told('xx. xx. xx. ... ... ...', 1))).toBe(`[khẩn] Trang: ngừng hoạt động (đã khắc phục)

Trang đã khắc phục: hoạt động trở lại, gián đoạn từ 08:00:00 01/01/1970, khoảng 15 phút.

Từ lúc: 08:00:00 01/01/1970 +08:00; tin này lúc 08:30:00 01/01/1970 +08:00 (sau 30 phút)
Ảnh hưởng: lượt đo không thành công làm giảm tỷ lệ sẵn sàng và bị tính là không đạt ngưỡng khi chấm điểm; cảnh báo tự nó không trừ điểm

Mã sự cố: down:da-nang/home:domestic:0 (tin số 2)

----------------------------------------

[page] Page: down (resolved)

Page is back: disturbed since 08:00:00 01/01/1970, for about 15 min.

Since: 08:00:00 01/01/1970 +08:00; this message: 08:30:00 01/01/1970 +08:00 (30 min later)
What it counts for: failed checks lower the uptime, and count in scores as outside every limit; the alert by itself takes no points away

Incident: down:da-nang/home:domestic:0 (message 2)
`)
  })

  test('what each location saw, also where there is no group; causes by how many saw them, each advice once', () => {
    const seen = (location: string, cause: string | null, what = 'FAIL') => ({ location, class: what, cause })
    const locations = [
      seen('a', 'tls_expired'),
      seen('b', 'http_5xx'),
      seen('c', 'http_5xx'),
      seen('d', 'monitor_network', 'UNKNOWN'),
      seen('e', null, 'SLOW'),
      seen('f', null, 'OK'),
      seen('g', null),
    ]
    const text = alertText(alert({ group: null, facts: { locations } }))
    expect(text).toContain(`Các điểm đo:
  - a: không thành công (chứng thư số hết hạn)
  - b: không thành công (máy chủ lỗi 5xx)
  - c: không thành công (máy chủ lỗi 5xx)
  - d: chưa kết luận được (điểm đo lỗi mạng)
  - e: chậm
  - f: thành công
  - g: không thành công
Nguyên nhân có thể: máy chủ lỗi 5xx; chứng thư số hết hạn
Việc cần làm: kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo; gia hạn chứng thư số `)
    expect(text).toContain(`Mức độ chắc chắn: 4/7 điểm đo cùng ghi nhận
Các`)
    expect(text).toContain(`Locations:
  - a: failed (certificate expired)
  - b: failed (the server answers with a 5xx error)
  - c: failed (the server answers with a 5xx error)
  - d: could not tell (network fault at the location)
  - e: slow
  - f: passed
  - g: failed
Likely cause: the server answers with a 5xx error; certificate expired
What to do: check the logs of the application and the server at this time; renew the certificate `)
    expect(text).toContain(`How sure: 4 of 7 locations agree
Locations`)
  })

  test('nobody says how sure it is where no location failed, or none can tell more than that it did', () => {
    const of = (what: string) =>
      alertText(alert({ kind: 'regional', facts: { locations: [{ location: 'a', class: what, cause: null }] } }))
    expect(of('OK')).not.toMatch(/How sure|Mức độ/)
    expect(of('FAIL')).not.toMatch(/How sure|Mức độ/)
    expect(alertText(alert())).not.toMatch(/Locations|Các điểm đo|How sure/)
  })

  test('short spells of which no cause is known: where to look', () => {
    const text = alertText(alert({ kind: 'burn' }))
    expect(text.split('\n').filter((line) => /^(Nguyên nhân|Likely)|Stryker/.test(line))).toEqual([])
    expect(text).toContain(
      'Việc cần làm: lỗi lặp lại từng đợt ngắn: xem nhật ký ứng dụng và thiết bị cân bằng tải quanh các thời điểm đo\n',
    )
    expect(text).toContain(
      'What to do: faults come back in short spells: look at the logs of the application and the load balancer around them\n',
    )
    expect(alertText(alert({ kind: 'regional' }))).not.toMatch(/What to do|Việc cần làm/)
  })

  test('incidents of the same cause, of many the first fifty', () => {
    const joined = (count: number) =>
      alertText(alert({ children: Array.from({ length: count }, (_, index) => `down:p/${index + 1}:domestic:0`) }))
    expect(joined(2)).toContain(`Sự cố cùng nguyên nhân (2):
  - p/1, từ 08:00:00 01/01/1970 +08:00
  - p/2, từ 08:00:00 01/01/1970 +08:00
Tiếp nhận`)
    expect(joined(50)).toContain(`  - p/50, since 08:00:00 01/01/1970 +08:00
By command`)
    const many = joined(52)
    expect(many).toContain(`  - p/50, từ 08:00:00 01/01/1970 +08:00
  … và 2 sự cố nữa
Tiếp nhận`)
    expect(many).toContain(`Incidents with the same cause (52):
  - p/1, since 08:00:00 01/01/1970 +08:00
`)
    expect(many).toContain(`  - p/50, since 08:00:00 01/01/1970 +08:00
  … and 2 more
By command`)
    expect(many).not.toContain('p/51')
    expect(joined(0)).not.toMatch(/same cause|cùng nguyên nhân/)
  })

  test('links as far as there are some, always in one order', () => {
    const links = {
      acknowledge: 'https://n/ack',
      other: 'https://n/other',
      incident: 'https://n/i',
      target: 'https://p/',
    }
    const text = alertText(alert({ links }))
    expect(text).toContain(`Trang được đo: https://p/
Sự cố: https://n/i
Tiếp nhận: https://n/ack
`)
    expect(text).toContain(`The page: https://p/
Incident: https://n/i
Acknowledge: https://n/ack
`)
    expect(text).not.toMatch(/n\/other|State|Tình trạng/)
  })

  test('where a mean is slow each location says of which slot it tells', () => {
    const facts = { rule: 'mean', locations: [{ location: 'a', class: 'OK', cause: null }] }
    const text = alertText(alert({ kind: 'slow', facts }))
    expect(text).toContain('Các điểm đo trong nước, ở lượt đo gần nhất:\n  - a: thành công')
    expect(text).toContain('Locations, domestic, in the latest slot:\n  - a: passed')
  })

  test('the command to take it on names the platform, where that is known', () => {
    const { incident } = alert({})
    const links = { incident: `https://nhip.example.org${incidentPath(incident)}` }
    expect(alertText(alert({ links }))).toContain(`nhip incident ack ${incident} --hub https://nhip.example.org\n`)
    expect(alertText(alert({}))).toContain(`nhip incident ack ${incident} --hub …\n`)
  })

  test('what changes too often asks for nothing until it is steady', () => {
    const text = alertText(
      alert({
        event: 'reminded',
        severity: 'info',
        facts: { flapping: true, locations: [{ location: 'a', class: 'FAIL', cause: 'http_5xx' }] },
      }),
    )
    expect(text).toMatch(/^\[để biết\] Cổng dịch vụ công Đà Nẵng, trang chủ: chập chờn\n/)
    expect(text).not.toMatch(/What to do|How sure|By command|Locations/)
  })

  test('the platform itself: held against no portal', () => {
    const text = alertText(SILENT_LOCATION)
    expect(text).toContain('Điểm đo sgn im lặng')
    expect(text).toContain('What it counts for: held against no portal')
    expect(text).not.toMatch(/undefined|null/)
  })
})

describe('its subject', () => {
  test('names the page, or what of the platform it is about', () => {
    expect(alertSubject(told('xx. xx. xx.'))).toBe('[page] da-nang/home down: opened')
    expect(alertSubject(SILENT_LOCATION)).toBe('[ticket] location.sgn.silent monitor: opened')
  })

  test('is less than 100 printable ASCII characters, as SNS asks', () => {
    const subject = alertSubject({ ...told('xx. xx. xx.'), page: `${'đ\n'.repeat(40)}/${'b'.repeat(63)}` })
    expect(subject).toMatch(/^[ -~]{99}$/)
  })

  test('in mail of our own has the name that people use', () => {
    expect(alertTitle(told('xx. xx. xx.'), 'vi')).toBe('[khẩn] Trang: ngừng hoạt động (mở)')
    expect(alertTitle({ ...told('xx. xx. xx.'), facts: { flapping: true } }, 'en')).toBe('[page] Page: flapping')
    expect(alertTitle({ ...told('xx. xx. xx.'), facts: { rule: 'needs_review', flapping: true } }, 'vi')).toBe(
      '[khẩn] Trang: chập chờn',
    )
  })
})
