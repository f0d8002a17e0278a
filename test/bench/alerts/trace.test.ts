import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../../lib/model/duration.ts'
import type { TraceLine } from '../../../lib/model/trace.ts'
import { fleetOf } from './fleet.ts'
import { TRANSIENTS, WORLD } from './parameters.ts'
import { planTruth } from './plan.ts'
import { quantile } from './statistics.ts'
import { failsAt, headerOf, linesOf } from './trace.ts'
import type { Truth, TruthKind } from './truth.ts'

const SIZE = { pages: 24, warmUpMs: DAY_MS, monthMs: 10 * DAY_MS }

/** A seed in which every kind of trouble happens, also in a world as small as this. */
const WITH_ALL = 7

const worldOf = (seed: number) => {
  const fleet = fleetOf(seed, SIZE)
  const truth = planTruth(fleet)
  return { fleet, truth, lines: [...linesOf(fleet, truth)].flat() }
}

const { fleet, truth, lines } = worldOf(WITH_ALL)
const ofPage = Map.groupBy(lines, ({ page }) => page)

/** Lines of a truth's pages in a span, with nothing else that befalls them or a location. */
const linesIn = (one: Truth, { fromMs, toMs } = one): readonly TraceLine[] =>
  one.pages
    .flatMap((page) => ofPage.get(page) ?? [])
    .filter(({ slotMs }) => slotMs >= fromMs && slotMs < toMs)
    .filter(
      ({ slotMs, page, location }) =>
        !truth.some(
          (other) =>
            other !== one &&
            (other.pages.length === 0 || other.pages.includes(page)) &&
            (other.location === null || other.location === location) &&
            slotMs >= other.fromMs &&
            slotMs < other.toMs,
        ),
    )

const some = (kind: TruthKind): readonly Truth[] => {
  const found = truth.filter((one) => one.kind === kind)
  if (found.length === 0) throw new Error(`no ${kind} in this world`)
  return found
}

test('a seed gives the same world always, another one another', () => {
  const again = worldOf(WITH_ALL)
  expect(again.truth).toEqual(truth)
  expect(again.lines).toEqual(lines)
  expect(worldOf(WITH_ALL + 2).lines[0]).not.toEqual(lines[0])
})

test('the header holds for all lines, and has the maintenance of the truth', () => {
  const header = headerOf(fleet, truth)
  const pages = new Set(header.pages)
  const locations = new Set(header.locations.map(({ id }) => id))
  expect(lines.every(({ page, location }) => pages.has(page) && locations.has(location))).toBe(true)
  expect(lines.every(({ slotMs }) => slotMs % WORLD.everyMs === 0)).toBe(true)
  expect(header.maintenance).toHaveLength(some('maintenance').length)
})

test('nothing is wrong before the month, nor with calm pages in it', () => {
  expect(truth.every(({ fromMs, toMs }) => fromMs >= fleet.monthMs && toMs <= fleet.toMs)).toBe(true)
  const calm = new Set(fleet.pages.filter(({ role }) => role === 'calm').map(({ key }) => key))
  const abroad = new Set<TruthKind>(['abroad-blocked', 'abroad-dropped'])
  expect(truth.filter(({ kind, pages }) => !abroad.has(kind) && pages.some((page) => calm.has(page)))).toEqual([])
})

test('nearly all is there once, in order; some comes twice, late or not at all', () => {
  const keys = lines.map(({ slotMs, page, location }) => `${slotMs} ${page} ${location}`)
  const silent = new Set(['silent', 'down-unseen'])
  const slots = (fleet.toMs - fleet.fromMs) / WORLD.everyMs
  const due = slots * fleet.pages.length * fleet.locations.length
  const missing = truth
    .filter(({ kind }) => silent.has(kind))
    .reduce((sum, { pages, fromMs, toMs }) => {
      return sum + ((pages.length || fleet.pages.length) * (toMs - fromMs)) / WORLD.everyMs
    }, 0)
  expect(new Set(keys).size / (due - missing)).toBeCloseTo(0.9995, 3)
  expect(keys.length / new Set(keys).size).toBeCloseTo(1.003, 3)
  const late = lines.filter(({ slotMs }, index) => slotMs < (lines[index - 1]?.slotMs ?? 0))
  expect(late.length).toBeGreaterThan(0)
  expect(late.length / lines.length).toBeLessThan(0.02)
})

describe('the truth is in the lines:', () => {
  test('a page that is down fails everywhere, one of several pages like the other', () => {
    for (const one of [...some('down'), ...some('portal-down')]) {
      const seen = linesIn(one)
      expect(seen.every(({ cause }) => cause === one.cause)).toBe(true)
    }
  })

  test('before its first slot and from its end on it is as ever', () => {
    const edges = some('down').flatMap((one) => [
      ...linesIn(one, { ...one, fromMs: one.fromMs - 2 * WORLD.everyMs, toMs: one.fromMs }),
      ...linesIn(one, { ...one, fromMs: one.toMs, toMs: one.toMs + 2 * WORLD.everyMs }),
    ])
    const failed = edges.filter(({ outcome }) => outcome === 'failed').length
    expect(edges.length).toBeGreaterThan(50)
    expect(failed / edges.length).toBeLessThan(0.1)
  })

  test('where one location sees nothing of it, nothing comes from that one', () => {
    for (const one of some('down-unseen')) {
      const inIt = linesIn(one)
      expect(inIt.some(({ location }) => location === one.location)).toBe(false)
      expect(inIt.every(({ outcome }) => outcome !== 'passed')).toBe(true)
    }
  })

  test('one location fails, the others pass but for transients', () => {
    const seen = some('one-location').flatMap((one) => linesIn(one).map((line) => ({ line, one })))
    const here = seen.filter(({ line, one }) => line.location === one.location)
    const there = seen.filter(({ line, one }) => line.location !== one.location)
    expect(here.every(({ line, one }) => line.cause === one.cause)).toBe(true)
    expect(there.filter(({ line }) => line.outcome === 'failed').length / there.length).toBeLessThan(0.05)
  })

  test('a flap fails and passes in turn', () => {
    for (const one of some('flap')) {
      const bad = linesIn(one).filter(({ slotMs }) => failsAt(one, slotMs))
      const good = linesIn(one).filter(({ slotMs }) => !failsAt(one, slotMs))
      expect(bad.every(({ cause }) => cause === one.cause)).toBe(true)
      expect(good.filter(({ outcome }) => outcome === 'passed').length / good.length).toBeGreaterThan(0.85)
    }
  })

  test('a brownout fails by its share', () => {
    const bySize = [...Map.groupBy(some('brownout'), ({ size }) => size)]
    const off = bySize.map(([size, ones]) => {
      const seen = ones.flatMap((one) => linesIn(one))
      const share = seen.filter(({ outcome }) => outcome === 'failed').length / seen.length
      // In deviations of a share of so many.
      return Math.abs(share - size) / Math.sqrt((size * (1 - size)) / seen.length)
    })
    expect(Math.max(...off)).toBeLessThan(4)
  })

  test('a step multiplies the wait of its page by its size', () => {
    const ratios = some('step').map((one) => {
      const waits = (list: readonly TraceLine[]): number =>
        quantile(
          list.flatMap(({ waitMs, outcome }) => (outcome === 'passed' && waitMs !== null ? [waitMs] : [])),
          0.5,
        )
      const all = ofPage.get(one.pages[0] ?? '') ?? []
      // The same hours of the other days.
      const hours = all.filter(
        ({ slotMs }) =>
          slotMs < fleet.monthMs &&
          slotMs % DAY_MS >= one.fromMs % DAY_MS &&
          slotMs % DAY_MS < (one.toMs % DAY_MS || DAY_MS),
      )
      return hours.length < 12 ? 1 : waits(linesIn(one)) / waits(hours) / one.size
    })
    expect(quantile(ratios, 0.5)).toBeGreaterThan(0.85)
    expect(quantile(ratios, 0.5)).toBeLessThan(1.15)
  })

  test("a location's fault is in all its lines and in no other's", () => {
    for (const one of some('own-network')) {
      const inIt = lines.filter(({ slotMs }) => slotMs >= one.fromMs && slotMs < one.toMs)
      expect(inIt.filter(({ location, outcome }) => location === one.location && outcome === 'passed')).toEqual([])
      const others = inIt.filter(({ location }) => location !== one.location)
      expect(others.filter(({ outcome }) => outcome === 'passed').length / others.length).toBeGreaterThan(0.7)
    }
    for (const one of some('silent')) {
      const inIt = lines.filter(({ slotMs }) => slotMs >= one.fromMs && slotMs < one.toMs)
      expect(inIt.some(({ location }) => location === one.location)).toBe(false)
    }
  })
})

test.each([1, 2])('in world %i one result in fifty fails by itself, one by one or in spells', (seed) => {
  const world = worldOf(seed)
  const before = world.lines.filter(({ slotMs }) => slotMs < world.fleet.monthMs)
  const failed = before.filter(({ outcome }) => outcome === 'failed').length / before.length
  expect(Math.abs(failed - TRANSIENTS.share)).toBeLessThan(0.004)
  // How often another failure follows one: as often as ever, or far more often.
  const series = Map.groupBy(before, ({ page, location }) => `${page} ${location}`)
  let [followed, all] = [0, 0]
  for (const one of series.values()) {
    const sorted = [...new Map(one.map((line) => [line.slotMs, line.outcome === 'failed'])).entries()].toSorted(
      ([a], [b]) => a - b,
    )
    sorted.forEach(([, bad], index) => {
      if (!bad || index + 1 >= sorted.length) return
      all++
      if (sorted[index + 1]?.[1]) followed++
    })
  }
  expect(followed / all > 0.06).toBe(world.fleet.transients === 'spells')
})
