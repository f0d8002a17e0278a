import { describe, expect, test } from 'vitest'
import { createMasker } from '../../lib/model/mask.ts'

const mask = (text: string): string => createMasker().text(text)

describe('a text', () => {
  test.each([
    ['a token in a query', 'https://a.vn/x?token=abc&p=2', 'https://a.vn/x?token=masked-1&p=2'],
    ['one in a fragment', 'https://a.vn/#access_token=abc', 'https://a.vn/#access_token=masked-1'],
    ['a session in a path', '/web;jsessionid=1A2B?a=1', '/web;jsessionid=masked-1?a=1'],
    ['a long code', '?code=0123456789abcdef&state=xy', '?code=masked-1&state=xy'],
    ['JSON', '{"access_token":"abc","n":1}', '{"access_token":"masked-1","n":1}'],
    ['JSON in JSON', String.raw`"{\"password\":\"abc\"}"`, String.raw`"{\"password\":\"masked-1\"}"`],
    ['a bearer', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer masked-1'],
    ['a JWT', 'let t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln;', 'let t=masked-1;'],
    ['a user in an address', 'https://an:mat-khau@a.vn/', 'https://masked-1@a.vn/'],
    ['an e-mail address', 'Liên hệ: Nguyen.An+1@so-tttt.example.gov.vn.', 'Liên hệ: masked-1.'],
    ['one in a query', '/x?to=an%40example.vn&b', '/x?to=masked-1&b'],
    ["a citizen's number", 'CCCD 001203004567, số', 'CCCD masked-1, số'],
    ['one with spaces', 'Số: 001 203 004 567', 'Số: masked-1'],
    ['one with points', 'Số 001.203.004.567.', 'Số masked-1.'],
    ['one with dashes', 'Số 001-203-004-567', 'Số masked-1'],
    ['what stands in a field', '<input id="ten" value="Nguyễn Văn An">', '<input id="ten" value="masked-1">'],
    ['the same in other quotes', `<INPUT value='O"An' name=t>`, `<INPUT value='masked-1' name=t>`],
    ['the old number', 'CMND số: 123456789', 'CMND số: masked-1'],
    ['a mobile number', 'ĐT 0912345678', 'ĐT masked-1'],
    ['one with points', 'gọi 0912.345.678!', 'gọi masked-1!'],
    ['one from abroad', 'tel:+84 912 345 678', 'tel:masked-1'],
    ['one in a query', '?so=%200912345678&x', '?so=%20masked-1&x'],
    ['one that is cut off', 'ĐT 0912 34…', 'ĐT masked-1…'],
    ["a citizen's number that is cut off", 'CCCD 001203…', 'CCCD masked-1…'],
    ['an address that is cut off', 'Thư nguyen.an@so-tt…', 'Thư masked-1…'],
    ['a fixed line', 'Đường dây nóng: 024 3943 7777', 'Đường dây nóng: masked-1'],
    ['a fixed line in brackets', 'Điện thoại: (028) 3822 1234.', 'Điện thoại: masked-1.'],
    ['a country in brackets', 'ĐT (+84) 912 345 678, gặp', 'ĐT masked-1, gặp'],
    ['a mobile number in an address', '/x?so=0912%20345%20678&a', '/x?so=masked-1&a'],
    ['one of a form', '/x?so=0912+345+678&a', '/x?so=masked-1&a'],
    ['one from abroad in an address', '/x?so=%2B84%20912%20345%20678', '/x?so=masked-1'],
    ['the name of a file', '/tep/CCCD_079085123456.pdf', '/tep/CCCD_masked-1.pdf'],
    ['one with the number first', '/tep/079085123456_mat_truoc.jpg', '/tep/masked-1_mat_truoc.jpg'],
    ['an id in markup', '<tr id="so-cccd-079085123456">', '<tr id="so-cccd-masked-1">'],
    ['a mobile number in a name', 'user-0912345678', 'user-masked-1'],
    ['the old number with points', 'CMND số 024.567.891', 'CMND số masked-1'],
    ['the old number in a name', '/tep/cmnd_024567891.jpg', '/tep/cmnd_masked-1.jpg'],
    ['a number in JSON', '{"cccd":79085123456,"n":1}', '{"cccd":masked-1,"n":1}'],
    [
      'what stands in a text field',
      '<textarea name="t">Lê Văn Tám</textarea>',
      '<textarea name="t">masked-1</textarea>',
    ],
    ['a token of an address in a query', '?ve=%2Fx%3Ftoken%3Dabc%26p%3D2&q', '?ve=%2Fx%3Ftoken%3Dmasked-1%26p%3D2&q'],
    ['a name of one', '?ve=%2Fx%3Fho_ten%3DV%25C3%25B5%2520An', '?ve=%2Fx%3Fho_ten%3Dmasked-1'],
    [
      'a name of one within one',
      '?a=%3Fb%3D%253Fho_ten%253DAn%2526p%253D2',
      '?a=%3Fb%3D%253Fho_ten%253Dmasked-1%2526p%253D2',
    ],
    ['an e-mail address of one', '?ve=x%3Femail%3Dan%2540a.vn%26p%3D2', '?ve=x%3Femail%3Dmasked-1%26p%3D2'],
  ])('%s', (_name, text, masked) => {
    expect(mask(text)).toBe(masked)
    // What is masked stays as it is.
    expect(mask(masked).replace(/masked-\d+/g, 'masked-1')).toBe(masked)
  })

  test.each([
    ['a decimal', 'M0.912345678 1.0912345678'],
    ['a moment', 't=1790000100412'],
    ['a version', '/app.js?v=170000000000'],
    ['a hash', 'main.0912345678ab.js, ab0912345678'],
    ['a picture for fine screens', 'logo@2x.png, jquery@3.6.0/dist/jquery.min.js'],
    ['a short code', '?code=1.001193&key=vi'],
    ['an id of a procedure', '/nop-ho-so?formalityCaseId=20260118002'],
    ['what a button reads', '<input type="submit" value="Tìm"><input class="a" type=radio value="1"><li value="3">'],
    ['words', 'Basic information12 about tokens: "token" và mật khẩu'],
    ['words that are cut off', 'Thủ tục 1.001193, mức 0…, Quyết định 12/2026…'],
    ['a UUID', '0912345678-0123-0912345678ab'],
    ['a UUID of digits at its end', '123e4567-e89b-12d3-a45f-079085123456'],
    ['an empty text field', '<textarea id="t"></textarea>'],
  ])('%s stays', (_name, text) => expect(mask(text)).toBe(text))

  test('keeps equal things equal and others apart, and knows what it is told', () => {
    const masker = createMasker({ secrets: ['Mật khẩu 1', ''] })
    expect(masker.text('?token=a ?token=b ?token=a')).toBe('?token=masked-1 ?token=masked-2 ?token=masked-1')
    expect(masker.text('gõ Mật khẩu 1 và M%E1%BA%ADt%20kh%E1%BA%A9u%201')).toBe('gõ masked-3 và masked-4')
  })

  test('of a megabyte takes no longer than it must', () => {
    // Both are quadratic for an expression that tries every start: they would never end.
    expect(mask('a'.repeat(1_000_000))).toHaveLength(1_000_000)
    expect(mask('0 '.repeat(500_000))).toHaveLength(1_000_000)
    expect(mask('<input value'.repeat(80_000))).toHaveLength(960_000)
    expect(mask('<input value='.concat(' value='.repeat(140_000)))).toHaveLength(980_013)
  })
})

describe('data of a browser', () => {
  test('loses headers, cookies and bodies, and keeps numbers, pictures and shape', () => {
    const picture = 'data:image/jpeg;base64,/9j/0912345678+token='
    const given = {
      headers: { Cookie: 'a=1', 'content-type': 'text/html', 'X-CSRF-Token': 'x' },
      list: [
        { name: 'Set-Cookie', value: 'a=1' },
        { name: 'accept', value: '*/*' },
      ],
      associatedCookies: [{ cookie: { name: 'sid', value: 'abc', domain: 'a.vn' }, blockedReasons: [] }],
      headersText: 'GET / HTTP/1.1\r\nCookie: a=1\r\nHost: a.vn\r\n',
      request: { postData: 'ho_ten=An', postDataEntries: [{ bytes: 'aG8=' }], url: 'https://a.vn/?token=t' },
      'https://a.vn/?token=t': 912_345_678,
      screenshot: { data: picture, snapshot: '/9j/0912345678' },
      at: 1_790_000_100_412,
      none: null,
      entry: { toJSON: () => ({ name: '0912345678' }) },
      error: new Error('0912345678'),
    }
    const masked = createMasker().value(given)
    expect(masked).toEqual({
      headers: { Cookie: 'masked-1', 'content-type': 'text/html', 'X-CSRF-Token': 'masked-2' },
      list: [
        { name: 'Set-Cookie', value: 'masked-1' },
        { name: 'accept', value: '*/*' },
      ],
      associatedCookies: [{ cookie: { name: 'sid', value: 'masked-3', domain: 'a.vn' }, blockedReasons: [] }],
      headersText: 'GET / HTTP/1.1\r\nCookie: masked-1\r\nHost: a.vn\r\n',
      request: {
        postData: 'masked-4',
        postDataEntries: [{ bytes: 'masked-5' }],
        url: 'https://a.vn/?token=masked-6',
      },
      'https://a.vn/?token=masked-6': 912_345_678,
      screenshot: { data: picture, snapshot: '/9j/0912345678' },
      at: 1_790_000_100_412,
      none: null,
      entry: { name: 'masked-7' },
      error: given.error,
    })
    expect(given.headers.Cookie).toBe('a=1')
  })
})
