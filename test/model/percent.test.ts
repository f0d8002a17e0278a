import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parseSync, Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import { percentDigits, shareText } from '../../lib/model/percent.ts'

test.each([
  [1, [], '100.0'],
  [0.99995, [], '99.995'],
  [0.9995, [], '99.95'],
  [0.9988, [], '99.88'],
  [0.99949, [], '99.95'],
  [0.999, [], '99.9'],
  [0.99496, [], '99.496'],
  [0.995, [], '99.5'],
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

test('a share has no space before its sign, whatever the language', () => {
  expect(shareText(0.9996, 'vi')).toBe('99,96%')
  expect(shareText(0.9996, 'en')).toBe('99.96%')
})

/** In what people read: beside each other, `99.7 %` and `99.7%` look as if two had written them. */
test('no text of the platform has a space before a percent sign', () => {
  const spaced: string[] = []
  for (const file of globSync('lib/**/*.{ts,tsx}')) {
    const look = (text: string): void => {
      if (/(^|\d)[ \u00a0]%/.test(text)) spaced.push(`${file}: ${text}`)
    }
    new Visitor({
      Literal: ({ value }) => (typeof value === 'string' ? look(value) : undefined),
      TemplateElement: ({ value }) => look(value.cooked ?? value.raw),
    }).visit(parseSync(file, readFileSync(file, 'utf8')).program)
  }
  expect(spaced).toEqual([])
})
