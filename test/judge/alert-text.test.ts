import { describe, expect, test } from 'vitest'
import { alertSubject, alertText, alertTitle } from '../../lib/judge/alert-text.ts'
import { SILENT_LOCATION } from '../kit/alert.ts'
import { trace } from '../kit/slots.ts'

const told = (words: string, index = 0, options: Parameters<typeof trace>[1] = {}) => {
  const event = trace(words, options).events[index]
  if (!event) throw new Error(`no event ${index} of ${words}`)
  return event
}

describe('an alert as a text that a person can act on', () => {
  test('an outage: what, since when, how sure, who saw what, the cause, what to do, what it counts for', () => {
    expect(alertText({ ...told('xx. xx.'), links: { status: 'https://nhip.example.org/#da-nang/home' } })).toBe(
      `[khẩn] Trang: ngừng hoạt động (mở)

Trang ngừng hoạt động từ 08:00:00 01/01/1970: 2/3 điểm đo trong nước không truy cập được (máy chủ lỗi 5xx).

Từ lúc: 08:00:00 01/01/1970 +08:00; tin này lúc 08:10:00 01/01/1970 +08:00 (sau 10 phút)
Mức độ chắc chắn: 2/3 điểm đo cùng ghi nhận; mỗi lượt đo không thành công đều đã được đo lại
Các điểm đo trong nước:
  - a: không thành công (máy chủ lỗi 5xx)
  - b: không thành công (máy chủ lỗi 5xx)
  - c: thành công
Nguyên nhân có thể: máy chủ lỗi 5xx
Việc cần làm: kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo
Ảnh hưởng: lượt đo không thành công làm giảm tỷ lệ sẵn sàng của trang; cảnh báo tự nó không trừ điểm
Tình trạng: https://nhip.example.org/#da-nang/home
Tiếp nhận xử lý: nhip incident ack down:da-nang/home:domestic:0 --hub …

Mã sự cố: down:da-nang/home:domestic:0 (tin số 1)

----------------------------------------

[page] Page: down (opened)

Page is down since 08:00:00 01/01/1970: 2 of 3 domestic locations can't reach it (the server answers with a 5xx error).

Since: 08:00:00 01/01/1970 +08:00; this message: 08:10:00 01/01/1970 +08:00 (10 min later)
How sure: 2 of 3 locations agree; each failed check was tried again
Locations, domestic:
  - a: failed (the server answers with a 5xx error)
  - b: failed (the server answers with a 5xx error)
  - c: passed
Likely cause: the server answers with a 5xx error
What to do: check the logs of the application and the server at this time
What it counts for: failed checks lower the uptime of the page; the alert by itself takes no points away
State: https://nhip.example.org/#da-nang/home
Take it on: nhip incident ack down:da-nang/home:domestic:0 --hub …

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
    expect(alertText(told('xx. xx.', 0, { confirmed: false }))).not.toMatch(/tried again|đo lại/)
  })

  test('what is over asks for nothing', () => {
    const text = alertText(told('xx. xx. ... ... ...', 1))
    expect(text).toContain('[page] Page: down (resolved)')
    expect(text).toContain('Page is back')
    expect(text).not.toMatch(/What to do|How sure|Take it on|Việc cần làm/)
  })

  test('the platform itself: held against no portal', () => {
    const text = alertText(SILENT_LOCATION)
    expect(text).toContain('Điểm đo sgn im lặng')
    expect(text).toContain('What it counts for: held against no portal')
    expect(text).not.toMatch(/Likely cause|undefined|null/)
  })
})

describe('its subject', () => {
  test('names the page, or what of the platform it is about', () => {
    expect(alertSubject(told('xx. xx.'))).toBe('[page] da-nang/home down: opened')
    expect(alertSubject(SILENT_LOCATION)).toBe('[ticket] location.sgn.silent monitor: opened')
  })

  test('is less than 100 printable ASCII characters, as SNS asks', () => {
    const subject = alertSubject({ ...told('xx. xx.'), page: `${'đ\n'.repeat(40)}/${'b'.repeat(63)}` })
    expect(subject).toMatch(/^[ -~]{99}$/)
  })

  test('in mail of our own has the name that people use', () => {
    expect(alertTitle(told('xx. xx.'), 'vi')).toBe('[khẩn] Trang: ngừng hoạt động (mở)')
    expect(alertTitle({ ...told('xx. xx.'), facts: { flapping: true } }, 'en')).toBe('[page] Page: flapping (opened)')
  })
})
