import { describe, expect, test } from 'vitest'
import { certaintyOf, likelyFault, type Witness } from '../../lib/judge/certainty-words.ts'
import type { AlertKind } from '../../lib/model/alert.ts'

type Facts = Readonly<Record<string, unknown>>

const seen = (word: string): readonly Witness[] =>
  [...word].map((letter) => ({
    class: letter === 's' ? 'SLOW' : letter === 'x' ? 'FAIL' : letter === '?' ? 'UNKNOWN' : 'OK',
    confirmed: true,
  }))

const sure = (kind: AlertKind, facts: Facts, word = '') => {
  const says = certaintyOf({ kind, facts }, seen(word))
  return [says.map(({ vi }) => vi).join('; '), says.map(({ en }) => en).join('; ')]
}

const fault = (kind: AlertKind, facts: Facts = {}) => likelyFault({ kind, facts })?.en ?? null

describe('how sure a slowness is', () => {
  test('by how many locations and slots, and by what it usually varies', () => {
    const facts = { rule: 'steady', slots: 4, ofSlots: 6, s: 0.1 }
    expect(sure('slow', facts, 'ss.?')).toEqual([
      '2/3 điểm đo cùng thấy chậm; chậm ở ít nhất 4 trong 6 lượt đo gần nhất; thường ngày chỉ dao động khoảng 11 %',
      '2 of 3 locations agree; slow in at least 4 of the latest 6 checks; it usually varies by about 11 %',
    ])
    expect(sure('slow', { ...facts, alone: true, s: undefined }, 's')[1]).toBe(
      'one location alone could tell, with none to compare; slow in at least 4 of the latest 6 checks',
    )
  })

  test('of a mean that it is one, of days that they are medians', () => {
    expect(sure('slow', { rule: 'mean', ofSlots: 12, s: 0.3 }, '...')).toEqual([
      'trung bình của 12 lượt đo liên tiếp, không phải từng lượt; thường ngày chỉ dao động khoảng 35 %',
      'a mean over 12 checks in a row, not single ones; it usually varies by about 35 %',
    ])
    expect(sure('slow', { rule: 'drift' })[1]).toBe('medians of days are compared, not single checks')
  })

  test('one that opened before the numbers were kept says no more than is known', () => {
    expect(sure('slow', { rule: 'ceiling' }, 'ss.')[1]).toBe('2 of 3 locations agree')
    expect(sure('slow', { rule: 'mean' }, 'ss.')[1]).toBe('')
  })
})

test('how sure the other kinds are', () => {
  expect(sure('regional', {}, 'x.s?')[1]).toBe(
    '1 of 4 locations say so, 2 can reach it; each failed check was tried again',
  )
  expect(sure('burn', {}, 'xx.')[1]).toBe('each failed check was tried again')
  expect(sure('shift', { p: 0.004 })).toEqual([
    'so sánh trung vị của nhiều ngày, không phải từng lượt đo; xác suất do ngẫu nhiên khoảng 0,4 %',
    'medians of days are compared, not single checks; by chance in about 0.4 % of cases',
  ])
  expect(sure('shift', { p: 0.000_099 })[0]).toMatch(/xác suất do ngẫu nhiên dưới 0,01 %$/)
  expect(sure('shift', {})[1]).toBe('medians of days are compared, not single checks')
  expect(sure('certificate', {})[1]).toBe('read from what the server sends')
  expect(sure('monitor', { rule: 'needs_review' }, 'xx')[1]).toBe('each failed check was tried again')
})

test('what is probably at fault where no check says it', () => {
  expect(fault('slow', { rule: 'steady', metric: 'total' })).toMatch(/^connecting or the download takes long/)
  expect(fault('slow', { rule: 'steady', metric: 'wait' })).toMatch(/^the server takes long to answer/)
  expect(fault('slow', { rule: 'steady', metric: 'wait', slowPages: 20, ofPages: 60 })).toBe(
    'the network, or what the pages share (20 of 60 are slow at once), not this page alone',
  )
  expect(fault('slow', { rule: 'drift', metric: 'wait' })).toMatch(/^data, queries or settings/)
  expect(fault('pillar', { rule: 'insufficient' })).toMatch(/^many checks were kept out/)
  expect(fault('pillar', { rule: 'week' })).toMatch(/^its pages have become slower/)
  expect([fault('down'), fault('burn'), fault('monitor', { rule: 'needs_review' })]).toEqual([null, null, null])
  const rules = ['silent', 'clock', 'faults', 'coverage', 'drift', 'queue_age', 'dead_letters', 'archive', 'hub_silent']
  expect(new Set([...rules, 'shift'].map((rule) => fault('monitor', { rule }))).size).toBe(10)
})
