import { describe, expect, test } from 'vitest'
import { MAX_CATALOGUE_BYTES, parseCatalogue } from '../../lib/model/parse-catalogue.ts'
import { readYaml } from '../../lib/model/yaml-source.ts'

const codes = (text: string) => readYaml(text).problems.map(({ line, column, code }) => `${line}:${column} ${code}`)

describe('readYaml', () => {
  test('YAML 1.2: days and times stay texts, yes and no too', () => {
    expect(readYaml('a: 2026-01-15\nb: 2026-11-22T22:00\nc: no\nd: 010\ne: true\nf: 1.5').value).toEqual({
      a: '2026-01-15',
      b: '2026-11-22T22:00',
      c: 'no',
      d: 10,
      e: true,
      f: 1.5,
    })
    expect(readYaml('%YAML 1.1\n---\na: no\nb: 2026-01-15').value).toEqual({ a: 'no', b: '2026-01-15' })
  })

  test('tags are refused, standard ones as well', () => {
    expect(codes('a: !secret x\nb: !!str 1\nc: !!binary aGk=')).toEqual([
      '1:12 yaml_tag',
      '2:10 yaml_tag',
      '3:13 yaml_tag',
    ])
  })

  test('aliases repeat a value; unknown and circular ones are refused, the rest is still read', () => {
    expect(readYaml('a: &x { b: 1 }\nc: *x').value).toEqual({ a: { b: 1 }, c: { b: 1 } })
    expect(codes('a: &x [*x]\nb: *y')).toEqual(['1:8 yaml_alias', '2:4 yaml_alias'])
    expect(readYaml('a: *y\nb: 1').value).toEqual({ a: null, b: 1 })
  })

  test('an alias bomb is refused before it is expanded', () => {
    const levels = 'abcdefgh'.split('').map(
      (name, index, all) =>
        `${name}: &${name} [${Array(10)
          .fill(index === 0 ? '1' : `*${all[index - 1]}`)
          .join(', ')}]`,
    )
    expect(readYaml(levels.join('\n'))).toMatchObject({ value: undefined, problems: [{ code: 'too_many_values' }] })
    expect(readYaml(levels.slice(0, 4).join('\n')).problems).toEqual([])
  })

  test('keys are unique and plain', () => {
    const source = readYaml('a: 1\n"b c": 2\n"b c": 3\n? [d]\n: 4\n__proto__: 5')
    expect(source.problems.map(({ line, code, value }) => ({ line, code, value }))).toEqual([
      { line: 3, code: 'duplicate_key', value: '"b c"' },
      { line: 4, code: 'key_not_text', value: '["d"]' },
    ])
    expect(Object.entries(source.value as object)).toEqual([
      ['a', 1],
      ['b c', 3],
      ['__proto__', 5],
    ])
  })

  test('one document, sane nesting, no tabs', () => {
    expect(codes('a: 1\n---\nb: 2')).toEqual(['2:1 yaml_syntax'])
    expect(codes('a:\n\tb: 1')).toEqual(['2:1 yaml_syntax'])
    expect(codes('a: '.concat('['.repeat(50_000))).length).toBeLessThanOrEqual(20)
    expect(readYaml(`a: ${'['.repeat(50_000)}`).problems[0]?.message).toContain('nested too deeply')
  })

  test('places: of values, of keys, through aliases, and of what is nearest to something missing', () => {
    const { placeOf } = readYaml('a:\n  b: &x\n    c: 1\nd: *x\ne:\nf: [1, { g: 2 }]\r\nh: 3')
    expect(placeOf(['a', 'b', 'c'], 'value')).toEqual({ line: 3, column: 8 })
    expect(placeOf(['a', 'b', 'c'], 'key')).toEqual({ line: 3, column: 5 })
    expect(placeOf(['d', 'c'], 'value')).toEqual({ line: 3, column: 8 })
    expect(placeOf(['a', 'nothing'], 'value')).toEqual({ line: 1, column: 1 })
    expect(placeOf(['e'], 'value')).toEqual({ line: 5, column: 1 })
    expect(placeOf(['f', 1, 'g'], 'value')).toEqual({ line: 6, column: 13 })
    expect(placeOf(['f', 1, 'nothing'], 'value')).toEqual({ line: 6, column: 8 })
    expect(placeOf(['h'], 'value')).toEqual({ line: 7, column: 4 })
    expect(placeOf(['nothing'], 'value')).toEqual({ line: 1, column: 1 })
  })
})

describe('parseCatalogue over a bad text', () => {
  const problems = (text: string) => parseCatalogue({ text, file: 'x.yaml' }).problems

  test('what stands before a syntax error is still checked, what may be its consequence is not', () => {
    expect(
      problems('catalog: Bad Id\nlocations: [\ntimezone: Nowhere\n').map(({ line, code }) => `${line} ${code}`),
    ).toEqual(['1 invalid_id', '3 yaml_syntax'])
  })

  test('a refused alias is told once', () => {
    expect(
      problems('catalog: *x\n')
        .filter(({ line, column }) => line === 1 && column === 10)
        .map(({ code }) => code),
    ).toEqual(['yaml_alias'])
  })

  test('a fault behind an alias is told once', () => {
    const http = problems(
      'defaults: { http: &h { every: 7m } }\nportals: [{ http: *h, pages: [] }, { http: *h, pages: [] }]',
    ).filter(({ code }) => code === 'every_not_divisor')
    expect(http).toMatchObject([{ line: 1, column: 31, path: 'defaults.http.every' }])
  })

  test('empty, too large, and not a map', () => {
    expect(problems(' \n').map(({ code }) => code)).toEqual(['empty_file'])
    expect(problems('# only a comment').map(({ code }) => code)).toEqual(['wrong_type'])
    expect(problems('- a').map(({ code }) => code)).toEqual(['wrong_type'])
    expect(problems(`#${' '.repeat(MAX_CATALOGUE_BYTES)}`).map(({ code }) => code)).toEqual(['file_too_large'])
    // Bytes count, not letters: two thirds of the limit in letters of two bytes.
    expect(problems(`#${'đ'.repeat((MAX_CATALOGUE_BYTES * 2) / 3)}`).map(({ code }) => code)).toEqual([
      'file_too_large',
    ])
  })

  test('the list of problems is bounded, and says how many more there are', () => {
    const found = problems(
      `portals: [${Array(1_500)
        .fill(0)
        .map((_, index) => `"${index}"`)
        .join(', ')}]`,
    )
    expect(found).toHaveLength(1_001)
    expect(found.at(-1)).toMatchObject({
      code: 'too_many_problems',
      message: 'there are 504 more problems from here on',
    })
  })
})
