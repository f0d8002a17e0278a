import { describe, expect, test } from 'vitest'
import { recognise, recogniseMarkup } from '../../../lib/observe/http/recognise.ts'

const signs = (page: string) => recogniseMarkup(page, null)

/** Whether a text is found in a page as it was sent; the browser's way must agree wherever it has the same text. */
async function found(page: string | Buffer, text: string, contentType = 'text/html; charset=utf-8'): Promise<boolean> {
  const bytes = Buffer.isBuffer(page) ? page : Buffer.from(page)
  const body = { bytes, contentType, wireBytes: bytes.length, bodyBytes: bytes.length, sha256: '' }
  const { textFound } = await recognise(body, text)
  if (typeof page === 'string') expect(recogniseMarkup(page, text).textFound).toBe(textFound)
  return textFound === true
}

describe('expected text', () => {
  test('is looked for where one is expected', async () => {
    expect(signs('<p>x</p>').textFound).toBeNull()
    expect(await found('<p>Dịch vụ công</p>', 'dịch vụ công')).toBe(true)
    expect(await found('<p>Dịch vụ tư</p>', 'dịch vụ công')).toBe(false)
  })

  test.each([
    ['named entities', 'Ti&ecirc;u ch&iacute;', 'tiêu chí'],
    ['numbered entities', 'd&#7883;ch v&#x1EE5;', 'dịch vụ'],
    ['an ampersand', 'A &amp; B', 'a & b'],
    ['decomposed letters on the page', 'dịch vụ công'.normalize('NFD'), 'dịch vụ công'],
    ['decomposed letters in the text', 'dịch vụ công', 'dịch vụ công'.normalize('NFD')],
    ['capitals on the page', 'ĐĂNG KÝ KHAI SINH', 'đăng ký khai sinh'],
    ['capitals in the text', 'đăng ký', 'ĐĂNG KÝ'],
    ['a space that does not break', 'dịch&nbsp;vụ&#160;công', 'dịch vụ công'],
    ['a space that does not break, in the text', 'dịch vụ công', 'dịch\u00a0vụ\u00a0công'],
    ['line breaks and indents', 'dịch vụ\r\n\t   công', 'dịch vụ công'],
    ['soft hyphens and what has no width', 'dịch&shy; v\u200bụ&#8203; công', 'dịch vụ công'],
  ])('through %s', async (_name, page, text) => {
    expect(await found(`<html><body>${page}</body></html>`, text)).toBe(true)
  })

  test('tone marks tell words apart', async () => {
    expect(await found('dich vu cong', 'dịch vụ công')).toBe(false)
    expect(await found('đường', 'đuờng')).toBe(false)
  })

  test('is found across the parts in which a large page is compared', async () => {
    for (const before of [262_130, 262_140, 262_144, 524_280]) {
      const page = `${'x'.repeat(before)}DỊCH&nbsp;VỤ&nbsp;CÔNG${'x'.repeat(300_000)}`
      expect(await found(page, 'dịch vụ công')).toBe(true)
      expect(await found(page, 'dịch vụ tư')).toBe(false)
    }
  })

  test('is found beyond the part in which signs are looked for', async () => {
    expect(await found(`${'x'.repeat(300_000)} dịch vụ công`, 'dịch vụ công')).toBe(true)
  })
})

describe('charset', () => {
  const utf16 = Buffer.from('<p>dịch vụ công</p>', 'utf16le')
  // "Tiếng" in windows-1258: the tone is a mark of its own behind its letter.
  const windows1258 = Buffer.from([0x54, 0x69, 0xea, 0xec, 0x6e, 0x67])

  test('from the header', async () => {
    expect(await found(utf16, 'dịch vụ công', 'text/html; charset=UTF-16LE')).toBe(true)
    expect(await found(windows1258, 'tiếng', 'text/html; charset=windows-1258')).toBe(true)
    expect(await found(windows1258, 'tiếng')).toBe(false)
  })

  test('from the page where the header names none', async () => {
    const page = Buffer.concat([Buffer.from('<meta charset="windows-1258">'), windows1258])
    expect(await found(page, 'tiếng', 'text/html')).toBe(true)
    expect(
      await found(
        Buffer.concat([
          Buffer.from('<meta http-equiv=Content-Type content="text/html; charset=windows-1258">'),
          windows1258,
        ]),
        'tiếng',
        '',
      ),
    ).toBe(true)
  })

  test('a byte order mark outweighs what is said', async () => {
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])
    expect(await found(marked, 'dịch vụ công', 'text/html; charset=windows-1258')).toBe(true)
    expect(await found(Buffer.from('\uFEFFdịch vụ'), 'dịch vụ', 'text/html; charset=iso-8859-1')).toBe(true)
  })

  test('a label that nobody knows counts as UTF-8', async () => {
    expect(await found('dịch vụ', 'dịch vụ', 'text/html; charset=vni-times')).toBe(true)
  })
})

describe('title', () => {
  test('is plain text on one line', async () => {
    expect(signs('<title lang=vi>\n  Trang&nbsp;ch&#7911;  <b>A</b>\n</title>').title).toBe('Trang chủ A')
    expect(signs('<p>').title).toBeNull()
    expect(signs(`<title>${'a'.repeat(500)}</title>`).title).toHaveLength(300)
  })
})

describe('signs', () => {
  test.each([
    [
      'Request Rejected',
      'The requested URL was rejected. Please consult with your administrator. Your support ID is: 1',
    ],
    ['Attention', '<title>Attention Required! | Cloudflare</title>'],
    ['Chặn', 'Yêu cầu của bạn đã bị chặn bởi hệ thống'],
    ['Chặn', 'Truy cập của bạn đã bị từ chối'],
    ['Tường lửa', '<h1>Tường lửa ứng dụng</h1>'],
  ])('block page: %s', (title, body) => {
    expect(signs(`<title>${title}</title>${body}`).blockPage).toBe(true)
  })

  test('an ordinary page is none', async () => {
    expect(
      signs('<title>Cổng dịch vụ công</title><h1>Trang chủ</h1><p>Thông báo về an toàn thông tin, tường lửa</p>'),
    ).toMatchObject({
      blockPage: false,
      captcha: false,
      credentialField: false,
      loginWords: false,
      loginDemand: false,
      notFoundWords: false,
    })
  })

  test('captcha: on a page that is nothing else, or says so in its headline', async () => {
    const widget = '<div class="g-recaptcha"></div>'
    expect(signs(`<title>Just a moment...</title>${widget}${'x'.repeat(30_000)}`).captcha).toBe(true)
    expect(signs(`<title>Kiểm tra</title>${widget}`).captcha).toBe(true)
    expect(signs(`<title>Tra cứu hồ sơ</title>${widget}${'x'.repeat(30_000)}`).captcha).toBe(false)
  })

  test.each([
    '<input type="password">',
    '<input name=p type=password>',
    "<INPUT class='a' TYPE = 'Password' />",
    '<input autocomplete="section-a one-time-code">',
    '<input type="tel" name="maOtp">',
    '<input type="text" id="ctl00_ctl00$txtUserName">',
    '<input name="ten_dang_nhap">',
    '<input type="email" autocomplete="username">',
  ])('a field for who signs in: %s', (field) => {
    expect(signs(field).credentialField).toBe(true)
  })

  test.each([
    '<input type="text" placeholder="password">',
    '<input name="soTaiKhoanNganHang">',
    '<input type="hidden" name="username">',
    '<input type="checkbox" name="otp">',
    '<input name="laptop">',
    '<select name="username"></select>',
  ])('a field for something else: %s', (field) => {
    expect(signs(field).credentialField).toBe(false)
  })

  test.each(['Đăng nhập hệ thống', 'Sign in', 'Xác thực tài khoản'])('a headline of a login: %s', (text) => {
    expect(signs(`<title>${text}</title>`).loginWords).toBe(true)
    expect(signs(`<title>VNeID</title><h1 class="a"><span>${text}</span></h1>`).loginWords).toBe(true)
    expect(signs(`<title>Trang chủ</title><p>${text}</p>`).loginWords).toBe(false)
    const below = `<title>VNeID</title><h1>Cổng</h1><h2>${text}</h2>`
    expect(signs(below).loginWords).toBe(true)
    expect(signs(`${below}${'<a href="/muc">Mục</a>'.repeat(10)}`).loginWords).toBe(false)
    expect(signs(`${below}${'Thủ tục hành chính. '.repeat(100)}`).loginWords).toBe(false)
  })

  test.each(['404 Not Found', 'Không tìm thấy trang', 'Trang không tồn tại'])(
    'a headline of what is not there: %s',
    (text) => {
      expect(signs(`<title>${text}</title>`).notFoundWords).toBe(true)
      expect(signs(`<title>Cổng</title><h1>${text.normalize('NFD')}</h1>`).notFoundWords).toBe(true)
      expect(signs(`<title>Cổng</title><p>${text}</p>`).notFoundWords).toBe(false)
    },
  )

  test('a number that only holds 404 is no such headline', async () => {
    expect(signs('<title>Quyết định 14045/QĐ</title>').notFoundWords).toBe(false)
  })
})

test('markup without end or measure is read all the same, in time linear to its length', () => {
  const HOSTILE = [
    '<h1>',
    '<input ',
    '<',
    '<!--',
    '<script>',
    '<form action="',
    'location="',
    '<title',
    'nhập mã ',
    '&',
  ]
  for (const piece of HOSTILE) expect(signs(piece.repeat(60_000))).toMatchObject({ captcha: false, blockPage: false })
})

describe('where a page leads by itself', () => {
  test.each([
    ['a refresh', '<meta http-equiv="refresh" content="0; url=/a?b&amp;c">', '/a?b&c'],
    [
      'a refresh in quotes',
      `<META HTTP-EQUIV=Refresh CONTENT="3;URL='https://a.example.vn/'">`,
      'https://a.example.vn/',
    ],
    ['a script', `<script>window.location.href = "/a"</script>`, '/a'],
    ['another script', `<script>location.replace('/a')</script>`, '/a'],
    ['a form', '<body onload="document.forms[0].submit()"><form action="/a">', '/a'],
    ['a form that waits', '<form action="/a"><button>Gửi</button></form>', null],
    ['a refresh of itself', '<meta http-equiv="refresh" content="300">', null],
    ['a page with text', `<script>location.href="/a"</script>${'Thủ tục hành chính '.repeat(20)}`, null],
  ])('%s', (_name, page, leadsTo) => {
    expect(signs(page).leadsTo).toBe(leadsTo)
  })
})
