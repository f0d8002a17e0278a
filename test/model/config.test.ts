import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Config, configAt, configFor, isExpected, slotOf } from '../../lib/model/config.ts'
import { MINUTE_MS } from '../../lib/model/duration.ts'
import { catalogueOf, configOf, pageOf } from '../kit/catalogue.ts'
import { writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const EVERY_MS = 5 * MINUTE_MS

function page(changes: Record<string, unknown> = {}) {
  const catalogue = catalogueOf({ portals: [writtenPortal({ pages: [writtenPage(changes)] })] })
  return { catalogue, page: pageOf(catalogue, 'da-nang/home') }
}

const PLAIN = page()

function expected(slotMs: number, span: Partial<Config>, of = PLAIN) {
  return isExpected(configOf(of.catalogue, span), { page: of.page, slotMs, everyMs: EVERY_MS })
}

test('the slot that holds a moment', () => {
  expect(slotOf(EVERY_MS - 1, EVERY_MS)).toBe(0)
  expect(slotOf(EVERY_MS, EVERY_MS)).toBe(EVERY_MS)
})

describe('versions', () => {
  test('one begins with the slot that holds its effective moment', () => {
    expect(expected(EVERY_MS, { effectiveFromMs: EVERY_MS + 1 })).toBe(true)
    expect(expected(0, { effectiveFromMs: EVERY_MS + 1 })).toBe(false)
    expect(expected(EVERY_MS, { untilMs: EVERY_MS + 1 })).toBe(false)
    expect(expected(0, { untilMs: EVERY_MS + 1 })).toBe(true)
  })

  test('every slot belongs to exactly one of any chain of them', () => {
    const changes = fc
      .uniqueArray(fc.nat(100 * EVERY_MS), { minLength: 1, maxLength: 6 })
      .map((list) => [0, ...list.filter((at) => at > 0)].sort((a, b) => a - b))
    fc.assert(
      fc.property(changes, fc.nat(120), (starts, slot) => {
        const configs = starts.map((effectiveFromMs, index) =>
          configOf(PLAIN.catalogue, { version: `v${index}`, effectiveFromMs, untilMs: starts[index + 1] ?? null }),
        )
        const slotMs = slot * EVERY_MS
        const holding = configs.filter((config) => isExpected(config, { page: PLAIN.page, slotMs, everyMs: EVERY_MS }))
        expect(holding).toHaveLength(1)
        expect(configFor(configs, { slotMs, everyMs: EVERY_MS })).toBe(holding[0])
      }),
    )
  })

  test('the one in force at a moment is the last that has taken effect, or else the first', () => {
    const configs = [EVERY_MS, 2 * EVERY_MS].map((effectiveFromMs) => configOf(PLAIN.catalogue, { effectiveFromMs }))
    const at = (timeMs: number) => configAt(configs, timeMs)?.effectiveFromMs
    expect([0, EVERY_MS, 2 * EVERY_MS - 1, 2 * EVERY_MS, 9 * EVERY_MS].map(at)).toEqual(
      [1, 1, 1, 2, 2].map((slot) => slot * EVERY_MS),
    )
    expect(configAt([], 0)).toBeNull()
  })

  test('before the first there is none', () => {
    expect(
      configFor([configOf(PLAIN.catalogue, { effectiveFromMs: 10 * EVERY_MS })], {
        slotMs: 9 * EVERY_MS,
        everyMs: EVERY_MS,
      }),
    ).toBeNull()
    expect(configFor([], { slotMs: 0, everyMs: EVERY_MS })).toBeNull()
  })
})

test("a page is expected on its valid days, both inclusive, in the catalogue's zone", () => {
  const of = page({ valid: { from: '2026-11-22', to: '2026-11-23' } })
  const [firstMs, endMs] = [Date.parse('2026-11-21T17:00:00Z'), Date.parse('2026-11-23T17:00:00Z')]
  expect(expected(firstMs - EVERY_MS, {}, of)).toBe(false)
  expect(expected(firstMs, {}, of)).toBe(true)
  expect(expected(endMs - EVERY_MS, {}, of)).toBe(true)
  expect(expected(endMs, {}, of)).toBe(false)
})
