import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortNames } from '../../lib/web/short-names.ts'

test('what most begin with is left out, of those that do', () => {
  const names = [
    'Cổng dịch vụ công tỉnh An Giang',
    'Cổng dịch vụ công tỉnh Cà Mau',
    'Cổng dịch vụ công thành phố Huế',
    'Cổng Dịch vụ công quốc gia',
    'Cổng dịch vụ công Bộ Y tế',
  ]
  expect([...shortNames(names).values()]).toEqual([
    'tỉnh An Giang',
    'tỉnh Cà Mau',
    'thành phố Huế',
    'Cổng Dịch vụ công quốc gia',
    'Bộ Y tế',
  ])
})

test('of two, nothing is the beginning of most', () => {
  expect([...shortNames(['Cổng A', 'Cổng B']).values()]).toEqual(['Cổng A', 'Cổng B'])
})

test('none becomes empty, and each ends as its name does', () => {
  const word = fc.constantFrom('a', 'b', 'c')
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), (names) => {
      for (const [whole, short] of shortNames(names)) {
        expect(short).not.toBe('')
        expect(whole === short || whole.endsWith(` ${short}`)).toBe(true)
      }
    }),
  )
})
