import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { MEASURABLES } from '../../lib/model/criteria-metric.ts'
import { parseCriteria } from '../../lib/model/parse-criteria.ts'
import { schemaText } from '../../scripts/schema-text.ts'
import { parseWrittenCriteria, writtenCriteria, writtenQuantile, writtenRule } from '../kit/written-criteria.ts'

const folder = new URL('../../criteria/', import.meta.url)
const published = await readFile(new URL('criteria.schema.json', folder), 'utf8')
const packs = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
const accepts = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(published))

const without = (key: string) => writtenCriteria({ [key]: undefined })
const homepage = (rule: Record<string, unknown>) => writtenCriteria({ rules: [rule, writtenRule({ page: 'eform' })] })
const rule = (changes: Record<string, unknown>) => homepage(writtenRule(changes))
const quantile = (changes: Record<string, unknown>) => homepage(writtenQuantile(changes))
const grades = (...list: readonly (readonly [string, number])[]) =>
  writtenCriteria({ grades: list.map(([grade, atLeast]) => ({ grade, atLeast })) })

/** What a schema can express, with the one problem that the parser finds. */
const WRONG_BY_SCHEMA: readonly (readonly [string, unknown, string])[] = [
  ['a list instead of a pack', [], 'wrong_type'],
  ['an unknown key at the root', writtenCriteria({ bonus: 5 }), 'unknown_key'],
  ['an unknown key of a rule', rule({ target: 4000 }), 'unknown_key'],
  [
    'an unknown part of a week',
    writtenCriteria({ strata: { work: 1, evening: 0, night: 0, weekend: 0 } }),
    'unknown_key',
  ],
  ['points for another kind of page', writtenCriteria({ pages: { homepage: 10, eform: 10, login: 5 } }), 'unknown_key'],
  ...['version', 'name', 'source', 'reading', 'points', 'coverage', 'strata', 'obstructed', 'pages', 'rules'].map(
    (key) => [`no ${key}`, without(key), 'missing_key'] as const,
  ),
  ['no English name', writtenCriteria({ name: { vi: 'Thử' } }), 'missing_key'],
  ['a rule without weight', rule({ weight: undefined }), 'missing_key'],
  ['an id in capitals', writtenCriteria({ criteria: 'VN-2025' }), 'invalid_id'],
  ['version 0', writtenCriteria({ version: 0 }), 'out_of_range'],
  ['version 1.5', writtenCriteria({ version: 1.5 }), 'wrong_type'],
  ['an empty source', writtenCriteria({ source: ' ' }), 'empty_text'],
  ['a third reading', writtenCriteria({ reading: 'theirs' }), 'unknown_value'],
  ['a profile that is not known', writtenCriteria({ profile: 'tablet' }), 'unknown_profile'],
  ['no points', writtenCriteria({ points: 0 }), 'out_of_range'],
  ['points as a text', writtenCriteria({ points: '20' }), 'wrong_type'],
  ['coverage in percent', writtenCriteria({ coverage: { minimum: 90, work: 0.8 } }), 'out_of_range'],
  ['negative coverage', writtenCriteria({ coverage: { minimum: 0.9, work: -0.1 } }), 'out_of_range'],
  ['a kind of page without a point', writtenCriteria({ pages: { homepage: 20, eform: 0 } }), 'out_of_range'],
  ['no rules', writtenCriteria({ rules: [] }), 'wrong_length'],
  ['no kind of page', writtenCriteria({ pages: {} }), 'no_page_points'],
  ['a metric that is none', rule({ metric: 'fidMs' }), 'unknown_value'],
  ['a mean', rule({ statistic: 'mean' }), 'unknown_value'],
  ['a negative weight', rule({ weight: -1 }), 'out_of_range'],
  ['a limit of 0', rule({ limit: 0 }), 'out_of_range'],
  ['no grades but the key', writtenCriteria({ grades: [] }), 'wrong_length'],
  ['a grade in capitals', grades(['A', 18]), 'invalid_id'],
  ['an audit metric of http checks', rule({ from: 'http', basis: 'observed' }), 'not_measured'],
  ['a simulated response time', quantile({ basis: 'simulated' }), 'wrong_basis'],
  ['a simulated readiness', rule({ metric: 'readyMs' }), 'wrong_basis'],
  ['an observed blocking time', rule({ metric: 'tbtMs', basis: 'observed' }), 'wrong_basis'],
  ['a simulated load event', rule({ metric: 'loadMs' }), 'wrong_basis'],
  ['a share without limit', rule({ limit: undefined }), 'missing_limit'],
  ['a quantile with limit', quantile({ limit: 4000 }), 'unused_limit'],
  ['a share in percent', rule({ full: 90 }), 'not_a_share'],
  ['a fraction of a millisecond as limit', rule({ limit: 4000.5 }), 'not_whole_ms'],
  ['a fraction of a millisecond as quantile', quantile({ full: 0.9 }), 'not_whole_ms'],
]

/** Correct in every single rule: a schema can't see what is wrong. */
const WRONG_BY_MEANING: readonly (readonly [string, unknown, string])[] = [
  ['pages that share too much', writtenCriteria({ pages: { homepage: 10, eform: 11 } }), 'points_sum'],
  ['pages that share a hair too little', writtenCriteria({ pages: { homepage: 10, eform: 9.999 } }), 'points_sum'],
  ['parts of a week that sum to 0.9', writtenCriteria({ strata: { work: 0.6, evening: 0.3, night: 0 } }), 'strata_sum'],
  [
    'bounds below what is ignored',
    writtenCriteria({ obstructed: { ignoreUpTo: 0.1, boundsUpTo: 0.02 } }),
    'bounds_order',
  ],
  ['a rule for a page without points', writtenCriteria({ pages: { homepage: 20 } }), 'page_without_points'],
  ['points without a rule', writtenCriteria({ rules: [writtenRule()] }), 'points_without_rule'],
  ['points without a rule that weighs', rule({ weight: 0 }), 'points_without_rule'],
  ['a share that is better when lower', rule({ full: 0.6, zero: 0.9 }), 'wrong_direction'],
  ['a time that is better when higher', quantile({ full: 10_000, zero: 2000 }), 'wrong_direction'],
  ['more than all', rule({ full: 1, zero: 1 }), 'never_earned'],
  ['less than no time', quantile({ full: 0, zero: 0 }), 'never_earned'],
  [
    'one question asked twice',
    writtenCriteria({ rules: [writtenRule(), writtenRule({ page: 'eform' }), writtenRule({ weight: 2 })] }),
    'duplicate_rule',
  ],
  ['an official grade', grades(['a', 18]), 'official_grade'],
  ['grades from the worst up', grades(['fair', 10], ['good', 18]), 'grades_order'],
  ['two grades at once', grades(['good', 18], ['fair', 18]), 'grades_order'],
  ['a grade that stands there twice', grades(['good', 18], ['good', 10]), 'duplicate_grade'],
  ['a grade beyond the points', grades(['good', 20.5]), 'grade_beyond_points'],
]

const RIGHT: readonly (readonly [string, unknown])[] = [
  ['all left out that can be', writtenCriteria()],
  ['homepages only', writtenCriteria({ pages: { homepage: 20 }, rules: [writtenRule()] })],
  ['thirds', writtenCriteria({ points: 0.3, pages: { homepage: 0.1, eform: 0.2 } })],
  ['a part of the week that counts nothing', writtenCriteria({ strata: { work: 1, evening: 0, night: 0 } })],
  ['bounds that are equal', writtenCriteria({ obstructed: { ignoreUpTo: 0, boundsUpTo: 0 } })],
  ['all or nothing', rule({ full: 0.75, zero: 0.75 })],
  ['a quantile, all or nothing', quantile({ full: 4000, zero: 4000 })],
  ['a ratio', rule({ metric: 'cls', limit: 0.1 })],
  ['a quantile of a ratio', quantile({ metric: 'cls', from: 'audit', basis: 'simulated', full: 0.1, zero: 0.25 })],
  [
    'one metric with two limits, and one that is only shown',
    writtenCriteria({
      rules: [writtenRule(), writtenRule({ limit: 2500, weight: 0 }), writtenRule({ page: 'eform' })],
    }),
  ],
  ['grades down to 0', grades(['good', 20], ['fair', 10], ['poor', 0])],
  ...MEASURABLES.map((way) => [`${way.metric} of ${way.from}, ${way.basis}`, rule({ ...way, limit: 600 })] as const),
]

test('the published schema is the one in the code (node scripts/write-schema.ts writes it)', () => {
  expect(published).toBe(schemaText('criteria/criteria.schema.json'))
})

describe.each(packs)('criteria/%s', (name) => {
  test('is accepted by schema and parser, has its file’s name, and tells editors of the schema', async () => {
    const text = await readFile(new URL(name, folder), 'utf8')
    const { criteria, problems } = parseCriteria(text)
    expect(problems).toEqual([])
    expect(`${criteria?.criteria}.yaml`).toBe(name)
    expect({ accepted: accepts(parse(text)), errors: accepts.errors }).toEqual({ accepted: true, errors: null })
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./criteria.schema.json')
  })
})

test.each(WRONG_BY_SCHEMA)('schema and parser refuse %s', (_, written, code) => {
  expect(accepts(JSON.parse(JSON.stringify(written)))).toBe(false)
  expect(parseWrittenCriteria(written).problems.map((problem) => problem.code)).toContain(code)
})

test('each wrong pack but the list has one problem', () => {
  const counts = WRONG_BY_SCHEMA.slice(1).map(([name, written]) => ({
    name,
    problems: parseWrittenCriteria(written).problems.map(({ code }) => code),
  }))
  expect(counts.filter(({ problems }) => problems.length !== 1)).toEqual([])
  expect(packs.length).toBe(3)
})

test.each(WRONG_BY_MEANING)('the schema lets pass, the parser refuses %s', (_, written, code) => {
  expect(accepts(JSON.parse(JSON.stringify(written)))).toBe(true)
  expect(parseWrittenCriteria(written).problems.map((problem) => problem.code)).toEqual([code])
})

test.each(RIGHT)('schema and parser accept %s', (_, written) => {
  expect(parseWrittenCriteria(written).problems).toEqual([])
  const json: unknown = JSON.parse(JSON.stringify(written))
  expect({ accepted: accepts(json), errors: accepts.errors }).toEqual({ accepted: true, errors: null })
})
