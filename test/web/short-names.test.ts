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

test('groups among the others are shortened too, and say what they are', () => {
  const system = 'Hệ thống thông tin giải quyết thủ tục hành chính của'
  const names = [
    ...['An Giang', 'Cà Mau', 'Đồng Tháp', 'Lào Cai', 'Phú Thọ', 'Sơn La', 'Tây Ninh'].map(
      (place) => `Cổng dịch vụ công và ${system} tỉnh ${place}`,
    ),
    ...['Y tế', 'Công Thương', 'Nội vụ'].map((ministry) => `${system} Bộ ${ministry}`),
    ...['Huế', 'Đà Nẵng', 'Cần Thơ'].map((city) => `Cổng dịch vụ công thành phố ${city}`),
    'Cổng Dịch vụ công quốc gia',
  ]
  expect([...shortNames(names).values()]).toEqual([
    'tỉnh An Giang',
    'tỉnh Cà Mau',
    'tỉnh Đồng Tháp',
    'tỉnh Lào Cai',
    'tỉnh Phú Thọ',
    'tỉnh Sơn La',
    'tỉnh Tây Ninh',
    'Bộ Y tế',
    'Bộ Công Thương',
    'Bộ Nội vụ',
    'thành phố Huế',
    'thành phố Đà Nẵng',
    'thành phố Cần Thơ',
    'Cổng Dịch vụ công quốc gia',
  ])
})

test('in English too', () => {
  const system = 'Information system for administrative procedures'
  const names = [
    ...['Binh Minh', 'Song Xanh', 'Hai Dang', 'Hoa Mai'].map((place) => `Public service portal of ${place} province`),
    ...['Health', 'Justice', 'Finance'].map((what) => `${system} of the Ministry of ${what}`),
  ]
  expect([...shortNames(names).values()].slice(3, 5)).toEqual(['Hoa Mai province', 'Ministry of Health'])
})

test('names that would become the same stay whole', () => {
  const names = ['Cổng tỉnh Huế', 'Cổng tỉnh Hà Nội', 'Cổng tỉnh Cà Mau', 'Huế']
  expect([...shortNames(names)]).toEqual([
    ['Cổng tỉnh Huế', 'Cổng tỉnh Huế'],
    ['Cổng tỉnh Hà Nội', 'Hà Nội'],
    ['Cổng tỉnh Cà Mau', 'Cà Mau'],
    ['Huế', 'Huế'],
  ])
})

test('of two, nothing is the beginning of most', () => {
  expect([...shortNames(['Cổng A', 'Cổng B']).values()]).toEqual(['Cổng A', 'Cổng B'])
})

test('none becomes empty, each ends as its name does, and no two are the same', () => {
  const word = fc.constantFrom('a', 'b', 'c')
  const name = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      for (const [whole, short] of shortNames(names)) {
        expect(short).not.toBe('')
        expect(whole === short || whole.endsWith(` ${short}`)).toBe(true)
      }
      const short = shortNames(names)
      expect(new Set(short.values()).size).toBe(short.size)
    }),
  )
})
