import { describe, expect, test } from 'vitest'
import {
  believe,
  judgeLocations,
  maybeAtFault,
  readSharedSlowness,
  type Seen,
  type SeenPage,
  seenOf,
} from '../../lib/judge/slot-locations.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { closing, EVERY_MS } from '../kit/slots.ts'

const SLOT = 10 * EVERY_MS

/** A page as a word: `.` passed as usual, `x` failed, `s` 1.6 times the usual, `-` not seen, `o` passed in the slot before. */
function page(word: string, index: number, changes: Partial<SeenPage> & { readonly address?: string } = {}): SeenPage {
  const { address = `192.0.2.${index}`, ...rest } = changes
  const seen: Record<string, Seen> = {}
  for (const [at, letter] of [...word].entries()) {
    if (letter === '-') continue
    seen['abcdef'.charAt(at)] = {
      slotMs: letter === 'o' ? SLOT - EVERY_MS : SLOT,
      failed: letter === 'x',
      ratio: letter === 'x' ? null : letter === 's' ? 1.6 : 1,
      address,
    }
  }
  return { host: `h${index}`, everyMs: EVERY_MS, seen, ...rest }
}

const faults = (words: string, changes: Partial<SeenPage> & { readonly address?: string } = {}) =>
  Object.fromEntries(
    judgeLocations(
      words.split(' ').map((word, index) => page(word, index, changes)),
      { slotMs: SLOT, policy: DEFAULT_POLICY },
    ),
  )

describe('a location is at fault itself', () => {
  test('when half of its hosts fail that pass elsewhere', () => {
    expect(faults('x.. x.. x.. ... ... ...')).toEqual({ a: { faulty: true, loaded: false } })
    expect(faults('x.. x.. x.. ... ... ... ...')).toEqual({})
  })

  test('never for fewer than three', () => {
    expect(faults('x.. x..')).toEqual({})
    expect(faults('x.. x.. x..')).toHaveProperty('a')
  })

  test('not when they fail elsewhere too', () => {
    expect(faults('xxx xxx xxx xxx')).toEqual({})
    expect(faults('x-- x-- x-- x--')).toEqual({})
  })

  test('not when nobody else has seen them since', () => {
    expect(faults('xoo xoo xoo xoo')).toEqual({})
    expect(faults('ox. ox. ox. ox.')).toEqual({ b: { faulty: true, loaded: false } })
  })

  test('not by the few of its hosts that others have seen by then', () => {
    const unseen = (count: number) => Array.from({ length: count }, () => '.oo').join(' ')
    expect(faults(`x.. x.. x.. ${unseen(22)}`)).toEqual({})
    expect(faults(`x.. x.. x.. ${unseen(21)}`)).toHaveProperty('a')
  })

  test('pages of one host are one', () => {
    expect(faults('x.. x.. x.. x..', { host: 'one' })).toEqual({})
  })

  test('a host is judged by all of its pages, and pages that are seldom looked at by none', () => {
    const hosts = ['one', 'two', 'three', 'four', 'five', 'six']
    const judged = (words: readonly string[], changes: Partial<SeenPage> = {}) =>
      judgeLocations(
        words.map((word, at) => page(word, at, { host: hosts[at % 6] ?? '', ...changes })),
        { slotMs: SLOT, policy: DEFAULT_POLICY },
      )
    const failing = ['x..', 'x..', 'x..', '...', '...', '...']
    expect([...judged(failing).keys()]).toEqual(['a'])
    expect(judged([...failing, '...']).size).toBe(0)
    expect([...judged(failing, { everyMs: 15 * 60_000 }).keys()]).toEqual(['a'])
    expect(judged(failing, { everyMs: 15 * 60_000 + 1 }).size).toBe(0)
  })

  test('one other location that passes is enough', () => {
    expect(faults('x.x x.x xx.')).toHaveProperty('a')
    expect(faults('-.. x.. x.. x.. ...')).toHaveProperty('a')
  })

  test('what was seen a cadence away counts still', () => {
    const early = ['x..', 'x..', 'x..'].map((word, index) => page(word, index))
    const at = (slotMs: number) => judgeLocations(early, { slotMs, policy: DEFAULT_POLICY }).size
    expect([at(SLOT + EVERY_MS), at(SLOT - EVERY_MS)]).toEqual([1, 1])
    expect([at(SLOT + EVERY_MS + 1), at(SLOT - EVERY_MS - 1)]).toEqual([0, 0])
  })

  test('what was seen long before or after says nothing', () => {
    const seen = (slotMs: number) => ({ a: { slotMs, failed: true, ratio: null, address: null } })
    const old = ['x..', 'x..', 'x..'].map((word, index) => {
      const made = page(word, index)
      return { ...made, seen: { ...made.seen, ...seen(SLOT - 2 * EVERY_MS) } }
    })
    expect(judgeLocations(old, { slotMs: SLOT, policy: DEFAULT_POLICY }).size).toBe(0)
  })
})

describe('a location is loaded', () => {
  test('when 30 % of its pages, five at least, at three addresses, take 1.5 times the usual', () => {
    expect(faults('s.. s.. s.. s.. s.. ... ... ... ... ... ... ... ... ... ... ...')).toEqual({
      a: { faulty: false, loaded: true },
    })
    expect(faults('s.. s.. s.. s.. s.. ... ... ... ... ... ... ... ... ... ... ... ...')).toEqual({})
    expect(faults('s.. s.. s.. s..')).toEqual({})
  })

  test('from 30 % on, from 1.5 times on, from three addresses on', () => {
    const loaded = (slow: number, of: number, change: { readonly ratio?: number; readonly addresses?: number } = {}) =>
      judgeLocations(
        Array.from({ length: of }, (_, at) => {
          const made = page(at < slow ? 's.' : '..', at, { address: `192.0.2.${at % (change.addresses ?? 99)}` })
          const seen = made.seen.a
          if (!seen) throw new Error('nothing seen')
          return { ...made, seen: { ...made.seen, a: { ...seen, ratio: at < slow ? (change.ratio ?? 1.6) : 1 } } }
        }),
        { slotMs: SLOT, policy: DEFAULT_POLICY },
      ).has('a')
    expect([loaded(6, 20), loaded(6, 21)]).toEqual([true, false])
    expect([loaded(5, 5), loaded(4, 4)]).toEqual([true, false])
    expect([loaded(6, 20, { ratio: 1.5 }), loaded(6, 20, { ratio: 1.49 })]).toEqual([true, false])
    expect([loaded(6, 20, { addresses: 3 }), loaded(6, 20, { addresses: 2 })]).toEqual([true, false])
  })

  test('failures and pages that it has not seen are no timings', () => {
    expect(faults('s.. s.. s.. s.. s.. x.. x.. -.. -.. ...')).toHaveProperty('a')
    expect(faults('s.. s.. s.. s.. x.. x.. -.. -.. ...')).toEqual({})
    const usual = Array.from({ length: 11 }, () => '...').join(' ')
    expect(faults(`s.. s.. s.. s.. s.. x.. x.. ${usual}`)).toHaveProperty('a')
  })

  /** So many pages as each word says, of which 14 are as usual everywhere. */
  const pagesOf = (words: string): string => `${words} ${Array.from({ length: 14 }, () => '...').join(' ')}`
  const five = (word: string): string => Array.from({ length: 5 }, () => word).join(' ')

  test('not when another location finds the same pages slow: half of them are enough', () => {
    expect(faults(five('sss'))).toEqual({})
    expect(faults(pagesOf(`${five('sss')} sss`))).toEqual({})
    expect(faults(pagesOf(`${five('s..')} s..`))).toEqual({ a: { faulty: false, loaded: true } })
    expect(faults(pagesOf('ss- ss- ss- s.- s.- s.-'))).toEqual({})
    expect(faults(pagesOf('ss- ss- s.- s.- s.- s.-'))).toEqual({ a: { faulty: false, loaded: true } })
  })

  test('what another one finds just as slow as it must be is slow; what fails there is not as usual', () => {
    const justSlow = five('ss')
      .split(' ')
      .map((word, index) => {
        const { seen, ...rest } = page(word, index)
        if (!seen.a || !seen.b) throw new Error('nothing seen')
        return { ...rest, seen: { a: seen.a, b: { ...seen.b, ratio: DEFAULT_POLICY.location.loadedRatio } } }
      })
    const at = { slotMs: SLOT, policy: DEFAULT_POLICY }
    expect(judgeLocations(justSlow, at).size).toBe(0)
    expect(readSharedSlowness(justSlow, at)).toEqual({ pages: 5, of: 5, alone: false })
    expect(faults(five('ssx'))).toEqual({ c: { faulty: true, loaded: false } })
  })

  test('with another one when a third finds the pages as usual', () => {
    expect(faults(five('ss.'))).toEqual({ a: { faulty: false, loaded: true }, b: { faulty: false, loaded: true } })
  })

  test('while nobody else has timings of as many pages: there is nothing to compare', () => {
    expect(faults(five('sx-'))).toHaveProperty('a')
    expect(faults('ss s. s. s. s- s-')).toHaveProperty('a')
    expect(faults('ss ss ss ss s- s-')).toHaveProperty('a')
    expect(faults('ss ss ss ss ss s-')).toEqual({})
  })

  test('not by what another one saw before, nor by few of many', () => {
    expect(faults(five('so'))).toEqual({})
    const since = (count: number): string => Array.from({ length: 41 }, (_, at) => (at < count ? 's.' : 'so')).join(' ')
    expect(faults(since(5))).toEqual({})
    expect(faults(since(6))).toHaveProperty('a')
    expect(faults('s. s. s. s. so')).toEqual({})
    expect(faults(since(5).split(' ').slice(0, 40).join(' '))).toHaveProperty('a')
  })

  test('not at one address: its portals may share a server', () => {
    expect(faults('s.. s.. s.. s.. s..', { address: '192.0.2.1' })).toEqual({})
  })
})

describe('a slowness of many pages', () => {
  const shared = (words: string, changes: Partial<SeenPage> & { readonly address?: string } = {}) =>
    readSharedSlowness(
      words.split(' ').map((word, index) => page(word, index, changes)),
      { slotMs: SLOT, policy: DEFAULT_POLICY },
    )
  const many = (slow: number, of: number, word = 'ss.'): string =>
    Array.from({ length: of }, (_, at) => (at < slow ? word : '...')).join(' ')

  test('is shared when two locations see it at 30 %, five at least, at three addresses', () => {
    expect(shared(many(5, 16))).toEqual({ pages: 5, of: 16, alone: false })
    expect(shared(many(5, 17))).toBeNull()
    expect(shared(many(6, 20))).toEqual({ pages: 6, of: 20, alone: false })
    expect(shared(many(4, 4))).toBeNull()
    expect(shared(many(6, 6), { address: '192.0.2.1' })).toBeNull()
  })

  test('is told by the only location there is, which is not called loaded then', () => {
    expect(shared(many(5, 16, 's--').replaceAll('...', '.--'))).toEqual({ pages: 5, of: 16, alone: true })
    expect(shared(many(5, 17, 's--').replaceAll('...', '.--'))).toBeNull()
    expect(faults('s-- s-- s-- s-- s--')).toEqual({})
    expect(faults('s-- s-- s-- s-- s-- -.-')).toEqual({ a: { faulty: false, loaded: true } })
    expect(shared('s-- s-- s-- s-- s-- -.-')).toBeNull()
  })

  test('counts pages of which two locations have timings now', () => {
    expect(shared(many(5, 5, 's..'))).toBeNull()
    expect(shared(`${many(5, 5, 'ss-')} s-- sx- -.. x-- ss-`)).toEqual({ pages: 6, of: 7, alone: false })
    expect(shared(many(9, 9), { everyMs: 15 * 60_000 + 1 })).toBeNull()
  })
})

test('what it says is not believed: its results when it is at fault, its timings when it is loaded', () => {
  const { inputs } = closing('xs=', 0)
  const believed = believe(
    inputs,
    new Map([
      ['a', { faulty: true, loaded: false }],
      ['b', { faulty: false, loaded: true }],
    ]),
  )
  expect(believed[0]).toMatchObject({ class: 'UNKNOWN', cause: 'monitor_network', confirmed: false })
  expect(believed[1]).toMatchObject({ class: 'OK', cause: null, timing: null })
  expect(believed[2]).toBe(inputs[2])
  expect(believe(inputs, new Map())).toBe(inputs)
  const unknown = closing('?', 0).inputs
  expect(believe(unknown, new Map([['a', { faulty: true, loaded: true }]]))).toEqual(unknown)
})

test('an inconclusive result is nothing seen', () => {
  const of = { ratio: null, address: null }
  expect(seenOf({ slotMs: 0, outcome: 'inconclusive' }, of)).toBeNull()
  expect(seenOf({ slotMs: 0, outcome: 'failed' }, of)).toEqual({ slotMs: 0, failed: true, ...of })
  expect(seenOf({ slotMs: 0, outcome: 'passed' }, of)).toEqual({ slotMs: 0, failed: false, ...of })
})

test('few failures among many pages need no closer look', () => {
  const counts = { seen: 100, failed: 12, timed: 88, slow: 26 }
  expect(maybeAtFault(counts, DEFAULT_POLICY)).toBe(false)
  const few = { seen: 0, failed: 0, timed: 0, slow: 0 }
  const maybe = (changes: Partial<typeof few>) => maybeAtFault({ ...few, ...changes }, DEFAULT_POLICY)
  expect([maybe({}), maybe({ seen: 24, failed: 3 }), maybe({ seen: 3, failed: 2 })]).toEqual([false, true, false])
  expect([maybe({ timed: 10, slow: 5 }), maybe({ timed: 4, slow: 4 })]).toEqual([true, false])
  expect([maybe({ timed: 20, slow: 6 }), maybe({ timed: 21, slow: 6 })]).toEqual([true, false])
  expect(maybeAtFault({ ...counts, failed: 13 }, DEFAULT_POLICY)).toBe(true)
  expect(maybeAtFault({ ...counts, slow: 27 }, DEFAULT_POLICY)).toBe(true)
})
