import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../lib/model/parse-policy.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'

const TEXT = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8')

test('policies/default.yaml is the shipped policy', () => {
  expect(parsePolicy(TEXT)).toEqual(DEFAULT_POLICY)
})

test('a policy that lacks the newer rules has the shipped ones', () => {
  const [older = ''] = TEXT.split('# A LOCATION by itself')
  expect(parsePolicy(older)).toEqual(DEFAULT_POLICY)
})

describe('a policy that is wrong says where', () => {
  test.each([
    ['a number below one', TEXT.replace('openAfterSlots: 2', 'openAfterSlots: 0'), /^down\.openAfterSlots: /],
    ['a fraction', TEXT.replace('ofSlots: 5', 'ofSlots: 5.5'), /^regional\.ofSlots: /],
    ['a missing number', TEXT.replace(/^ {2}everyHours.*$/m, '  {}'), /^reminder/],
    ['an unknown key', `${TEXT}\nfast: {}\n`, /fast/],
    ['another kind of value', '[]', /policy/],
    ['no YAML', 'a: [', /^not YAML: /],
    ['an alias', 'policy: &a x\ndown: *a', /^not YAML: |^down/],
  ])('%s', (_name, text, line) => {
    const problem = parsePolicy(text)
    expect(problem).toEqual(expect.stringMatching(line))
    expect(problem).not.toEqual(expect.stringContaining('\n'))
  })
})
