import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trace } from '../kit/slots.ts'

describe('a location that sees the page pass', () => {
  test('two of three fail, the third passes: an outage with the third slot', () => {
    expect(trace('... xx. xx. xx. ... ... ...').told).toEqual(['3 down opened', '6 down resolved'])
    expect(trace('xx. xx. xx.').state.down).toMatchObject({ sinceMs: 0, alone: false })
    expect(trace('xx. .xx x.x').told).toEqual(['2 down opened'])
    expect(trace('xx. xx. ... ...').told).toEqual([])
  })

  test('all fail: with the second, also where the outage began between the visits of two locations', () => {
    expect(trace('xxx xxx').told).toEqual(['1 down opened'])
    expect(trace('.xx xxx').told).toEqual(['1 down opened'])
    expect(trace('xxx .xx').told).toEqual([])
    expect(trace('xxx .xx .xx').told).toEqual(['2 down opened'])
    expect(trace('.xx .xx xxx').told).toEqual(['2 down opened'])
  })

  test('whoever cannot tell disputes nothing', () => {
    expect(trace('xx? xx?').told).toEqual(['1 down opened'])
    expect(trace('xx xx').told).toEqual(['1 down opened'])
  })

  test('whoever sees it slow sees it pass', () => {
    expect(trace('xxs xxs').told).toEqual([])
    expect(trace('xxs xxs xxs').told).toEqual(['2 down opened'])
  })
})

test('whatever was before: all of three fail in two slots, or a majority in three, and it is an outage', () => {
  const slots = fc.array(fc.stringMatching(/^[.xn?]{3}$/), { maxLength: 20 })
  const all = fc.constantFrom('xxx', 'xnx', 'nnn', 'nxx')
  fc.assert(
    fc.property(slots, all, all, (before, first, second) => {
      expect(trace([...before, first, second].join(' ')).state.down).not.toBeNull()
    }),
  )
  const majority = fc.constantFrom('xx.', 'x.n', '.nx', 'xxx', 'xn?')
  fc.assert(
    fc.property(slots, fc.tuple(majority, majority, majority), (before, last) => {
      expect(trace([...before, ...last].join(' ')).state.down).not.toBeNull()
    }),
  )
})
