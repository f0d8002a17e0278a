import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compare, parseReasons } from './reasons.ts'
import { changesOf, type ReportedFile } from './report.ts'

const at = (line: number, from: number, to: number, replacement: string, status = 'Survived') => ({
  location: { start: { line, column: from }, end: { line, column: to } },
  mutatorName: 'EqualityOperator',
  replacement,
  status,
})

const source = ['const isLess = a < b', 'function f() {', '  return 1', '}', 'const isLess = a < b', ''].join('\n')

const reported = (mutants: ReportedFile['mutants']) => changesOf({ source, mutants })

test('a change is told by its line, and the second one of the same text by its number, wherever they stand', () => {
  const twice = [at(5, 16, 21, 'a <= b', 'Killed'), at(1, 16, 21, 'a <= b'), at(1, 16, 21, 'true', 'NoCoverage')]
  expect(reported([...twice, at(1, 1, 2, 'left out', 'Ignored')])).toEqual([
    { text: 'const isLess = ⟦a < b ⟶ a <= b⟧', line: 1, isAlive: true, isUnasked: false },
    { text: 'const isLess = ⟦a < b ⟶ true⟧', line: 1, isAlive: true, isUnasked: true },
    { text: 'const isLess = ⟦a < b ⟶ a <= b⟧ #2', line: 5, isAlive: false, isUnasked: false },
  ])
  const below = changesOf({
    source: `// A line more.\n${source}`,
    mutants: twice.map(({ location: { start, end }, ...one }) => ({
      ...one,
      location: { start: { ...start, line: start.line + 1 }, end: { ...end, line: end.line + 1 } },
    })),
  })
  expect(below.map(({ text }) => text)).toEqual(reported(twice).map(({ text }) => text))
})

test('one of several lines is told in one, a long one in part', () => {
  const block = { location: { start: { line: 2, column: 14 }, end: { line: 4, column: 2 } }, replacement: '{}' }
  expect(reported([{ ...block, mutatorName: 'BlockStatement', status: 'Survived' }])[0]?.text).toBe(
    'function f() ⟦{ return 1 } ⟶ {}⟧',
  )
  const long = `${'x'.repeat(90)}${'y'.repeat(120)}${'z'.repeat(90)}`
  const [cut] = changesOf({ source: long, mutants: [at(1, 91, 211, 'w'.repeat(101))] })
  expect(cut?.text).toBe(`…${'x'.repeat(70)}⟦${'y'.repeat(99)}… ⟶ ${'w'.repeat(99)}…⟧${'z'.repeat(70)}…`)
})

const REASONS = `
classes:
  types: The value was put there.
files:
  slow:
    - why: types
      changes:
        - "const isLess = ⟦a < b ⟶ a <= b⟧"
    - why: Two of them are never equal.
      changes:
        - "const isLess = ⟦a < b ⟶ a <= b⟧ #2"
`

test('what is alive without a reason is found, and a reason without what it is for', () => {
  const reasons = parseReasons(REASONS).get('slow') ?? new Map()
  const [first, second, other] = [at(1, 16, 21, 'a <= b'), at(5, 16, 21, 'a <= b'), at(5, 16, 21, 'true')]
  expect(compare(reported([first, second]), reasons)).toEqual({ unexplained: [], outdated: [] })
  expect(compare(reported([first, { ...second, status: 'Killed' }, other]), reasons)).toEqual({
    unexplained: [{ text: 'const isLess = ⟦a < b ⟶ true⟧', line: 5, isAlive: true, isUnasked: false }],
    outdated: ['const isLess = ⟦a < b ⟶ a <= b⟧ #2'],
  })
  expect(compare(reported([{ ...first, status: 'Timeout' }]), reasons).outdated).toHaveLength(2)
})

test('a class that is not explained, one without a change, and a change with two reasons are refused', () => {
  expect(() => parseReasons(REASONS.replace('why: types', 'why: order'))).toThrow('there is no class `order`')
  expect(() => parseReasons(REASONS.replace('why: types', 'why: For once.'))).toThrow('classes without a change: types')
  expect(() => parseReasons(REASONS.replace(' #2', ''))).toThrow('slow: stands there twice')
  expect(() => parseReasons(REASONS.replace('changes:\n', 'change:\n'))).toThrow('Unrecognized key')
})

test('the reasons of the judge are of files that there are', () => {
  const reasons = parseReasons(readFileSync('test/judge/survivors.yaml', 'utf8'))
  expect([...reasons.keys()].filter((file) => !existsSync(`lib/judge/${file}.ts`))).toEqual([])
})
