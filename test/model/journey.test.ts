import { expect, test } from 'vitest'
import { namesRequest, permitsRequest } from '../../lib/model/allowed-request.ts'
import { saysSubmit } from '../../lib/model/journey.ts'

test('ways that lead to a form are told from buttons that send it', () => {
  for (const text of [
    'Nộp trực tuyến',
    'NỘP HỒ SƠ TRỰC TUYẾN',
    'nộp\n hồ sơ  online',
    'Đăng ký trực tuyến'.normalize('NFD'),
    'Tiếp tục',
    'Đăng nhập',
    'Xem chi tiết',
    'Lưuý',
    'Nộp hồ sơ trực tuyến mức độ 4',
  ])
    expect([text, saysSubmit(text)]).toEqual([text, false])
  for (const text of [
    'Nộp hồ sơ',
    'Nộp',
    'Gửi hồ sơ'.normalize('NFD'),
    'GỬI',
    'Ký số và nộp',
    'Đồng ý nộp hồ sơ',
    'Thanh toán phí, lệ phí',
    'Xác nhận',
    'Hoàn thành',
    'Nộp trực tuyến và thanh toán',
    'Submit',
    'Send application',
  ])
    expect([text, saysSubmit(text)]).toEqual([text, true])
})

test('what reads is permitted, and what is allowed by name; nothing else', () => {
  const allow = [
    { method: 'POST', url: 'https://dvc.example.vn/api/danh-muc' },
    { method: 'POST', url: 'https://dvc.example.vn/api/*/danh-sach?*' },
  ] as const
  const permits = (method: string, path: string) =>
    permitsRequest({ method, url: `https://dvc.example.vn${path}` }, allow)
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'get']) expect(permits(method, '/nop')).toBe(true)
  expect(permits('POST', '/api/danh-muc')).toBe(true)
  expect(permits('POST', '/api/danh-muc#tinh')).toBe(true)
  expect(permits('POST', '/api/xa/danh-sach?tinh=48')).toBe(true)
  for (const method of ['PUT', 'DELETE', 'PATCH']) expect(permits(method, '/api/danh-muc')).toBe(false)
  for (const path of [
    '/api/danh-muc?x',
    '/api/danh-muc/nop',
    '/api/danh-sach?',
    '/api/xa/danh-sach',
    '/x/api/danh-muc',
  ]) {
    expect([path, permits('POST', path)]).toEqual([path, false])
  }
  expect(permitsRequest({ method: 'POST', url: 'https://dvc.example.vn.evil.example/api/danh-muc' }, allow)).toBe(false)
})

test('forms that are sent by GET have to be named as well', () => {
  const search = [{ method: 'GET', url: 'https://dvc.example.vn/tra-cuu?*' }] as const
  const named = (method: string, path: string) => namesRequest({ method, url: `https://dvc.example.vn${path}` }, search)
  expect(named('GET', '/tra-cuu?ten=khai-sinh')).toBe(true)
  expect(named('get', '/tra-cuu?ten=khai-sinh#ket-qua')).toBe(true)
  expect(named('POST', '/tra-cuu?ten=khai-sinh')).toBe(false)
  expect(named('GET', '/nop?ten=khai-sinh')).toBe(false)
})
