import { describe, expect, test } from 'vitest'
import type { TraceLine } from '../../../lib/model/trace.ts'
import { fleetOf } from './fleet.ts'
import { WORLD } from './parameters.ts'
import { type Detector, inARow, ofTheLast, type Rival, runRival } from './rivals.ts'

/** Where it is open after each of these: `x` is bad, `.` good. */
function trace({ step, isOpen }: Detector, results: string): string {
  let state = 0
  return [...results]
    .map((result) => {
      state = step(state, result === 'x')
      return isOpen(state) ? 'O' : '-'
    })
    .join('')
}

test('three in a row open, two good ones close', () => {
  expect(trace(inARow(3, 2), 'xx.xxx.x..xxx')).toBe('-----OOOO---O')
})

test('one opens, one closes', () => expect(trace(inARow(1, 1), '.x.xx.')).toBe('-O-OO-'))

test('three of five open, none of five closes', () => {
  expect(trace(ofTheLast(3, 5), 'x.x.x......x')).toBe('----OOOOO---')
  expect(trace(ofTheLast(3, 5), 'x..x..x')).toBe('-------')
})

describe('over locations', () => {
  const fleet = fleetOf(2, { pages: 1, warmUpMs: 0, monthMs: WORLD.everyMs })
  const page = fleet.pages[0]?.key ?? ''
  const line = (slot: number, location: string, bad: boolean): TraceLine => ({
    slotMs: slot * WORLD.everyMs,
    page,
    location,
    outcome: bad ? 'failed' : 'passed',
    cause: bad ? 'http_5xx' : null,
    totalMs: 1,
    waitMs: 1,
  })
  const alarmsOf = (changes: Partial<Rival>, lines: readonly TraceLine[]) => {
    const run = runRival(
      {
        family: 'test',
        name: 'test',
        kind: 'down',
        detector: inARow(2, 1),
        isBad: ({ outcome }) => (outcome === 'inconclusive' ? null : outcome === 'failed'),
        locations: 3,
        votes: 2,
        ...changes,
      },
      fleet,
    )
    for (const one of lines) run.read(one)
    return run.end()
  }
  const lines = [1, 2, 3, 4].flatMap((slot) => [
    line(slot, 'han', slot < 4),
    line(slot, 'sgn', slot === 2 || slot === 3),
  ])

  test('as many must have it open as have to agree', () => {
    expect(alarmsOf({}, lines)).toMatchObject([
      { sinceMs: WORLD.everyMs, openedAtMs: 3 * WORLD.everyMs, endedAtMs: 4 * WORLD.everyMs, opened: 1, resolved: 1 },
    ])
    expect(alarmsOf({ votes: 1 }, lines)).toMatchObject([{ openedAtMs: 2 * WORLD.everyMs }])
    expect(alarmsOf({ votes: 3 }, lines)).toEqual([])
  })

  test('it looks only where it is told to', () => {
    expect(alarmsOf({ locations: 1 }, lines)).toEqual([])
    expect(alarmsOf({ locations: 1, votes: 1 }, lines)).toHaveLength(1)
  })

  test('what could not be measured says nothing', () => {
    const unknown = { ...line(2, 'han', true), outcome: 'inconclusive', cause: 'killed' } as const
    expect(alarmsOf({ locations: 1, votes: 1 }, [line(1, 'han', true), unknown])).toEqual([])
    expect(alarmsOf({ locations: 1, votes: 1 }, [line(1, 'han', true), unknown, line(3, 'han', true)])).toHaveLength(1)
  })
})
