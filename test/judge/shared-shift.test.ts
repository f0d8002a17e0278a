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

  test('of several such days the first with the most hosts', () => {
    const early: readonly Host[] = [['a'], ['b'], ['c'], ['d'], ['e']]
    expect(read(...early, ['f', 3], ['g', 3])).toEqual({ day: DAY, hosts: 5 })
    expect(read(...early, ['f', 6], ['g', 6], ['h', 6], ['i', 6], ['j', 6])).toEqual({ day: DAY, hosts: 5 })
    const more = ['f', 'g', 'h', 'i', 'j', 'k'].map((vendor): Host => [vendor, 6])
    expect(read(...more, ...early)).toEqual({ day: addDays(DAY, 6), hosts: 6 })
    expect(read()).toBeNull()
  })

  test('one vendor may have half of them, not more', () => {
    expect(read(['a'], ['a'], ['a'], ['a'], ['b'], ['c'], ['d'])).toBeNull()
    expect(read(['a'], ['a'], ['a'], ['b'], ['b'], ['b'])).toEqual({ day: DAY, hosts: 6 })
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

  test('says since when, in the zone of the portals, and how many', () => {
    const reading = (state: WatchState | null, on: number, hosts = shifted(['a'], ['b'], ['c'], ['d'], ['e'])) =>
      sharedReading(state, {
        shifted: hosts,
        today: addDays(DAY, on),
        timezone: 'Asia/Ho_Chi_Minh',
        policy: DEFAULT_POLICY,
      })
    const sinceMs = Date.parse('2026-08-10T00:00:00+07:00')
    const about = { rule: 'shift', location: null, group: null, part: null }
    const found = reading(null, 8)
    expect(found).toEqual({ ...about, state: 'bad', sinceMs, figures: { day: DAY, hosts: 5 } })
    expect(reading(null, 8, [])).toBeNull()
    const nowMs = startOfDay(addDays(DAY, 8), 'UTC')
    const { state } = stepConditions(newWatchState(0), found === null ? [] : [found], {
      policy: DEFAULT_POLICY,
      timezone: 'UTC',
      nowMs,
    })
    expect(sharedDay(state)).toBe(DAY)
    expect(reading(state, 30)).toBeNull()
    expect(reading(state, 31)).toEqual({ ...about, state: 'good', sinceMs, figures: {} })
    expect(sharedDay(null)).toBeNull()
    expect(sharedDay(newWatchState(0))).toBeNull()
  })

  test('what began within two days of it is explained by it', () => {
    const is = isOurs(DAY, DEFAULT_POLICY)
    expect([-3, -2, 0, 2, 4, 5].map((days) => is(addDays(DAY, days)))).toEqual([false, true, true, true, true, false])
    expect(isOurs(null, DEFAULT_POLICY)(DAY)).toBe(false)
  })
})
