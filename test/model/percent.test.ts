import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentDigits } from '../../lib/model/percent.ts'

test.each([
  [1, [], '100.0'],
  [0.99995, [], '99.995'],
  [0.9995, [], '99.95'],
  [0.9, [], '90.0'],
  [0.8996, [], '89.96'],
  [0.9004, [], '90.04'],
  [0.0004, [], '0.04'],
  [0, [], '0.0'],
  [114 / 200, [], '57.0'],
  [0.62345, [], '62.3'],
  [0.02504, [0.025], '2.504'],
])('%s beside %j is %s %%', (share, sides, shown) => {
  expect((share * 100).toFixed(percentDigits(share, sides))).toBe(shown)
})

test('what is shown is a whole percent only where the share is one, for any quotient of counts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000 }), fc.nat(9_000), (of, some) => {
      const count = Math.min(of, some)
      const shown = Number(((count / of) * 100).toFixed(percentDigits(count / of)))
      const isWhole = (count * 100) % of === 0
      expect(Number.isInteger(shown)).toBe(isWhole)
      if (!isWhole) expect(Math.floor(shown)).toBe(Math.floor((count * 100) / of))
    }),
  )
})
