import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCriteria } from '../../lib/model/parse-criteria.ts'
import { parseWrittenCriteria, writtenCriteria, writtenQuantile, writtenRule } from '../kit/written-criteria.ts'

const TEXT = `criteria: Vn-Test
version: 1
name: { vi: Thử }
source: Quyết định số 1/QĐ
reading: ous
points: 20
coverage: { minimum: 0.9, work: 80 }
strata: { work: 0.6, evening: 0.3, night: 0.2 }
obstructed: { ignoreUpTo: 0.2, boundsUpTo: 0.1 }
pages: { homepage: 10, eform: 11 }
rules:
  - { page: homepage, metric: lcp, from: audit, basis: simulated, statistic: within, limit: 4000, full: 0.9, zero: 0.6, weight: 1 }
  - { page: homepage, metric: fcpMs, from: http, basis: simulated, statistic: within, limt: 4000, full: 0.9, zero: 0.6, weight: 1 }
  - { page: homepage, metric: totalMs, from: http, basis: observed, statistic: p75, limit: 1, full: 2000.5, zero: 100, weight: 0 }
grades: [{ grade: a, atLeast: 21 }]
version: 2
`

const packs = ['vn-2025-load', 'vn-2023-response-time', 'vn-2024-473'] as const
const shipped = (id: string) => {
  const { criteria } = parseCriteria(readFileSync(new URL(`../../criteria/${id}.yaml`, import.meta.url), 'utf8'))
  if (criteria === null) throw new Error(`${id} has problems`)
  return criteria
}

describe('all problems at once', () => {
  const { criteria, problems } = parseCriteria(TEXT)

  test('syntax, schema and meaning are reported together, in the order of the text', () => {
    expect(problems.map(({ line, column, path, code }) => `${line}:${column} ${code} ${path}`)).toEqual([
      '1:11 invalid_id criteria',
      '3:1 missing_key name.en',
      '5:10 unknown_value reading',
      '7:33 out_of_range coverage.work',
      '8:9 strata_sum strata',
      '9:44 bounds_order obstructed.boundsUpTo',
      '10:8 points_sum pages',
      '12:31 unknown_value rules[0].metric',
      '13:31 not_measured rules[1].metric',
      '13:79 missing_limit rules[1].statistic',
      '13:87 unknown_key rules[1].limt',
      '14:92 unused_limit rules[2].limit',
      '14:101 not_whole_ms rules[2].full',
      '15:19 official_grade grades[0].grade',
      '15:31 grade_beyond_points grades[0].atLeast',
      '16:1 duplicate_key ',
    ])
    expect(criteria).toBeNull()
  })

  test('each says what was received and what to write', () => {
    const told = Object.fromEntries(problems.map(({ code, value, message, fix }) => [code, { value, message, fix }]))
    expect(told.unknown_key).toEqual({
      value: 4000,
      message: '"limt" is not a key of rules[1]',
      fix: 'write limit, or remove it',
    })
    expect(told.points_sum).toEqual({
      value: { homepage: 10, eform: 11 },
      message: 'the points of the pages sum to 21, not to the 20 of the pack',
      fix: 'share 20 among them, or write points: 21',
    })
    expect(told.out_of_range).toEqual({ value: 80, message: '80 must be at most 1', fix: 'write at most 1' })
    expect(told.not_measured).toMatchObject({
      value: 'fcpMs',
      fix: 'choose another metric, or write from: audit, basis: observed or from: audit, basis: simulated',
    })
    expect(told.missing_key?.message).toBe('name.en is missing')
  })
})

test('a duplicate names the line of the first', () => {
  const { problems } = parseWrittenCriteria(
    writtenCriteria({ rules: [writtenRule(), writtenRule({ page: 'eform' }), writtenRule({ weight: 3 })] }),
  )
  expect(problems).toMatchObject([{ path: 'rules[2]', code: 'duplicate_rule' }])
  expect(problems[0]?.message).toMatch(/^the rule on line \d+ asks the same$/)
})

test('nothing to read is one problem', () => {
  expect(parseCriteria(' \n')).toMatchObject({ criteria: null, problems: [{ line: 1, column: 1, code: 'empty_file' }] })
  expect(parseCriteria('#'.repeat(200_001))).toMatchObject({ criteria: null, problems: [{ code: 'file_too_large' }] })
  expect(parseCriteria(`#${' '.repeat(199_999)}`)).toMatchObject({ problems: [{ code: 'wrong_type' }] })
  expect(parseCriteria('rules: [')).toMatchObject({ criteria: null, problems: [{ code: 'yaml_syntax' }] })
})

test('what is left out has its default, what is written stays', () => {
  const { criteria } = parseWrittenCriteria(
    writtenCriteria({ rules: [writtenQuantile(), writtenRule({ page: 'eform' })] }),
  )
  expect(criteria).toMatchObject({
    criteria: 'test',
    profile: 'mobile',
    grades: [],
    pages: { homepage: 10, eform: 10 },
  })
  expect(criteria?.rules).toEqual([
    { ...writtenQuantile(), limit: null },
    { ...writtenRule({ page: 'eform' }), limit: 4000 },
  ])
})

test('whatever changes in a correct pack, it is read or there are problems, each inside the text', () => {
  const written = writtenCriteria({ grades: [{ grade: 'good', atLeast: 18 }] })
  const text = JSON.stringify(written, null, 1)
  const lines = text.split('\n')
  const odd = fc.constantFrom('', '-1', '.inf', '.nan', 'null', '[]', '{}', '"a"', '1e999', '*a', '!!int 3', '{')
  fc.assert(
    fc.property(fc.nat(lines.length - 1), odd, (at, value) => {
      const changed = lines.map((line, index) =>
        index === at ? line.replace(/(: ?)[^,]*(,?)$/, `$1${value}$2`) : line,
      )
      const { criteria, problems } = parseCriteria(changed.join('\n'))
      expect(criteria === null).toBe(problems.length > 0)
      for (const { line, fix, message } of problems) {
        expect(line).toBeLessThanOrEqual(lines.length)
        expect(message).not.toMatch(/undefined|\[object/)
        expect(fix).not.toBe('')
      }
    }),
  )
})

describe.each(packs)('%s', (id) => {
  const pack = shipped(id)

  test('is our reading, of 20 points, and gives no grade', () => {
    expect(pack).toMatchObject({ reading: 'ours', points: 20, pages: { homepage: 10, eform: 10 }, grades: [] })
    expect(pack.name.vi).not.toBe(pack.name.en)
  })

  test('counts as the method says', () => {
    expect(pack).toMatchObject({
      coverage: { minimum: 0.9, work: 0.8 },
      strata: { work: 0.6, evening: 0.3, night: 0.1 },
      obstructed: { ignoreUpTo: 0.02, boundsUpTo: 0.1 },
      profile: 'mobile',
    })
  })
})

test('vn-2025-load has the four published limits, simulated and with points, on both kinds of page', () => {
  const { rules } = shipped('vn-2025-load')
  const earning = rules.filter(({ weight }) => weight > 0)
  expect(
    earning.map(({ page, metric, basis, limit, weight }) => `${page} ${metric} ${basis} ${limit} ${weight}`),
  ).toEqual(
    ['homepage', 'eform'].flatMap((page) => [
      `${page} fcpMs simulated 3000 1`,
      `${page} lcpMs simulated 4000 1`,
      `${page} siMs simulated 5800 1`,
      `${page} tbtMs simulated 600 1`,
    ]),
  )
  const beside = rules.filter(({ weight, page }) => weight === 0 && page === 'homepage')
  expect(beside.map(({ metric, basis }) => `${metric} ${basis}`)).toEqual([
    'longestTaskMs simulated',
    'fcpMs observed',
    'lcpMs observed',
    'siMs observed',
  ])
})

test('no pack gives official grades, and those of response time say of what they are', () => {
  expect(shipped('vn-2023-response-time').source).toMatch(/1033\/QĐ-BTTTT ngày 13\/6\/2023/)
  expect(shipped('vn-2024-473').source).toMatch(/473\/QĐ-BTTTT ngày 03\/4\/2024/)
  for (const id of ['vn-2023-response-time', 'vn-2024-473']) {
    expect(shipped(id).rules.map(({ page, metric, basis }) => `${page} ${metric} ${basis}`)).toEqual([
      'homepage totalMs observed',
      'eform readyMs applied',
    ])
  }
})
