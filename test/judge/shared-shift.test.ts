import { describe, expect, test } from 'vitest'
import { isOurs, readShared, sharedDay, sharedReading } from '../../lib/judge/shared-shift.ts'
import { stepConditions } from '../../lib/judge/watch.ts'
import { newWatchState, type WatchState } from '../../lib/judge/watch-state.ts'
import { addDays, startOfDay } from '../../lib/model/day.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const DAY = '2026-08-10'
/** Hosts by the vendor that each has, and how many days after the first it changed. */
type Host = readonly [vendor: string, after?: number]
const shifted = (...hosts: readonly Host[]) =>
  hosts.map(([vendor, after = 0], index) => ({ day: addDays(DAY, after), host: `h${index}`, vendor }))
const read = (...hosts: readonly Host[]) => readShared(shifted(...hosts), DEFAULT_POLICY)

describe('a change of ours', () => {
  test('five hosts within two days that nothing connects', () => {
    expect(read(['a'], ['b', 1], ['c', 2], ['d'], ['e'])).toEqual({ day: DAY, hosts: 5 })
    expect(read(['a'], ['b'], ['c'], ['d'])).toBeNull()
    expect(read(['a'], ['b'], ['c'], ['d'], ['e', 3])).toBeNull()
  })

  test('not those of one vendor, which may have changed something itself', () => {
    expect(read(['a'], ['a'], ['a'], ['b'], ['c'])).toBeNull()
    expect(read(['a'], ['a'], ['a'], ['b'], ['c'], ['d'])).toEqual({ day: DAY, hosts: 6 })
  })

  test('pages of one host count once', () => {
    const one = shifted(['a'], ['b'], ['c'], ['d'])
    expect(readShared([...one, ...one], DEFAULT_POLICY)).toBeNull()
  })

  test('is told once, and is over when no page could be found any more that changed then', () => {
    let state: WatchState = newWatchState(0)
    const told: string[] = []
    for (let on = 8; on < 40; on++) {
      const today = addDays(DAY, on)
      const found = on < 30 ? shifted(['a'], ['b'], ['c'], ['d'], ['e']) : []
      const reading = sharedReading(state, { shifted: found, today, timezone: 'UTC', policy: DEFAULT_POLICY })
      const nowMs = startOfDay(today, 'UTC')
      const outcome = reading && stepConditions(state, [reading], { policy: DEFAULT_POLICY, timezone: 'UTC', nowMs })
      state = outcome?.state ?? state
      for (const { event, facts, kind, severity, subject } of outcome?.events ?? [])
        told.push(`${on} ${kind} ${subject} ${severity} ${event} ${String(facts.rule)} ${String(facts.hosts)}`)
    }
    expect(told).toEqual(['8 monitor hub ticket opened shift 5', '31 monitor hub ticket resolved shift 5'])
    expect(sharedDay(state)).toBeNull()
  })

  test('what began within two days of it is explained by it', () => {
    const is = isOurs(DAY, DEFAULT_POLICY)
    expect([-3, -2, 0, 2, 4, 5].map((days) => is(addDays(DAY, days)))).toEqual([false, true, true, true, true, false])
    expect(isOurs(null, DEFAULT_POLICY)(DAY)).toBe(false)
  })
})
