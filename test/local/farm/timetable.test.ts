import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEMO_SOURCES, findPortal } from '../../../lib/local/farm/portals.ts'
import { faultAt, type TimetableEntry } from '../../../lib/local/farm/timetable.ts'

const HOME = { kind: 'home', source: '127.0.0.11' } as const

describe('repeating', () => {
  const when = { kind: 'repeating', fault: 'status:503', firstAtMs: 30_000, lastsMs: 40_000, everyMs: 900_000 } as const
  const timetable: readonly TimetableEntry[] = [{ when, on: ['home'] }]
  test.each([
    [-1, null],
    [0, null],
    [29_999, null],
    [30_000, 'status:503'],
    [69_999, 'status:503'],
    [70_000, null],
    [929_999, null],
    [930_000, 'status:503'],
    [969_999, 'status:503'],
    [970_000, null],
  ])('at %d ms: %s', (elapsedMs, fault) => {
    expect(faultAt(timetable, { ...HOME, elapsedMs })).toBe(fault)
  })

  test('leaves other kinds of requests alone', () => {
    expect(faultAt(timetable, { ...HOME, kind: 'asset', elapsedMs: 30_000 })).toBeNull()
  })
})

test('an entry for a source leaves the others alone, and the first entry that applies wins', () => {
  const timetable: readonly TimetableEntry[] = [
    { when: { kind: 'always', fault: 'reset' }, on: ['home'], sources: ['127.0.0.13'] },
    { when: { kind: 'always', fault: 'waf' }, on: ['home'] },
  ]
  expect(faultAt(timetable, { kind: 'home', source: '127.0.0.13', elapsedMs: 0 })).toBe('reset')
  expect(faultAt(timetable, { kind: 'home', source: '127.0.0.12', elapsedMs: 0 })).toBe('waf')
})

describe('the flaky portal, visited each 10 s by three locations in turn, with a retry 1 s after a failure', () => {
  const { timetable } = findPortal('hai-dang')!
  const sources = Object.values(DEMO_SOURCES)
  const isBad = (elapsedMs: number, source: string) => faultAt(timetable, { kind: 'home', source, elapsedMs }) !== null

  /** For each slot, the locations whose first attempt failed, and those whose retry failed too. */
  function visits(phaseMs: number, slots: number) {
    return Array.from({ length: slots }, (_, slot) => {
      const starts = sources.map((source, index) => ({ source, atMs: phaseMs + slot * 10_000 + (index * 10_000) / 3 }))
      const first = starts.filter(({ atMs, source }) => isBad(atMs, source))
      const failed = first.filter(({ atMs, source }) => isBad(atMs + 1_000, source)).map(({ source }) => source)
      return { first: first.length, failed }
    })
  }

  test('never has two locations fail in one slot, nor one location in 3 of 5 slots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600_000 }), (phaseMs) => {
        const slots = visits(phaseMs, 2_000)
        expect(slots.every(({ failed }) => failed.length <= 1)).toBe(true)
        for (const source of sources) {
          const bad = slots.map(({ failed }) => (failed.includes(source) ? 1 : 0))
          const worst = Math.max(
            ...bad.map((_, at) => bad.slice(at, at + 5).reduce<number>((sum, one) => sum + one, 0)),
          )
          expect(worst).toBeLessThan(3)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('fails for about one request in twenty, at differing moments', () => {
    const slots = visits(0, 8_640)
    const share = slots.reduce((sum, { first }) => sum + first, 0) / (8_640 * 3)
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.07)
    const inMinute = new Set(slots.flatMap(({ first }, slot) => (first > 0 ? [slot % 6] : [])))
    expect(inMinute.size).toBeGreaterThanOrEqual(4)
  })
})
