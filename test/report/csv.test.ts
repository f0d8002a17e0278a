import { describe, expect, test } from 'vitest'
import type { Lang } from '../../lib/model/lang.ts'
import { type Cell, csvLine, csvStart } from '../../lib/report/csv.ts'

describe('a record', () => {
  test.each<[string, Cell, string, string]>([
    ['a text', 'da-nang/home', 'da-nang/home', 'da-nang/home'],
    ['letters with marks, composed', 'Cổng dịch vụ'.normalize('NFD'), 'Cổng dịch vụ', 'Cổng dịch vụ'],
    ['a comma', 'a,b', '"a,b"', 'a,b'],
    ['a semicolon', 'a;b', 'a;b', '"a;b"'],
    ['quotes', 'say "no"', '"say ""no"""', '"say ""no"""'],
    ['lines', 'a\r\nb', '"a\r\nb"', '"a\r\nb"'],
    ['blanks at its ends', ' a', '" a"', '" a"'],
    ['an empty text', '', '', ''],
    ['nothing', null, '', ''],
    ['a whole number', 42, '42', '42'],
    ['a fraction', 0.7142857142857143, '0.7142857142857143', '0,7142857142857143'],
    ['a number below zero', -1.5, '-1.5', '-1,5'],
    ['zero', 0, '0', '0'],
    ['what is no number', Number.NaN, '', ''],
    ['a day', { day: '2026-11-02' }, '2026-11-02', '02/11/2026'],
    ['a formula', '=1+1', "'=1+1", "'=1+1"],
    ['a formula by its sign', '-2+3', "'-2+3", "'-2+3"],
    ['a command', '@SUM(A1)', "'@SUM(A1)", "'@SUM(A1)"],
    ['a plus', '+84', "'+84", "'+84"],
    ['a formula behind blanks', ' \t=1', "' \t=1", "' \t=1"],
    ['a tab', '\tx', "'\tx", "'\tx"],
    ['a formula in full width', '＝1', "'＝1", "'＝1"],
    [
      'a formula that has to be quoted',
      '=HYPERLINK("x","y")',
      '"\'=HYPERLINK(""x"",""y"")"',
      '"\'=HYPERLINK(""x"",""y"")"',
    ],
  ])('%s', (_name, cell, en, vi) => {
    expect(csvLine([cell], 'en')).toBe(`${en}\r\n`)
    expect(csvLine([cell], 'vi')).toBe(`${vi}\r\n`)
  })

  test.each<[Lang, string]>([
    ['en', 'a,1.5,\r\n'],
    ['vi', 'a;1,5;\r\n'],
  ])('of several cells in %s', (lang, line) => {
    expect(csvLine(['a', 1.5, null], lang)).toBe(line)
  })
})

test('a Vietnamese file says that it is UTF-8', () => {
  expect([csvStart('vi'), csvStart('en')]).toEqual(['\ufeff', ''])
})
