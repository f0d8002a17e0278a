import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVERY_MS, times, trace } from '../kit/slots.ts'

const ms = (slot: number): number => slot * EVERY_MS

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

describe('a location that failed by itself now and then in the hour before', () => {
  test('one of two: what both see is an outage with the third slot', () => {
    expect(trace('x. .. x. .. .. xx xx').told).toEqual([])
    expect(trace('x. .. x. .. .. xx xx xx').told).toEqual(['7 down opened'])
    expect(trace('x. .. x. .. .. xx xx xx').state.down).toMatchObject({ sinceMs: 5 * EVERY_MS, alone: false })
    expect(trace('x. .. .x .. .. xx xx').told).toEqual(['6 down opened'])
  })

  test('one of two that tell of it, and the third sees it pass: with the fourth', () => {
    const before = 'x.. ... x.. ... ...'
    expect(trace(`${before} xx. xx. xx.`).told).toEqual([])
    expect(trace(`${before} xxs xxs xxs`).told).toEqual([])
    expect(trace(`${before} xx. xx. xx. xx.`).told).toEqual(['8 down opened'])
    expect(trace(`${before} .xx .xx .xx`).told).toEqual(['7 down opened'])
    expect(trace(`${before} xx. xx. .xx`).told).toEqual(['7 down opened'])
    expect(trace(`${before} xx? xx?`).told).toEqual([])
    expect(trace(`${before} xx? xx? xx?`).told).toEqual(['7 down opened'])
  })

  test('the only new one beside one that has failed for long: with the third, as nobody sees it pass', () => {
    expect(trace('x. x. x. x. .x xx xx').told).toEqual(['2 regional opened'])
    expect(trace('x. x. x. x. .x xx xx xx').told).toEqual(['2 regional opened', '7 down opened', '7 regional resolved'])
    const silent = `x. x. x. ${times('?.', 12)}`
    expect(trace(`${silent} xx xx`).told).toEqual(['2 regional opened'])
    expect(trace(`${silent} xx xx xx`).told).toContain('17 down opened')
  })

  test('where three fail, as soon as ever', () => {
    expect(trace('xx. ... x.. .x. x.. .x. xxx xxx').told).toContain('7 down opened')
    expect(trace('x.... ..... x.... ..... ..... xxx.. xxx.. xxx..').told).toEqual(['7 down opened'])
  })

  test('more than an hour ago: as soon as ever', () => {
    expect(trace(`x. .. x. ${times('..', 9)} xx xx`).told).toEqual([])
    expect(trace(`x. .. x. ${times('..', 10)} xx xx`).told).toEqual(['14 down opened'])
    expect(trace(`x. .. ${times('..', 10)} x. xx xx`).told).toEqual(['14 down opened'])
  })

  test('where slots were left out in between, too', () => {
    const { state } = trace('x. .. x. ..')
    expect(trace('xx xx', { after: { state, slot: 12 } }).told).toEqual([])
    const after = { state, slot: 13 }
    expect(trace('xx xx', { after }).told).toEqual(['14 down opened'])
    expect(trace('xx', { after }).state.burnSlots).not.toHaveProperty('disputed')
  })

  test('is remembered for an hour', () => {
    expect(trace('x.').state.lone).toEqual({ a: [0] })
    expect(trace(`x. ${times('..', 11)}`).state.lone).toEqual({ a: [0] })
    expect(trace(`x. ${times('..', 12)}`).state.lone).toEqual({})
  })

  test('maintenance is none, on top of one that fails for long neither', () => {
    expect(trace('x. x. x. xx').state.lone).toEqual({ a: [0, 1, 2].map(ms), b: [3].map(ms) })
    expect(trace('x. x. x. Mxx').state.lone).toEqual({ a: [0, 1, 2].map(ms) })
  })

  test('an outage is no failure by itself', () => {
    expect(trace('.. xx xx xx').state).not.toHaveProperty('lone')
    expect(trace('xx .. xx .. .. xx xx').told).toContain('6 down opened')
    expect(trace('x? .. x? .. .. xx xx').told).toContain('6 down opened')
  })
})

describe('a location that is the only one of several to tell', () => {
  const story = (words: string): readonly string[] =>
    trace(words).events.flatMap(({ atMs, kind, event, severity }) =>
      event === 'escalated' ? [] : [`${atMs / EVERY_MS - 1} ${kind} ${event} ${severity}`],
    )

  test('a ticket with the third slot, a page with the sixth', () => {
    expect(story('x?? x?? x?? x?? x??')).toEqual(['2 down opened ticket'])
    expect(story('x?? x?? x?? x?? x?? x?? .?? .?? .??')).toEqual([
      '2 down opened ticket',
      '5 down resolved ticket',
      '5 down opened page',
      '8 down resolved page',
    ])
    expect(story('x?? x?? x?? .?? .?? .??')).toEqual(['2 down opened ticket', '5 down resolved ticket'])
    const { events } = trace('x?? x?? x?? x?? x?? x??')
    expect(events[1]).toMatchObject({
      facts: { reason: 'superseded' },
      reason: {
        vi: 'Trang: vẫn ngừng hoạt động; xem cảnh báo khẩn mới.',
        en: 'Page: it is still down; a new, urgent alert tells of it.',
      },
    })
    expect(events[2]).toMatchObject({ severity: 'page', sinceMs: 3 * EVERY_MS, facts: { alone: true } })
  })

  test('a page where another told of it before', () => {
    expect(story('xxx x?? x??')).toEqual(['2 down opened page'])
  })

  test('a page as soon as others tell of it twice', () => {
    expect(story('x?? x?? x?? xxx xxx')).toEqual([
      '2 down opened ticket',
      '4 down resolved ticket',
      '4 down opened page',
    ])
  })

  test('the only one there is: a page with the third, since nobody else will ever tell', () => {
    expect(story('x x x')).toEqual(['2 down opened page'])
  })
})

test('whatever was before: all of three fail in two slots, both of two in three, or a majority in four, and it is an outage', () => {
  const slots = fc.array(fc.stringMatching(/^[.xn?]{3}$/), { maxLength: 20 })
  const all = fc.constantFrom('xxx', 'xnx', 'nnn', 'nxx')
  fc.assert(
    fc.property(slots, all, all, (before, first, second) => {
      expect(trace([...before, first, second].join(' ')).state.down).not.toBeNull()
    }),
  )
  const told = fc.constantFrom('xx', 'xn', 'nn', 'nx')
  const two = fc.array(fc.stringMatching(/^[.xn?]{2}$/), { maxLength: 20 })
  fc.assert(
    fc.property(two, fc.tuple(told, told, told), (before, last) => {
      expect(trace([...before, ...last].join(' ')).state.down).not.toBeNull()
    }),
  )
  const majority = fc.constantFrom('xx.', 'x.n', '.nx', 'xxx', 'xn?')
  fc.assert(
    fc.property(slots, fc.tuple(majority, majority, majority, majority), (before, last) => {
      expect(trace([...before, ...last].join(' ')).state.down).not.toBeNull()
    }),
  )
})
